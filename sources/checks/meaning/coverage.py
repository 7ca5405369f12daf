"""Tables that end before the snapshot does, and districts of which nothing arrives any more."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from statistics import median

import ibis

from sources.checks.meaning.doubt import AcceptedTable, Doubt
from sources.checks.row_districts import add_district
from sources.reading.table_profile import find_business_column

MONTHS_BEFORE = 6  # what is usual, and short enough for growth not to matter
# A night on the last day of a month has that month's rows only in part, and so may have the month
# before: what is paid or settled a month later is no gap.
MONTHS_OF_GRACE = 2
LEAST_LEFT = 0.3  # of the usual rows: a month that was not delivered whole
LEAST_OF_DISTRICT = 0.1  # of a district's usual part: it is silent, not in decline
FEWEST = 30  # rows that are usual: fewer vary so much by themselves


def find_gaps(
    table: AcceptedTable, tables: dict[str, AcceptedTable], snapshot_date: date
) -> Iterator[Doubt]:
    """Find a table whose months end early and, where they do not, the districts that are silent."""
    column = find_business_column(table.contract)
    if column is None:
        return
    last = _count_months(snapshot_date) - MONTHS_OF_GRACE
    first = last - MONTHS_BEFORE
    by_district = _count_rows(table, tables, column, first)
    totals = defaultdict(int)
    for counts in by_district.values():
        for month, rows in counts.items():
            totals[month] += rows
    # without a record in the first of the months the table is new and nothing is usual
    usual = median(totals.get(month, 0) for month in range(first, last))
    if usual < FEWEST:
        return
    if max(totals.get(month, 0) for month in range(last, last + MONTHS_OF_GRACE + 1)) < (
        LEAST_LEFT * usual
    ):
        figures = f"{column} {_format_month(last)}: {totals.get(last, 0):,} / {usual:,.0f}"
        yield Doubt("ends_early", table.contract.name, "", figures)
        return
    if silent := _find_silent_districts(by_district, first, last):
        figures = f"{', '.join(silent)} {_format_month(last)}"
        yield Doubt("silent_district", table.contract.name, "", figures, tuple(silent))


def _count_rows(table, tables, column, first) -> dict[str, dict[int, int]]:
    """Count rows by district ("" where nothing tells it) and month, from a month on."""
    rows = table.rows
    rows = rows.filter(rows[column].cast("date") >= _get_first_day(first))
    with_district = add_district(table.contract, rows, lambda t: _find_rows(tables, t))
    if with_district is None:
        rows = rows.mutate(place=ibis.literal(""))
    else:
        rows = with_district.mutate(place=with_district.of_district.fill_null(""))
    month = rows[column].year().cast("int64") * 12 + rows[column].month() - 1
    counted = rows.group_by("place", month=month).agg(rows=rows.count())
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row in counted.to_pyarrow().to_pylist():
        found[row["place"]][row["month"]] = row["rows"]
    return found


def _find_rows(tables, table):
    accepted = tables.get(table.contract.name)
    return None if accepted is None else accepted.rows


def _find_silent_districts(by_district, first, last):
    """Find districts that had rows every month and have next to none in the last ones."""
    silent = []
    for district, counts in sorted(by_district.items()):
        usual = median(counts.get(month, 0) for month in range(first, last))
        now = max(counts.get(month, 0) for month in range(last, last + MONTHS_OF_GRACE + 1))
        if district and usual >= FEWEST and now < LEAST_OF_DISTRICT * usual:
            silent.append(district)
    return silent if len(silent) < len([d for d in by_district if d]) else []


def _count_months(day):
    return day.year * 12 + day.month - 1


def _get_first_day(month):
    return date(month // 12, month % 12 + 1, 1)


def _format_month(month):
    return f"{month // 12}-{month % 12 + 1:02d}"
