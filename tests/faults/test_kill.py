"""kill -9 at every boundary of the night and at random moments: the next start finishes, and the bytes are the same."""

import random
import shutil
import signal
import time

import pytest

from pipeline.runs import list_published_runs
from tests.faults.kill_process import BOUNDARIES, kill_after, start_night_process
from tests.faults.tiny_agency import read_published_tables

KILLS = 20


@pytest.fixture
def with_models(undisturbed):
    """Make a runs folder that has the models of the undisturbed night and nothing else."""

    def make(runs):
        runs.mkdir()
        shutil.copytree(undisturbed.runs / "models", runs / "models")
        return runs

    return make


def test_killed_at_every_boundary_in_turn_the_night_is_published_once_with_the_same_bytes(
    undisturbed, with_models, tmp_path
):
    runs = with_models(tmp_path / "runs")
    for boundary in BOUNDARIES[:-1]:
        process = start_night_process(undisturbed.url, runs, boundary)
        process.join()
        assert process.exitcode == -signal.SIGKILL, boundary
        pulled = list((runs / "landed").glob("[0-9]*"))
        assert len(pulled) == 1, "what was landed is taken over"
        if BOUNDARIES.index(boundary) < BOUNDARIES.index("after the rename"):
            assert not (runs / "current").exists() and not list_published_runs(runs), boundary
    assert_finished(undisturbed, runs)


def test_killed_right_after_the_link_the_night_is_not_made_again(
    undisturbed, with_models, tmp_path
):
    runs = with_models(tmp_path / "runs")
    process = start_night_process(undisturbed.url, runs, BOUNDARIES[-1])
    process.join()
    assert process.exitcode == -signal.SIGKILL and (runs / "current").exists()
    assert_finished(undisturbed, runs)


def test_killed_at_random_moments_the_night_is_published_once_with_the_same_bytes(
    undisturbed, with_models, tmp_path
):
    chance, kills, runs = random.Random(20260630), 0, None
    began = time.monotonic()
    probe = start_night_process(undisturbed.url, with_models(tmp_path / "probe"))
    probe.join()
    length = time.monotonic() - began
    for number in range(10 * KILLS):
        runs = with_models(tmp_path / f"runs{number}")
        while kill_after(start_night_process(undisturbed.url, runs), chance.uniform(0, length / 2)):
            kills += 1
            current = runs / "current"
            assert (
                not current.exists()
                or read_published_tables(current.resolve()) == undisturbed.published
            )
        assert_finished(undisturbed, runs)
        if kills >= KILLS:
            return
    raise AssertionError(f"only {kills} kills struck")


def assert_finished(undisturbed, runs):
    process = start_night_process(undisturbed.url, runs)
    process.join()
    assert process.exitcode == 0
    ((folder, _),) = list_published_runs(runs)
    assert (runs / "current").resolve() == folder.resolve()
    found = read_published_tables(folder)
    assert found.keys() == undisturbed.published.keys()
    assert [name for name in found if found[name] != undisturbed.published[name]] == []
    assert not list(runs.glob(".building-*")) + list(runs.glob(".work-*")) and not list(
        (runs / "landed").glob(".landing-*")
    )
