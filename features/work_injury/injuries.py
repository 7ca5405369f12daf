"""Work-injury cases, the payments on them, and the start of cover."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from features.common.calendar import (
    compute_month_index,
    convert_index_to_month,
    count_days_between,
    count_hours_between,
    extract_month_index,
)
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns

BY_UNIT, BY_PROJECT = "1", "2"  # codes of insured_by
RECOGNISED = ("1", "2")  # codes of injury_decision
OCCUPATIONAL, SUDDEN_ILLNESS = "14-4", "15-1"  # codes of injury_article
EMPLOYER, WORKER = "1", "2"  # codes of applicant_kind
COST_ITEMS = ("1", "2", "3", "4", "5")  # codes of injury_item: costs of treatment
# codes of insurance_type, pay_kind and enrollment_event_kind
INJURY_INSURANCE, NORMAL, ADDED = "410", "1", "1"
EMPLOYED_INSURANCES = ("110", "210", "410")
# code of injury_item; back after three months and more is hired again, not kept on
LUMP_SUM, REHIRED_MONTHS = "7", 3
WINDOW_MONTHS = 36  # three years of cases
BATCH_PERSONS = 10  # ten added on one day are a new site or shift, not one injured person
REPEATED = 3  # cases in 36 months that are a sign beside another one (I02); of itself: I06


@derived(key=("payment_id",))
def net_injury_payments(payments: InjuryPayment, cases: InjuryCase, *, as_of):
    """Payments that stand, with the case's person and times."""
    standing = payments.filter(~payments.reversed, payments.paid_date <= as_of)
    times = cases.select("case_id", "injury_time", "apply_date", case_employer=cases.employer_id)
    return standing.join(times, "case_id")


@derived(key=("case_id",))
def injury_base(cases: InjuryCase, payments: net_injury_payments, units: affiliates, *, as_of):
    """Population: one row a case applied for by the as-of date, with unit and yuan."""
    money = payments.group_by("case_id").agg(
        amount_involved=payments.amount.sum(), last_paid_date=payments.paid_date.max()
    )
    applied = cases.filter(cases.apply_date <= as_of, cases.injury_time.cast("date") <= as_of)
    joined = left_join_columns(applied.join(units, "employer_id"), money, "case_id")
    in_window = extract_month_index(joined.injury_time) > compute_month_index(as_of) - WINDOW_MONTHS
    joined = joined.filter(
        in_window
        | (
            joined.last_paid_date.notnull()
            & (joined.last_paid_date > ibis.literal(as_of) - ibis.interval(days=730))
        )
    )
    is_recognised = (
        joined.decision.isin(RECOGNISED)
        & joined.decision_date.notnull()
        & (joined.decision_date <= as_of)
    )
    return joined.select(
        "case_id",
        "person_id",
        "employer_id",
        "group_id",
        "industry_code",
        "insured_by",
        "injury_time",
        "coverage_start",
        "body_part",
        "diag_code",
        "apply_date",
        "extension_approved",
        "applicant_kind",
        "injury_article",
        subject_id=joined.person_id,
        record_id=joined.case_id,
        district=joined.unit_district,
        period_from=joined.injury_time.cast("date"),
        period_to=joined.last_paid_date.fill_null(joined.apply_date),
        amount_involved=joined.amount_involved.fill_null(0),
        injury_date=joined.injury_time.cast("date"),
        is_recognised=is_recognised.fill_null(False),
        is_paid=joined.amount_involved.fill_null(0) > 0,
        is_by_unit=joined.insured_by == BY_UNIT,
        is_occupational_disease=(joined.injury_article == OCCUPATIONAL).fill_null(False),
        apply_delay_days=count_days_between(joined.apply_date, joined.injury_time),
    )


