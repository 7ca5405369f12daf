"""A night of an earlier day than the newest one stands aside: nothing that follows builds on it."""

from datetime import date

import pytest

from pipeline.open_run import open_night
from pipeline.runs import find_previous_run, list_main_runs, list_published_runs
from pipeline.settings import Settings
from tests.faults.tiny_agency import (
    read_published_tables,
    run_night_steps,
    write_town,
)

EARLY, EARLIER_DAY, LAST = date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 30)


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """A runs folder with nights of 10 and 30 June, then one of 20 June."""
    folder = tmp_path_factory.mktemp("line")
    town, runs = write_town(folder / "town"), folder / "runs"
    nights = [run_night_steps(town, runs, as_of=day) for day in (EARLY, LAST, EARLIER_DAY)]
    return town, runs, nights


def test_current_stays_with_the_newest_night_and_the_run_says_beside_which_it_stands(line):
    _town, runs, (early, last, _aside) = line
    assert (runs / "current").resolve() == last
    assert [record["aside_of"] for _, record in list_published_runs(runs)] == [
        None,
        last.name,
        None,
    ]
    assert [folder for folder, _ in list_main_runs(runs)] == [early, last]


def test_no_night_builds_on_one_aside_which_builds_on_the_line(line):
    town, runs, (early, last, _aside) = line
    assert find_previous_run(runs, LAST) == early
    assert find_previous_run(runs, date(2026, 7, 1)) == last
    assert open_night(town, EARLIER_DAY, runs, Settings()).previous == early


def test_the_newest_night_again_is_the_same_run(line, tmp_path):
    town, runs, (_early, last, _aside) = line
    before = read_published_tables(last)
    assert run_night_steps(town, runs, as_of=LAST) == last
    assert read_published_tables(last) == before and (runs / "current").resolve() == last
