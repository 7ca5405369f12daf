"""The engine: checked tables go in, named expressions are computed once a night.

The embedded engine is DuckDB. All features are written in ibis, so that another ibis backend can
replace it.
"""

import gc
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
import ibis
import pandas as pd
from ibis.expr.operations import Cast, InMemoryTable, PhysicalTable

from contracts.derived import DerivedTable
from contracts.kept_texts import get_text
from sources.engine.accepted_tables import list_accepted_parts, read_accepted
from sources.engine.embedded_duckdb import DuckDB
from sources.engine.fetched_rows import FetchedRows

VALID = "1"  # row_status of rows that are not void
ROWS_A_PIECE = 500_000  # rows of a pandas piece: about 80 MB of claim_line
ibis.options.sql.fuse_selects = False  # DuckDB fuses selects itself, faster than ibis in Python
# Building expressions makes millions of small objects; with Python's default thresholds the garbage
# collector makes it a third longer.
gc.set_threshold(50_000, 50, 100)


def connect(
    *, threads: int | None = None, memory_limit: str | None = None, spill: Path | None = None
):
    """Connect to an in-memory DuckDB that spills to `spill` when `memory_limit` (e.g. "8GB") is
    reached.
    """
    options = {
        "threads": threads,
        "memory_limit": memory_limit,
        "temp_directory": spill and str(spill),
    }
    options = {name: value for name, value in options.items() if value is not None}
    # the operating system caches files already; DuckDB's copy would grow to the limit
    connection = DuckDB().connect(enable_external_file_cache=False, **options)
    with suppress(
        duckdb.InvalidInputException
    ):  # a notebook without ipywidgets has no bar to turn off
        connection.raw_sql("SET enable_progress_bar = false")
    return connection