@derived(key=("case_id",))
def cover_timing(cases: injury_base, contributions: ContributionMonth, units: affiliates):
    """I01, I02: hours from injury to the start of cover, days from cover to injury, cover by an
    affiliate before.
    """
    insured_cases = cases.filter(cases.is_by_unit & cases.coverage_start.notnull())
    insured = contributions.filter(
        contributions.insurance_type == INJURY_INSURANCE, contributions.pay_kind == NORMAL
    ).semi_join(insured_cases.select("person_id").distinct(), "person_id")
    insured = insured.join(units.select("employer_id", "group_id"), "employer_id")
    insured = insured.select(
        insured_person=insured.person_id,
        insured_group=insured.group_id,
        month=extract_month_index(insured.contrib_month),
    ).distinct()
    joined = insured_cases.join(
        insured,
        [
            insured_cases.person_id == insured.insured_person,
            insured_cases.group_id == insured.insured_group,
        ],
    )
    # a normal premium of the month before the injury: the group had insured the worker already
    before = (
        joined.filter(joined.month == extract_month_index(joined.injury_time) - 1)
        .select("case_id")
        .distinct()
    )
    before = before.mutate(is_insured_before=True)
    with_earlier_cover = left_join_columns(insured_cases, before, "case_id")
    uncovered = count_hours_between(
        with_earlier_cover.coverage_start, with_earlier_cover.injury_time
    )
    return with_earlier_cover.select(
        "case_id",
        i01_hours=(with_earlier_cover.is_paid & (uncovered > 0)).ifelse(uncovered, None),
        i02_days=(uncovered <= 0).ifelse(
            count_days_between(with_earlier_cover.injury_time, with_earlier_cover.coverage_start),
            None,
        ),
        is_insured_before=with_earlier_cover.is_insured_before.fill_null(False),
    )


@derived(key=("case_id",))
def late_roster(cases: injury_base, events: EnrollmentEvent, *, as_of):
    """I03: hours from the injury to a roster that reached the agency on the same day."""
    added = events.filter(
        events.insurance_type == INJURY_INSURANCE,
        events.event_kind == ADDED,
        events.submitted_at.cast("date") <= as_of,
    )
    filed_day = added.mutate(filed_on=added.submitted_at.cast("date"))
    batch = filed_day.group_by("employer_id", "filed_on").agg(
        filed_persons=filed_day.person_id.nunique()
    )
    roster_changes = filed_day.semi_join(cases.select("person_id").distinct(), "person_id").join(
        batch, ["employer_id", "filed_on"]
    )
    joined = cases.filter(cases.is_by_unit).join(roster_changes, ["person_id", "employer_id"])
    same_day = joined.filter(
        (joined.filed_on == joined.injury_date) & (joined.submitted_at > joined.injury_time)
    )
    return same_day.group_by("case_id").agg(
        i03_hours=count_hours_between(same_day.submitted_at, same_day.injury_time).max(),
        roster_submitted=same_day.submitted_at.max(),
        is_batch_filing=same_day.filed_persons.max() >= BATCH_PERSONS,
    )


@derived(key=("case_id",))
def late_application(cases: injury_base, payments: net_injury_payments, *, as_of):
    """I04, I05: yuan of costs before a unit's late application.

    Days until the worker's side applied.
    """
    days = get_law_number("injury_application_days").on(as_of)
    costs = payments.filter(
        payments.item.isin(COST_ITEMS), payments.service_from < payments.apply_date
    )
    money = costs.group_by("case_id").agg(i04_yuan=costs.amount.sum())
    joined = left_join_columns(cases, money, "case_id")
    is_late_unit = (joined.applicant_kind == EMPLOYER) & (
        joined.apply_delay_days > days["employer"]
    )
    return joined.select(
        "case_id",
        i04_yuan=is_late_unit.ifelse(joined.i04_yuan, None),
        i05_days=(joined.applicant_kind != EMPLOYER).ifelse(joined.apply_delay_days, None),
        is_extended=joined.extension_approved,
    )


