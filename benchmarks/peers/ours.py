"""Compute the sets with the night's own expressions of `features/` on its engine."""

from pathlib import Path

from benchmarks.peers.task import THREADS, Task
from contracts.derived import DerivedTable
from features.pharmacy.days_of_supply import oversupply_by_drug
from features.pharmacy.trace_codes import code_reuse
from features.unemployment.employers import unit_turnover
from sources.engine.accepted_tables import read_accepted
from sources.engine.duckdb_engine import Engine, connect

RESULTS: dict[str, DerivedTable] = {
    "supply": oversupply_by_drug,
    "turnover": unit_turnover,
    "trace_codes": code_reuse,
}
MEMORY = "8GB"  # a night's default


def compute(task: Task) -> None:
    """Compute everything the final table depends on from the snapshot's files, as on a night."""
    connection = connect(threads=THREADS, memory_limit=MEMORY, spill=task.folder / "spill")
    tables = {
        name: read_accepted(connection, name, [Path(path) for path in paths])
        for name, paths in task.tables.items()
    }
    engine = Engine(connection, tables, as_of=task.as_of, shelf=task.folder / "shelf")
    connection.to_parquet(engine.table(RESULTS[task.name]), task.result)
