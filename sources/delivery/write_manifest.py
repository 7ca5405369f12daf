"""Write the manifest of a folder: its tables, their rows, and the hashes of their files."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from contracts.atomic_write import write_atomic
from contracts.errors import SourceError
from contracts.manifest import (
    PARQUET,
    SCHEMA_VERSION,
    compute_file_digest,
    list_table_files,
)
from contracts.tables import get_input_tables
from sources.engine.duckdb_engine import connect
from sources.reading.read_context import ReadContext
from sources.reading.stage_text import stage_as_text


def write_manifest(folder: Path, snapshot_date: date) -> dict[str, int]:
    """Write `manifest.json` into a folder of files under the contract's names; return table → rows.

    Raises SourceError if no table of the contract lies there, or a file cannot be read.
    """
    files = {name: list_table_files(folder, name) for name in get_input_tables()}
    files = {name: paths for name, paths in files.items() if paths}
    if not files:
        raise SourceError(
            f"{folder} holds no file of a table of the contract",
            next_step="name the files after the tables (person.csv, claim_line/2026-05.parquet), "
            "or tell their names by a mapping: `qingfeng map`",
        )
    tables = {name: _describe_table(folder, name, paths) for name, paths in files.items()}
    content = {
        "snapshot_date": snapshot_date.isoformat(),
        "schema_version": SCHEMA_VERSION,
        "tables": tables,
    }
    write_atomic(folder / "manifest.json", json.dumps(content, indent=1, ensure_ascii=False))
    return {name: table["rows"] for name, table in tables.items()}


def _describe_table(folder, name, paths):
    rows = sum(_count_rows(folder, name, path) for path in paths)
    hashes = {path: compute_file_digest(folder / path) for path in paths}
    return {"rows": rows, "mode": "full", "sha256": hashes}


def _count_rows(folder, name, path):
    contract = get_input_tables()[name].contract
    with TemporaryDirectory(prefix="qingfeng-manifest-") as scratch:
        file = folder / path
        if not path.endswith(PARQUET):
            file = Path(scratch) / "rows.parquet"
            context = ReadContext(folder, connect(spill=Path(scratch)), Path(scratch))
            stage_as_text(context, path, contract, file)
        try:
            return pq.read_metadata(file).num_rows
        except (OSError, ValueError):
            raise SourceError(
                f"file {path} is not readable Parquet", next_step="export it again"
            ) from None
