"""A database to read from: PostgreSQL by ADBC, any other by SQLAlchemy, behind one interface.

    with open_database(url).open_session() as session:
        session.columns("claim_line")        # name → type as stored
        session.stream_batches(selection)           # Arrow record batches, a few megabytes each

All that one session reads is one snapshot of the database. No message of a driver is passed on: it may quote a row.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.errors import UsageError
from contracts.types import TYPES
from sources.database.error_messages import make_failure
from sources.database.select_query import Selection
from sources.local_time import LOCAL_ZONE

PASSWORD_VARIABLE = "QINGFENG_DB_PASSWORD"
ROWS_A_BATCH = 50_000
BYTES_A_BATCH = 8 << 20
BATCH_OPTION = "adbc.postgresql.batch_size_hint_bytes"
# snapshot isolation, by the name that each dialect gives it
ISOLATION = {"mysql": "REPEATABLE READ", "mariadb": "REPEATABLE READ", "mssql": "SNAPSHOT"}
MONEY = TYPES["money"].arrow


class Session(Protocol):
    """One consistent look at a database."""

    def now(self) -> datetime:
        """The database's clock, local China time."""

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine]:
        """Column → type as stored; empty if there is no such table."""

    def estimate(self, table: str) -> int | None:
        """About how many rows a table has, None if not known; costs nothing."""

    def stream_batches(self, selection: Selection) -> Iterator[pa.RecordBatch]:
        """The rows of a query; the first batch has none and tells the columns."""


def is_database(source: str) -> bool:
    """True for an address like postgresql://… or sqlite:///…, False for a folder."""
    return "://" in source


def open_database(url: str, *, lock_seconds: float = 60.0):
    """The database behind an address without a password. Raises UsageError for one that cannot be meant."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise UsageError(
            "the address of the database cannot be read",
            next_step="write e.g. postgresql://qingfeng@host:5432/insurance",
        ) from None
    if parsed.password:
        raise UsageError(
            "the address of the database holds a password",
            next_step=f"take it out and set {PASSWORD_VARIABLE}: an address is shown in logs and by Prefect",
        )
    if parsed.get_backend_name() == "postgresql":
        return PostgreSQL(parsed, lock_seconds)
    try:
        return OtherDatabase(parsed, sa.create_engine(add_password(parsed)))
    except (sa.exc.NoSuchModuleError, ImportError):
        raise UsageError(
            f"there is no driver for {parsed.drivername}",
            next_step="install SQLAlchemy's driver for it into .venv",
        ) from None


@dataclass(frozen=True)
class PostgreSQL:
    """Reads through ADBC, which hands over Arrow; what is stored is asked with the same connection's snapshot."""

    url: sa.URL
    lock_seconds: float

    @property
    def name(self) -> str:
        """How the database is called in messages and in the landed store."""
        return _format_address(self.url)

    @contextmanager
    def open_session(self) -> Iterator["PostgreSQLSession"]:
        """A read-only repeatable-read transaction. Raises DatabaseFailure."""
        address = add_password(self.url).set(drivername="postgresql")
        with translate_driver_errors():
            connection = adbc.connect(address.render_as_string(hide_password=False))
        try:
            session = PostgreSQLSession(connection)
            session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            session.run(f"SET LOCAL lock_timeout = {int(self.lock_seconds * 1000)}")
            session.run("SET LOCAL synchronize_seqscans = off")
            yield session
        finally:
            _close_quietly(connection)


class PostgreSQLSession:
    """A transaction of PostgreSQL."""

    def __init__(self, connection):
        self._connection = connection

    def run(self, text: str) -> None:
        """Run a statement that answers nothing."""
        with translate_driver_errors(), self._connection.cursor() as cursor:
            cursor.execute(text)

    def now(self) -> datetime:
        """The database's clock, local China time."""
        ((moment,),) = self._rows(
            sa.select(sa.func.timezone(LOCAL_ZONE, sa.func.clock_timestamp()))
        )
        return moment

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine]:
        """Column → type as stored; empty if there is no such table."""
        schema, _, name = table.rpartition(".")
        attributes = sa.table(
            "pg_attribute",
            *map(sa.column, ("attname", "atttypid", "atttypmod", "attnum", "attisdropped")),
        )
        kind = sa.func.format_type(attributes.c.atttypid, attributes.c.atttypmod)
        at = sa.func.to_regclass(f'{f"{schema}." if schema else ""}"{name}"')
        query = (
            sa.select(attributes.c.attname.cast(sa.Text), kind.cast(sa.Text))
            .where(sa.column("attrelid") == at, attributes.c.attnum > 0, ~attributes.c.attisdropped)
            .order_by(attributes.c.attnum)
        )
        return {column: _parse_type(shown) for column, shown in self._rows(query)}

    def estimate(self, table: str) -> int | None:
        """The planner's number of rows, None before the first ANALYZE."""
        schema, _, name = table.rpartition(".")
        at = sa.func.to_regclass(f'{f"{schema}." if schema else ""}"{name}"')
        pg_class = sa.table("pg_class", sa.column("oid"), sa.column("reltuples"))
        rows = self._rows(
            sa.select(pg_class.c.reltuples.cast(sa.BigInteger)).where(pg_class.c.oid == at)
        )
        return rows[0][0] if rows and rows[0][0] >= 0 else None

    def stream_batches(self, selection: Selection) -> Iterator[pa.RecordBatch]:
        """The rows of a query; memory stays at a few batches whatever the table's size."""
        with translate_driver_errors(), self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{BATCH_OPTION: str(BYTES_A_BATCH)})
            cursor.execute(_compile_query(selection.query))
            reader = cursor.fetch_record_batch()
            yield _normalize_batch(pa.RecordBatch.from_pylist([], schema=reader.schema), selection)
            for batch in reader:
                yield _normalize_batch(batch, selection)

    def _rows(self, query):
        with translate_driver_errors(), self._connection.cursor() as cursor:
            cursor.execute(_compile_query(query))
            return cursor.fetchall()


