"""The embedded DuckDB, made to take a path as the name of one file.

DuckDB treats a path as a pattern (`town [1]/person.parquet` reads `town 1/person.parquet` if that
exists), reads columns out of the names of folders (`district=330203/`), and identifies a row only
by the absolute path of its file. Here a path is taken literally, and `file_name` gives the file's
name in the column `filename`.
"""

import glob
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb
import ibis
from ibis.backends.duckdb import Backend
from ibis.backends.sql.datatypes import DuckDBType
from ibis.common.exceptions import TableNotFound

Paths = str | Path | Iterable[str | Path]


class DuckDB(Backend):
    """A connection to a DuckDB that takes paths literally."""

    def read_parquet(
        self, paths: Paths, /, *, table_name: str | None = None, **options
    ) -> ibis.Table:
        """Read the rows of Parquet files under a name."""
        return super().read_parquet(
            _patterns(paths), table_name=table_name, **{"hive_partitioning": False, **options}
        )

    def read_csv(self, paths: Paths, /, *, table_name: str | None = None, **options) -> ibis.Table:
        """Read the rows of CSV files under a name."""
        return super().read_csv(
            _patterns(paths), table_name=table_name, **{"hive_partitioning": False, **options}
        )

    def to_parquet(self, expr: ibis.Table, /, path: str | Path, **options) -> None:
        """Write the rows of an expression to a Parquet file."""
        super().to_parquet(expr, _Literal(path), **options)

    def get_schema(
        self, table_name: str, *, catalog: str | None = None, database: str | None = None
    ) -> ibis.Schema:
        """Read the columns of a table. Raises TableNotFound."""
        place = ".".join(_quote(part) for part in (catalog, database, table_name) if part)
        try:
            rows = self.con.sql(f"DESCRIBE {place}").fetchall()
        except duckdb.CatalogException as error:
            raise TableNotFound(table_name) from error
        return ibis.schema({name: _read_type(kind, null) for name, kind, null, *_ in rows})

    def spell(self, expr: ibis.Table) -> str:
        """Spell the SQL of an expression that may read tables in memory."""
        self._run_pre_execute_hooks(expr)
        return self.compile(expr)

    def write_parquet(self, sql: str, path: str | Path) -> None:
        """Write the rows of a query to a Parquet file that is read back in this night."""
        self.raw_sql(f"COPY ({sql}) TO {_Literal(path)!r} (FORMAT parquet, COMPRESSION lz4)")

    def session(self) -> "DuckDB":
        """Open another connection to the same DuckDB, with temporary tables and views that end with
        it.
        """
        return DuckDB.from_connection(self.con.cursor())


@cache
def _read_type(text, null):
    """Read DuckDB's name of a type: ibis has a parser of SQL do that, for every column anew."""
    return DuckDBType.from_string(text, nullable=null == "YES")


def _quote(name):
    return '"' + name.replace('"', '""') + '"'


def file_name(path: str | Path) -> str:
    """Make the absolute path that the column `filename` gives for the rows of a file.

    Links to folders are followed before `..` is, as the operating system does; shortening the text
    would not.
    """
    path = Path(path)
    return str(path.parent.resolve() / path.name)


def _patterns(paths):
    """Make patterns that each match exactly one file."""
    paths = [paths] if isinstance(paths, str | Path) else paths
    return [glob.escape(file_name(path)) for path in paths]


class _Literal(str):
    """A path whose `repr` is an SQL literal: ibis puts Python's `repr` into its statement."""

    __slots__ = ()

    def __str__(self):
        return self

    def __repr__(self):
        return "'" + self.replace("'", "''") + "'"
