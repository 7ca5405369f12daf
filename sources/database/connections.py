"""Connect to a database to read from: PostgreSQL by ADBC, any other by SQLAlchemy.

    with open_database(url).open_session() as session:
        session.columns("claim_line")        # name → type as stored
        session.stream_batches(selection)           # Arrow record batches, a few megabytes each

All reads of one session see one snapshot of the database. No message of a driver is passed on: it
may quote a row.
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
ROWS_A_BATCH = (
    50_000  # of other databases: bounds memory to some tens of megabytes of Python objects
)
BYTES_A_BATCH = 8 << 20  # 8 MB a batch: larger ones are not faster, and a few are in memory at once
BATCH_OPTION = "adbc.postgresql.batch_size_hint_bytes"
# snapshot isolation, by the name that each dialect gives it
ISOLATION = {"mysql": "REPEATABLE READ", "mariadb": "REPEATABLE READ", "mssql": "SNAPSHOT"}
MONEY = TYPES["money"].arrow


class Session(Protocol):
    """A consistent view of a database."""

    def now(self) -> datetime:
        """Read the database's clock in China time."""

    def list_tables(self) -> list[str]:
        """List the tables and views that can be named without a schema."""

    def list_comments(self, table: str) -> dict[str, str]:
        """List column → its comment in the database, where it has one."""

    def find_name(self, table: str) -> str:
        """Find the name of a table or `schema.table` as the database writes it, in any case."""

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine]:
        """List column → type as stored; empty if there is no such table."""

    def estimate(self, table: str) -> int | None:
        """Estimate the rows of a table without reading it; None if unknown."""

    def stream_batches(self, selection: Selection) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a query; the first batch is empty and shows the columns."""


def is_database(source: str) -> bool:
    """True for an address like postgresql://… or sqlite:///…, False for a folder."""
    return "://" in source


def open_database(url: str, *, lock_seconds: float = 60.0):
    """Open the database behind an address that holds no password.

    Raises UsageError for an address that cannot be read, holds a password, or has no driver.
    """
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
            next_step=f"take it out and set {PASSWORD_VARIABLE}: an address is shown in logs and "
            "by Prefect",
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
    """A PostgreSQL, read through ADBC, which delivers Arrow.

    Its catalogue is queried on the same connection, and so in the same snapshot.
    """

    url: sa.URL
    lock_seconds: float

    @property
    def name(self) -> str:
        """The name of the database in messages and in the landed store."""
        return _format_address(self.url)

    @contextmanager
    def open_session(self) -> Iterator["PostgreSQLSession"]:
        """Open a read-only repeatable-read transaction. Raises DatabaseFailure."""
        address = add_password(self.url).set(drivername="postgresql")
        with translate_driver_errors():
            connection = adbc.connect(address.render_as_string(hide_password=False))
        try:
            session = PostgreSQLSession(connection)
            session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # waiting behind a long ALTER TABLE would use up the night
            session.run(f"SET LOCAL lock_timeout = {int(self.lock_seconds * 1000)}")
            # otherwise the order of rows depends on what else is being read
            session.run("SET LOCAL synchronize_seqscans = off")
            yield session
        finally:
            _close_quietly(connection)


