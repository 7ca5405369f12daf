"""A snapshot folder loaded into a PostgreSQL, for demonstrations and tests: the way back of `landing`.

Tables get the contract's names and types; a value that is not of its declared type arrives as null.
"""

import shutil
import tempfile
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.errors import UsageError
from contracts.manifest import Delivery, read_manifest, refuse_changes
from contracts.table import Contract
from contracts.tables import input_tables
from sources.database.connections import PostgreSQL, failures, open_database, with_password
from sources.engine.duckdb_engine import connect
from sources.reading.read_table import Place, read

STORED = {
    "int": sa.BigInteger(),
    "number": postgresql.DOUBLE_PRECISION(),
    "money": sa.Numeric(14, 2),
    "date": sa.Date(),
    "month": sa.Date(),
    "ts": postgresql.TIMESTAMP(),
    "bool": sa.Boolean(),
}


def load(folder: Path, url: str, *, replace: bool = False, tell=lambda line: None) -> dict[str, int]:
    """Create and fill the tables of a snapshot; rows per table. Raises UsageError if one is there, unless `replace`."""
    database = open_database(url)
    if not isinstance(database, PostgreSQL):
        raise UsageError("only a PostgreSQL can be loaded", next_step="give an address postgresql://…")
    manifest, rows = read_manifest(folder), {}
    refuse_changes(manifest)
    _make(database.url, [input_tables()[name].contract for name in manifest.tables], replace)
    address = with_password(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    scratch = Path(tempfile.mkdtemp(prefix="qingfeng-load-"))
    try:
        with failures(), adbc.connect(address) as connection:
            place = Place(folder, connect(spill=scratch), scratch)
            for name, delivery in manifest.tables.items():
                rows[name] = _fill(connection, place, delivery)
                tell(f"{name}: {rows[name]:,} rows loaded")
            connection.commit()
    finally:
        shutil.rmtree(scratch)
    _analyzed(database.url)
    return rows


def stored_table(contract: Contract) -> sa.Table:
    """How a database that has the contract's own names keeps a table."""
    columns = [sa.Column(c.name, STORED.get(c.type.name, sa.Text())) for c in contract.columns.values()]
    table = sa.Table(contract.name, sa.MetaData(), *columns)
    sa.Index(f"{contract.name}_changed", table.c.updated_at)  # or a delta reads the whole table
    return table


def _make(url, contracts, replace):
    with failures(), _engine(url).begin() as connection:
        for contract in contracts:
            table = stored_table(contract)
            if replace:
                table.drop(connection, checkfirst=True)
            elif sa.inspect(connection).has_table(table.name):
                raise UsageError(
                    f"the database has a table {table.name} already",
                    next_step="name an empty database, or add --replace if its tables may go",
                )
            table.create(connection)


def _fill(connection, place, delivery: Delivery):
    contract = input_tables()[delivery.name].contract
    reading = read(place, delivery, contract)
    batches = reading.table.select(*contract.columns).to_pyarrow_batches(chunk_size=50_000)
    schema = pa.schema([f.with_nullable(True) for f in contract.arrow_schema])
    with connection.cursor() as cursor:
        for batch in batches:
            rows = pa.Table.from_batches([batch]).cast(schema)
            cursor.adbc_ingest(delivery.name, rows, mode="append")
    return reading.rows


def _analyzed(url):
    engine = _engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with failures(), engine.connect() as connection:
        connection.execute(sa.text("ANALYZE"))


def _engine(url):
    return sa.create_engine(with_password(url).set(drivername="postgresql+psycopg"))