class Engine:
    """Resolves table classes and derived tables to ibis tables; a derived table is computed once.

    `tables` maps a table's name to an ibis table of accepted rows; void rows are filtered out here.
    `shelf` is a folder for computed tables, a Parquet file each: a tenth of the size in memory, and
    as fast to read.
    """

    def __init__(self, connection, tables: dict, *, as_of: date, shelf: Path | None = None):
        self.connection, self.shelf = connection, shelf
        self.as_of = as_of
        self.supplied = set(tables)
        self._tables = {
            name: self._create_valid_view(name, table) for name, table in tables.items()
        }
        self._derived: dict[str, tuple[DerivedTable, ibis.Table]] = {}
        self._descriptions: dict[str, list] = {}

    def _create_valid_view(self, name, table):
        # a view, because DuckDB would keep an expression that is read twice in memory with all
        # columns
        return self.connection.create_view(
            f"valid_{name}", table.filter(table.row_status == VALID), overwrite=True
        )

    @classmethod
    def from_folder(
        cls, folder: Path, connection, *, as_of: date, shelf: Path | None = None
    ) -> "Engine":
        """An engine over a folder of accepted tables."""
        parts = list_accepted_parts(folder)
        tables = {name: read_accepted(connection, name, paths) for name, paths in parts.items()}
        return cls(connection, tables, as_of=as_of, shelf=shelf)

    def table(self, item):
        """The ibis table of a table class or a Derived. Raises LookupError if something it needs
        was not supplied.
        """
        if isinstance(item, DerivedTable):
            return self._resolve_derived(item)
        name = item.contract.name
        if name not in self._tables:
            raise LookupError(f"table {name} was not supplied")
        return self._tables[name]

    def materialize(self, name: str, expression):
        """Compute an expression now and keep it under a new name: on the shelf if there is one,
        else in memory.
        """
        return self._store(name, self._spell(expression))

    def _store(self, name, sql):
        if self.shelf is None:
            self.connection.raw_sql(f'CREATE TEMP TABLE "{name}" AS {sql}')
            return self.connection.table(name)
        self.shelf.mkdir(parents=True, exist_ok=True)
        path = self.shelf / f"{name}.parquet"
        self.connection.write_parquet(sql, path)
        return self.connection.read_parquet(path, table_name=name)

    def _spell(self, expression):
        """Spell the SQL of an expression's rows in the declared types.

        DuckDB makes a sum of integers a HUGEINT and a literal with a point a decimal, and ibis
        drops a cast to the type it expects anyway.
        """
        schema = expression.schema()
        declared = {c: Cast(expression[c], kind).to_expr() for c, kind in schema.items()}
        return self.connection.spell(expression.select(**declared))

    def map_batches(
        self, expression, function: Callable[[pd.DataFrame], pd.DataFrame], schema: dict[str, str]
    ) -> pd.DataFrame:
        """Apply a function to an expression's rows; return columns of `schema` (name → type).

        The function may get the rows in pieces; rows of the result come in any order.
        """
        pieces = expression.to_pandas_batches(chunk_size=ROWS_A_PIECE)
        results = [function(piece) for piece in pieces if len(piece)]
        return (
            pd.concat(results, ignore_index=True)
            if results
            else function(expression.limit(0).to_pandas())
        )

    def fetch(
        self, question: list, tables: list[ibis.Table], make: Callable[[], ibis.Table]
    ) -> FetchedRows:
        """Fetch the rows of an expression whose SQL is spelled once for the same question.

        `question` is a JSON value with everything that the expression depends on beside the code;
        `tables` are those that it reads. Where one of them is an expression, as in a notebook, it
        has no name to be known by, and the SQL is spelled each time.
        """

        def spell():
            expression = make()
            kinds = {name: str(kind) for name, kind in expression.schema().items()}
            return json.dumps([kinds, self.connection.compile(expression)])

        if all(isinstance(table.op(), PhysicalTable) for table in tables):
            described = [self._describe(table) for table in tables]
            text = get_text([self.connection.name, question, described], spell)
        else:
            text = spell()
        kinds, sql = json.loads(text)
        return FetchedRows(self.connection.con.sql(sql).to_arrow_table(), ibis.schema(kinds))

    def close(self) -> None:
        """Release what lives outside the process: nothing for the embedded engine."""

    def make(self, item: DerivedTable, reads: list):
        """Compute an expression from what it reads, or create a view where it is one."""
        if item.is_view:
            expression = item(*reads, as_of=self.as_of)
            return self.connection.create_view(item.name, expression, overwrite=True)
        return self._store(item.name, self._get_sql(item, reads))

    def _get_sql(self, item, reads):
        """The SQL of an expression, as it was kept if code, day and the tables it reads are the
        same.
        """

        def spell():
            expression = item(*reads, as_of=self.as_of)
            if expression.op().find(InMemoryTable):
                raise TypeError(f"{item.name} makes a table in memory, which its SQL cannot name")
            return self._spell(expression)

        if item.identity is None:
            return spell()
        day = self.as_of.isoformat() if item.asks_the_day else None
        tables = [self._describe(table) for table in reads]
        return get_text([self.connection.name, item.identity, day, tables], spell)

    def _describe(self, table):
        name = table.get_name()
        if name not in self._descriptions:
            kinds = [[column, str(kind)] for column, kind in table.schema().items()]
            self._descriptions[name] = [name, str(table.op().namespace), kinds]
        return self._descriptions[name]

    def _resolve_derived(self, item: DerivedTable):
        entry = self._derived.get(item.name)
        if entry is None:
            reads = [self.table(i) for i in item.reads] + [
                self._get_table_or_empty(i) for i in item.optional
            ]
            entry = item, self.make(item, reads)
            self._derived[item.name] = entry
        if entry[0] is not item:
            raise ValueError(f"two expressions are named {item.name}")
        return entry[1]

    def _get_table_or_empty(self, table):
        if table.contract.name in self._tables:
            return self.table(table)
        return self.connection.create_table(
            f"empty_{table.contract.name}",
            schema=ibis.schema(table.contract.ibis_schema),
            temp=True,
            overwrite=True,
        )
