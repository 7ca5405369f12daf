"""Resolve a delivered folder: whole deliveries are read where they are, changes are merged first.

    landed/delivered.json     the newest folder with whole tables only: its path, day and hash

A folder with a table of mode `delta` becomes a snapshot of the landed store: the delivery before it
with the changed rows merged by key, as those of a database are. The delivery before is the newest
by date of such snapshots and of the folder noted in delivered.json; what came later on the same day
goes first.
"""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.atomic_write import write_atomic
from contracts.errors import SourceError
from contracts.manifest import (
    ASK_AGENCY,
    Delivery,
    Manifest,
    compute_snapshot_hash,
    read_manifest,
    verify_files,
)
from contracts.table import Contract
from contracts.tables import get_input_tables
from sources.delivery.receive import open_read_context
from sources.reading.list_stored_parts import list_stored_parts
from sources.reading.read_context import ReadContext
from sources.store.merge_parts import MergeResult, get_next_suffix, has_same_columns, merge_parts
from sources.store.monthly_parts import MonthlyParts
from sources.store.snapshots import Store, collect_unchanged_hashes, format_json

DELIVERED, SOURCE = "delivered.json", "folder"
ROWS_A_BATCH = 100_000  # 30 MB of the widest table
OURS = re.compile(r"(\d{4}-\d\d|undated)\.\d{4}\.parquet")


@dataclass(frozen=True)
class _BaseDelivery:
    """The delivery on which changes build; `tables` is its record in landed.json, empty for a plain
    folder.
    """

    folder: Path
    manifest: Manifest
    at: str
    tables: dict


def resolve_delivery(
    folder: Path,
    store: Store,
    connection,
    *,
    now: datetime,
    before: Store,
    tell: Callable[[str], None] = lambda line: None,
) -> Path:
    """Resolve a delivery to a snapshot folder: itself if all its tables came whole, else a merged
    one.

    Changes are merged once: the same ones again give the same snapshot. `before` is the store on
    whose deliveries they build, as a rule `store` itself. Raises SourceError if there is nothing to
    build on or only something later, or if a file is not what the manifest says; the store is then
    as before.
    """
    manifest = read_manifest(folder)
    if not manifest.deltas:
        _remember_folder(folder, manifest, store, now)
        return folder
    changes = compute_snapshot_hash(manifest)
    if earlier_snapshots := [
        s for s in store.list_snapshots() if s.record.get("changes") == changes
    ]:
        tell(
            "[pull] 已并入，沿用 / changes merged earlier, taken over: "
            f"{earlier_snapshots[-1].folder.name}"
        )
        return earlier_snapshots[-1].folder
    base = _find_base_delivery(before, manifest.snapshot_date)
    with store.build_folder() as building:
        with open_read_context(folder, connection, building / ".scratch") as context:
            tables = {
                name: _write_table(context, delivery, base, building, now, tell)
                for name, delivery in manifest.tables.items()
            }
        unchanged_hashes = collect_unchanged_hashes(building, base.folder, base.manifest)
        rows = {
            d.name: d.rows
            for d in manifest.tables.values()
            if not d.is_parquet and d.mode == "full"
        }
        record = _build_landing_record(manifest, base, changes, tables, now)
        return store.keep(building, record, manifest.tables, unchanged_hashes, rows).folder


def _remember_folder(folder, manifest, store, now):
    """Remember a whole folder as the base of later changes, unless a newer one is known."""
    if folder.resolve().parent == store.folder.resolve():
        return
    note = _read_noted_folder(store)
    if note and date.fromisoformat(note["snapshot_date"]) > manifest.snapshot_date:
        return
    store.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "folder": str(folder.resolve()),
        "snapshot_date": manifest.snapshot_date.isoformat(),
        "snapshot_hash": compute_snapshot_hash(manifest),
        "at": now.isoformat(),
    }
    write_atomic(store.folder / DELIVERED, format_json(content))


def _read_noted_folder(store):
    path = store.folder / DELIVERED
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _find_base_delivery(store, day) -> _BaseDelivery:
    note, merged = (
        _read_noted_folder(store),
        [s for s in store.list_snapshots() if s.record["source"] == SOURCE],
    )
    candidates = [(s.record["snapshot_date"], s.record["pulled_at"], s) for s in merged]
    candidates += [(note["snapshot_date"], note["at"], None)] if note else []
    if not candidates:
        raise SourceError(
            f"the delivery of {day} holds changes (mode delta), and no delivery before it is known "
            f"in {store.folder}",
            next_step="deliver every table in full once; a night on that delivery makes it known",
        )
    last, at, snapshot = max(candidates, key=lambda one: one[:2])
    if date.fromisoformat(last) > day:
        raise SourceError(
            f"the delivery of {day} holds changes (mode delta), but the newest one known is of "
            f"{last}, which is later",
            next_step=f"deliver the changes after {last}, or give the landed snapshot of {day} as "
            "--source",
        )
    if snapshot:
        return _BaseDelivery(snapshot.folder, snapshot.manifest, at, snapshot.record["tables"])
    return _BaseDelivery(*_load_noted_folder(note), at, {})


