"""Correct quarantined rows by hand: export them, check them again, merge them over later snapshots.

    landed/corrections/<table>/<time>.parquet     accepted corrections, in the contract's types
    landed/corrections/log.jsonl                  who, when, which table, how many rows

A correction replaces every row of its key that is not newer; a newer row of the source ends it.
"""

import json
import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import SourceError, UsageError
from contracts.manifest import (
    SCHEMA_VERSION,
    compute_file_digest,
    compute_snapshot_hash,
    read_manifest,
)
from contracts.table import get_internal_name
from contracts.tables import get_input_tables
from sources.delivery.receive import receive
from sources.engine.accepted_tables import ACCEPTED, list_accepted_parts
from sources.engine.duckdb_engine import connect
from sources.local_time import UPDATED
from sources.reading.list_stored_parts import list_stored_parts
from sources.reading.read_context import ReadContext
from sources.store.snapshots import LANDED, Store, link_or_copy_part

FOLDER, LOG = "corrections", "log.jsonl"
KEY, CHANGED_AT, CORRECTED_AT, RANK = map(
    get_internal_name, ("key", "changed_at", "corrected_at", "rank")
)
MOST_LINES = 10  # named in an error; more do not fit a screen


def export_quarantined_rows(run: Path, table: str, out: Path) -> int:
    """Write the rejected rows of a table as CSV for correction, with the reasons in the last
    columns.

    Returns the number of rows. Raises UsageError if the table has none.
    """
    path = run / "quarantine" / f"{table}.parquet"
    if not path.is_file():
        raise UsageError(
            f"隔离区没有该表的行 {run.name} has no row of {table} in quarantine",
            next_step="查看 see quarantine/ in the run",
        )
    rows = pd.read_parquet(path)
    for column in get_input_tables()[table].contract.columns.values():
        rows[column.name] = [
            _format_for_csv(value, column.type.name) for value in rows[column.name]
        ]
    rows.to_csv(out, index=False)
    return len(rows)


def _format_for_csv(value, type_name):
    """Format a rejected value, which is text, in the contract's CSV spelling; a wrong value stays
    as it is.
    """
    if not isinstance(value, str):
        return value
    if type_name == "ts":
        return re.sub(r"^(\d{4}-\d\d-\d\d) (?=\d\d:)", r"\1T", value)
    if type_name == "month":
        return re.sub(r"^(\d{4}-\d\d)-01$", r"\1", value)
    return {"true": "1", "false": "0"}.get(value, value) if type_name == "bool" else value


def resubmit_rows(store: Store, table: str, file: Path, by: str, *, now: datetime) -> int:
    """Accept corrected rows (a CSV of `export_quarantined_rows`), all or none; return their number.

    Raises SourceError naming the lines that still break a rule. References to other tables are
    checked by the night.
    """
    if table not in get_input_tables():
        raise UsageError(
            f"没有这个表 the contract has no table {table}",
            next_step="表名见 see docs/data-dictionary.md",
        )
    scratch = Path(tempfile.mkdtemp(prefix="qingfeng-resubmit-"))
    try:
        _write_snapshot(table, file, scratch / "in", now.date())
        arrival = receive(scratch / "in", connect(threads=1), out=scratch / "out")
        _refuse_broken(table, arrival, scratch / "out")
        target = store.folder / FOLDER / table / f"{now:%Y%m%dT%H%M%S%f}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        (accepted,) = list_accepted_parts(scratch / "out" / ACCEPTED)[table]
        shutil.move(accepted, target)
    finally:
        shutil.rmtree(scratch)
    rows = pq.read_metadata(target).num_rows
    log_entry = {
        "at": now.isoformat(timespec="seconds"),
        "by": by,
        "table": table,
        "rows": rows,
        "file": target.name,
    }
    with (store.folder / FOLDER / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps(log_entry, ensure_ascii=False) + "\n")
    return rows


def merge_corrections(folder: Path, store: Store, connection, *, now: datetime) -> Path:
    """Merge the corrections over a snapshot into a new one in the store; `folder` itself if none
    applies.
    """
    manifest = read_manifest(folder)
    pending = {name: files for name in manifest.tables if (files := _list_corrections(store, name))}
    if not pending:
        return folder
    with store.build_folder() as building:
        session = connection.session()
        try:
            standing = {}
            for name in list(pending):
                try:
                    standing[name] = _merge_table_corrections(
                        session, folder, manifest.tables[name], pending[name], building
                    )
                except SourceError:  # the night stops this table, and says why
                    shutil.rmtree(building / name)
                    del pending[name]
        finally:
            session.disconnect()
        if not any(standing.values()):
            return folder
        for delivery in manifest.tables.values():
            if delivery.name not in pending:
                _link_table_parts(folder, delivery, building)
        rows = {
            d.name: d.rows
            for d in manifest.tables.values()
            if not d.is_parquet and d.name not in pending
        }
        return store.keep(
            building,
            _build_landing_record(folder, manifest, standing, now),
            manifest.tables,
            {},
            rows,
        ).folder


