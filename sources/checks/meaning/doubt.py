"""A doubt about the meaning of a column, and the tables in which doubts are looked for."""

from dataclasses import asdict, dataclass
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import pyarrow.parquet as pq

from contracts.table import Contract
from contracts.tables import get_input_tables
from sources.engine.accepted_tables import ACCEPTED, list_accepted_parts, read_accepted

VALID = "1"  # row_status of rows that are not void
# shares of a percent are told well by so many rows; a city's tables hold a thousand times as many
SAMPLED_ROWS = 200_000


@dataclass(frozen=True)
class Doubt:
    """What makes a column doubtful: `check` names the kind (sources/checks/delivery_checks.py),
    `figures` says how much, without a value of a row. `column` is "" where it is the whole table;
    `districts` are empty where it is all of them.
    """

    check: str
    table: str
    column: str
    figures: str
    districts: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """The column and the figures, as a notice shows them."""
        place = f"{self.table}.{self.column}" if self.column else self.table
        return f"{place}: {self.figures}"

    def to_json(self) -> dict:
        """Convert to JSON's own types."""
        return asdict(self) | {"districts": list(self.districts)}


@dataclass(frozen=True)
class AcceptedTable:
    """The valid rows of an accepted table; `sample` has every so many of its keys."""

    contract: Contract
    rows: ibis.Table
    sample: ibis.Table


def open_accepted_tables(out: Path, connection) -> dict[str, AcceptedTable]:
    """Open the accepted tables below `out` by name."""
    tables = {}
    for name, parts in list_accepted_parts(out / ACCEPTED).items():
        contract = get_input_tables()[name].contract
        count = sum(pq.read_metadata(part).num_rows for part in parts)
        rows = read_accepted(connection, name, parts, prefix="meant")
        # a view is spelled once, not in each of the questions about it
        rows = connection.create_view(f"valid_{name}", rows.filter(rows.row_status == VALID))
        tables[name] = AcceptedTable(
            contract, rows, sample_keys(rows, contract.key[0], count // SAMPLED_ROWS)
        )
    return tables


def sample_keys(rows: ibis.Table, column: str, every: int) -> ibis.Table:
    """Select the rows of every so-many-th value of a column, the same on every night."""
    if every < 2:
        return rows
    return rows.filter(hash64(rows[column]) % every == 0)


@ibis.udf.scalar.builtin(name="hash")
def hash64(key) -> dt.uint64:
    """Hash a value with DuckDB's own function."""
