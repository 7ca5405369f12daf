"""Source rows of a record that has no finding, read from the snapshot of the night."""

import pandas as pd

from reports.explain.snapshot import Snapshot
from scenarios.framework.definition import Evidence

NOT_EVIDENCE = ("updated_at", "row_status")
DAY_FORMS = {"date": "%Y-%m-%d", "month": "%Y-%m"}
MOST_ROWS = 20  # of one table: enough to see what a value is made of


def read_snapshot_rows(
    snapshot: Snapshot, evidence: tuple[Evidence, ...], record: dict
) -> dict[str, list[dict]]:
    """Read the first rows of each piece of evidence of a record (all its columns), by table."""
    found = {}
    for one in evidence:
        name = one.table.contract.name
        needed = one.keys and one.keys.find_missing_inputs(snapshot.supplied, snapshot.as_of)
        if name not in snapshot.supplied or needed or any(pd.isna(record[c]) for c in one.on):
            continue
        rows = snapshot.execute(_build_query(snapshot, one, record))
        rows = [_format_days(row, one.table.contract) for row in rows.to_dict("records")]
        found.setdefault(name, [])
        found[name] += [row for row in rows if row not in found[name]]
    return found


def _build_query(snapshot, evidence, record):
    key, rows = list(evidence.table.contract.key), snapshot.table(evidence.table)
    if evidence.keys is None:
        for of_record, of_table in evidence.on.items():
            rows = rows.filter(rows[of_table] == record[of_record])
    else:
        keys = snapshot.table(evidence.keys)
        for column in evidence.on:
            keys = keys.filter(keys[column] == record[column])
        rows = rows.semi_join(keys.select(*key).distinct(), key)
    shown = [c for c in evidence.table.contract.columns if c not in NOT_EVIDENCE]
    return rows.select(*shown).order_by(key).limit(MOST_ROWS)


def _format_days(row, contract):
    """Format days and months as evidence.parquet has them."""
    days = {c: DAY_FORMS[kind] for c in row if (kind := contract.columns[c].type.name) in DAY_FORMS}
    return row | {c: f"{row[c]:{form}}" for c, form in days.items() if not pd.isna(row[c])}
