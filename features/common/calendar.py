"""Months as whole numbers, windows before the as-of date, days and hours between."""

from datetime import date

import ibis


def extract_month_index(day):
    """Months since year 0 of a date or timestamp column: consecutive months differ by one."""
    return day.year() * 12 + day.month()


def compute_month_index(day: date) -> int:
    """Months since year 0 of a Python date."""
    return day.year * 12 + day.month


def convert_index_to_month(index):
    """The first day of a month given by its index."""
    year = ((index - 1) / 12).floor().cast("int32")
    return ibis.date(year, (index - year * 12).cast("int32"), 1)


def count_days_between(later, earlier):
    """Whole days from `earlier` to `later` (dates or timestamps)."""
    return later.cast("date").delta(earlier.cast("date"), unit="day")


def count_hours_between(later, earlier):
    """Hours from `earlier` to `later`, with fractions."""
    return (
        later.cast("timestamp").delta(earlier.cast("timestamp"), unit="second").cast("float64")
        / 3600.0
    )


def compute_window_start(as_of: date, count: int) -> date:
    """The first day of a window of `count` months that ends with the month of `as_of`."""
    index = compute_month_index(as_of) - count
    return date(index // 12, index % 12 + 1, 1)


def is_in_last_days(day, as_of, count: int):
    """Whether a date or timestamp lies in the `count` days up to the as-of date."""
    return count_days_between(make_as_of_literal(as_of), day).between(0, count - 1)


def make_as_of_literal(as_of):
    """The as-of date as an ibis expression."""
    return ibis.literal(as_of)
