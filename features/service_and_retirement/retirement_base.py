"""Retirement approvals with the person, the pension paid since, and their service segments."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.common.pension_age import compute_legal_age_months, get_law_category
from features.service_and_retirement.approvals import approvals_in_payment

PAID, ENTERPRISE, PUBLIC, ARMY, SENT_DOWN = "1", "2", "3", "4", "5"  # codes of segment_kind
DEEMED = (ENTERPRISE, PUBLIC, ARMY, SENT_DOWN)
COUNTED = (PAID, *DEEMED)
AWARDS = ("5", "6")  # arbitration, court
EMPLOYEE_PENSION, GRANT = "110", "3"  # codes of insurance_type and pension_pay_kind
COHORT_YEARS = 5  # peers are born within five years


@derived(key=("approval_id",))
def pension_so_far(approvals: PensionApproval, payments: OrEmpty[PensionPayment], *, as_of):
    """Yuan of employee pension paid under an approval until now, and the last month paid.

    Null without payment rows.
    """
    past_approvals = approvals.filter(approvals.approve_date <= as_of).select(
        "approval_id", "person_id", "pension_start"
    )
    standing = payments.filter(
        payments.insurance_type == EMPLOYEE_PENSION,
        payments.kind != GRANT,
        ~payments.reversed,
        payments.paid_date <= as_of,
    )
    joined = past_approvals.join(
        standing.select("person_id", "benefit_month", "amount"), "person_id"
    )
    joined = joined.filter(joined.benefit_month >= joined.pension_start)
    return joined.group_by("approval_id").agg(
        paid_yuan=joined.amount.sum(), last_benefit=joined.benefit_month.max()
    )


@derived(key=("approval_id",))
def retirement_base(
    approvals: PensionApproval, persons: Person, units: affiliates, paid: pension_so_far, *, as_of
):
    """One row an approval made by the as-of date: all that features count over.

    amount_involved: the share of the pension so far (yuan) that rests on deemed months. Without
    payment rows it is the monthly pension times the months since its start.
    """
    people = persons.select(
        "person_id", "sex", "birth_date", "archive_birth_date", "hukou_district"
    )
    past_approvals = approvals.filter(approvals.approve_date <= as_of).join(people, "person_id")
    past_approvals = left_join_columns(
        past_approvals, units.select("employer_id", "unit_district", "group_id"), "employer_id"
    )
    past_approvals = left_join_columns(past_approvals, paid, "approval_id")
    start, total = (
        extract_month_index(past_approvals.pension_start),
        past_approvals.actual_paid_months + past_approvals.deemed_months,
    )
    drawn_months = ibis.greatest(compute_month_index(as_of) - start + 1, 0)
    pension_yuan = past_approvals.paid_yuan.fill_null(past_approvals.monthly_pension * drawn_months)
    category = get_law_category(past_approvals.sex, past_approvals.female_category)
    return past_approvals.select(
        "approval_id",
        "person_id",
        "employer_id",
        "approval_type",
        "apply_date",
        "approve_date",
        "pension_start",
        "birth_date",
        "archive_birth_date",
        "hukou_district",
        "accept_op",
        "review_op",
        "approve_op",
        "agent_phone_hash",
        "deemed_months",
        "actual_paid_months",
        "monthly_pension",
        subject_id=past_approvals.person_id,
        record_id=past_approvals.approval_id,
        district=past_approvals.unit_district,
        period_from=past_approvals.pension_start,
        period_to=past_approvals.last_benefit.fill_null(past_approvals.approve_date),
        amount_involved=_compute_share(pension_yuan, past_approvals.deemed_months, total),
        pension_yuan=pension_yuan,
        total_months=total,
        start_month_index=start,
        birth_month_index=extract_month_index(past_approvals.birth_date),
        retirement_group=category,
        birth_cohort=(past_approvals.birth_date.year() / COHORT_YEARS).floor().cast("int64")
        * COHORT_YEARS,
        legal_months=compute_legal_age_months(past_approvals.birth_date, category, as_of=as_of),
        is_local=past_approvals.hukou_district.notnull(),
    )


@derived(key=("approval_id",))
def retirements_in_payment(approvals: retirement_base, in_payment: approvals_in_payment):
    """Population: approvals of 36 months, and older ones on which something was paid in them."""
    return approvals.semi_join(in_payment, "approval_id")


@derived(key=("segment_id", "approval_id"))
def approval_segments(approvals: retirement_base, segments: ServiceSegment, *, as_of):
    """Segments of kinds 1 to 5 recorded by the day of the approval; months as indices.

    is_claimed: service that rests on papers alone, deemed or by an award.
    """
    approval_facts = approvals.select(
        "approval_id",
        "person_id",
        "approve_date",
        "birth_month_index",
        "start_month_index",
        "is_local",
    )
    counted = segments.filter(
        segments.kind.isin(COUNTED), segments.first_recorded_date <= as_of
    ).drop("updated_at", "row_status")
    joined = approval_facts.join(counted, "person_id").filter(
        lambda t: t.first_recorded_date <= t.approve_date
    )
    first, last = extract_month_index(joined.from_month), extract_month_index(joined.to_month)
    is_deemed = joined.kind.isin(DEEMED)
    by_award = joined.evidence_kind.isin(AWARDS).fill_null(False)
    return joined.mutate(
        first=first,
        last=last,
        months=last - first + 1,
        is_deemed=is_deemed,
        is_claimed=is_deemed | by_award,
    )


def compute_pension_share(table, months):
    """The part of the pension so far (yuan) that rests on some of its months."""
    return _compute_share(table.pension_yuan, months, table.total_months)


def _compute_share(yuan, months, total):
    part = ibis.least(months, total)
    # divided last and rounded, so that the same money comes out whatever the order of the sums
    return (total > 0).ifelse((yuan * part / total).cast("decimal(14,2)"), 0)
