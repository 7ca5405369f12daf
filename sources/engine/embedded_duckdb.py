"""The embedded DuckDB, to which a path is the name of one file.

DuckDB takes a path for a pattern (`town [1]/person.parquet` reads `town 1/person.parquet` if that is there), reads
columns out of the names of folders (`district=330203/`) and says of a row only the absolute path of its file. Here a
path is looked up as it is written, and `file_name` says how that file is called in the column `filename`.
"""

import glob
from collections.abc import Iterable
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend

Paths = str | Path | Iterable[str | Path]


class DuckDB(Backend):
    """A connection to a DuckDB that reads files by their names."""

    def read_parquet(
        self, paths: Paths, /, *, table_name: str | None = None, **options
    ) -> ibis.Table:
        """The rows of Parquet files under a name."""
        return super().read_parquet(
            _patterns(paths), table_name=table_name, **{"hive_partitioning": False, **options}
        )

    def read_csv(self, paths: Paths, /, *, table_name: str | None = None, **options) -> ibis.Table:
        """The rows of CSV files under a name."""
        return super().read_csv(
            _patterns(paths), table_name=table_name, **{"hive_partitioning": False, **options}
        )

    def to_parquet(self, expr: ibis.Table, /, path: str | Path, **options) -> None:
        """Write the rows of an expression to a Parquet file."""
        super().to_parquet(expr, _Literal(path), **options)

    def session(self) -> "DuckDB":
        """Another connection to the same DuckDB, with temporary tables and views that end with it."""
        return DuckDB.from_connection(self.con.cursor())


def file_name(path: str | Path) -> str:
    """The absolute path that the column `filename` gives for the rows of a file.

    Links to folders are followed before `..` is: that is how the system reads a path, and not how text is shortened.
    """
    path = Path(path)
    return str(path.parent.resolve() / path.name)


def _patterns(paths):
    """Patterns that each match the one file of a name."""
    paths = [paths] if isinstance(paths, str | Path) else paths
    return [glob.escape(file_name(path)) for path in paths]


class _Literal(str):
    """A path whose `repr` is a literal of SQL: ibis puts Python's into its statement, which spells a quote otherwise."""

    __slots__ = ()

    def __str__(self):
        return self

    def __repr__(self):
        return "'" + self.replace("'", "''") + "'"
