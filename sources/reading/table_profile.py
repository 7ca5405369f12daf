"""Describe a table in a few numbers, kept with every run so that the next night can be compared
with it.

These are counts, shares, codes and months, never a value that belongs to one row.
"""

from pathlib import Path

import pyarrow.parquet as pq

from contracts.table import Contract
from contracts.tables import get_input_tables
from sources.engine.accepted_tables import ACCEPTED, list_accepted_parts, read_accepted

RULES = "rules"
STEPS_A_DECADE = 10  # of a logarithm: neighbours differ by a quarter


def compute_profile(out: Path, connection) -> dict[str, dict]:
    """Compute the numbers of each table from the accepted and quarantined rows below `out`.

    rows; newest (largest updated_at); nulls (column → share); codes (column → codes that occur);
    levels (column of amounts → median of the values above zero); months (month of the business
    date → rows, for tables that grow); rules (broken rule → rows in quarantine).
    """
    profiles = {}
    for name, parts in list_accepted_parts(out / ACCEPTED).items():
        profiles[name] = _compute_table_profile(
            parts, get_input_tables()[name].contract, connection
        )
    for path in sorted((out / "quarantine").glob("*.parquet")):
        counted = pq.read_table(path, columns=["rule"])["rule"].value_counts().to_pylist()
        profiles[path.stem][RULES] = {
            c["values"]: c["counts"] for c in sorted(counted, key=lambda c: c["values"])
        }
    return profiles


def find_business_column(contract: Contract) -> str | None:
    """Find the column whose months count a growing table: its first required date other than
    updated_at.
    """
    if contract.mode != "delta":
        return None
    kinds = ("month", "date", "ts")
    dated = (c.name for c in contract.columns.values() if c.required and c.type.name in kinds)
    return next((name for name in dated if name != "updated_at"), None)


def _compute_table_profile(parts, contract, connection):
    footers = [pq.read_metadata(part) for part in parts]
    rows = sum(footer.num_rows for footer in footers)
    coded = [c.name for c in contract.columns.values() if c.codes]
    table = read_accepted(connection, contract.name, parts, prefix="profiled")
    date_column = find_business_column(contract)
    return {
        "rows": rows,
        "newest": _find_newest_update(table, rows),
        "nulls": _compute_null_shares(footers, contract, rows),
        "codes": {
            name: sorted(v for v in _list_distinct_values(table, name) if v is not None)
            for name in coded
        },
        "levels": _compute_levels(table, contract, rows),
        "months": _count_by_month(table, date_column) if date_column else {},
        RULES: {},
    }


def _find_newest_update(table, rows):
    return table.updated_at.max().execute().isoformat() if rows else None


def _compute_levels(table, contract, rows):
    """Compute the median of each column of amounts over its values above zero, to a quarter.

    Values are counted by their logarithm: whole counts are the same for any number of threads, and
    take no memory. A slip of the unit is a factor of 100 or 10,000.
    """
    names = [c.name for c in contract.columns.values() if c.type.name == "money"]
    levels = {name: _find_median(table.filter(table[name] > 0)[name]) for name in names if rows}
    return {name: level for name, level in levels.items() if level is not None}


def _find_median(amounts):
    step = (amounts.cast("float64").log10() * STEPS_A_DECADE).floor().cast("int64")
    counted = step.name("step").as_table().group_by("step").agg(rows=lambda t: t.count())
    steps = counted.order_by("step").to_pyarrow().to_pylist()
    left = sum(s["rows"] for s in steps) / 2
    for entry in steps:
        left -= entry["rows"]
        if left <= 0:
            return round(10 ** ((entry["step"] + 0.5) / STEPS_A_DECADE), 2)
    return None


def _list_distinct_values(table, name):
    return table.select(name).distinct().to_pyarrow()[name].to_pylist()


def _count_by_month(table, date_column):
    counted = table.group_by(month=table[date_column].strftime("%Y-%m")).agg(rows=table.count())
    return {row["month"]: row["rows"] for row in counted.order_by("month").to_pyarrow().to_pylist()}


def _compute_null_shares(footers, contract, rows):
    """Compute shares of nulls from the statistics in the files' footers, without reading a row."""
    counts = {}
    groups = (footer.row_group(n) for footer in footers for n in range(footer.num_row_groups))
    for chunk in (group.column(n) for group in groups for n in range(group.num_columns)):
        name = chunk.path_in_schema
        if (
            name in contract.columns
            and chunk.statistics is not None
            and chunk.statistics.has_null_count
        ):
            counts[name] = counts.get(name, 0) + chunk.statistics.null_count
    return {name: round(count / rows, 4) for name, count in counts.items() if rows}
