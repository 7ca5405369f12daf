"""Connect to a database to read from: PostgreSQL by ADBC, any other by SQLAlchemy.

    with open_database(url).open_session() as session:
        session.columns("claim_line")        # name → type as stored
        session.stream_batches(selection)           # Arrow record batches, a few megabytes each

All reads of one session see one snapshot of the database. No message of a driver is passed on: it
may quote a row.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.errors import UsageError
from contracts.types import TYPES
from sources.database.addresses import (
    PASSWORD_VARIABLE,
    add_password,
    choose_name,
    format_address,
)
from sources.database.driver_errors import translate_driver_errors
from sources.database.other_database import OtherDatabase
from sources.database.select_query import Selection
from sources.local_time import LOCAL_ZONE

BYTES_A_BATCH = 8 << 20  # 8 MB a batch: larger ones are not faster, and a few are in memory at once
BATCH_OPTION = "adbc.postgresql.batch_size_hint_bytes"
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
            "数据库地址无法识别 the address of the database cannot be read",
            next_step="例如 write e.g. postgresql://qingfeng@host:5432/insurance",
        ) from None
    if parsed.password:
        raise UsageError(
            "数据库地址含密码 the address of the database holds a password",
            next_step="取出密码 "
            f"take it out and set {PASSWORD_VARIABLE}: an address is shown in logs and "
            "by Prefect",
        )
    if parsed.get_backend_name() == "postgresql":
        return PostgreSQL(parsed, lock_seconds)
    try:
        return OtherDatabase(parsed, sa.create_engine(add_password(parsed)))
    except (sa.exc.NoSuchModuleError, ImportError):
        raise UsageError(
            f"没有驱动程序 there is no driver for {parsed.drivername}",
            next_step="安装驱动 install SQLAlchemy's driver for it into .venv",
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
        return format_address(self.url)

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


def _close_quietly(connection):
    # Closing fails if the server is gone or a reader was left in the middle; the socket ends
    # anyway.
    with suppress(adbc_driver_manager.Error, RuntimeError):
        connection.close()


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
