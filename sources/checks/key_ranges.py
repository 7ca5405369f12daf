"""Which parts of a table cannot share a key with another part, by the least and the largest value in their footers."""

from collections.abc import Iterable

import pyarrow.parquet as pq


def parts_with_disjoint_keys(paths: Iterable[str], key: Iterable[str]) -> frozenset[str]:
    """The paths (Parquet) in which some column of `key` has a range that meets no other path's.

    A column whose range some path does not tell says nothing of any. Paths without rows are apart.
    """
    footers = {path: pq.read_metadata(path) for path in paths}
    empty = {path for path, footer in footers.items() if not footer.num_rows}
    found = set(empty)
    for name in key:
        ranges = {
            path: _read_value_range(footer, name)
            for path, footer in footers.items()
            if path not in empty
        }
        if None not in ranges.values():
            found |= _select_disjoint(ranges)
    return frozenset(found)


def _select_disjoint(ranges):
    """Paths whose range begins after all before it have ended, and ends before the next begins."""
    disjoint, widest = set(), None
    for path in sorted(ranges, key=ranges.get):
        least, largest = ranges[path]
        if widest is None or ranges[widest][1] < least:
            disjoint.add(path)
        else:
            disjoint.discard(widest)
        if widest is None or ranges[widest][1] <= largest:
            widest = path
    return disjoint


def _read_value_range(footer, name):
    """(least, largest) value of a column, None if a group of rows does not tell or holds nulls alone."""
    (index,) = [n for n in range(footer.num_columns) if footer.schema.column(n).path == name]
    statistics = [
        footer.row_group(n).column(index).statistics for n in range(footer.num_row_groups)
    ]
    if not all(s is not None and s.has_min_max for s in statistics):
        return None
    return min(s.min for s in statistics), max(s.max for s in statistics)
