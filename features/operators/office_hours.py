"""High-risk acts outside office hours: at night, on days off, and on days of a quiet agency."""

from datetime import timedelta

import ibis

from contracts.derived import derived
from contracts.workdays import is_workday
from features.common.calendar import compute_window_start, extract_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.tail_probability import compute_binomial_rarity
from features.operators.operators import ACTS, WINDOW_MONTHS, operator_events, tally_facts

EVENING, MORNING = 20, 7  # hours outside of which no office is open
LEAST_EXPECTED = 10  # below ten at work on a usual day, a day with one or two says nothing
# of those who usually work on a working day: fewer, and the agency is closed
QUIET_SHARE = 0.2
# -log10 of a chance: some 500 working days lie in the window, so that one in 100,000 is no chance
QUIET_RARITY = 5
BUSY_SHARE = 0.5  # with half of the usual staff at work a weekend is a day of work for all
COLLEAGUES = 3  # more than three at work in an hour are overtime of the office


@derived(key=("day",))
def agency_days(events: operator_events, *, as_of):
    """Days with a log: is_closed where the whole agency (not one small office) did not work.

    On weekends and public holidays it did not, unless half of the usual staff were at work. On a
    working day it did, unless far fewer were than usual: a fifth, at odds of 1 to 100,000. What is
    usual is the median of a month's working days; below ten, only the calendar is asked.
    """
    persons = events.filter(~events.is_service_account)
    persons = persons.mutate(month=extract_month_index(persons.day))
    staff = persons.group_by("month").agg(month_staff=persons.op_id.nunique())
    days = persons.group_by("month", "day").agg(day_staff=persons.op_id.nunique())
    days = days.mutate(is_day_off=days.day.isin(list_days_off(as_of)))
    # Spark has no median with a filter of its own
    on_working_days = days.is_day_off.ifelse(None, days.day_staff)
    usual = days.group_by("month").agg(usual_staff=on_working_days.median())
    joined = left_join_columns(days.join(staff, "month"), usual, "month")
    joined = joined.mutate(usual_staff=joined.usual_staff.cast("float64").fill_null(0.0))
    rarity = compute_binomial_rarity(
        joined.month_staff - joined.day_staff,
        joined.month_staff,
        1.0 - joined.usual_staff / joined.month_staff,
    )
    is_known = joined.usual_staff >= LEAST_EXPECTED
    is_busy = is_known & (joined.day_staff >= BUSY_SHARE * joined.usual_staff)
    is_quiet = (
        is_known & (joined.day_staff < QUIET_SHARE * joined.usual_staff) & (rarity >= QUIET_RARITY)
    )
    return joined.select("day", is_closed=joined.is_day_off.ifelse(~is_busy, is_quiet))


@derived(key=("log_id",))
def off_hours(events: operator_events, days: agency_days):
    """O03: high-risk acts at night or on days on which the agency was closed.

    is_office_overtime: more than three of the district's operators were at work in that hour.
    """
    persons = events.filter(~events.is_service_account)
    persons = persons.mutate(month=extract_month_index(persons.day), hour=persons.ts.hour())
    by_hour = persons.group_by("district", "day", "hour").agg(hour_staff=persons.op_id.nunique())
    acts = persons.filter(persons.is_high_risk, persons.action.isin(ACTS))
    joined = acts.join(days, "day").join(by_hour, ["district", "day", "hour"])
    is_night = (joined.hour >= EVENING) | (joined.hour < MORNING)
    off_hour_acts = joined.filter(is_night | joined.is_closed)
    return off_hour_acts.select(
        "log_id",
        "op_id",
        "day",
        "month",
        "yuan",
        is_office_overtime=off_hour_acts.hour_staff > COLLEAGUES,
        is_night_order=off_hour_acts.is_ordered,
    )


@derived(key=("op_id",))
def night_work(acts: off_hours):
    """O03: high-risk acts outside office hours in the month with most of them."""
    explained = ("is_office_overtime", "is_night_order")
    months = tally_facts(acts, "o03", counted="log_id", explained=explained, by=("op_id", "month"))
    order = [ibis.desc("o03_is_open"), ibis.desc("o03_count"), ibis.desc("month")]
    return select_first_per_group(months, "op_id", order).drop("o03_is_open", "month")


def list_days_off(as_of):
    """Weekends and public holidays of the log's window; weekends worked in exchange are not."""
    start = compute_window_start(as_of, WINDOW_MONTHS)
    days = (start + timedelta(n) for n in range((as_of - start).days + 1))
    return [day for day in days if not is_workday(day)]
