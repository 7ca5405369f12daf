"""Split a table in one pass: rows that meet every rule, and the others with their reasons.

Most rows are right, so the pass only asks whether any rule is broken. Suspect rows (broken, or of a
repeated key) are copied to a small table, and only there is it worked out which rule, and in which
words.
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

from contracts.errors import InvariantError
from contracts.table import get_internal_name
from sources.checks.duplicate_keys import find_duplicates
from sources.checks.foreign_keys import ORPHAN
from sources.checks.key_ranges import parts_with_disjoint_keys
from sources.checks.row_rules import Rule
from sources.engine.accepted_tables import ACCEPTED, read_accepted
from sources.reading.interpret import LARGE, get_raw_name
from sources.reading.read_table import TableReading
from sources.store.snapshots import link_or_copy_part

LONGEST_SHOWN = 80  # characters of a value in a reason: enough to recognise it
HASHES_AT_ONCE = 1_000_000  # 8 MB
VOID = "0"  # row_status of void rows
ROW = ("path", "row_number")
RANK = get_internal_name("rank")


@dataclass(frozen=True)
class CheckResult:
    """Numbers of rows: accepted, void among these (row_status '0'), quarantined; `right`: paths
    without any.
    """

    accepted: int
    void: int
    quarantined: int
    right: frozenset[str]


def quarantine_rows(
    reading: TableReading,
    build_rules: Callable[[TableReading], list[Rule]],
    connection,
    *,
    out: Path,
) -> CheckResult:
    """Write `accepted/<table>/*.parquet` and, if a row was rejected, `quarantine/<table>.parquet`
    below `out`.

    `build_rules` builds the rules over any rows of the reading's shape; the first broken one is
    named. Accepted files have the contract's columns and types, one per delivered part. Of several
    valid rows with one key the one with the largest updated_at stays, of equal ones the last by
    content; the others break the rule `key`. Raises InvariantError if a row got lost.
    """
    name = reading.contract.name
    suspects = _suspect_rows(reading, build_rules(reading), connection)
    bad, rejected = None, 0
    if suspects.count().execute():
        explained_rows = suspects.mutate(
            **_describe_broken_rules(suspects, build_rules(replace(reading, table=suspects)))
        )
        marked_rows = _mark_duplicate_losers(
            connection.create_table(f"judged_{name}", explained_rows, temp=True), reading.contract
        )
        rejected = _write_rejected(
            reading, marked_rows, connection, out / "quarantine" / f"{name}.parquet"
        )
        bad = marked_rows.filter(marked_rows.rule.notnull()).select(*ROW)
    dirty = (
        set()
        if bad is None
        else set(bad.select("path").distinct().to_pyarrow()["path"].to_pylist())
    )
    accepted, void = _accept(reading, bad, dirty, connection, out / ACCEPTED / name)
    if reading.rows != accepted + rejected:
        raise InvariantError(
            f"table {name}: {reading.rows} rows in, {accepted} accepted and {rejected} quarantined",
            next_step="keep the delivery and report this; nothing is published",
        )
    return CheckResult(accepted, void, rejected, frozenset(reading.delivered_paths) - dirty)


@ibis.udf.scalar.builtin(name="hash")
def hash64(key) -> dt.uint64:
    """Hash a value with DuckDB's own function; ibis's takes a detour by bit strings that costs
    more.
    """


def _hash_key(reading):
    return hash64(ibis.struct({k: reading.table[k] for k in reading.contract.key}))


def _find_repeated_hashes(reading, connection):
    """Find hashes of keys that occur more than once, or None; a hash is eight bytes, a key many
    more.
    """
    compared = _list_parts_to_compare(reading)
    if not compared:
        return None
    rows = reading.table
    if len(compared) < len(reading.delivered_paths):
        rows = rows.filter(rows.path.isin(sorted(compared)))
    hashes = rows.select(key_hash=_hash_key(reading))
    repeated_hashes = find_duplicates(
        batch["key_hash"].to_numpy()
        for batch in hashes.to_pyarrow_batches(chunk_size=HASHES_AT_ONCE)
    )
    if not len(repeated_hashes):
        return None
    return connection.create_table(
        f"repeated_{reading.contract.name}", pa.table({"key_hash": repeated_hashes}), temp=True
    )


def _list_parts_to_compare(reading):
    """List the parts whose keys must be compared: all but checked ones that can share a key with no
    other.
    """
    if not reading.checked_paths or not reading.paths_as_declared >= set(reading.delivered_paths):
        return set(reading.delivered_paths)
    return set(reading.delivered_paths) - (
        reading.checked_paths
        & parts_with_disjoint_keys(reading.delivered_paths, reading.contract.key)
    )


def _suspect_rows(reading, rules, connection):
    marks = _build_broken_marks(reading, rules)
    repeated_hashes = _find_repeated_hashes(reading, connection)
    if repeated_hashes is not None:
        marks.append(_hash_key(reading).isin(repeated_hashes.key_hash))
    suspects = reading.table.filter(reduce(or_, marks)) if marks else reading.table.limit(0)
    return connection.create_table(f"suspects_{reading.contract.name}", suspects, temp=True)


def _build_broken_marks(reading, rules):
    """Build the conditions that mark broken rows.

    Of a large table each column is tested alone first and left out if nothing is wrong: DuckDB
    compares a column alone entry by entry of its dictionary, but one among others row by row.
    """
    if reading.rows < LARGE:
        return [rule.is_broken for rule in rules]
    by_column = defaultdict(list)
    for rule in rules:
        if rule.name != ORPHAN:
            by_column[rule.column.name].append(rule.is_broken)
    marks = [reduce(or_, broken) for broken in by_column.values()]
    unknown = sorted(set(reading.delivered_paths) - reading.checked_paths)
    unchecked_rows = reading.table.filter(reading.table.path.isin(unknown))
    broken = (
        [mark for mark in marks if unchecked_rows.filter(mark).count().execute()] if unknown else []
    )
    return [*broken, *(rule.is_broken for rule in rules if rule.name == ORPHAN)]


def _describe_broken_rules(table, rules):
    return {
        "rule": _select_first_rule(rules, lambda r: r.name),
        "column": _select_first_rule(rules, lambda r: r.column.name),
        "reason_zh": _join_sentences(
            "；",
            [_format_reason(table, r, f"{r.column.zh}（{r.column.name}）", r.zh) for r in rules],
        ),
        "reason_en": _join_sentences(
            "; ", [_format_reason(table, r, r.column.name, r.en) for r in rules]
        ),
    }


def _select_first_rule(rules, text):
    return ibis.cases(*((rule.is_broken, text(rule)) for rule in rules), else_=ibis.null("string"))


def _format_reason(table, rule, column, expectation):
    value = table[get_raw_name(rule.column.name)].cast("string")
    quoted_value = (value.isnull()).ifelse(
        "null", ibis.literal('"') + value.left(LONGEST_SHOWN) + '"'
    )
    sentence = ibis.literal(f"{column} = ") + quoted_value + f": {expectation}"
    return rule.is_broken.ifelse(sentence, ibis.null("string"))


def _join_sentences(separator, sentences):
    return ibis.literal(separator).join(sentences)


def _mark_duplicate_losers(suspects, contract):
    """Mark the losers of a repeated key with rule `key`; rows broken by themselves keep their
    rule.
    """
    newest = [suspects.updated_at.desc()]
    content = [
        suspects[c].desc() for c in contract.columns if c not in (*contract.key, "updated_at")
    ]
    window = ibis.window(
        group_by=[suspects[k] for k in contract.key] + [suspects.rule.isnull()],
        order_by=[*newest, *content, *(suspects[c] for c in ROW)],
    )
    ranked = suspects.mutate(**{RANK: ibis.row_number().over(window)})
    lost = ranked.rule.isnull() & (ranked[RANK] > 0)
    key = ibis.literal("|").join([ranked[get_raw_name(k)].cast("string") for k in contract.key])
    names = ", ".join(contract.key)
    return ranked.mutate(
        rule=lost.ifelse("key", ranked.rule),
        column=lost.ifelse(names, ranked.column),
        reason_zh=lost.ifelse(
            ibis.literal(f"（{names}） = ") + key + ": 主键重复，保留更新时间最晚的一行",
            ranked.reason_zh,
        ),
        reason_en=lost.ifelse(
            ibis.literal(f"{names} = ")
            + key
            + ": repeated key, the row with the latest updated_at stays",
            ranked.reason_en,
        ),
    )


def _write_rejected(reading, ranked, connection, path):
    rejected = ranked.filter(ranked.rule.notnull()).order_by(ROW)
    values = {
        name: rejected[get_raw_name(name)].cast("string") for name in reading.contract.columns
    }
    file = rejected.path.cases(*reading.delivered_paths.items(), else_=rejected.path)
    reasons = ("row_number", "rule", "column", "reason_zh", "reason_en")
    rejected = rejected.select(**values, file=file, **{name: rejected[name] for name in reasons})
    connection.to_parquet(rejected, path)
    count = pq.read_metadata(path).num_rows
    if not count:
        path.unlink()
    return count


def _accept(reading, bad, dirty, connection, folder) -> tuple[int, int]:
    """Write the rows that are not `bad` into `folder`, one file per part; return (rows, void
    rows).
    """
    folder.mkdir(parents=True, exist_ok=True)
    part_paths = [
        _accept_part(reading, path, bad if path in dirty else None, connection, folder)
        for path in reading.delivered_paths
    ]
    written = read_accepted(connection, reading.contract.name, part_paths, prefix="written")
    void = int(written.filter(written.row_status == VOID).count().execute())
    return sum(pq.read_metadata(path).num_rows for path in part_paths), void


def _accept_part(reading, path, bad, connection, folder):
    if bad is None and path in reading.paths_as_declared:
        return link_or_copy_part(Path(path), folder)
    good = reading.table.filter(reading.table.path == path)
    if bad is not None:
        good = good.anti_join(bad, ROW)
    target = folder / Path(path).name
    connection.to_parquet(good.select(*reading.contract.columns), target, compression="zstd")
    return target
