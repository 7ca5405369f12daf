"""Put drawn tables into a database and pull them from it."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from contracts.identity import KEY_VARIABLE
from sources.database.connections import open_database
from sources.database.load_postgres import load_snapshot
from sources.database.mapping import read_mapping
from sources.database.pull import PullOptions, pull_snapshot
from sources.engine.duckdb_engine import connect
from sources.store.snapshots import Snapshot, Store
from tests.sources.snapshots import write_snapshot

KEY = "0123456789abcdef0123456789abcdef"
AS_OF = date(2026, 6, 30)


def fill_database(url: str, folder: Path, tables: dict) -> str:
    """Fill a database with drawn tables; return its address."""
    load_snapshot(write_snapshot(folder, tables), url)
    return url


def pull_to_store(
    url: str, folder: Path, *, mapping: str = "", as_of=AS_OF, lock_seconds=60.0, **options
) -> Snapshot:
    """Pull a database into the store at `folder`; return the snapshot."""
    database = open_database(url, lock_seconds=lock_seconds)
    options = {"overlap": timedelta(0), "full_days": 366} | options
    return pull_snapshot(
        database,
        read_mapping(mapping),
        Store(folder),
        connect(threads=1),
        PullOptions(as_of=as_of, **options),
    )


def read_rows(snapshot: Snapshot, table) -> list[dict]:
    """Read the landed rows of a table, in order of key."""
    rows = [
        row
        for part in snapshot.parts(table.contract.name)
        for row in pq.read_table(part).to_pylist()
    ]
    return sorted(rows, key=lambda row: [str(row[k]) for k in table.contract.key])


def set_key(monkeypatch) -> bytes:
    """Set the agency's key in the environment; return its bytes."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    return KEY.encode()
