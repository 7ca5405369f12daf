"""Changed rows merged by key into the parts of the night before; only parts that hold a changed row are written anew.

Rows of the overlap that are known already (same key, same updated_at) fall away. Of the others each takes every row of
its key that is not newer out of the older parts, and stands in a part of its own month. What the source sent twice is
kept twice: the checks decide between them and put the loser into quarantine, so that nothing is lost here.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import BrokenPromise
from sources.embedded import file_name
from sources.parts import GROUP_ROWS, month_of, writer_of
from sources.selecting import UPDATED
from sources.store import take_over

PLACE = ("filename", "file_row_number")
MOST_PARTS = 8  # of one month; more are rewritten as one
AT_ONCE = 2  # parts rewritten beside each other: a group of rows of each is in memory


@dataclass(frozen=True)
class Merged:
    """`changed` rows were new or newer, `known` were there already; `written` parts of all `parts` are new files."""

    changed: int
    known: int
    superseded: int
    written: int
    parts: int


def same_columns(base: list[Path], change: list[Path]) -> bool:
    """True if all parts have the same columns of the same types; else the table must be read whole."""
    return len({pq.read_schema(path).remove_metadata() for path in (*base, *change)}) <= 1


def merge(
    connection,
    base: list[Path],
    change: list[Path],
    key: tuple[str, ...],
    out: Path,
) -> Merged:
    """Write the table of `base` as changed by `change` into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    if not any(pq.read_metadata(path).num_rows for path in change):
        parts = [take_over(part, out) for part in base]
        return Merged(changed=0, known=0, superseded=0, written=0, parts=len(parts))
    session = connection.session()
    try:
        return _merge(session, base, change, key, out)
    finally:
        session.disconnect()


def _merge(session, base, change, key, out):
    came = session.read_parquet(change, filename=True, file_row_number=True)
    before = session.read_parquet(base, filename=True, file_row_number=True)
    fresh = _unknown(session, came, before, key)
    new, gone = _places(fresh), _places(_superseded(fresh, before, key))
    _assert_named(new, change)
    _assert_named(gone, base)
    for part in base:
        if file_name(part) not in gone:
            take_over(part, out)
    older = [(part, gone[name], out, False) for part in base if (name := file_name(part)) in gone]
    newer = [(part, new[name], out, True) for part in change if (name := file_name(part)) in new]
    with ThreadPoolExecutor(AT_ONCE) as pool:  # Arrow does the work outside Python's lock
        written = [*pool.map(_rewritten, *zip(*older, *newer, strict=True))] if older or newer else []
    written += compact(out)
    changed, total = sum(map(len, new.values())), sum(pq.read_metadata(p).num_rows for p in change)
    return Merged(
        changed=changed,
        known=total - changed,
        superseded=sum(map(len, gone.values())),
        written=len([p for p in written if p]),
        parts=len(list(out.glob("*.parquet"))),
    )


def _assert_named(places, parts):
    """Raise BrokenPromise for rows of a file that is none of the parts: they would be left out unseen."""
    if places.keys() - set(map(file_name, parts)):
        raise BrokenPromise(
            "the file of some changed rows is not among those that were read",
            next_step="keep the delivery and report this; nothing was landed",
        )


def _unknown(session, came, before, key):
    """The changed rows that were not there already, by key and time of change."""
    oldest = came[UPDATED].min().execute()
    recent = before[UPDATED].isnull()
    if not pd.isna(oldest):
        recent |= before[UPDATED] >= oldest  # a literal, so that older row groups are not read
    recent = before.filter(recent).select(**{f"{c}_known": before[c] for c in (*key, UPDATED)}).distinct()
    same = [came[c].identical_to(recent[f"{c}_known"]) for c in (*key, UPDATED)]
    fresh = came.anti_join(recent, same).select(*key, UPDATED, *PLACE)
    return session.create_table("fresh_rows", fresh, temp=True)


def _superseded(fresh, before, key):
    """The rows of the older parts that are not newer than a changed row of their key."""
    newest = fresh.group_by(**{f"{c}_new": fresh[c] for c in key}).agg(moment=fresh[UPDATED].max())
    same = [before[c].identical_to(newest[f"{c}_new"]) for c in key]
    joined = before.select(*key, UPDATED, *PLACE).inner_join(newest, same)
    older = joined[UPDATED].isnull() | joined.moment.isnull() | (joined[UPDATED] <= joined.moment)
    return joined.filter(older)


def _places(rows) -> dict[str, np.ndarray]:
    """File (as `file_name` says it) → numbers of the rows in it, from 0."""
    files, numbers = (column.combine_chunks() for column in rows.select(*PLACE).to_pyarrow().columns)
    coded, numbers = files.dictionary_encode(), numbers.to_numpy()
    marks = coded.indices.to_numpy()
    return {file: numbers[marks == mark] for mark, file in enumerate(coded.dictionary.to_pylist())}


def _rewritten(part, numbers, out, keep):
    """The part with the numbered rows alone, or without them; None if nothing is left."""
    file, path, first, writer = pq.ParquetFile(part), out / part.name, 0, None
    try:
        for batch in file.iter_batches(GROUP_ROWS):
            named = np.zeros(batch.num_rows, bool)
            named[numbers[(numbers >= first) & (numbers < first + batch.num_rows)] - first] = True
            first += batch.num_rows
            left = (
                pa.Table.from_batches([batch]).filter(pa.array(named == keep)).replace_schema_metadata(None)
            )
            if len(left):
                writer = writer or writer_of(path, left)
                writer.write_table(left)
    finally:
        if writer:
            writer.close()
    return path if writer else None


def compact(folder: Path) -> list[Path]:
    """Write months of too many parts as one part, in the order of the parts; the parts that came of it."""
    months = {}
    for part in sorted(folder.glob("*.parquet")):
        months.setdefault(month_of(part), []).append(part)
    return [_as_one(parts) for parts in months.values() if len(parts) > MOST_PARTS]


def _as_one(parts):
    last = parts[-1]
    beside = last.with_name(f".{last.name}")
    batches = (b for part in parts for b in pq.ParquetFile(part).iter_batches(GROUP_ROWS))
    first = pa.Table.from_batches([next(batches)])
    with writer_of(beside, first) as writer:
        writer.write_table(first)
        for batch in batches:
            writer.write_batch(batch)
    for part in parts:
        part.unlink()
    os.replace(beside, last)
    return last


def next_suffix(base: list[Path]) -> str:
    """A number for new parts that no part of the table has yet."""
    numbers = [int(p.name.split(".")[1]) for p in base if p.name.split(".")[1].isdigit()]
    return f"{max(numbers, default=0) + 1:04d}"