class PostgreSQLSession:
    """A transaction of PostgreSQL."""

    def __init__(self, connection):
        self._connection = connection

    def run(self, text: str) -> None:
        """Run a statement without a result."""
        with translate_driver_errors(), self._connection.cursor() as cursor:
            cursor.execute(text)

    def now(self) -> datetime:
        """Read the database's clock in China time."""
        ((moment,),) = self._rows(
            sa.select(sa.func.timezone(LOCAL_ZONE, sa.func.clock_timestamp()))
        )
        return moment

    def list_tables(self) -> list[str]:
        """List the tables and views that can be named without a schema."""
        rows = self._rows(
            sa.text(
                "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n"
                " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')"
                " AND pg_table_is_visible(c.oid) AND n.nspname NOT LIKE 'pg#_%' ESCAPE '#'"
                " AND n.nspname <> 'information_schema' ORDER BY 1"
            )
        )
        return [name for (name,) in rows]

    def list_comments(self, table: str) -> dict[str, str]:
        """List column → its comment in the database, where it has one."""
        attributes = sa.table("pg_attribute", *map(sa.column, ("attname", "attnum", "attrelid")))
        comment = sa.func.col_description(attributes.c.attrelid, attributes.c.attnum)
        query = sa.select(attributes.c.attname.cast(sa.Text), comment.cast(sa.Text)).where(
            attributes.c.attrelid == sa.func.to_regclass(f'"{table}"'), attributes.c.attnum > 0
        )
        return {column: text for column, text in self._rows(query) if text}

    def find_name(self, table: str) -> str:
        """Find the name of a table or view as the database writes it; `table` if there is none."""
        schema, _, name = table.rpartition(".")
        found = sa.table("pg_class", *map(sa.column, ("oid", "relname", "relnamespace", "relkind")))
        spaces = sa.table("pg_namespace", sa.column("oid"), sa.column("nspname"))
        query = (
            sa.select(spaces.c.nspname.cast(sa.Text), found.c.relname.cast(sa.Text))
            .join_from(found, spaces, spaces.c.oid == found.c.relnamespace)
            .where(
                sa.func.lower(found.c.relname.cast(sa.Text)) == name.lower(),
                found.c.relkind.cast(sa.Text).in_(["r", "v", "m", "p", "f"]),
                sa.func.lower(spaces.c.nspname.cast(sa.Text)) == schema.lower()
                if schema
                else sa.func.pg_table_is_visible(found.c.oid),
            )
        )
        return choose_name(table, self._rows(query))

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine]:
        """List column → type as stored; empty if there is no such table."""
        schema, _, name = table.rpartition(".")
        attributes = sa.table(
            "pg_attribute",
            *map(sa.column, ("attname", "atttypid", "atttypmod", "attnum", "attisdropped")),
        )
        kind = sa.func.format_type(attributes.c.atttypid, attributes.c.atttypmod)
        at = sa.func.to_regclass(f'{f""""{schema}".""" if schema else ""}"{name}"')
        query = (
            sa.select(attributes.c.attname.cast(sa.Text), kind.cast(sa.Text))
            .where(sa.column("attrelid") == at, attributes.c.attnum > 0, ~attributes.c.attisdropped)
            .order_by(attributes.c.attnum)
        )
        return {column: _parse_type(shown) for column, shown in self._rows(query)}

    def estimate(self, table: str) -> int | None:
        """Get the planner's number of rows, None before the first ANALYZE."""
        schema, _, name = table.rpartition(".")
        at = sa.func.to_regclass(f'{f""""{schema}".""" if schema else ""}"{name}"')
        pg_class = sa.table("pg_class", sa.column("oid"), sa.column("reltuples"))
        rows = self._rows(
            sa.select(pg_class.c.reltuples.cast(sa.BigInteger)).where(pg_class.c.oid == at)
        )
        return rows[0][0] if rows and rows[0][0] >= 0 else None

    def stream_batches(self, selection: Selection) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a query; memory holds a few batches whatever the table's size."""
        with translate_driver_errors(), self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{BATCH_OPTION: str(BYTES_A_BATCH)})
            cursor.execute(compile_query(selection.query))
            reader = cursor.fetch_record_batch()
            yield _normalize_batch(pa.RecordBatch.from_pylist([], schema=reader.schema), selection)
            for batch in reader:
                yield _normalize_batch(batch, selection)

    def _rows(self, query):
        with translate_driver_errors(), self._connection.cursor() as cursor:
            cursor.execute(compile_query(query))
            return cursor.fetchall()


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
        return _format_address(self.url)

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


def choose_name(table: str, found: list[tuple[str | None, str]]) -> str:
    """Choose among (schema, name) that differ in case alone: the exact one, else the first."""
    schema, _, name = table.rpartition(".")
    exact = [one for one in found if one[1] == name and (not schema or one[0] == schema)]
    for actual_schema, actual_name in exact or sorted(found, key=str):
        return f"{actual_schema}.{actual_name}" if schema else actual_name
    return table


@contextmanager
def translate_driver_errors():
    """Turn a driver's error into a DatabaseFailure that quotes nothing.

    An answer that breaks off is an OSError of Arrow's reader, so only a driver's work may stand
    inside.
    """
    try:
        yield
    except (adbc_driver_manager.Error, sa.exc.SQLAlchemyError, pa.ArrowException, OSError) as error:
        raise make_failure(error) from None


def _close_quietly(connection):
    # Closing fails if the server is gone or a reader was left in the middle; the socket ends
    # anyway.
    with suppress(adbc_driver_manager.Error, RuntimeError):
        connection.close()


def _format_address(url):
    where = url.host or url.query.get("host", "")
    return f"{url.get_backend_name()}://{where}/{url.database or ''}"


def add_password(url: sa.URL) -> sa.URL:
    """Add the password of the environment to an address, if there is one."""
    password = os.environ.get(PASSWORD_VARIABLE)
    return url.set(password=password) if password else url


def compile_query(query: sa.Select) -> str:
    """Compile a query with its values, as PostgreSQL and DuckDB read it."""
    return str(
        query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        # the compiler doubles percent signs for drivers with parameters, which ADBC does not use
        # here
    ).replace("%%", "%")


def _parse_type(type_name):
    """Parse PostgreSQL's name of a type, e.g. `numeric(14,2)`; unknown ones are read as text."""
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
    """Convert cents to yuan and drop the driver's own types and metadata."""
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
    """Convert whole hundredths to decimals of two places by reading the same 128 bits with another
    scale.
    """
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
