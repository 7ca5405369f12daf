"""Write small snapshot folders as an agency delivers them, and read what became of their rows."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sources.delivery.arrival_report import Arrival
from sources.delivery.receive import receive
from sources.engine.accepted_tables import ACCEPTED, list_accepted_parts, read_accepted
from sources.engine.duckdb_engine import connect
from tests.drawn_tables import make_arrow_table


def write_snapshot(
    folder: Path, tables: dict, *, form="parquet", snapshot_date="2026-06-30"
) -> Path:
    """Write tables ({class: drawn text, Arrow table, or CSV text}) and their manifest into a
    folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    table_entries = {}
    for table, rows in tables.items():
        name, types = table.contract.name, table.contract.columns
        if isinstance(rows, bytes):
            (folder / f"{name}.csv").write_bytes(rows)
            count, paths = rows.count(b"\n") - 1, [f"{name}.csv"]
        else:
            rows = make_arrow_table(table, rows) if isinstance(rows, str) else rows
            count, paths = rows.num_rows, _write_rows(folder, name, rows, types, form)
        table_entries[name] = {
            "rows": count,
            "mode": "full",
            "sha256": {p: compute_sha256(folder / p) for p in paths},
        }
    manifest = {"snapshot_date": snapshot_date, "schema_version": 1, "tables": table_entries}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def edit_manifest(folder: Path, change) -> None:
    """Apply `change` to the parsed manifest in place."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def compute_sha256(path: Path) -> str:
    """Compute the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def receive_snapshot(folder: Path, *, threads=1, **options) -> tuple[Arrival, Path]:
    """Receive a snapshot; return its arrival and the folder it was written to."""
    out = folder.parent / f"{folder.name}.out"
    return receive(folder, connect(threads=threads), out=out, **options), out


def read_accepted_rows(out: Path, table) -> list[dict]:
    """Read the accepted rows of a table, in order of key."""
    parts = list_accepted_parts(out / ACCEPTED)[table.contract.name]
    rows = read_accepted(connect(threads=1), table.contract.name, parts)
    return rows.order_by(list(table.contract.key)).to_pyarrow().to_pylist()


def read_rejected_rows(out: Path, table) -> list[dict]:
    """Read the quarantined rows of a table."""
    path = out / "quarantine" / f"{table.contract.name}.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def encode_csv(table: pa.Table, types: dict, *, line_end="\n") -> bytes:
    """Encode a table as RFC 4180 CSV: null is an empty unquoted field, an empty string is
    quoted.
    """
    names = [*table.column_names]
    lines = [",".join(names)]
    lines += [
        ",".join(_encode_field(row[n], types[n].type.name) for n in names)
        for row in table.to_pylist()
    ]
    return (line_end.join(lines) + line_end).encode()


def _encode_field(value, type_name):
    if value is None:
        return ""
    text = _spell_value(value, type_name)
    plain = text and not set(text) & set(',"\r\n')
    return text if plain else '"' + text.replace('"', '""') + '"'


def _spell_value(value, type_name):
    match value:
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()[:7] if type_name == "month" else value.isoformat()
        case Decimal():
            return f"{value:.2f}"
        case _:
            return str(value)


def _write_rows(folder, name, rows, types, form):
    if form == "csv":
        (folder / f"{name}.csv").write_bytes(encode_csv(rows, types))
        return [f"{name}.csv"]
    if form == "parquet":
        pq.write_table(rows, folder / f"{name}.parquet")
        return [f"{name}.parquet"]
    (folder / name).mkdir(exist_ok=True)
    half = rows.num_rows // 2
    pq.write_table(rows.slice(half), folder / name / "part-0.parquet")
    pq.write_table(rows.slice(0, half), folder / name / "part-1.parquet")
    return [f"{name}/part-0.parquet", f"{name}/part-1.parquet"]
