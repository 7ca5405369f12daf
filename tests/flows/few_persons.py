"""A town of few persons: some of a simulated town's persons, units and institutions, with the rows that name only them.

No list of it looks like a town's; a night on it is done in a third of the time, since less is read and scored.
"""

import json
import shutil
from graphlib import TopologicalSorter
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from contracts.tables import input_tables
from tests.sources.snapshots import edit_manifest, sha256

ONE_IN = {"person": 13, "employer": 4, "institution": 3}
MOST_ROWS = 30_000  # of a table that names none of them by a strict key


def few_persons(town: Path, out: Path) -> Path:
    """Write the smaller snapshot."""
    out.mkdir(parents=True)
    shutil.copy(town / "manifest.json", out)
    kept = {}
    for name in _parents_first(json.loads((town / "manifest.json").read_text(encoding="utf-8"))["tables"]):
        rows = pq.read_table(town / f"{name}.parquet")
        if name in ONE_IN:
            rows = rows.take([*range(0, rows.num_rows, ONE_IN[name])])
        for key in _strict(name):
            if key.table in kept:
                (column,), (reference,) = key.columns, key.references
                there = kept[key.table][reference].combine_chunks()
                rows = rows.filter(pc.or_(pc.is_null(rows[column]), pc.is_in(rows[column], value_set=there)))
        kept[name] = rows = rows.slice(0, MOST_ROWS)
        pq.write_table(rows, out / f"{name}.parquet")
    listed = {n: {"rows": r.num_rows, "sha256": _hash(out / f"{n}.parquet")} for n, r in kept.items()}
    edit_manifest(out, lambda m: [m["tables"][name].update(told) for name, told in listed.items()])
    return out


def tables_of(town: Path) -> set[str]:
    """The tables that a snapshot's manifest lists."""
    return set(json.loads((town / "manifest.json").read_text(encoding="utf-8"))["tables"])


def with_only(town: Path, out: Path, tables: set[str]) -> Path:
    """The snapshot with these tables alone: the others are neither in the folder nor in the manifest."""
    out.mkdir(parents=True)
    shutil.copy(town / "manifest.json", out)
    for name in tables:
        (out / f"{name}.parquet").hardlink_to(town / f"{name}.parquet")
    edit_manifest(out, lambda m: m.update(tables={n: t for n, t in m["tables"].items() if n in tables}))
    return out


def _parents_first(names):
    graph = {name: sorted({k.table for k in _strict(name)} & set(names) - {name}) for name in sorted(names)}
    return TopologicalSorter(graph).static_order()


def _strict(name):
    return [
        k for k in input_tables()[name].contract.foreign_keys if k.on_orphan == "strict" and k.table != name
    ]


def _hash(path):
    return {path.name: sha256(path)}
