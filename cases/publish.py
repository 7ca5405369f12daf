"""Writing a run: checked tables, and a finished folder that is renamed into place."""

import os
import shutil
from functools import reduce
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contracts.errors import InvariantError, RunError
from contracts.table import Table

CURRENT = "current"


def write_table(rows: pd.DataFrame, table: type[Table], path: Path) -> int:
    """Write rows in the declared columns, types and key order; the same rows give the same bytes.

    Raises:
        InvariantError: a required value is missing or a key occurs twice.
    """
    with TableWriter(table, path) as out:
        out.add(rows)
    return out.rows


class TableWriter:
    """Writer of a declared table in pieces; each piece's keys follow those of the piece before."""

    def __init__(self, table: type[Table], path: Path):
        self.rows = 0
        self._contract, self._path, self._last = table.contract, path, None

    def __enter__(self):
        self._writer = pq.ParquetWriter(self._path, self._contract.arrow_schema, compression="zstd")
        return self

    def __exit__(self, *_):
        self._writer.close()

    def add(self, rows: pd.DataFrame) -> None:
        """Write a piece; rows in any order, missing columns are written as null.

        Raises:
            InvariantError: a required value is missing, a key occurs twice, or pieces overlap.
        """
        if not len(rows):
            return
        contract, key = self._contract, list(self._contract.key)
        missing = set(contract.columns) - set(rows.columns)
        rows = rows.assign(**dict.fromkeys(missing)) if missing else rows
        _assert_filled(rows, contract)
        named = rows[list(contract.columns)]
        arrow = pa.Table.from_pandas(named, schema=contract.arrow_schema, preserve_index=False)
        arrow = arrow.replace_schema_metadata(None)  # pandas' notes would change with its version
        arrow = arrow.take(pc.sort_indices(arrow, [(name, "ascending") for name in key]))
        _assert_unique(arrow, contract)
        self._assert_behind(
            *(tuple(arrow[name][place].as_py() for name in key) for place in (0, -1))
        )
        self._writer.write_table(arrow)
        self.rows += len(rows)

    def _assert_behind(self, first, last):
        if self._last is not None and first <= self._last:
            raise _make_invariant_error(self._contract, "its pieces are not in order")
        self._last = last


def _assert_filled(rows, contract):
    empty = [c.name for c in contract.columns.values() if c.required and rows[c.name].isna().any()]
    if empty:
        raise _make_invariant_error(contract, f"no value in {empty}")


def _assert_unique(rows, contract):
    """Refuse an Arrow table, sorted by key, in which a key occurs twice."""
    keys = [rows[name].combine_chunks() for name in contract.key]
    same = [pc.equal(key.slice(1), key.slice(0, len(key) - 1)) for key in keys]
    if pc.any(reduce(pc.and_, same)).as_py():
        raise _make_invariant_error(contract, "a key occurs twice")


def _make_invariant_error(contract, what):
    return InvariantError(
        f"{contract.name}: {what}", next_step="nothing was published; report this"
    )


def publish_folder(building: Path, runs: Path, run_id: str, *, is_current: bool = True) -> Path:
    """Rename the finished folder to `runs/<run_id>` and, if it is the newest, make it the current.

    Both steps are atomic.
    """
    target = runs / run_id
    for path in sorted(building.rglob("*")):
        _flush_to_disk(path)
    if target.exists():  # a start after the rename but before the link: the run is complete
        shutil.rmtree(building)
    else:
        os.rename(building, target)
    if is_current:
        point_current(runs, run_id)
    _flush_to_disk(runs)
    return target


def point_current(runs: Path, run_id: str) -> None:
    """Make `runs/current` name a run, replacing the old link in one step."""
    link = runs / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(run_id)
    os.replace(link, runs / CURRENT)


def resolve_run_folder(path: Path) -> Path:
    """The folder of a published run.

    Raises:
        RunError: the folder has no run.json.
    """
    folder = path.resolve()
    if not (folder / "run.json").is_file():
        raise RunError(
            f"{path} is not a published run (no run.json)", next_step="name a folder below runs/"
        )
    return folder


def _flush_to_disk(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
