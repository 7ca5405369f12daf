"""Compute the sets with the night's own expressions of `features/` on its engine."""

from pathlib import Path

from benchmarks.peers.task import THREADS, Task
from contracts.derived import DerivedTable, OrEmpty, derived
from contracts.tables.account_share import AccountShare
from features.pharmacy.days_of_supply import compute_oversupply, drug_lines
from features.pharmacy.trace_codes import code_reuse_counts
from features.unemployment.employers import unit_turnover
from sources.engine.accepted_tables import read_accepted
from sources.engine.duckdb_engine import Engine, connect


@derived(key=("person_id", "generic"))
def oversupply_at_catalogue_dose(lines: drug_lines, shares: OrEmpty[AccountShare], *, as_of):
    """P03's heavy part: days in hand at the dose of the catalogue, whatever others take."""
    return compute_oversupply(lines, shares, as_of=as_of)


@derived(key=("employer_id",))
def turnover_counts(turnover: unit_turnover):
    """The counts behind U09 and U10, without what is unusual beside all other units."""
    return turnover.select(
        "employer_id", "leaver_count", "short_leaver_count", "u10_turnover_share"
    )


RESULTS: dict[str, DerivedTable] = {
    "supply": oversupply_at_catalogue_dose,
    "turnover": turnover_counts,
    "trace_codes": code_reuse_counts,
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
