"""Which parts of a table cannot share a key with another part, by the least and the largest value in their footers."""

from collections.abc import Iterable

import pyarrow.parquet as pq


def apart(paths: Iterable[str], key: Iterable[str]) -> frozenset[str]:
    """The paths (Parquet) in which some column of `key` has a range that meets no other path's.

    A column whose range some path does not tell says nothing of any. Paths without rows are apart.
    """
    footers = {path: pq.read_metadata(path) for path in paths}
    empty = {path for path, footer in footers.items() if not footer.num_rows}
    found = set(empty)
    for name in key:
        told = {path: _range(footer, name) for path, footer in footers.items() if path not in empty}
        if None not in told.values():
            found |= _alone(told)
    return frozenset(found)


def _alone(told):
    """Paths whose range begins after all before it have ended, and ends before the next begins."""
    alone, widest = set(), None
    for path in sorted(told, key=told.get):
        least, largest = told[path]
        if widest is None or told[widest][1] < least:
            alone.add(path)
        else:
            alone.discard(widest)
        if widest is None or told[widest][1] <= largest:
            widest = path
    return alone


def _range(footer, name):
    """(least, largest) value of a column, None if a group of rows does not tell or holds nulls alone."""
    (index,) = [n for n in range(footer.num_columns) if footer.schema.column(n).path == name]
    told = [footer.row_group(n).column(index).statistics for n in range(footer.num_row_groups)]
    if not all(s is not None and s.has_min_max for s in told):
        return None
    return min(s.min for s in told), max(s.max for s in told)
