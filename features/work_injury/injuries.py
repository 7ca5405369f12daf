"""Work-injury cases, the payments on them, late applications and repeated injuries."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from features.common.calendar import (
    compute_month_index,
    count_days_between,
    extract_month_index,
)
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns

BY_UNIT, BY_PROJECT = "1", "2"  # codes of insured_by
RECOGNISED = ("1", "2")  # codes of injury_decision
OCCUPATIONAL, SUDDEN_ILLNESS = "14-4", "15-1"  # codes of injury_article
EMPLOYER, WORKER = "1", "2"  # codes of applicant_kind
COST_ITEMS = ("1", "2", "3", "4", "5")  # codes of injury_item: costs of treatment
# codes of insurance_type and pay_kind
INJURY_INSURANCE, NORMAL = "410", "1"
WINDOW_MONTHS = 36  # three years of cases
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
def late_application(cases: injury_base, payments: net_injury_payments, *, as_of):
    """I04, I05: yuan of costs before a unit's late application.

    Days by which the worker's side applied after its year, which ends by the calendar: with a leap
    day in it there are 366.
    """
    limits = get_law_number("injury_application_days").on(as_of)
    costs = payments.filter(
        payments.item.isin(COST_ITEMS), payments.service_from < payments.apply_date
    )
    money = costs.group_by("case_id").agg(i04_yuan=costs.amount.sum())
    joined = left_join_columns(cases, money, "case_id")
    is_late_unit = (joined.applicant_kind == EMPLOYER) & (
        joined.apply_delay_days > limits["employer"]
    )
    last_day = joined.injury_date + ibis.interval(years=limits["worker_years"])
    return joined.select(
        "case_id",
        i04_yuan=is_late_unit.ifelse(joined.i04_yuan, None),
        i05_days=(joined.applicant_kind != EMPLOYER).ifelse(
            count_days_between(joined.apply_date, last_day), None
        ),
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
