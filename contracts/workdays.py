"""Working days: weekends, public holidays, and weekends worked in exchange."""

from datetime import date, timedelta
from functools import cache

from contracts.law import get_law_number

SATURDAY = 5  # as in date.weekday()
# fixed by the Regulation on Public Holidays, so known before the year's arrangement is published
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


@cache
def _load_calendar() -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """(days off, weekends worked, years arranged)."""
    off, worked, years = set(), set(), set()
    for start, value in get_law_number("public_holidays").values:
        years.add(start.year)
        worked |= set(value["worked"])
        for stretch in value["free"]:
            first, last = (date.fromisoformat(part) for part in stretch.split("/"))
            off |= {first + timedelta(n) for n in range((last - first).days + 1)}
    return frozenset(off), frozenset(worked), frozenset(years)


def has_published_calendar(day: date) -> bool:
    """Whether the holidays of the year are published; if not, counts of working days are 待核实."""
    return day.year in _load_calendar()[2]


def is_workday(day: date) -> bool:
    """Whether offices work on a day.

    In a year without a published arrangement weekends and fixed holidays are off.
    """
    off, worked, _ = _load_calendar()
    if day in worked:
        return True
    fixed = not has_published_calendar(day) and (day.month, day.day) in FIXED_HOLIDAYS
    return day.weekday() < SATURDAY and day not in off and not fixed


def add_workdays(start: date, count: int) -> date:
    """The `count`-th working day after a day, itself not counted. Raises ValueError below 1."""
    if count < 1:
        raise ValueError(f"{count} working days after {start}: at least one is counted")
    day = start
    while count:
        day += timedelta(1)
        count -= is_workday(day)
    return day


def roll_to_workday(day: date) -> date:
    """The day itself if offices work, else the next day on which they do."""
    return day if is_workday(day) else add_workdays(day, 1)


def count_workdays_between(earlier: date, later: date) -> int:
    """Working days after `earlier` up to and with `later`; negative the other way round."""
    if later < earlier:
        return -count_workdays_between(later, earlier)
    return sum(is_workday(earlier + timedelta(n)) for n in range(1, (later - earlier).days + 1))


def find_nth_workday(year: int, month: int, count: int) -> date:
    """The `count`-th working day of a month. Raises ValueError below 1."""
    return add_workdays(date(year, month, 1) - timedelta(1), count)
