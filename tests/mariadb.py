"""A real MariaDB for a test: a server of its own on a free port, with one database."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pymysql
import sqlalchemy as sa

from tests.free_port import find_free_port

SERVER = "/usr/sbin/mariadbd"  # Debian's package mariadb-server-core
LONGEST_START_SECONDS = 60


@contextlib.contextmanager
def start_mariadb(folder: Path) -> Iterator[str]:
    """Start a server in a folder; yield the address of its empty database `sb`."""
    data, socket = folder / "data", folder / "socket"
    subprocess.run(
        [
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={data}",
            "--user=root",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        check=True,
        capture_output=True,
    )
    port = find_free_port()
    options = [f"--datadir={data}", f"--socket={socket}", f"--port={port}", "--user=root"]
    server = subprocess.Popen(
        [SERVER, "--no-defaults", "--bind-address=127.0.0.1", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"mysql+pymysql://root@127.0.0.1:{port}"
        engine = sa.create_engine(url)
        _wait_until_it_answers(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE DATABASE sb CHARACTER SET utf8mb4")
        engine.dispose()
        yield f"{url}/sb"
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_it_answers(engine):
    end = time.monotonic() + LONGEST_START_SECONDS
    while True:
        try:
            engine.connect().close()
        except (sa.exc.OperationalError, pymysql.err.OperationalError):
            assert time.monotonic() < end, "MariaDB does not answer"
            time.sleep(0.2)
        else:
            return
