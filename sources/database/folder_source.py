"""Read a folder of files under an agency's names as a database is read, so that a mapping applies.

A table is `NAME.*` or the files in `NAME/`, in any form that a delivery may have; every value is
text, as it came. The checks of the night judge it later.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from contracts.errors import SourceError
from contracts.manifest import ASK_AGENCY, ENDINGS, PARQUET, compute_file_digest
from sources.database.addresses import choose_name
from sources.database.connections import compile_query
from sources.database.select_query import Selection
from sources.engine.duckdb_engine import connect
from sources.local_time import LOCAL_ZONE
from sources.reading.plain_files import PlainFile, is_utf8, open_plain_file, recode_file
from sources.reading.read_context import is_unreadable
from sources.reading.spellings import BLANKS, trim

ROWS_A_BATCH = 50_000  # some 15 MB of the widest table


@dataclass(frozen=True)
class FolderSource:
    """A folder of files; `known` are names of columns by which a delimiter is recognised."""

    folder: Path
    known: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name in messages and in the landed store: the folder, and what is in it now."""
        digest = hashlib.sha256()
        for paths in list_tables(self.folder).values():
            for path in paths:
                digest.update(f"{path}{compute_file_digest(self.folder / path)}".encode())
        return f"folder {self.folder.name} {digest.hexdigest()[:12]}"

    @contextmanager
    def open_session(self) -> Iterator["FolderSession"]:
        """Open the folder. Raises SourceError for a file that cannot be read."""
        with TemporaryDirectory(prefix="qingfeng-folder-") as scratch:
            yield FolderSession(self, Path(scratch))


class FolderSession:
    """The files of a folder, each table opened when it is first asked for."""

    def __init__(self, source: FolderSource, scratch: Path):
        self._source, self._scratch = source, scratch
        self._connection = connect(spill=scratch)
        self._tables = list_tables(source.folder)
        self._columns: dict[str, dict[str, sa.types.TypeEngine]] = {}

    def now(self) -> datetime:
        """Read this machine's clock in China time."""
        return datetime.now(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)

    def list_tables(self) -> list[str]:
        """List the tables."""
        return list(self._tables)

    def list_comments(self, table: str) -> dict[str, str]:
        """Return no comment: files have none."""
        return {}

    def find_name(self, table: str) -> str:
        """Find the name of a table as the files have it, in any case."""
        name = table.rpartition(".")[2]
        return choose_name(name, [(None, n) for n in self._tables if n.lower() == name.lower()])

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine]:
        """List column → text; empty if there is no such table."""
        if table not in self._tables:
            return {}
        if table not in self._columns:
            self._columns[table] = dict.fromkeys(self._open_table(table), sa.Text())
        return self._columns[table]

    def estimate(self, table: str) -> int | None:
        """Return None: only reading tells."""

    def stream_batches(self, selection: Selection) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a query as text."""
        schema = pa.schema([(name, pa.string()) for name in selection.columns])
        yield pa.RecordBatch.from_pylist([], schema=schema)
        query = compile_query(selection.query)
        try:
            reader = self._connection.con.execute(query).fetch_record_batch(ROWS_A_BATCH)
            for batch in reader:
                yield pa.record_batch([c.cast(pa.string()) for c in batch.columns], schema=schema)
        except (duckdb.Error, pa.ArrowException) as error:
            if isinstance(error, duckdb.Error) and not is_unreadable(error):
                raise
            raise SourceError(
                f"a file of {', '.join(self._columns)} cannot be read to its end",
                next_step=ASK_AGENCY,
            ) from None

    def _open_table(self, table) -> list[str]:
        """Open the files of a table as one view of texts; return its columns."""
        parts = [self._open_file(path, table, n) for n, path in enumerate(self._tables[table])]
        rows = parts[0]
        for part in parts[1:]:
            rows = rows.union(part.select(*[c for c in rows.columns if c in part.columns]))
        self._connection.create_view(table, rows, overwrite=True)
        return list(rows.columns)

    def _open_file(self, path, table, number):
        file = self._source.folder / path
        if path.endswith(PARQUET):
            rows = self._connection.read_parquet(file, table_name=f"#{number} {table}")
            return rows.select(**{c: rows[c].cast("string") for c in rows.columns})
        plain = self._open_plain(file, path)
        rows = self._connection.read_csv(
            str(plain.path),
            table_name=f"#{number} {table}",
            columns=dict.fromkeys(_make_distinct(plain.names), "VARCHAR"),
            auto_detect=False,
            header=True,
            delim=plain.delimiter,
            quote='"',
            escape='"',
            nullstr="",
            strict_mode=True,
        )
        return rows.select(**{c: trim(rows[c], BLANKS) for c in rows.columns})

    def _open_plain(self, file, path) -> PlainFile:
        known = self._source.known
        plain = open_plain_file(file, path, self._scratch, known=known)
        if plain.encoding == "UTF-8" and not is_utf8(plain.path):
            return recode_file(
                plain.path, path, self._scratch, "GB18030", plain.packing, known=known
            )
        return plain


def list_tables(folder: Path) -> dict[str, list[str]]:
    """List table → its files below a folder: `NAME.*` and those in `NAME/`, by name."""
    tables: dict[str, list[str]] = {}
    for path in sorted([*folder.glob("*"), *folder.glob("*/*")]):
        place = path.relative_to(folder)
        if path.is_file() and path.name.lower().endswith(ENDINGS) and path.name[0] not in ".~":
            name = place.parts[0] if len(place.parts) == 2 else place.name.split(".")[0]
            tables.setdefault(name, []).append(place.as_posix())
    return tables


def _make_distinct(names):
    """Number repeated and empty names, so that each column can be told."""
    distinct = []
    for at, name in enumerate(names):
        is_taken = not name or name.lower() in {d.lower() for d in distinct}
        distinct.append(f"{name}#{at}" if is_taken else name)
    return distinct