@dataclass(frozen=True)
class OtherDatabase:
    """Reads through SQLAlchemy; every value is handed over as text in the contract's CSV spelling."""

    url: sa.URL
    engine: sa.Engine

    @property
    def name(self) -> str:
        """How the database is called in messages and in the landed store."""
        return _format_address(self.url)

    @contextmanager
    def open_session(self) -> Iterator["OtherSession"]:
        """A transaction of the strongest snapshot that the database offers. Raises DatabaseFailure."""
        level = ISOLATION.get(self.engine.dialect.name, "SERIALIZABLE")
        with translate_driver_errors():
            opened = self.engine.connect()
            connection = opened.execution_options(isolation_level=level)
            if self.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")  # Python's driver begins none for a SELECT
        try:
            yield OtherSession(connection)
        finally:
            opened.close()


class OtherSession:
    """A transaction of another database."""

    def __init__(self, connection: sa.Connection):
        self._connection = connection

    def now(self) -> datetime:
        """The clock of this machine: there is no common way to ask."""
        return datetime.now(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine]:
        """Column → type as stored; empty if there is no such table."""
        schema, _, name = table.rpartition(".")
        with translate_driver_errors():
            inspector = sa.inspect(self._connection)
            if not inspector.has_table(name, schema=schema or None):
                return {}
            return {
                c["name"]: c["type"] for c in inspector.get_columns(name, schema=schema or None)
            }

    def estimate(self, table: str) -> int | None:
        """Not known."""

    def stream_batches(self, selection: Selection) -> Iterator[pa.RecordBatch]:
        """The rows of a query, as text."""
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


@contextmanager
def translate_driver_errors():
    """A driver's error becomes a DatabaseFailure that says what happened without quoting anything.

    An answer that breaks off is an OSError of Arrow's reader. So nothing but a driver's work may stand inside.
    """
    try:
        yield
    except (adbc_driver_manager.Error, sa.exc.SQLAlchemyError, pa.ArrowException, OSError) as error:
        raise make_failure(error) from None


def _close_quietly(connection):
    # the server may be gone, or a reader was left in the middle: the process's socket goes with it
    with suppress(adbc_driver_manager.Error, RuntimeError):
        connection.close()


def _format_address(url):
    where = url.host or url.query.get("host", "")
    return f"{url.get_backend_name()}://{where}/{url.database or ''}"


def add_password(url: sa.URL) -> sa.URL:
    """The address with the password of the environment, if there is one."""
    password = os.environ.get(PASSWORD_VARIABLE)
    return url.set(password=password) if password else url


def _compile_query(query):
    return str(
        query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    ).replace("%%", "%")


def _parse_type(type_name):
    """SQLAlchemy's type for PostgreSQL's name of one, e.g. `numeric(14,2)`; unknown ones are NullType, read as text."""
    name, _, rest = type_name.partition("(")
    numbers = [int(n) for n in rest.rstrip(")").split(",") if n.strip().isdigit()]
    if name == "numeric":
        return postgresql.NUMERIC(*numbers)
    sql_types = {
        "text": sa.Text(),
        "character varying": sa.String(),
        "character": sa.CHAR(),
        "date": sa.Date(),
        "boolean": sa.Boolean(),
        "double precision": postgresql.DOUBLE_PRECISION(),
        "real": postgresql.REAL(),
        "smallint": sa.SmallInteger(),
        "integer": sa.Integer(),
        "bigint": sa.BigInteger(),
    }
    if name.startswith("timestamp"):
        return postgresql.TIMESTAMP(timezone="with time zone" in type_name)
    return sql_types.get(name, sa.types.NullType())


def _normalize_batch(batch, selection):
    """Cents become yuan, decimals of no fixed width their text; the driver's own types and marks go."""
    columns = [
        _normalize_column(c, name in selection.cents)
        for name, c in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.record_batch(columns, names=batch.schema.names)


def _normalize_column(column, in_cents):
    if isinstance(column, pa.ExtensionArray):
        return column.storage
    return _convert_cents(column) if in_cents else column


def _convert_cents(cents):
    """Whole hundredths as decimals of two places: the same 128 bits read with another scale."""
    wide = pc.cast(cents, pa.decimal128(19, 0))
    scaled = pa.Array.from_buffers(
        pa.decimal128(19, 2), len(wide), wide.buffers(), wide.null_count, wide.offset
    )
    return pc.cast(scaled, MONEY)


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
