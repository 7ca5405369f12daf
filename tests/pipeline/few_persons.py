"""A town of few persons: some persons and institutions of a simulated town, and the rows that name no others.

A night on it costs a third of a night on the town. Its list says nothing about the quality of the scenarios.
"""

import json
import shutil
from graphlib import TopologicalSorter
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from contracts.tables import get_input_tables
from tests.sources.snapshots import compute_sha256, edit_manifest

# one row in so many is kept; fewer persons leave some scenarios without any record
ONE_IN = {"person": 13, "institution": 3}
MOST_ROWS = 30_000  # of any table: bounds those that name no person


def write_few_persons(town: Path, out: Path) -> Path:
    """Write the smaller snapshot."""
    out.mkdir(parents=True)
    shutil.copy(town / "manifest.json", out)
    kept = {}
    for name in _list_parents_first(list_tables(town)):
        rows = pq.read_table(town / f"{name}.parquet")
        if name in ONE_IN:
            rows = rows.take([*range(0, rows.num_rows, ONE_IN[name])])
        for key in _list_strict_keys(name):
            (column,), (reference,) = key.columns, key.references
            parents = kept[key.table][reference].combine_chunks()
            is_kept = pc.is_in(rows[column], value_set=parents)
            rows = rows.filter(pc.or_(pc.is_null(rows[column]), is_kept))
        kept[name] = rows = rows.slice(0, MOST_ROWS)
        pq.write_table(rows, out / f"{name}.parquet")
    entries = {
        name: {
            "rows": rows.num_rows,
            "sha256": {f"{name}.parquet": compute_sha256(out / f"{name}.parquet")},
        }
        for name, rows in kept.items()
    }
    edit_manifest(
        out, lambda m: [m["tables"][name].update(entry) for name, entry in entries.items()]
    )
    return out


def list_tables(town: Path) -> set[str]:
    """The tables in a snapshot's manifest."""
    return set(json.loads((town / "manifest.json").read_text(encoding="utf-8"))["tables"])


def copy_tables(town: Path, out: Path, tables: set[str]) -> Path:
    """A snapshot with these tables alone; the others are neither in the folder nor in the manifest."""
    out.mkdir(parents=True)
    shutil.copy(town / "manifest.json", out)
    for name in tables:
        (out / f"{name}.parquet").hardlink_to(town / f"{name}.parquet")
    edit_manifest(
        out, lambda m: m.update(tables={n: t for n, t in m["tables"].items() if n in tables})
    )
    return out


def _list_parents_first(names):
    graph = {name: {k.table for k in _list_strict_keys(name)} for name in sorted(names)}
    return TopologicalSorter(graph).static_order()


def _list_strict_keys(name):
    """Strict foreign keys to other tables."""
    keys = get_input_tables()[name].contract.foreign_keys
    return [k for k in keys if k.on_orphan == "strict" and k.table != name]
