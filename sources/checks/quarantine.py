"""One pass over a table: the rows that meet every rule, and the others with their reasons.

Most rows are right, so the pass asks of each only whether any rule is broken; the rows held back (broken, or of a
repeated key) are kept aside as a small table, and only there is it worked out which rule, and in which words.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import BrokenPromise
from sources.checks.duplicate_keys import repeated
from sources.checks.foreign_keys import ORPHAN
from sources.checks.key_ranges import apart
from sources.checks.row_rules import Rule
from sources.engine.accepted_tables import ACCEPTED, read_accepted
from sources.reading.read_table import Reading, raw
from sources.store.snapshots import take_over

LONGEST_SHOWN = 80
HASHES_AT_ONCE = 1_000_000
LARGE = 1_000_000  # rows from which another pass costs more than another query
VOID = "0"
ROW = ("path", "row_number")


@dataclass(frozen=True)
class Split:
    """Numbers of rows: accepted, of these void (row_status '0'), and quarantined; and the paths in which none was rejected."""

    accepted: int
    void: int
    quarantined: int
    right: frozenset[str]


def split(reading: Reading, rules_of: Callable[[Reading], list[Rule]], connection, *, out: Path) -> Split:
    """Write `accepted/<table>/*.parquet` and, if a row was rejected, `quarantine/<table>.parquet` below `out`.

    `rules_of` gives the rules over any rows of the reading's shape, the first broken one being named.
    Accepted: the contract's columns and types, a file a delivered part. Of several valid rows with one key the one with
    the largest updated_at stays, of equal ones the last by content; the others break the rule `key`.
    Raises BrokenPromise if a row got lost.
    """
    name = reading.contract.name
    held = _held(reading, rules_of(reading), connection)
    bad, rejected = None, 0
    if held.count().execute():
        judged = held.mutate(**_verdict(held, rules_of(replace(reading, table=held))))
        ranked = _ranked(connection.create_table(f"judged_{name}", judged, temp=True), reading.contract)
        rejected = _write_rejected(reading, ranked, connection, out / "quarantine" / f"{name}.parquet")
        bad = ranked.filter(ranked.rule.notnull()).select(*ROW)
    dirty = set() if bad is None else set(bad.select("path").distinct().to_pyarrow()["path"].to_pylist())
    accepted, void = _accept(reading, bad, dirty, connection, out / ACCEPTED / name)
    if reading.rows != accepted + rejected:
        raise BrokenPromise(
            f"table {name}: {reading.rows} rows in, {accepted} accepted and {rejected} quarantined",
            next_step="keep the delivery and report this; nothing is published",
        )
    return Split(accepted, void, rejected, frozenset(reading.files) - dirty)


@ibis.udf.scalar.builtin(name="hash")
def hash64(key) -> dt.uint64:
    """DuckDB's own hash of a value; ibis's takes a way round by bit strings that costs more than the hash."""


def _key_hash(reading):
    return hash64(ibis.struct({k: reading.table[k] for k in reading.contract.key}))


def _repeated(reading, connection):
    """Hashes of the keys that occur more than once, or None; eight bytes a row instead of the key itself."""
    compared = _compared(reading)
    if not compared:
        return None
    rows = reading.table
    if len(compared) < len(reading.files):
        rows = rows.filter(rows.path.isin(sorted(compared)))
    hashes = rows.select(key_hash=_key_hash(reading))
    twice = repeated(
        batch["key_hash"].to_numpy() for batch in hashes.to_pyarrow_batches(chunk_size=HASHES_AT_ONCE)
    )
    if not len(twice):
        return None
    return connection.create_table(
        f"repeated_{reading.contract.name}", pa.table({"key_hash": twice}), temp=True
    )


def _compared(reading):
    """The parts whose keys must be looked at: not those known to be right that can share a key with no other part."""
    if not reading.known or not reading.plain >= set(reading.files):
        return set(reading.files)
    return set(reading.files) - (reading.known & apart(reading.files, reading.contract.key))


def _held(reading, rules, connection):
    marks = _broken_anywhere(reading, rules)
    twice = _repeated(reading, connection)
    if twice is not None:
        marks.append(_key_hash(reading).isin(twice.key_hash))
    held = reading.table.filter(reduce(or_, marks)) if marks else reading.table.limit(0)
    return connection.create_table(f"held_{reading.contract.name}", held, temp=True)


def _broken_anywhere(reading, rules):
    """What marks broken rows. Of a large table each column is looked at alone first, and drops out if nothing is wrong:

    a column alone is compared entry by entry of its dictionary, one among others row by row.
    """
    if reading.rows < LARGE:
        return [rule.broken for rule in rules]
    by_column = defaultdict(list)
    for rule in rules:
        if rule.name != ORPHAN:
            by_column[rule.column.name].append(rule.broken)
    marks = [reduce(or_, broken) for broken in by_column.values()]
    unknown = sorted(set(reading.files) - reading.known)
    looked_at = reading.table.filter(reading.table.path.isin(unknown))
    broken = [mark for mark in marks if looked_at.filter(mark).count().execute()] if unknown else []
    return [*broken, *(rule.broken for rule in rules if rule.name == ORPHAN)]


def _verdict(table, rules):
    return {
        "rule": _first(rules, lambda r: r.name),
        "column": _first(rules, lambda r: r.column.name),
        "reason_zh": _together(
            "；", [_say(table, r, f"{r.column.zh}（{r.column.name}）", r.zh) for r in rules]
        ),
        "reason_en": _together("; ", [_say(table, r, r.column.name, r.en) for r in rules]),
    }


def _first(rules, text):
    return ibis.cases(*((rule.broken, text(rule)) for rule in rules), else_=ibis.null("string"))


def _say(table, rule, column, expectation):
    value = table[raw(rule.column.name)].cast("string")
    shown = (value.isnull()).ifelse("null", ibis.literal('"') + value.left(LONGEST_SHOWN) + '"')
    sentence = ibis.literal(f"{column} = ") + shown + f": {expectation}"
    return rule.broken.ifelse(sentence, ibis.null("string"))


def _together(separator, sentences):
    return ibis.literal(separator).join(sentences)


def _ranked(held, contract):
    """Held rows; those broken by themselves keep their rule, of the others the losers of a key get rule `key`."""
    newest = [held.updated_at.desc()]
    content = [held[c].desc() for c in contract.columns if c not in (*contract.key, "updated_at")]
    window = ibis.window(
        group_by=[held[k] for k in contract.key] + [held.rule.isnull()],
        order_by=[*newest, *content, *(held[c] for c in ROW)],
    )
    ranked = held.mutate(place=ibis.row_number().over(window))
    lost = ranked.rule.isnull() & (ranked.place > 0)
    key = ibis.literal("|").join([ranked[raw(k)].cast("string") for k in contract.key])
    names = ", ".join(contract.key)
    return ranked.mutate(
        rule=lost.ifelse("key", ranked.rule),
        column=lost.ifelse(names, ranked.column),
        reason_zh=lost.ifelse(
            ibis.literal(f"（{names}） = ") + key + ": 主键重复，保留更新时间最晚的一行", ranked.reason_zh
        ),
        reason_en=lost.ifelse(
            ibis.literal(f"{names} = ") + key + ": repeated key, the row with the latest updated_at stays",
            ranked.reason_en,
        ),
    )


def _write_rejected(reading, ranked, connection, path):
    rejected = ranked.filter(ranked.rule.notnull()).order_by(ROW)
    values = {name: rejected[raw(name)].cast("string") for name in reading.contract.columns}
    file = rejected.path.cases(*reading.files.items(), else_=rejected.path)
    reasons = ("row_number", "rule", "column", "reason_zh", "reason_en")
    rejected = rejected.select(**values, file=file, **{name: rejected[name] for name in reasons})
    connection.to_parquet(rejected, path)
    count = pq.read_metadata(path).num_rows
    if not count:
        path.unlink()
    return count


def _accept(reading, bad, dirty, connection, folder) -> tuple[int, int]:
    """Put the rows that are not `bad` into `folder`, a file a part; (rows, void rows)."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = [
        _accept_part(reading, path, bad if path in dirty else None, connection, folder)
        for path in reading.files
    ]
    written = read_accepted(connection, reading.contract.name, kept, prefix="written")
    void = int(written.filter(written.row_status == VOID).count().execute())
    return sum(pq.read_metadata(path).num_rows for path in kept), void


def _accept_part(reading, path, bad, connection, folder):
    if bad is None and path in reading.plain:
        return take_over(Path(path), folder)
    good = reading.table.filter(reading.table.path == path)
    if bad is not None:
        good = good.anti_join(bad, ROW)
    kept = folder / Path(path).name
    connection.to_parquet(good.select(*reading.contract.columns), kept, compression="zstd")
    return kept