def _merge_table_corrections(session, folder, delivery, files, building) -> int:
    """Write the table without the rows that a correction replaces, and the corrections; return
    their number.
    """
    contract, out = get_input_tables()[delivery.name].contract, building / delivery.name
    out.mkdir()
    scratch = building / f".{delivery.name}"
    scratch.mkdir()
    base = [
        *map(Path, list_stored_parts(ReadContext(folder, session, scratch), delivery, contract))
    ]
    corrections = _select_newest_corrections(session, files, contract)
    part_rows = [_read_part_with_keys(session, part, contract) for part in base]
    newer = (
        ibis.union(*[s.select(KEY, CHANGED_AT) for s in part_rows])
        if len(part_rows) > 1
        else part_rows[0]
    )
    moments = corrections.select(KEY, **{CORRECTED_AT: corrections[UPDATED]})
    newer = (
        newer.select(KEY, CHANGED_AT)
        .inner_join(moments, KEY)
        .filter(lambda t: t[CHANGED_AT] > t[CORRECTED_AT])
    )
    corrections = session.create_table(
        f"fixed_{contract.name}", corrections.anti_join(newer, KEY), temp=True
    )
    for part, rows in zip(base, part_rows, strict=True):
        kept_rows = (
            rows.anti_join(corrections, KEY)
            .order_by("file_row_number")
            .drop(KEY, CHANGED_AT, "file_row_number")
        )
        # an unchanged part is linked, so that the snapshot takes little room
        if kept_rows.count().execute() == pq.read_metadata(part).num_rows:
            link_or_copy_part(part, out)
        else:
            session.to_parquet(kept_rows, out / part.name, compression="zstd")
    standing = corrections.select(*contract.columns).order_by(list(contract.key))
    session.to_parquet(standing, out / "corrections.0001.parquet", compression="zstd")
    return pq.read_metadata(out / "corrections.0001.parquet").num_rows


def _select_newest_corrections(session, files, contract):
    """Select the last correction of each key."""
    rows = session.read_parquet(files, filename=True)
    rows = rows.mutate(**{KEY: _build_key_text(rows, contract)})
    last = ibis.row_number().over(group_by=KEY, order_by=[rows.filename.desc()])
    return rows.mutate(**{RANK: last}).filter(lambda t: t[RANK] == 0).drop(RANK, "filename")


def _read_part_with_keys(session, part, contract):
    rows = session.read_parquet(part, file_row_number=True)
    return rows.mutate(
        **{
            KEY: _build_key_text(rows, contract),
            CHANGED_AT: rows[UPDATED].try_cast("timestamp(6)"),
        }
    )


def _build_key_text(rows, contract):
    """Build the key as text, the same for a month stored as a date and as 2026-06."""
    texts = [rows[k].cast("string") for k in contract.key]
    months = [contract.columns[k].type.name == "month" for k in contract.key]
    return ibis.literal("|").join(
        [t.left(7) if m else t for t, m in zip(texts, months, strict=True)]
    )


def _link_table_parts(folder, delivery, building):
    for path in delivery.sha256:
        link_or_copy_part(folder / path, (building / path).parent)


def _build_landing_record(folder, manifest, standing, now):
    landed_path = folder / LANDED
    record = (
        json.loads(landed_path.read_text(encoding="utf-8"))
        if landed_path.is_file()
        else {"as_of": manifest.snapshot_date.isoformat()}
    )
    return {
        **record,
        "source": f"corrected {compute_snapshot_hash(manifest)[:12]}",
        "mapping": record.get("mapping", ""),
        "snapshot_date": manifest.snapshot_date.isoformat(),
        "pulled_at": now.isoformat(),
        "corrections": {name: count for name, count in standing.items() if count},
    }


def _list_corrections(store, table):
    return sorted((store.folder / FOLDER / table).glob("*.parquet"))


def _write_snapshot(table, file, folder, today):
    """Write the resubmitted CSV as a snapshot of one table, without the columns of reasons."""
    folder.mkdir(parents=True)
    try:
        rows = pd.read_csv(
            file, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig"
        )
    except (OSError, ValueError) as error:
        raise SourceError(
            f"不是UTF-8的CSV {file} cannot be read as CSV in UTF-8",
            next_step="另存为 save it as CSV UTF-8 and try again",
        ) from error
    names = list(get_input_tables()[table].contract.columns)
    if missing := [n for n in names if n not in rows.columns]:
        raise SourceError(
            f"缺少列 {file} has no column {missing[0]}",
            next_step="保留导出的每一列 keep every column that was exported",
        )
    path = folder / f"{table}.parquet"
    pa_rows = pa.Table.from_pandas(
        rows[names], schema=pa.schema([(n, pa.string()) for n in names]), preserve_index=False
    )
    pq.write_table(pa_rows, path)
    table_entry = {
        "rows": len(rows),
        "mode": "full",
        "sha256": {path.name: compute_file_digest(path)},
    }
    manifest_content = {
        "snapshot_date": today.isoformat(),
        "schema_version": SCHEMA_VERSION,
        "tables": {table: table_entry},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest_content), encoding="utf-8")


def _refuse_broken(table, arrival, out):
    if table in arrival.stopped:
        raise SourceError(
            arrival.stopped[table], next_step="export the rows again and correct only their values"
        )
    if not arrival.tables[table].quarantined:
        return
    broken = pq.read_table(
        out / "quarantine" / f"{table}.parquet", columns=["row_number", "rule", "column"]
    ).to_pylist()
    lines = ", ".join(
        f"line {r['row_number'] + 1} ({r['column']}: {r['rule']})" for r in broken[:MOST_LINES]
    )
    raise SourceError(
        f"{len(broken)} of {arrival.tables[table].rows_in} rows still break a rule: {lines}",
        next_step="改正后重交，本次未采纳 "
        "correct these lines and hand the file in again; nothing was accepted",
    )
