"""What a table looks like in a few numbers, kept with every run so that the next night can be compared with it.

Counts, shares, codes and months: never a value that belongs to one row.
"""

from pathlib import Path

import pyarrow.parquet as pq

from contracts.table import Contract
from contracts.tables import input_tables

RULES = "rules"


def profile(out: Path, connection) -> dict[str, dict]:
    """Table → its numbers, of the accepted and quarantined rows below `out`.

    rows; newest (largest updated_at); nulls (column → share); codes (column → codes that occur); months (month of the
    business date → rows, for tables that grow); rules (broken rule → rows in quarantine).
    """
    found = {}
    for path in sorted((out / "accepted").glob("*.parquet")):
        found[path.stem] = _of_table(path, input_tables()[path.stem].contract, connection)
    for path in sorted((out / "quarantine").glob("*.parquet")):
        counted = pq.read_table(path, columns=["rule"])["rule"].value_counts().to_pylist()
        found[path.stem][RULES] = {
            c["values"]: c["counts"] for c in sorted(counted, key=lambda c: c["values"])
        }
    return found


def business_column(contract: Contract) -> str | None:
    """The column whose months a growing table is counted by: its first required date other than updated_at."""
    if contract.mode != "delta":
        return None
    kinds = ("month", "date", "ts")
    dated = (c.name for c in contract.columns.values() if c.required and c.type.name in kinds)
    return next((name for name in dated if name != "updated_at"), None)


def _of_table(path, contract, connection):
    footer = pq.read_metadata(path)
    coded = [c.name for c in contract.columns.values() if c.codes]
    table = connection.read_parquet(path, table_name=f"profiled_{contract.name}")
    dated = business_column(contract)
    return {
        "rows": footer.num_rows,
        "newest": _newest(table, footer.num_rows),
        "nulls": _null_shares(footer),
        "codes": {name: sorted(v for v in _distinct(table, name) if v is not None) for name in coded},
        "months": _months(table, dated) if dated else {},
        RULES: {},
    }


def _newest(table, rows):
    return table.updated_at.max().execute().isoformat() if rows else None


def _distinct(table, name):
    return table.select(name).distinct().to_pyarrow()[name].to_pylist()


def _months(table, dated):
    counted = table.group_by(month=table[dated].strftime("%Y-%m")).agg(rows=table.count())
    return {row["month"]: row["rows"] for row in counted.order_by("month").to_pyarrow().to_pylist()}


def _null_shares(footer):
    """Shares from the file's own statistics: no row is read for them."""
    counts = {}
    for group in (footer.row_group(n) for n in range(footer.num_row_groups)):
        for chunk in (group.column(n) for n in range(group.num_columns)):
            if chunk.statistics is not None and chunk.statistics.has_null_count:
                counts[chunk.path_in_schema] = (
                    counts.get(chunk.path_in_schema, 0) + chunk.statistics.null_count
                )
    return {name: round(count / footer.num_rows, 4) for name, count in counts.items() if footer.num_rows}
