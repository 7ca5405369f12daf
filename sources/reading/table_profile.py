"""Describe a table in a few numbers, kept with every run so that the next night can be compared
with it.

These are counts, shares, codes and months, never a value that belongs to one row.
"""

from pathlib import Path

import pyarrow.parquet as pq

from contracts.table import Contract
from contracts.tables import get_input_tables
from sources.engine.accepted_tables import ACCEPTED, list_accepted_parts

RULES = "rules"
STEPS_A_DECADE = 10  # of a logarithm: neighbours differ by a quarter
NEWEST = 'SELECT max("{column}") FROM {table}'
CODES = 'SELECT DISTINCT "{column}" FROM {table} WHERE "{column}" IS NOT NULL ORDER BY 1'
MONTHS = """
SELECT strftime("{column}", '%Y-%m'), count(*) FROM {table} GROUP BY 1 ORDER BY 1
"""
# Amounts above zero by their logarithm: whole counts are the same for any number of threads, and
# take no memory. A slip of the unit is a factor of 100 or 10,000.
STEPS = f"""
SELECT CAST(floor(log10(CAST("{{column}}" AS DOUBLE)) * {STEPS_A_DECADE}) AS BIGINT), count(*)
FROM {{table}} WHERE "{{column}}" > 0 GROUP BY 1 ORDER BY 1
"""


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
    table = f"profiled_{contract.name}"
    connection.read_parquet(parts, table_name=table)

    # SQL as text: to have ibis spell so many small questions costs more than to answer them
    def ask(question, column):
        return connection.con.sql(question.format(column=column, table=table)).fetchall()

    coded = [c.name for c in contract.columns.values() if c.codes]
    amounts = [c.name for c in contract.columns.values() if c.type.name == "money"]
    levels = {name: _find_median(ask(STEPS, name)) for name in amounts}
    date_column = find_business_column(contract)
    return {
        "rows": rows,
        "newest": ask(NEWEST, "updated_at")[0][0].isoformat() if rows else None,
        "nulls": _compute_null_shares(footers, contract, rows),
        "codes": {name: [code for (code,) in ask(CODES, name)] for name in coded},
        "levels": {name: level for name, level in levels.items() if level is not None},
        "months": dict(ask(MONTHS, date_column)) if date_column else {},
        RULES: {},
    }


def _find_median(steps) -> float | None:
    """Find the median of amounts, to a quarter, from the numbers of amounts by step, in order."""
    left = sum(rows for _, rows in steps) / 2
    for step, rows in steps:
        left -= rows
        if left <= 0:
            return round(10 ** ((step + 0.5) / STEPS_A_DECADE), 2)
    return None


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
