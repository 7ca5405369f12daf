"""What several groups of tests rest on: one simulated town, made once for all workers."""

import os
from datetime import date
from pathlib import Path

import pytest

from sources.simulator.snapshot import simulate
from tests import postgres
from tests.once import made_once

PERSONS, SEED, AS_OF = 20_000, 5, date(2026, 6, 30)


@pytest.fixture(scope="session")
def shared_town(tmp_path_factory) -> Path:
    """A folder with `town` (a snapshot) and `truth.parquet`; tests read it and leave it as it is."""
    return _town(tmp_path_factory, "night", "parquet")


@pytest.fixture(scope="session")
def shared_csv(tmp_path_factory) -> Path:
    """The same town as CSV, in a folder of its own."""
    return _town(tmp_path_factory, "csv", "csv")


def _town(tmp_path_factory, name, form):
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = shared / name
    made_once(
        shared / f"{name}.done",
        lambda: simulate(PERSONS, SEED, AS_OF, folder / "town", folder / "truth.parquet", form=form),
    )
    return folder


def pytest_sessionfinish():
    """The process's PostgreSQL, if a test started one, ends when every fixture has let go of it."""
    postgres.stop()
