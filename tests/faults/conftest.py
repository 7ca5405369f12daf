"""The very small agency in a folder and in a database, and an undisturbed night on it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from sources.database.load_postgres import load
from tests import postgres
from tests.faults.tiny_agency import published, town, whole_night


@dataclass(frozen=True)
class Undisturbed:
    """A database and its folder; the runs folder of a night that nobody disturbed, and what it published."""

    url: str
    folder: Path
    runs: Path
    run: Path
    published: dict[str, bytes]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    home = tmp_path_factory.mktemp("undisturbed")
    with postgres.database() as url:
        folder = town(home / "town")
        load(folder, url)
        run = whole_night(url, home / "runs")
        yield Undisturbed(url, folder, home / "runs", run, published(run))


@pytest.fixture
def database():
    """The address of an empty database."""
    with postgres.database() as url:
        yield url
