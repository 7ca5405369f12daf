"""The very small agency in a folder and in a database, and an undisturbed night on it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from sources.database.load_postgres import load_snapshot
from tests import postgres
from tests.faults.tiny_agency import read_published_tables, run_whole_night, write_town


@dataclass(frozen=True)
class ReferenceNight:
    """A database and its folder, and the runs folder and published tables of an undisturbed
    night.
    """

    url: str
    folder: Path
    runs: Path
    run: Path
    published: dict[str, bytes]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    home = tmp_path_factory.mktemp("undisturbed")
    with postgres.create_database() as url:
        folder = write_town(home / "town")
        load_snapshot(folder, url)
        run = run_whole_night(url, home / "runs")
        yield ReferenceNight(url, folder, home / "runs", run, read_published_tables(run))


@pytest.fixture
def database():
    """The address of an empty database."""
    with postgres.create_database() as url:
        yield url
