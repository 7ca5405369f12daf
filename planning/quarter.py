"""The weeks of a quarter, and in which of them visits can be made."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from contracts.errors import UsageError
from contracts.workdays import is_workday


@dataclass(frozen=True)
class Week:
    """A week by its Monday, with the working days of it that lie in the quarter."""

    monday: date
    workdays: tuple[date, ...]


@dataclass(frozen=True)
class Quarter:
    """A quarter by its text (2026Q3), first and last day, and weeks with a working day."""

    text: str
    first: date
    last: date
    weeks: tuple[Week, ...]


def parse_quarter(text: str) -> Quarter:
    """Read a quarter like 2026Q3. Raises UsageError.

    A week belongs to the quarter in which it has more working days, the earlier one if equal.
    """
    match = re.fullmatch(r"(20\d\d)[Qq]([1-4])", text.strip())
    if not match:
        raise UsageError(f"{text!r} 不是季度 is no quarter", next_step="write one like 2026Q3")
    year, number = int(match[1]), int(match[2])
    first = date(year, 3 * number - 2, 1)
    last = (date(year + number // 4, 3 * number % 12 + 1, 1)) - timedelta(1)
    weeks = []
    monday = first - timedelta(first.weekday())
    while monday <= last:
        days = [d for d in (monday + timedelta(n) for n in range(7)) if is_workday(d)]
        inside = tuple(d for d in days if first <= d <= last)
        before = sum(d < first for d in days)
        after = sum(d > last for d in days)
        if len(inside) > before and len(inside) >= after and inside:
            weeks.append(Week(monday, inside))
        monday += timedelta(7)
    return Quarter(f"{year}Q{number}", first, last, tuple(weeks))


def parse_stretches(text: str | None) -> list[tuple[date, date]]:
    """Read stretches FROM/TO by comma, Chinese or Latin. Raises ValueError."""
    parts = [p.strip() for p in re.split("[,，;；、]", text or "") if p.strip()]
    stretches = []
    for part in parts:
        first, mark, last = part.partition("/")
        stretch = (date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip()))
        if not mark or stretch[0] > stretch[1]:
            raise ValueError(part)
        stretches.append(stretch)
    return stretches


def overlaps(week: Week, stretches: list[tuple[date, date]]) -> bool:
    """Whether any of the days of a week lies in one of the stretches."""
    return any(first <= day <= last for day in week.workdays for first, last in stretches)


class Closings:
    """The weeks in which nobody is visited in a district and its office sends nobody.

    Weeks that have begun by the day `until`, on which the plan is made, are closed too.
    """

    def __init__(self, quarter: Quarter, calendar: pd.DataFrame, until: date):
        self.quarter, self.until, self._weeks = quarter, until, {}
        self._entries = [
            (row.district, (row.date_from, row.date_to))
            for row in calendar.itertuples()
            if row.is_closed
        ]

    def list_weeks(self, district: str) -> frozenset[int]:
        """The numbers of the closed weeks of a district; an entry without district closes all."""
        if district not in self._weeks:
            # an empty cell is None or, out of a file, not a number
            stretches = [s for d, s in self._entries if not isinstance(d, str) or d == district]
            weeks = enumerate(self.quarter.weeks)
            self._weeks[district] = frozenset(
                n for n, w in weeks if w.workdays[0] <= self.until or overlaps(w, stretches)
            )
        return self._weeks[district]
