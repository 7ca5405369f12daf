"""The embedded DuckDB, made to take a path as the name of one file.

DuckDB treats a path as a pattern (`town [1]/person.parquet` reads `town 1/person.parquet` if that
exists), reads columns out of the names of folders (`district=330203/`), and identifies a row only
by the absolute path of its file. Here a path is taken literally, and `file_name` gives the file's
name in the column `filename`.
"""

import glob
from collections.abc import Iterable
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

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

    def session(self) -> "DuckDB":
        """Open another connection to the same DuckDB, with temporary tables and views that end with
        it.
        """
        return DuckDB.from_connection(self.con.cursor())


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
