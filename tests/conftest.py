"""What several groups of tests rest on: one simulated town, made once for all workers."""

import fcntl
import os
from datetime import date
from pathlib import Path

import pytest

from sources.simulator.snapshot import simulate
from tests import postgres

PERSONS, SEED, AS_OF = 20_000, 5, date(2026, 6, 30)


@pytest.fixture(scope="session")
def shared_town(tmp_path_factory) -> Path:
    """A folder with `town` (a snapshot) and `truth.parquet`; tests read it and leave it as it is."""
    return _made_once(tmp_path_factory, "night", "parquet")


@pytest.fixture(scope="session")
def shared_csv(tmp_path_factory) -> Path:
    """The same town as CSV, in a folder of its own."""
    return _made_once(tmp_path_factory, "csv", "csv")


def _made_once(tmp_path_factory, name, form):
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "town.done").is_file():
            folder.mkdir()
            simulate(PERSONS, SEED, AS_OF, folder / "town", folder / "truth.parquet", form=form)
            (folder / "town.done").touch()
    return folder


def pytest_sessionfinish():
    """The process's PostgreSQL, if a test started one, ends when every fixture has let go of it."""
    postgres.stop()
