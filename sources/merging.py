"""Changed rows merged by key into the parts of the night before; only parts that hold a changed row are written anew.

Rows of the overlap that are known already (same key, same updated_at) fall away. Of the others each takes every row of
its key that is not newer out of the older parts, and stands in a part of its own month. What the source sent twice is
kept twice: the checks decide between them and put the loser into quarantine, so that nothing is lost here.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sources.parts import month_of
from sources.selecting import UPDATED
from sources.store import take_over

MOST_PARTS = 8  # of one month; more are rewritten as one


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
    session = ibis.duckdb.from_connection(connection.con.cursor())
    try:
        return _merge(session, base, change, key, out)
    finally:
        session.disconnect()


def _merge(session, base, change, key, out):
    came = session.read_parquet([str(p) for p in change], filename=True)
    before = session.read_parquet([str(p) for p in base], filename=True, file_row_number=True)
    fresh = _unknown(session, came, before, key)
    counts = dict(
        fresh.group_by("filename").agg(rows=fresh.count()).execute().itertuples(index=False, name=None)
    )
    superseded = _superseded(session, fresh, before, key)
    hit = dict(superseded.group_by("filename").agg(rows=superseded.count()).execute().itertuples(index=False))
    written = [_without(session, part, superseded, out) if str(part) in hit else None for part in base]
    for part in base:
        if str(part) not in hit:
            take_over(part, out)
    written += [_fresh_part(session, part, fresh, came, out) for part in change if counts.get(str(part))]
    written += compact(out, fresh_names={p.name for p in change})
    changed, total = sum(counts.values()), sum(pq.read_metadata(p).num_rows for p in change)
    return Merged(
        changed=changed,
        known=total - changed,
        superseded=sum(hit.values()),
        written=len([p for p in written if p]),
        parts=len(list(out.glob("*.parquet"))),
    )


def _unknown(session, came, before, key):
    """The changed rows that were not there already, by key and time of change."""
    oldest = came[UPDATED].min().execute()
    recent = before[UPDATED].isnull()
    if not pd.isna(oldest):
        recent |= before[UPDATED] >= oldest  # a literal, so that older row groups are not read
    recent = before.filter(recent)
    recent = recent.select(**{f"{c}_known": recent[c] for c in (*key, UPDATED)}).distinct()
    same = [came[c].identical_to(recent[f"{c}_known"]) for c in (*key, UPDATED)]
    fresh = came.anti_join(recent, same).select(*key, UPDATED, "filename")
    return session.create_table("fresh_rows", fresh, temp=True)


def _superseded(session, fresh, before, key):
    newest = fresh.group_by(**{f"{c}_new": fresh[c] for c in key}).agg(moment=fresh[UPDATED].max())
    same = [before[c].identical_to(newest[f"{c}_new"]) for c in key]
    joined = before.select(*key, UPDATED, "filename", "file_row_number").inner_join(newest, same)
    older = joined.filter(
        joined[UPDATED].isnull() | joined.moment.isnull() | (joined[UPDATED] <= joined.moment)
    )
    return session.create_table("superseded_rows", older.select("filename", "file_row_number"), temp=True)


def _without(session, part, superseded, out):
    """The part less its superseded rows; None if nothing is left."""
    rows = session.read_parquet(str(part), file_row_number=True)
    gone = superseded.filter(superseded.filename == str(part))
    left = rows.anti_join(gone, "file_row_number").order_by("file_row_number").drop("file_row_number")
    return _kept(session, left, pq.read_schema(part), out / part.name)


def _fresh_part(session, part, fresh, came, out):
    """A month's changed rows without those that were known."""
    own = fresh.filter(fresh.filename == str(part)).drop("filename")
    rows = session.read_parquet(str(part), file_row_number=True)
    columns = [c for c in rows.columns if c != "file_row_number"]
    same = [rows[c].identical_to(own[c]) for c in own.columns]
    left = rows.semi_join(own, same).order_by("file_row_number").select(*columns)
    return _kept(session, left, pq.read_schema(part), out / part.name)


def _kept(session, rows, schema, path):
    schema, count = schema.remove_metadata(), 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for batch in rows.to_pyarrow_batches(chunk_size=200_000):
            count += batch.num_rows
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
    if not count:
        path.unlink()
        return None
    return path


def compact(folder: Path, *, fresh_names: set[str] = frozenset()) -> list[Path]:
    """Write months of too many parts as one part, in the order of the parts; the parts that came of it."""
    months = {}
    for part in sorted(folder.glob("*.parquet")):
        months.setdefault(month_of(part), []).append(part)
    return [_as_one(parts) for parts in months.values() if len(parts) > MOST_PARTS]


def _as_one(parts):
    last = parts[-1]
    beside = last.with_name(f".{last.name}")
    with pq.ParquetWriter(beside, pq.read_schema(last), compression="zstd", compression_level=1) as writer:
        for part in parts:
            for batch in pq.ParquetFile(part).iter_batches(200_000):
                writer.write_batch(batch)
    for part in parts:
        part.unlink()
    os.replace(beside, last)
    return last


def next_suffix(base: list[Path]) -> str:
    """A number for new parts that no part of the table has yet."""
    numbers = [int(p.name.split(".")[1]) for p in base if p.name.split(".")[1].isdigit()]
    return f"{max(numbers, default=0) + 1:04d}"