def _load_noted_folder(note):
    folder = Path(note["folder"])
    if (folder / "manifest.json").is_file():
        manifest = read_manifest(folder)
        if compute_snapshot_hash(manifest) == note["snapshot_hash"]:
            return folder, manifest
    raise SourceError(
        f"the changes build on the full delivery of {note['snapshot_date']}, which is no longer in "
        f"{folder}",
        next_step="put it back and keep every delivery in a folder of its own, or deliver all "
        "tables in full",
    )


def _write_table(context, delivery, base, building, now, tell) -> dict:
    """Write a table into `building`: copied if it came whole, else merged; return its entry in
    landed.json.
    """
    name = delivery.name
    if delivery.mode == "full":
        for path in delivery.sha256:
            (building / path).parent.mkdir(exist_ok=True)
            if (context.source / path).is_file():
                shutil.copyfile(context.source / path, building / path)
        verify_files(building, delivery)
        return {"mode": "full", "rows": delivery.rows}
    if name not in base.manifest.tables:
        raise SourceError(
            f"table {name} came as changes (mode delta), but the delivery of "
            f"{base.manifest.snapshot_date} lacks it",
            next_step=f"deliver {name} in full",
        )
    merged = _merge_table(context, delivery, base, building, now)
    rows = sum(pq.read_metadata(p).num_rows for p in (building / name).glob("*.parquet"))
    tell(
        f"[pull] {name}: {rows:,} rows, 增量 delta, {merged.changed:,} changed of "
        f"{merged.changed + merged.known:,}"
    )
    return {
        "mode": "delta",
        "rows": rows,
        "changed": merged.changed,
        "known": merged.known,
        "parts_written": merged.written,
    }


def _merge_table(context, delivery, base, building, now) -> MergeResult:
    name, contract = delivery.name, get_input_tables()[delivery.name].contract
    parts = _prepare_base_parts(context, base, name, building, now)
    verify_files(context.source, delivery)
    change = _split_by_month(
        context, delivery, building / f".{name}.change", get_next_suffix(parts), now
    )
    if not has_same_columns(parts, change):
        raise SourceError(
            f"the changes of table {name} are not stored like the table that they change "
            f"({_describe_type_differences(parts, change)})",
            next_step=f"export both in the same form and types, or deliver {name} in full",
        )
    return merge_parts(context.connection, parts, change, contract.key, building / name)


def _prepare_base_parts(context, base, name, building, now):
    """Get the table's monthly parts: those of the store, or parts made now from a delivered
    folder.
    """
    delivery = base.manifest.tables[name]
    if base.tables.get(name, {}).get("mode") == "delta":
        return [base.folder / path for path in sorted(delivery.sha256)]
    verify_files(base.folder, delivery)
    base_context = ReadContext(base.folder, context.connection, context.scratch)
    return _split_by_month(base_context, delivery, building / f".{name}.base", "0001", now)


def _split_by_month(
    context: ReadContext, delivery: Delivery, out: Path, suffix: str, now: datetime
) -> list[Path]:
    """Split a verified table into monthly parts of its declared columns; the checks judge its
    values later.
    """
    contract = get_input_tables()[delivery.name].contract
    schema = None
    with MonthlyParts(out, suffix, limit=now) as parts:
        for path, delivered_path in list_stored_parts(context, delivery, contract).items():
            part_schema = _normalize_schema(pq.read_schema(path), contract)
            if schema is not None and part_schema != schema:
                raise SourceError(
                    f"the parts of table {delivery.name} are stored in more than one way",
                    next_step=f"export all parts with the same types, or deliver {delivery.name} "
                    "in full every night",
                )
            schema = part_schema
            parts.add(pa.RecordBatch.from_pylist([], schema=schema))
            for batch in _read_batches(path, delivered_path, schema):
                parts.add(batch)
    return parts.list_paths()


def _read_batches(path, delivered_path, schema):
    try:
        for batch in pq.ParquetFile(path).iter_batches(ROWS_A_BATCH, columns=schema.names):
            yield from pa.Table.from_batches([batch]).select(schema.names).cast(schema).to_batches()
    except (pa.ArrowException, OSError):
        raise SourceError(
            f"file {delivered_path} cannot be read to its end", next_step=ASK_AGENCY
        ) from None


def _normalize_schema(stored: pa.Schema, contract: Contract) -> pa.Schema:
    """Normalize the declared columns to one order and to storage types that change no value."""
    return pa.schema(
        [
            (n, _normalize_type(stored.field(n).type, c.type.arrow))
            for n, c in contract.columns.items()
        ]
    )


def _normalize_type(stored, declared):
    if pa.types.is_null(stored):  # a column without values fits any type
        return declared
    if pa.types.is_dictionary(stored):
        return _normalize_type(stored.value_type, declared)
    return (
        pa.string()
        if pa.types.is_large_string(stored) or pa.types.is_string_view(stored)
        else stored
    )


def _describe_type_differences(base, change):
    before, after = pq.read_schema(base[0]), pq.read_schema(change[0])
    return ", ".join(
        f"{f.name}: {f.type} before, {after.field(f.name).type} now"
        for f in before
        if after.field(f.name).type != f.type
    )


def _build_landing_record(manifest, base, changes, tables, now):
    day = manifest.snapshot_date.isoformat()
    return {
        "source": SOURCE,
        "mapping": "",
        "as_of": day,
        "snapshot_date": day,
        "pulled_at": now.isoformat(),
        "changes": changes,
        "base": compute_snapshot_hash(base.manifest),
        "tables": tables,
    }
