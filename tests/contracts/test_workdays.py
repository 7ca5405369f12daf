"""Working days: what counts, what does not, and what is not known yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.workdays import (
    add_workdays,
    count_workdays_between,
    find_nth_workday,
    has_published_calendar,
    is_workday,
    roll_to_workday,
)

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-09-20", True),  # a Sunday worked for the national holiday
        ("2026-10-10", True),  # a Saturday worked
        ("2026-10-07", False),  # last day of the holiday, a Wednesday
        ("2026-10-08", True),
        ("2026-11-25", True),
        ("2026-11-28", False),  # Saturday
        (
            "2027-01-01",
            False,
        ),  # the arrangement of 2027 is not published, the day is fixed by regulation
    ],
)
def test_offices_work_on_a_day_as_arranged(day, works):
    assert is_workday(date.fromisoformat(day)) is works


def test_ten_working_days_across_the_national_holiday():
    """23, 24, 28-30 September, 8, 9, 10 (Saturday), 12, 13 October."""
    assert add_workdays(date(2026, 9, 22), 10) == date(2026, 10, 13)


def test_the_fifth_working_day_of_october_comes_after_the_holiday():
    assert find_nth_workday(2026, 10, 5) == date(2026, 10, 13)


def test_a_holiday_runs_on_to_the_next_working_day():
    assert roll_to_workday(date(2026, 10, 3)) == date(2026, 10, 8)
    assert roll_to_workday(date(2026, 10, 8)) == date(2026, 10, 8)


def test_a_year_without_arrangement_says_so():
    assert has_published_calendar(date(2026, 6, 1)) and not has_published_calendar(date(2030, 6, 1))


def test_no_working_day_is_not_a_count():
    with pytest.raises(ValueError, match="at least one"):
        add_workdays(date(2026, 1, 5), 0)


@given(DAYS, st.integers(1, 40))
def test_counting_on_and_counting_between_agree(start, count):
    end = add_workdays(start, count)
    assert is_workday(end) and count_workdays_between(start, end) == count
    # the slow twin: walk day by day
    assert sum(is_workday(start + timedelta(n)) for n in range(1, (end - start).days + 1)) == count
