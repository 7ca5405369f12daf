"""The least that anyone must pay: DuckDB decodes the columns of the set and groups its main table once."""

from benchmarks.peers.task import THREADS, Task
from sources.engine.duckdb_engine import VALID, connect

# set → (main table, what its rows must be, the column to group by)
MAIN = {
    "supply": ("claim_header", {"med_type": "41"}, "person_id"),
    "turnover": ("contribution_month", {"insurance_type": "210", "pay_kind": "1"}, "person_id"),
    "trace_codes": ("claim_trace", {}, "trace_code_hash"),
}


def compute(task: Task) -> None:
    """Write one row: rows, groups and largest sums of the main table; and one row of sums a further table."""
    connection = connect(threads=THREADS)
    for table, paths in task.tables.items():
        rows = connection.read_parquet(paths, table_name=table).select(*task.columns(table))
        rows = rows.filter(rows.row_status == VALID)
        if table == MAIN[task.name][0]:
            connection.to_parquet(_grouped(rows, *MAIN[task.name][1:]), task.result)
        else:
            connection.to_parquet(rows.agg(**_sums(rows, rows.columns)), task.folder / f"{table}.parquet")


def _grouped(rows, wanted, by):
    rows = rows.filter(rows[by].notnull(), *[rows[column] == value for column, value in wanted.items()])
    groups = rows.group_by(by).agg(rows=rows.count(), **_sums(rows, [c for c in rows.columns if c != by]))
    return groups.agg(groups=groups.count(), **{c: groups[c].max() for c in groups.columns if c != by})


def _sums(rows, columns):
    return {column: _counted(rows[column]).sum() for column in columns}


def _counted(column):
    """A number that cannot be told without reading the value."""
    if column.type().is_string():
        return column.length()
    if column.type().is_temporal():
        return column.epoch_seconds() if column.type().is_timestamp() else column.year()
    return column.cast("int64") if column.type().is_boolean() else column
