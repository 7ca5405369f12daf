"""Fixtures of several groups of tests: a simulated town and nights on it, made once for all
workers.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from contracts.kept_texts import keep_texts
from simulator.simulate import simulate
from tests import postgres
from tests.commands import run_command
from tests.make_once import make_once
from tests.pipeline.few_persons import write_few_persons
from tests.pipeline.nights import AS_OF as NIGHT_AS_OF
from tests.pipeline.nights import BUDGET, TREES, SharedNight
from tests.pipeline.small_night import FIRST, SmallNight, copy_few_tables, run_small_night

PERSONS, SEED, AS_OF = 20_000, 5, date(2026, 6, 30)


@pytest.fixture(scope="session", autouse=True)
def kept_texts(tmp_path_factory):
    """Spell each named expression once for all tests: of the workers and of the programs that they
    start.
    """
    shared = _get_shared_folder(tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(shared / "cache"))
        with keep_texts() as store:
            yield store


@pytest.fixture(scope="module", autouse=True)
def _share_kept_texts(kept_texts):
    """Hand what a file of tests has spelled to the other workers, and take theirs."""
    yield
    kept_texts.save()


@pytest.fixture(scope="session")
def shared_town(tmp_path_factory) -> Path:
    """A folder with `town` (a snapshot) and `truth.parquet`, which tests must not change."""
    return _make_town(tmp_path_factory, "night", "parquet")


@pytest.fixture(scope="session")
def shared_csv(tmp_path_factory) -> Path:
    """The same town as CSV, in another folder."""
    return _make_town(tmp_path_factory, "csv", "csv")


def _make_town(tmp_path_factory, name, form):
    shared = _get_shared_folder(tmp_path_factory)
    folder = shared / name
    make_once(
        shared / f"{name}.done",
        lambda: simulate(
            PERSONS, SEED, AS_OF, folder / "town", folder / "truth.parquet", form=form
        ),
    )
    return folder


def _get_shared_folder(tmp_path_factory):
    """The folder that all workers of a session share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def made(shared_town) -> SharedNight:
    """The town, its truth, and the runs folder of the first night, made by the real command."""
    made = SharedNight(shared_town)
    make_once(made.done, lambda: _make_night(made))
    return made


def _make_night(made):
    line = f"nightly --source {made.town} --as-of {NIGHT_AS_OF} --runs {made.runs} --budget {BUDGET} --set trees={TREES}"
    made.done.write_text(run_command(line, made.folder).stdout, encoding="utf-8")


@pytest.fixture(scope="session")
def small(shared_town) -> SmallNight:
    """A town of few tables with its first night; tests that change a runs folder take a copy."""
    small = SmallNight(
        shared_town / "few" / "town", shared_town / "few" / "runs", shared_town / "truth.parquet"
    )
    make_once(shared_town / "few.done", lambda: _make_small_night(small, shared_town / "town"))
    return small


def _make_small_night(small, town):
    copy_few_tables(town, small.town)
    run_small_night(small.town, small.runs, as_of=FIRST)


@pytest.fixture(scope="session")
def few(shared_town) -> Path:
    """A town of few persons with every table that the simulator makes."""
    folder = shared_town / "few_persons"
    make_once(
        shared_town / "few_persons.done", lambda: write_few_persons(shared_town / "town", folder)
    )
    return folder


# Folders whose tests run nights, in minutes, not seconds. They are handed out first, or the last of
# them keeps one processor busy while the other waits.
NIGHTS_FIRST = ("pipeline", "faults", "flows", "cli", "notebooks")
# a file whose tests share nothing but session fixtures and take minutes each
BY_TEST = "tests/pipeline/test_missing_tables.py"


class NightsFirst(LoadFileScheduling):
    """Hand out files whole, as `--dist loadfile` does, those with nights first."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(BY_TEST) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Take the schedule above for `--dist loadfile`."""
    if config.getvalue("dist") == "loadfile":
        config.option.loadscopereorder = False  # which puts files of few tests last
        return NightsFirst(config, log)
    return None


def pytest_collection_modifyitems(items):
    """Sort the tests by folder: those with nights first, in their order."""
    items.sort(key=lambda item: item.nodeid.split("/")[1] not in NIGHTS_FIRST)


def pytest_sessionfinish():
    """Stop the process's PostgreSQL, if a test started one, after all fixtures have ended."""
    postgres.stop()
