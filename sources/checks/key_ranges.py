"""Find parts that cannot share a key with another part, by the value ranges in their footers."""

from collections.abc import Iterable

import pyarrow.parquet as pq


def parts_with_disjoint_keys(paths: Iterable[str], key: Iterable[str]) -> frozenset[str]:
    """Find the paths (Parquet) in which the range of some column of `key` overlaps no other path's.

    A column whose range is missing in some footer is not used. Paths without rows share no key.
    """
    footers = {path: pq.read_metadata(path) for path in paths}
    empty = {path for path, footer in footers.items() if not footer.num_rows}
    disjoint_paths = set(empty)
    for name in key:
        ranges = {
            path: _read_value_range(footer, name)
            for path, footer in footers.items()
            if path not in empty
        }
        if None not in ranges.values():
            disjoint_paths |= _select_disjoint(ranges)
    return frozenset(disjoint_paths)


def _select_disjoint(ranges):
    """Select paths whose range begins after all earlier ones have ended and ends before the next
    begins.
    """
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
    """Read (least, largest) value of a column, None if a row group has no statistics or only
    nulls.
    """
    (index,) = [n for n in range(footer.num_columns) if footer.schema.column(n).path == name]
    statistics = [
        footer.row_group(n).column(index).statistics for n in range(footer.num_row_groups)
    ]
    if not all(s is not None and s.has_min_max for s in statistics):
        return None
    return min(s.min for s in statistics), max(s.max for s in statistics)
