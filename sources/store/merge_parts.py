"""Merge changed rows by key into the parts of the night before; only parts with such rows are
rewritten.

Rows of the overlap that are there already (same key, same updated_at) are dropped. Each of the
others removes every row of its key that is not newer from the older parts, and is written to a part
of its month. What the source sent twice is kept twice: the checks decide between them and
quarantine the loser, so that nothing is lost here.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import InvariantError
from contracts.table import get_internal_name
from sources.engine.embedded_duckdb import file_name
from sources.local_time import UPDATED
from sources.store.monthly_parts import GROUP_ROWS, open_part_writer, parse_month
from sources.store.snapshots import link_or_copy_part

PLACE = ("filename", "file_row_number")  # what identifies a row
NEWEST = get_internal_name("newest")
MOST_PARTS = 8  # of one month; more are combined, since every part costs a file to open each night
AT_ONCE = 2  # parts rewritten at once: a row group of each is in memory


@dataclass(frozen=True)
class MergeResult:
    """Rows `changed` (new or newer), `known` (there already) and `superseded`; `written` of all
    `parts` are new files.
    """

    changed: int
    known: int
    superseded: int
    written: int
    parts: int


def has_same_columns(base: list[Path], change: list[Path]) -> bool:
    """True if all parts have the same columns and types; else the table must be read whole."""
    return len({pq.read_schema(path).remove_metadata() for path in (*base, *change)}) <= 1


def merge_parts(
    connection,
    base: list[Path],
    change: list[Path],
    key: tuple[str, ...],
    out: Path,
) -> MergeResult:
    """Write the table of `base` with the changes of `change` into `out`.

    Raises InvariantError if a changed row comes from none of the files.
    """
    out.mkdir(parents=True, exist_ok=True)
    if not any(pq.read_metadata(path).num_rows for path in change):
        parts = [link_or_copy_part(part, out) for part in base]
        return MergeResult(changed=0, known=0, superseded=0, written=0, parts=len(parts))
    session = connection.session()
    try:
        return _merge_in_session(session, base, change, key, out)
    finally:
        session.disconnect()


def _merge_in_session(session, base, change, key, out):
    change_rows = session.read_parquet(change, filename=True, file_row_number=True)
    before = session.read_parquet(base, filename=True, file_row_number=True)
    new_rows = _select_new_rows(session, change_rows, before, key)
    new, superseded_rows = (
        _group_row_numbers(new_rows),
        _group_row_numbers(_select_superseded_rows(new_rows, before, key)),
    )
    _assert_named(new, change)
    _assert_named(superseded_rows, base)
    for part in base:
        if file_name(part) not in superseded_rows:
            link_or_copy_part(part, out)
    older = [
        (part, superseded_rows[name], out, False)
        for part in base
        if (name := file_name(part)) in superseded_rows
    ]
    newer = [(part, new[name], out, True) for part in change if (name := file_name(part)) in new]
    with ThreadPoolExecutor(AT_ONCE) as pool:  # Arrow does the work outside Python's lock
        written = (
            [*pool.map(_rewrite_part, *zip(*older, *newer, strict=True))] if older or newer else []
        )
    written += combine_monthly_parts(out)
    changed, total = sum(map(len, new.values())), sum(pq.read_metadata(p).num_rows for p in change)
    return MergeResult(
        changed=changed,
        known=total - changed,
        superseded=sum(map(len, superseded_rows.values())),
        written=len([p for p in written if p]),
        parts=len(list(out.glob("*.parquet"))),
    )


def _assert_named(places, parts):
    """Raise InvariantError for rows of a file that is none of the parts, which would be left out
    unnoticed.
    """
    if places.keys() - set(map(file_name, parts)):
        raise InvariantError(
            "the file of some changed rows is not among those that were read",
            next_step="keep the delivery and report this; nothing was landed",
        )


def _select_new_rows(session, change_rows, before, key):
    """Select the changed rows that were not there already, by key and time of change."""
    oldest = change_rows[UPDATED].min().execute()
    recent = before[UPDATED].isnull()
    if not pd.isna(oldest):
        # a literal, so that DuckDB skips older row groups by their statistics
        recent |= before[UPDATED] >= oldest
    recent = (
        before.filter(recent)
        .select(**{f"{c}_known": before[c] for c in (*key, UPDATED)})
        .distinct()
    )
    same = [change_rows[c].identical_to(recent[f"{c}_known"]) for c in (*key, UPDATED)]
    new_rows = change_rows.anti_join(recent, same).select(*key, UPDATED, *PLACE)
    return session.create_table("fresh_rows", new_rows, temp=True)


def _select_superseded_rows(new_rows, before, key):
    """Select the rows of the older parts that are not newer than a changed row of their key."""
    newest = new_rows.group_by(**{f"{c}_new": new_rows[c] for c in key}).agg(
        **{NEWEST: new_rows[UPDATED].max()}
    )
    same = [before[c].identical_to(newest[f"{c}_new"]) for c in key]
    joined = before.select(*key, UPDATED, *PLACE).inner_join(newest, same)
    older = joined[UPDATED].isnull() | joined[NEWEST].isnull() | (joined[UPDATED] <= joined[NEWEST])
    return joined.filter(older)


def _group_row_numbers(rows) -> dict[str, np.ndarray]:
    """Group row numbers (from 0) by file, named as `file_name` does."""
    files, numbers = (
        column.combine_chunks() for column in rows.select(*PLACE).to_pyarrow().columns
    )
    coded, numbers = files.dictionary_encode(), numbers.to_numpy()
    marks = coded.indices.to_numpy()
    return {file: numbers[marks == mark] for mark, file in enumerate(coded.dictionary.to_pylist())}


def _rewrite_part(part, numbers, out, keep):
    """Write the part with only the given rows, or without them; None if nothing is left."""
    file, path, first, writer = pq.ParquetFile(part), out / part.name, 0, None
    try:
        for batch in file.iter_batches(GROUP_ROWS):
            named = np.zeros(batch.num_rows, bool)
            named[numbers[(numbers >= first) & (numbers < first + batch.num_rows)] - first] = True
            first += batch.num_rows
            left = (
                pa.Table.from_batches([batch])
                .filter(pa.array(named == keep))
                .replace_schema_metadata(None)
            )
            if len(left):
                writer = writer or open_part_writer(path, left)
                writer.write_table(left)
    finally:
        if writer:
            writer.close()
    return path if writer else None


def combine_monthly_parts(folder: Path) -> list[Path]:
    """Combine the parts of a month that has too many, in their order; return the new parts."""
    months = {}
    for part in sorted(folder.glob("*.parquet")):
        months.setdefault(parse_month(part), []).append(part)
    return [_combine_parts(parts) for parts in months.values() if len(parts) > MOST_PARTS]


def _combine_parts(parts):
    last = parts[-1]
    temporary_path = last.with_name(f".{last.name}")
    batches = (b for part in parts for b in pq.ParquetFile(part).iter_batches(GROUP_ROWS))
    first = pa.Table.from_batches([next(batches)])
    with open_part_writer(temporary_path, first) as writer:
        writer.write_table(first)
        for batch in batches:
            writer.write_batch(batch)
    for part in parts:
        part.unlink()
    os.replace(temporary_path, last)
    return last


def get_next_suffix(base: list[Path]) -> str:
    """Get a number for new parts that no part of the table has yet."""
    numbers = [int(p.name.split(".")[1]) for p in base if p.name.split(".")[1].isdigit()]
    return f"{max(numbers, default=0) + 1:04d}"