@derived(key=("case_id",))
def repeat_injuries(cases: injury_base):
    """I06: recognised cases of a person in 36 months, on the latest case.

    repeat_groups (employer groups), repeat_same_part (most cases of one part over two groups),
    is_same_part_again (any such), is_repeated (these, or three cases: a sign beside others).
    """
    recognised_cases = cases.filter(cases.is_recognised)
    persons = recognised_cases.group_by("person_id").agg(
        repeat_cases=recognised_cases.count(),
        repeat_groups=recognised_cases.group_id.nunique(),
        latest=recognised_cases.injury_time.max(),
        all_yuan=recognised_cases.amount_involved.sum(),
        first_date=recognised_cases.injury_date.min(),
    )
    parts = recognised_cases.group_by("person_id", "body_part").agg(
        cases=recognised_cases.count(), groups=recognised_cases.group_id.nunique()
    )
    parts = (
        parts.filter(parts.groups >= 2)
        .group_by("person_id")
        .agg(repeat_same_part=lambda t: t.cases.max())
    )
    joined = left_join_columns(persons, parts, "person_id")
    latest = recognised_cases.join(joined, "person_id").filter(lambda t: t.injury_time == t.latest)
    same = latest.repeat_same_part.fill_null(0)
    return latest.select(
        "case_id",
        "repeat_cases",
        "repeat_groups",
        repeat_same_part=same,
        is_same_part_again=same > 0,
        is_repeated=(latest.repeat_cases >= REPEATED) | (same > 0),
        i06_amount=latest.all_yuan,
        i06_from=latest.first_date,
        is_one_employer=latest.repeat_groups == 1,
    )


@derived(key=("case_id", "person_id", "insurance_type", "contrib_month", "employer_id", "seq"))
def months_insured_after_end(
    cases: injury_base,
    payments: net_injury_payments,
    contributions: ContributionMonth,
    units: affiliates,
    *,
    as_of,
):
    """Premiums of the same employer group for months after the end that a lump sum was paid for."""
    ended = payments.filter(payments.item == LUMP_SUM, payments.termination_date.notnull())
    ended = ended.group_by("case_id").agg(
        termination_date=ended.termination_date.max(), subsidy_yuan=ended.amount.sum()
    )
    ended_cases = cases.join(ended, "case_id").select(
        "case_id",
        "person_id",
        "group_id",
        "termination_date",
        "subsidy_yuan",
        ended_month=extract_month_index(ended.termination_date),
    )
    paid = contributions.filter(
        contributions.insurance_type.isin(EMPLOYED_INSURANCES),
        contributions.pay_kind == NORMAL,
        contributions.contrib_month <= as_of,
    ).semi_join(ended_cases.select("person_id").distinct(), "person_id")
    paid = paid.join(units.select("employer_id", "group_id"), "employer_id")
    paid = paid.mutate(month=extract_month_index(paid.contrib_month))
    after = ended_cases.join(paid, ["person_id", "group_id"]).filter(
        lambda t: t.month > t.ended_month
    )
    return after.select(
        "case_id",
        "person_id",
        "insurance_type",
        "contrib_month",
        "employer_id",
        "seq",
        "month",
        "ended_month",
        "termination_date",
        "subsidy_yuan",
    )


@derived(key=("case_id",))
def insurance_after_end(after: months_insured_after_end):
    """I14: months insured by the same group after the end that a lump sum was paid for."""
    counted = after.group_by("case_id", "termination_date", "subsidy_yuan", "ended_month").agg(
        i14_months=after.month.nunique(),
        first_after=after.month.min(),
        last_after=after.month.max(),
    )
    return counted.select(
        "case_id",
        "i14_months",
        "termination_date",
        i14_amount=counted.subsidy_yuan,
        i14_from=convert_index_to_month(counted.first_after),
        i14_to=convert_index_to_month(counted.last_after),
        is_rehired=counted.first_after - counted.ended_month >= REHIRED_MONTHS,
        is_two_months=counted.i14_months >= 2,
    )
