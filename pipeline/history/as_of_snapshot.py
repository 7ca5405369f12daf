"""A snapshot as of an earlier day: rows and values dated later are taken out.

Each table declares which of its columns tells when a row became known (`known_from`). Optional
dates after the day are emptied, and so is what a later decision filled in (`DECIDED`). State
without a date (a status, a phone) stays that of the snapshot: a delivery holds no history of it.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import ibis

from contracts.manifest import compute_file_digest, read_manifest
from contracts.tables import get_input_tables
from sources.delivery.receive import receive
from sources.engine.accepted_tables import ACCEPTED, list_accepted_parts, read_accepted
from sources.engine.duckdb_engine import connect

# table → day of a decision → what it decided
DECIDED = {
    "capacity_appraisal": {"conclude_date": ("grade", "care_level", "total_loss")},
    "injury_case": {"decision_date": ("decision", "injury_article")},
}


def check_snapshot_tables(source: Path, out: Path, *, tell=print) -> Path:
    """Check the tables of a snapshot once for all days; return the folder of accepted tables."""
    receive(source, connect(spill=out / "spill"), out=out, progress=tell)
    return out / ACCEPTED


def write_as_of_snapshot(accepted: Path, day: date, out: Path) -> Path:
    """Write the snapshot of a day to `out`, with its manifest."""
    out.mkdir(parents=True)
    connection, tables_by_name, manifest_tables = connect(), {}, {}
    parts = list_accepted_parts(accepted)
    # parents first: rows of a parent that was not known yet go with it
    for name in _sort_parents_first(sorted(parts)):
        table = read_accepted(connection, name, parts[name], prefix="all")
        contract = get_input_tables()[name].contract
        known_rows = _clear_later_values(
            _filter_known_rows(table, name, contract, day), name, contract, day
        )
        for key in contract.foreign_keys:
            if key.on_orphan == "strict" and key.table in tables_by_name and key.table != name:
                known_rows = _drop_orphaned_rows(known_rows, key, *tables_by_name[key.table])
        known_rows = connection.create_table(f"then_{name}", known_rows, temp=True)
        tables_by_name[name] = (table, known_rows)
        path = out / f"{name}.parquet"
        connection.to_parquet(known_rows.order_by(list(contract.key)), path, compression="zstd")
        manifest_tables[name] = {
            "rows": int(known_rows.count().execute()),
            "mode": "full",
            "sha256": {path.name: compute_file_digest(path)},
        }
    manifest = {"snapshot_date": day.isoformat(), "schema_version": 1, "tables": manifest_tables}
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return out


def read_snapshot_date(source: Path) -> date:
    """Read the day of a snapshot."""
    return read_manifest(source).snapshot_date


def _filter_known_rows(table, name, contract, day):
    column = contract.known_from
    if column is None:
        return table
    kind = contract.columns[column].type.name
    if name == "contribution_month":
        # a month is posted some time after; where that is not said, once it is over
        known_from = ibis.coalesce(table.posted_date, _compute_month_end(table[column]))
    elif kind == "month":
        known_from = _compute_month_end(table[column])
    else:
        known_from = table[column].cast("date")
    return table.filter(known_from <= ibis.literal(day))


def _compute_month_end(month):
    return (month + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")


def _clear_later_values(table, name, contract, day):
    """Empty optional dates after the day and what was decided after it; cap updated_at."""
    cleared, as_of = {}, ibis.literal(day)
    for column, decided in DECIDED.get(name, {}).items():
        is_later = table[column].cast("date") > as_of
        cleared |= {c: is_later.ifelse(ibis.null(table[c].type()), table[c]) for c in decided}
    for column in contract.columns.values():
        if column.type.name in ("date", "month", "ts") and not column.required:
            value = table[column.name]
            cleared[column.name] = (value.cast("date") > as_of).ifelse(
                ibis.null(value.type()), value
            )
    end = ibis.literal(f"{day}T23:59:59").cast("timestamp(6)")
    cleared["updated_at"] = ibis.least(table.updated_at, end)
    return table.mutate(**cleared).select(*contract.columns)


def _drop_orphaned_rows(table, key, all_parents, parents):
    """Drop rows whose parent was taken out; those that never had one stay for the checks."""
    names = list(key.references)
    removed_parents = all_parents.select(names).anti_join(parents.select(names), names)
    return table.anti_join(
        removed_parents,
        [table[c] == removed_parents[r] for c, r in zip(key.columns, names, strict=True)],
    )


def _sort_parents_first(names):
    ordered, remaining = [], list(names)
    while remaining:
        for name in remaining:
            parents = {
                k.table
                for k in get_input_tables()[name].contract.foreign_keys
                if k.on_orphan == "strict"
            } - {name}
            if not parents & set(remaining):
                ordered.append(name)
                remaining.remove(name)
                break
    return ordered


def list_days_between(first: date, last: date, step_days: int) -> list[date]:
    """List `first` and every `step_days`-th day after it, up to `last`."""
    count = (last - first).days // step_days
    return [first + timedelta(days=n * step_days) for n in range(count + 1)]
