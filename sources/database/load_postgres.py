"""Load a snapshot folder into a PostgreSQL, for demonstrations and tests.

Tables get the contract's names and types; a value that is not of its declared type becomes null.
"""

import shutil
import tempfile
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.errors import UsageError
from contracts.manifest import Delivery, read_manifest, refuse_deltas
from contracts.table import Contract
from contracts.tables import get_input_tables
from sources.database.addresses import add_password
from sources.database.connections import PostgreSQL, open_database
from sources.database.driver_errors import translate_driver_errors
from sources.engine.duckdb_engine import connect
from sources.reading.read_context import ReadContext
from sources.reading.read_table import read_delivered_table

# logical type → type in the database; all others are text
STORED = {
    "int": sa.BigInteger(),
    "number": postgresql.DOUBLE_PRECISION(),
    "money": sa.Numeric(14, 2),
    "date": sa.Date(),
    "month": sa.Date(),
    "ts": postgresql.TIMESTAMP(),
    "bool": sa.Boolean(),
}


def load_snapshot(
    folder: Path, url: str, *, replace: bool = False, tell=lambda line: None
) -> dict[str, int]:
    """Create and fill the tables of a snapshot; return the rows of each.

    Raises UsageError if the database is no PostgreSQL, or has one of the tables unless `replace`.
    """
    database = open_database(url)
    if not isinstance(database, PostgreSQL):
        raise UsageError(
            "only a PostgreSQL can be loaded", next_step="give an address postgresql://…"
        )
    manifest, rows = read_manifest(folder), {}
    refuse_deltas(manifest)
    _create_tables(
        database.url, [get_input_tables()[name].contract for name in manifest.tables], replace
    )
    address = (
        add_password(database.url)
        .set(drivername="postgresql")
        .render_as_string(hide_password=False)
    )
    scratch = Path(tempfile.mkdtemp(prefix="qingfeng-load-"))
    try:
        with translate_driver_errors(), adbc.connect(address) as connection:
            context = ReadContext(folder, connect(spill=scratch), scratch)
            for name, delivery in manifest.tables.items():
                rows[name] = _fill_table(connection, context, delivery)
                tell(f"{name}: {rows[name]:,} rows loaded")
            connection.commit()
    finally:
        shutil.rmtree(scratch)
    # the pull asks for the planner's number of rows, which exists only after ANALYZE
    _update_statistics(database.url)
    return rows


def build_sql_table(contract: Contract) -> sa.Table:
    """Build the table of a database that has the contract's names."""
    columns = [
        sa.Column(c.name, STORED.get(c.type.name, sa.Text())) for c in contract.columns.values()
    ]
    table = sa.Table(contract.name, sa.MetaData(), *columns)
    # without this index a delta reads the whole table
    sa.Index(f"{contract.name}_changed", table.c.updated_at)
    return table


def _create_tables(url, contracts, replace):
    with translate_driver_errors(), _create_engine(url).begin() as connection:
        for contract in contracts:
            table = build_sql_table(contract)
            if replace:
                table.drop(connection, checkfirst=True)
            elif sa.inspect(connection).has_table(table.name):
                raise UsageError(
                    f"the database has a table {table.name} already",
                    next_step="name an empty database, or add --replace if its tables may go",
                )
            table.create(connection)


def _fill_table(connection, context, delivery: Delivery):
    contract = get_input_tables()[delivery.name].contract
    reading = read_delivered_table(context, delivery, contract)
    # 50,000 rows of the widest table are some 15 MB
    batches = reading.table.select(*contract.columns).to_pyarrow_batches(chunk_size=50_000)
    schema = pa.schema([f.with_nullable(True) for f in contract.arrow_schema])
    with connection.cursor() as cursor:
        for batch in batches:
            rows = pa.Table.from_batches([batch]).cast(schema)
            cursor.adbc_ingest(delivery.name, rows, mode="append")
    return reading.rows


def _update_statistics(url):
    engine = _create_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with translate_driver_errors(), engine.connect() as connection:
        connection.execute(sa.text("ANALYZE"))


def _create_engine(url):
    return sa.create_engine(add_password(url).set(drivername="postgresql+psycopg"))
