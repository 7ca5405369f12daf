"""Retirement approvals: age, months before the legal age, paid months."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.death_record import DeathRecord
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from features.common.calendar import (
    compute_month_index,
    compute_window_start,
    convert_index_to_month,
    extract_month_index,
)
from features.common.deaths import select_known_deaths
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.common.law_in_force import look_up_value_in_force
from features.common.pension_age import (
    MALE,
    compute_legal_age_months,
    get_law_category,
    look_up_by_category,
)

NORMAL, SPECIAL, ILLNESS, ALLOWANCE, EARLIER, LATER, INJURY, OTHER = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
)
ILLNESS_KINDS = (ILLNESS, ALLOWANCE)
WORKER = "50"  # code of female_category
PENSION, LUMP_SUMS = "110", ("2", "3")  # codes of insurance_type and pay_kind
EMPLOYEE_PENSIONS, GRANT = ("110", "120"), "3"  # codes of insurance_type and pension_pay_kind
# what was paid longer ago than three years is hardly ever asked back
WINDOW_MONTHS = 36
SWITCH_MONTHS = 24  # paid as a cadre's category within two years of retiring as a worker


@derived(key=("approval_id",))
def approvals_in_payment(
    approvals: PensionApproval,
    payments: OrEmpty[PensionPayment],
    deaths: OrEmpty[DeathRecord],
    *,
    as_of,
):
    """Approvals of 36 months, and older ones on which something was paid in these months.

    last_benefit: the last month paid (null without payment rows). Where no pensions were delivered,
    an older approval counts as paid until its person's death.
    """
    since = compute_window_start(as_of, WINDOW_MONTHS)
    decided = approvals.filter(approvals.approve_date <= as_of).select(
        "approval_id", "person_id", "approve_date", "pension_start"
    )
    pensions = payments.filter(
        payments.insurance_type.isin(EMPLOYEE_PENSIONS),
        payments.kind != GRANT,
        ~payments.reversed,
        payments.paid_date <= as_of,
    )
    paid = decided.select("approval_id", "person_id", "pension_start").join(
        pensions.select("person_id", "benefit_month"), "person_id"
    )
    paid = paid.filter(paid.benefit_month >= paid.pension_start)
    paid = paid.group_by("approval_id").agg(last_benefit=paid.benefit_month.max())
    known_deaths = select_known_deaths(deaths, as_of)
    gone = known_deaths.filter(known_deaths.death_date < since).select("person_id").distinct()
    joined = left_join_columns(decided, paid, "approval_id")
    joined = left_join_columns(joined, gone.mutate(is_gone=True), "person_id")
    joined = joined.cross_join(pensions.agg(payments_delivered=pensions.count()))
    is_recent = extract_month_index(joined.approve_date) > compute_month_index(as_of) - (
        WINDOW_MONTHS
    )
    is_paid = (joined.last_benefit >= since).fill_null(
        (joined.payments_delivered == 0) & joined.is_gone.isnull()
    )
    return joined.filter(is_recent | is_paid).select("approval_id", "last_benefit")


@derived(key=("approval_id",))
def approval_base(
    approvals: PensionApproval,
    persons: Person,
    units: affiliates,
    in_payment: approvals_in_payment,
    *,
    as_of,
):
    """Population: one row an approval that was made, or is still paid, in the last 36 months.

    Ages in months, months before the legal age, yuan paid early.
    """
    decided = approvals.join(in_payment, "approval_id")
    person_facts = persons.select(
        "person_id", "sex", "birth_date", "archive_birth_date", "first_enroll_month"
    )
    joined = decided.join(person_facts, "person_id").join(units, "employer_id")
    joined = joined.mutate(
        birth_month=extract_month_index(joined.birth_date),
        start_month=extract_month_index(joined.pension_start),
        category=get_law_category(joined.sex, joined.female_category),
    )
    joined = joined.mutate(
        legal_months=compute_legal_age_months(joined.birth_date, joined.category, as_of=as_of)
    )
    joined = joined.mutate(
        early_months=joined.birth_month + joined.legal_months + 1 - joined.start_month
    )
    paid_to = extract_month_index(joined.last_benefit).fill_null(compute_month_index(as_of))
    paid = _clip_at_zero(paid_to - joined.start_month + 1)
    too_early = ibis.least(paid, _clip_at_zero(joined.early_months))
    return joined.select(
        "approval_id",
        "person_id",
        "employer_id",
        "group_id",
        "industry_code",
        "is_window",
        "approval_type",
        "category",
        "female_category",
        "birth_date",
        "archive_birth_date",
        "first_enroll_month",
        "birth_month",
        "start_month",
        "legal_months",
        "early_months",
        "apply_date",
        "approve_date",
        "actual_paid_months",
        "deemed_months",
        "special_kind",
        "special_months",
        "appraisal_id",
        "diag_code",
        "diag_doctor_code",
        "accept_op",
        "review_op",
        "approve_op",
        "agent_phone_hash",
        "monthly_pension",
        "written_notice_date",
        subject_id=joined.person_id,
        record_id=joined.approval_id,
        district=joined.unit_district,
        period_from=joined.apply_date,
        period_to=joined.approve_date,
        amount_involved=(joined.monthly_pension * too_early).cast("decimal(14,2)"),
        paid_yuan=(joined.monthly_pension * paid).cast("decimal(14,2)"),
        pension_start_month=joined.pension_start,
        legal_start_month=convert_index_to_month(joined.birth_month + joined.legal_months + 1),
        retired_age_months=joined.start_month - 1 - joined.birth_month,
        older_by_archive_months=(
            joined.birth_month - extract_month_index(joined.archive_birth_date)
        ).fill_null(0),
        paid_months=joined.actual_paid_months + joined.deemed_months,
        is_special=joined.approval_type == SPECIAL,
        is_illness=joined.approval_type.isin(ILLNESS_KINDS),
        is_early_kind=joined.approval_type.isin([SPECIAL, *ILLNESS_KINDS]),
    )


@derived(key=("approval_id",))
def early_start(approvals: approval_base, *, as_of):
    """E10: months before the legal age that no kind of early retirement allows."""
    regular_approvals = approvals.filter(approvals.approval_type.isin([NORMAL, LATER, OTHER]))
    by_archive = extract_month_index(regular_approvals.archive_birth_date) + 1
    by_archive = by_archive + compute_legal_age_months(
        regular_approvals.archive_birth_date, regular_approvals.category, as_of=as_of
    )
    return regular_approvals.select(
        "approval_id",
        e10_months=regular_approvals.early_months,
        is_by_archive_birth=(by_archive <= regular_approvals.start_month).fill_null(False),
        is_month_rounding=is_month_rounding(regular_approvals, regular_approvals.early_months),
        is_other_policy=regular_approvals.approval_type == OTHER,
    )


@derived(key=("approval_id",))
def flexible_bounds(approvals: approval_base, *, as_of):
    """E09: months by which a flexible early retirement exceeds three years or falls below 60, 55,
    50. is_flexible_unpaid: the least months paid, a condition of its own, are not reached.
    """
    flexible_approvals = approvals.filter(approvals.approval_type == EARLIER)
    number = get_law_number("flexible_retirement_months")
    retired = convert_index_to_month(flexible_approvals.start_month - 1)
    most = look_up_value_in_force(number, retired, lambda v: v["earlier"]).fill_null(0)
    floor = look_up_by_category(flexible_approvals.category, number.on(as_of)["least_age"])
    beyond = ibis.greatest(
        flexible_approvals.early_months - most, floor - flexible_approvals.retired_age_months
    )
    needed = get_special_job_months(flexible_approvals, as_of=as_of)
    age = get_special_job_age(flexible_approvals, as_of=as_of)
    fits = (flexible_approvals.special_months >= needed) & (
        flexible_approvals.retired_age_months >= age
    )
    least = look_up_value_in_force(
        get_law_number("pension_least_paid_months"), flexible_approvals.approve_date
    )
    is_short = (flexible_approvals.paid_months < least).fill_null(False)
    return flexible_approvals.select(
        "approval_id",
        e09_months=beyond,
        e09_most_months=most,
        e09_floor_months=floor,
        e09_least_months=least,
        is_flexible_unpaid=is_short & ~_is_transitional(flexible_approvals, as_of=as_of),
        is_flexible_by_archive=(beyond > 0)
        & (beyond <= flexible_approvals.older_by_archive_months),
        is_flexible_rounding=is_month_rounding(flexible_approvals, beyond),
        is_special_miscoded=fits.fill_null(False),
    )


def _is_transitional(approvals, *, as_of):
    """Whether an approval falls under the transitional rule on the fewest months paid."""
    rule = get_law_number("pension_transition").on(as_of)
    return (
        (approvals.first_enroll_month < rule["insured_before"])
        & (approvals.paid_months >= rule["least"])
    ).fill_null(False)


@derived(key=("approval_id",))
def contribution_shortfall(approvals: approval_base, contributions: ContributionMonth, *, as_of):
    """E11: months missing to the least paid and deemed time for a monthly pension.

    The illness allowance and the retirement of the badly injured have no such condition.
    """
    pension_approvals = approvals.filter(~approvals.approval_type.isin([ALLOWANCE, INJURY]))
    least = look_up_value_in_force(
        get_law_number("pension_least_paid_months"), pension_approvals.approve_date
    )
    short = pension_approvals.mutate(
        e11_months=least - pension_approvals.paid_months, e11_least_months=least
    )
    lumps = contributions.filter(
        contributions.insurance_type == PENSION,
        contributions.pay_kind.isin(LUMP_SUMS),
        contributions.paid_flag,
        contributions.posted_date <= as_of,
    ).semi_join(short.filter(short.e11_months > 0), "person_id")
    paid_up = lumps.group_by("person_id").agg(paid_up_months=lumps.contrib_month.nunique())
    joined = left_join_columns(short, paid_up, "person_id")
    return joined.select(
        "approval_id",
        "e11_months",
        "e11_least_months",
        is_transitional=_is_transitional(joined, as_of=as_of),
        is_paid_up=(joined.paid_up_months >= joined.e11_months).fill_null(False),
    )


@derived(key=("approval_id",))
def flexible_paid_up(bounds: flexible_bounds, short: contribution_shortfall):
    """Flexible early retirements within the bounds of age whose missing months were paid in a lump
    sum.
    """
    joined = bounds.join(short, "approval_id")
    return joined.select(
        "approval_id", is_flexible_paid_up=joined.is_paid_up & (joined.e09_months < 1)
    )


@derived(key=("approval_id",))
def illness_route_after_closure(approvals: approval_base, *, as_of):
    """E05: illness retirement approved after this route was closed."""
    illness_approvals = approvals.filter(approvals.approval_type == ILLNESS)
    closed_from = get_law_number("illness_retirement").on(as_of)["closed_from"]
    is_closed = illness_approvals.approve_date >= closed_from
    return illness_approvals.select(
        "approval_id",
        e05_closed=is_closed.cast("int64"),
        is_applied_before=illness_approvals.apply_date < closed_from,
    )


@derived(key=("approval_id",))
def category_switch(approvals: approval_base, contributions: ContributionMonth, units: affiliates):
    """E12: months paid by herself (category 55) in the two years before a woman retired as a worker
    at 50.
    """
    worker_approvals = approvals.filter(
        approvals.female_category == WORKER, ~approvals.is_window
    ).select("approval_id", "person_id", "start_month")
    windows = units.filter(units.is_window).select("employer_id")
    self_paid = contributions.filter(contributions.insurance_type == PENSION).semi_join(
        windows, "employer_id"
    )
    months = worker_approvals.join(self_paid.select("person_id", "contrib_month"), "person_id")
    months = months.mutate(month=extract_month_index(months.contrib_month))
    before = months.filter(
        months.month.between(months.start_month - SWITCH_MONTHS, months.start_month - 1)
    )
    return before.group_by("approval_id").agg(e12_months=before.month.nunique())


def get_special_job_months(approvals, *, as_of):
    """Months in a special job that the approved kind needs."""
    months_by_kind = get_law_number("special_job_months").on(as_of)["months"]
    return ibis.cases(
        *[(approvals.special_kind == kind, months) for kind, months in months_by_kind.items()]
    )


def get_special_job_age(approvals, *, as_of):
    """Months of age from which one may retire from a special job."""
    age = get_law_number("special_job_months").on(as_of)["age"]
    return (approvals.category == MALE).ifelse(age["male"], age["female"])


def is_month_rounding(approvals, months):
    """Whether a birth on the first of a month explains a month: the age is reached on the day
    before.
    """
    return (months == 1) & (approvals.birth_date.day() == 1)


def _clip_at_zero(value):
    return ibis.greatest(value, 0)
