"""Compute the floor: DuckDB decodes the columns of a set and groups its main table once.

No way of computing the set can be faster.
"""

from benchmarks.peers.task import THREADS, Task
from sources.engine.duckdb_engine import VALID, connect

# set → (main table, what its rows must be, the column to group by)
MAIN = {
    "supply": ("claim_header", {"med_type": "41"}, "person_id"),
    "turnover": ("contribution_month", {"insurance_type": "210", "pay_kind": "1"}, "person_id"),
    "trace_codes": ("claim_trace", {}, "trace_code_hash"),
}


def compute(task: Task) -> None:
    """Write one row of the main table (rows, groups, largest sums), and one row of sums per other
    table.
    """
    connection = connect(threads=THREADS)
    for table, paths in task.tables.items():
        rows = connection.read_parquet(paths, table_name=table).select(*task.columns(table))
        rows = rows.filter(rows.row_status == VALID)
        if table == MAIN[task.name][0]:
            connection.to_parquet(_group_rows(rows, *MAIN[task.name][1:]), task.result)
        else:
            connection.to_parquet(
                rows.agg(**_build_sums(rows, rows.columns)), task.folder / f"{table}.parquet"
            )


def _group_rows(rows, equal_to, by):
    rows = rows.filter(
        rows[by].notnull(), *[rows[column] == value for column, value in equal_to.items()]
    )
    groups = rows.group_by(by).agg(
        rows=rows.count(), **_build_sums(rows, [c for c in rows.columns if c != by])
    )
    return groups.agg(
        groups=groups.count(), **{c: groups[c].max() for c in groups.columns if c != by}
    )


def _build_sums(rows, columns):
    return {column: _convert_to_number(rows[column]).sum() for column in columns}


def _convert_to_number(column):
    """Convert a column to a number that cannot be known without reading the value."""
    if column.type().is_string():
        return column.length()
    if column.type().is_temporal():
        return column.epoch_seconds() if column.type().is_timestamp() else column.year()
    return column.cast("int64") if column.type().is_boolean() else column
