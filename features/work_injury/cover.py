"""When an accident happened by all that is on file, and whether the worker was insured then."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.injury_case import InjuryCase
from features.common.calendar import count_days_between, count_hours_between, extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.work_injury.injuries import (
    COST_ITEMS,
    INJURY_INSURANCE,
    NORMAL,
    injury_base,
    net_injury_payments,
)

ADDED = "1"  # code of enrollment_event_kind
BATCH_PERSONS = 10  # ten added on one day are a new site or shift, not one injured person
DAY_HOURS = 24
# half a year: what is dated still earlier is a slip of the pen or treatment of something else
RELATED_DAYS = 180
BY_INJURY, BY_DIAGNOSIS, BY_BILL = "受伤时间 injury", "首诊 first diagnosis", "费用 bill"


@derived(key=("case_id",))
def accident_times(cases: injury_base, raw: InjuryCase, payments: net_injury_payments):
    """The times that a case names for one accident, where they contradict each other.

    Columns: first_diag_time and first_service_date (first day of a bill that was paid), both within
    180 days before the injury or after it; earliest_time (of these and the injury, a bill counts
    from midnight) and earliest_record (which it is); i27_hours (from the diagnosis, or the end of
    the bill's day, to the injury on file; null if neither is earlier). An occupational disease
    counts from its diagnosis, and is treated before: its injury time alone counts.
    """
    bills = payments.filter(payments.item.isin(COST_ITEMS), payments.service_from.notnull())
    days_before = count_days_between(bills.injury_time, bills.service_from)
    bills = bills.filter(days_before <= RELATED_DAYS)
    first_bills = bills.group_by("case_id").agg(first_bill=bills.service_from.min())
    joined = left_join_columns(
        left_join_columns(cases, raw.select("case_id", seen_at="first_diag_time"), "case_id"),
        first_bills,
        "case_id",
    )
    is_sudden = ~joined.is_occupational_disease
    is_related = count_days_between(joined.injury_time, joined.seen_at) <= RELATED_DAYS
    timed = joined.mutate(
        first_diag_time=(is_sudden & is_related).ifelse(joined.seen_at, None),
        first_service_date=is_sudden.ifelse(joined.first_bill, None),
    )
    by_diagnosis = count_hours_between(timed.injury_time, timed.first_diag_time)
    from_midnight = count_hours_between(timed.injury_time, timed.first_service_date)
    is_billed_before = timed.first_service_date < timed.injury_date
    by_bill = is_billed_before.ifelse(from_midnight - DAY_HOURS, None)
    hours = ibis.greatest(by_diagnosis.fill_null(0.0), by_bill.fill_null(0.0))
    lead = ibis.greatest(
        by_diagnosis.fill_null(0.0), is_billed_before.ifelse(from_midnight, 0.0).fill_null(0.0)
    )
    is_bill_first = is_billed_before.fill_null(False) & (lead == from_midnight)
    first_record = is_bill_first.ifelse(
        timed.first_service_date.cast("timestamp"), timed.first_diag_time
    )
    return timed.select(
        "case_id",
        "first_diag_time",
        "first_service_date",
        earliest_time=(lead > 0).ifelse(first_record, timed.injury_time),
        earliest_record=ibis.cases(
            (lead <= 0, BY_INJURY), (is_bill_first, BY_BILL), else_=BY_DIAGNOSIS
        ),
        i27_hours=(hours > 0).ifelse(hours, None),
    )


@derived(key=("case_id",))
def cover_timing(
    cases: injury_base,
    times: accident_times,
    contributions: ContributionMonth,
    units: affiliates,
):
    """I01, I02: hours from the accident to the start of cover, days from cover to injury, cover by
    an affiliate before.

    The accident is the earliest of injury, first diagnosis and first paid bill. A bill has a day
    but no hour: it is earlier than the cover if its whole day is.
    """
    insured_cases = cases.filter(cases.is_by_unit & cases.coverage_start.notnull())
    insured_cases = insured_cases.join(times, "case_id")
    before = _select_covered_before(insured_cases, contributions, units)
    joined = left_join_columns(insured_cases, before, "case_id")
    by_injury = count_hours_between(joined.coverage_start, joined.injury_time)
    by_diagnosis = count_hours_between(joined.coverage_start, joined.first_diag_time)
    by_bill = count_hours_between(joined.coverage_start, joined.first_service_date)
    is_whole_day = (by_bill >= DAY_HOURS) & (joined.first_service_date < joined.injury_date)
    is_whole_day = is_whole_day.fill_null(False)
    uncovered = ibis.greatest(
        by_injury, by_diagnosis.fill_null(by_injury), is_whole_day.ifelse(by_bill, by_injury)
    )
    return joined.select(
        "case_id",
        i01_hours=(joined.is_paid & (uncovered > 0)).ifelse(uncovered, None),
        i02_days=(uncovered <= 0).ifelse(
            count_days_between(joined.injury_time, joined.coverage_start), None
        ),
        is_insured_before=joined.is_insured_before.fill_null(False),
    )


def _select_covered_before(cases, contributions, units):
    """Cases whose group paid a normal premium for the month before the accident."""
    insured = contributions.filter(
        contributions.insurance_type == INJURY_INSURANCE, contributions.pay_kind == NORMAL
    ).semi_join(cases.select("person_id").distinct(), "person_id")
    insured = insured.join(units.select("employer_id", "group_id"), "employer_id")
    insured = insured.select(
        "person_id", "group_id", month=extract_month_index(insured.contrib_month)
    ).distinct()
    joined = cases.select("case_id", "person_id", "group_id", "earliest_time").join(
        insured, ["person_id", "group_id"]
    )
    covered = joined.filter(joined.month == extract_month_index(joined.earliest_time) - 1)
    return covered.select("case_id").distinct().mutate(is_insured_before=True)


@derived(key=("case_id",))
def late_roster(cases: injury_base, times: accident_times, events: EnrollmentEvent, *, as_of):
    """I03: hours from the accident to a roster that reached the agency on the same day.

    The accident is the injury on file or the first diagnosis, whichever is earlier on that day.
    """
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
    accidents = cases.filter(cases.is_by_unit).join(
        times.select("case_id", "first_diag_time"), "case_id"
    )
    seen_at = accidents.first_diag_time.fill_null(accidents.injury_time)
    accidents = accidents.mutate(happened=ibis.least(accidents.injury_time, seen_at))
    joined = accidents.join(roster_changes, ["person_id", "employer_id"])
    same_day = joined.filter(
        (joined.filed_on == joined.happened.cast("date")) & (joined.submitted_at > joined.happened)
    )
    return same_day.group_by("case_id").agg(
        i03_hours=count_hours_between(same_day.submitted_at, same_day.happened).max(),
        roster_submitted=same_day.submitted_at.max(),
        is_batch_filing=same_day.filed_persons.max() >= BATCH_PERSONS,
    )
