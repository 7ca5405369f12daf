"""Read a database other than PostgreSQL, through SQLAlchemy: every value becomes text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import sqlalchemy as sa

from sources.database.addresses import choose_name, format_address
from sources.database.driver_errors import translate_driver_errors
from sources.database.select_query import Selection
from sources.local_time import LOCAL_ZONE

ROWS_A_BATCH = (
    50_000  # of other databases: bounds memory to some tens of megabytes of Python objects
)
# snapshot isolation, by the name that each dialect gives it
ISOLATION = {"mysql": "REPEATABLE READ", "mariadb": "REPEATABLE READ", "mssql": "SNAPSHOT"}


@dataclass(frozen=True)
class OtherDatabase:
    """Another database, read through SQLAlchemy; every value becomes text in the contract's CSV
    spelling.
    """

    url: sa.URL
    engine: sa.Engine

    @property
    def name(self) -> str:
        """The name of the database in messages and in the landed store."""
        return format_address(self.url)

    @contextmanager
    def open_session(self) -> Iterator["OtherSession"]:
        """Open a transaction of the strongest snapshot the database offers. Raises
        DatabaseFailure.
        """
        level = ISOLATION.get(self.engine.dialect.name, "SERIALIZABLE")
        with translate_driver_errors():
            opened = self.engine.connect()
            connection = opened.execution_options(isolation_level=level)
            if self.engine.dialect.name == "sqlite":
                # Python's driver begins no transaction for a SELECT
                connection.exec_driver_sql("BEGIN")
        try:
            yield OtherSession(connection)
        finally:
            opened.close()


class OtherSession:
    """A transaction of another database."""

    def __init__(self, connection: sa.Connection):
        self._connection = connection

    def now(self) -> datetime:
        """Read this machine's clock: databases have no common way to ask for theirs."""
        return datetime.now(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)

    def list_tables(self) -> list[str]:
        """List the tables and views that can be named without a schema."""
        with translate_driver_errors():
            inspector = sa.inspect(self._connection)
            return sorted([*inspector.get_table_names(), *inspector.get_view_names()])

    def list_comments(self, table: str) -> dict[str, str]:
        """List column → its comment in the database, where it has one."""
        with translate_driver_errors():
            columns = sa.inspect(self._connection).get_columns(table)
        return {c["name"]: c["comment"] for c in columns if c.get("comment")}

    def find_name(self, table: str) -> str:
        """Find the name of a table or view as the database writes it; `table` if there is none."""
        schema, _, name = table.rpartition(".")
        with translate_driver_errors():
            inspector = sa.inspect(self._connection)
            schemas = [s for s in inspector.get_schema_names() if s.lower() == schema.lower()]
            names = [
                (s, n)
                for s in (schemas if schema else [None])
                for n in (*inspector.get_table_names(s), *inspector.get_view_names(s))
                if n.lower() == name.lower()
            ]
        return choose_name(table, names)

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine]:
        """List column → type as stored; empty if there is no such table."""
        schema, _, name = table.rpartition(".")
        with translate_driver_errors():
            inspector = sa.inspect(self._connection)
            if not inspector.has_table(name, schema=schema or None):
                return {}
            return {
                c["name"]: c["type"] for c in inspector.get_columns(name, schema=schema or None)
            }

    def estimate(self, table: str) -> int | None:
        """Return None: databases have no common way to ask."""

    def stream_batches(self, selection: Selection) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a query as text."""
        schema = pa.schema([(name, pa.string()) for name in selection.columns])
        yield pa.RecordBatch.from_pylist([], schema=schema)
        with translate_driver_errors():
            streamed = self._connection.execution_options(
                stream_results=True, yield_per=ROWS_A_BATCH
            )
            for rows in streamed.execute(selection.query).partitions():
                columns = [
                    pa.array([_spell_value(v) for v in column], pa.string())
                    for column in zip(*rows, strict=True)
                ]
                yield pa.record_batch(columns, schema=schema)


def _spell_value(value):
    match value:
        case None:
            return None
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)
