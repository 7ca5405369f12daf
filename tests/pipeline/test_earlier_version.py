"""A runs folder of the version before is taken over: its lists go on, and everything that reads runs reads it."""

import json
from datetime import date
from pathlib import Path

import pytest

from contracts.published.cases import Cases
from flows.monitoring.alerts import find_anomalies
from flows.monitoring.heartbeat import require_recent_night
from pipeline.artifacts import read_published
from pipeline.retention.prune import plan_pruning
from pipeline.retention.room import forecast_room
from pipeline.runs import list_main_runs
from pipeline.settings import Settings
from reports.diff.compare_runs import compare_runs
from tests.faults.tiny_agency import LAST, run_whole_night, write_town

# what 0.6 did not write into run.json
ADDED = ("aside_of", "room")
BEFORE = date(2026, 6, 29)


@pytest.fixture(scope="module")
def taken_over(tmp_path_factory):
    """A night as 0.6 left it, and tonight's on top of it."""
    folder = tmp_path_factory.mktemp("upgrade")
    town, runs = write_town(folder / "town"), folder / "runs"
    older = run_whole_night(str(town), runs, as_of=BEFORE)
    make_older(runs, older)
    return runs, older, run_whole_night(str(town), runs, as_of=LAST)


def make_older(runs: Path, run: Path) -> None:
    """Turn a run into one that 0.6 published: less in its record, other code, readable by all."""
    path = run / "run.json"
    record = {k: v for k, v in json.loads(path.read_text("utf-8")).items() if k not in ADDED}
    path.write_text(json.dumps(record | {"code_version": "0" * 12}), encoding="utf-8")
    (runs / f".work-20260629-{'0' * 12}-0123456789" / "steps").mkdir(parents=True)
    for file in (runs, *runs.rglob("*")):
        if not file.is_symlink():
            file.chmod(0o755 if file.is_dir() else 0o644)


def test_the_night_before_is_the_old_version_s_and_nothing_is_listed_twice(taken_over):
    runs, older, tonight = taken_over
    assert json.loads((tonight / "run.json").read_text("utf-8"))["previous_run_id"] == older.name
    listed = [
        set(cases.case_id[cases.list_status == "listed"])
        for cases in (read_published(run, Cases) for run in (older, tonight))
    ]
    assert listed[0] and not listed[0] & listed[1]
    assert (runs / "current").resolve() == tonight
    assert not list(runs.glob(".work-*")), "what the old version had begun cannot be taken over"


def test_whatever_reads_runs_reads_both(taken_over):
    runs, older, tonight = taken_over
    assert [folder.name for folder, _ in list_main_runs(runs)] == [older.name, tonight.name]
    assert find_anomalies(tonight, runs) == []
    assert forecast_room(runs, Settings()).taken_gb > 0
    assert plan_pruning(runs, Settings()).bulk == {}
    assert list(plan_pruning(runs, Settings(keep_runs=1, keep_run_months=0)).bulk) == [older]
    assert "code_version" in compare_runs(older, tonight).inputs
    assert require_recent_night(runs, Settings(), 26, tell=print)


def test_what_others_may_read_is_named(taken_over, capsys):
    from cli.main import main

    runs, older, tonight = taken_over
    main(["doctor", "--runs", str(runs)])
    said = capsys.readouterr().out
    assert f"chmod -R go= {runs}" in said and older.name in said and tonight.name not in said
