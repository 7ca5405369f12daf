"""All doubts about the accepted tables of an arrival."""

from datetime import date
from pathlib import Path

from sources.checks.meaning.coverage import find_gaps
from sources.checks.meaning.doubt import Doubt, open_accepted_tables
from sources.checks.meaning.odd_ids import find_odd_ids
from sources.checks.meaning.shared_values import find_fillers
from sources.checks.meaning.sums import find_odd_sums


def find_doubts(out: Path, connection, *, snapshot_date: date) -> list[Doubt]:
    """Find what the accepted tables below `out` cannot well mean, by table, check and column."""
    session = connection.session()
    try:
        tables = open_accepted_tables(out, session)
        found = list(find_odd_sums(tables))
        for table in tables.values():
            found += find_odd_ids(table, tables)
            found += find_fillers(table)
            found += find_gaps(table, tables, snapshot_date)
    finally:
        session.disconnect()
    return sorted(found, key=lambda d: (d.table, d.check, d.column))
