"""What is kept: replay, verdicts and the desk find what they need; the rest of an old run goes."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from contracts.errors import RunError
from pipeline.history.replay import replay
from pipeline.locate_source import get_landed_store
from pipeline.retention.prune import list_spared_snapshots, list_whole_runs, plan_pruning, prune
from pipeline.retention.room import BULK, forecast_room
from pipeline.runs import RECORD, list_published_runs
from pipeline.settings import Settings, load_settings
from reports.diff.compare_runs import compare_runs
from tests.faults.tiny_agency import (
    LAST,
    SETTINGS,
    read_published_tables,
    run_whole_night,
    write_town,
)

DAYS = [LAST - timedelta(days=n) for n in (4, 3, 2, 1)]


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """A landed store and four nights, of which the settings keep two whole."""
    folder = tmp_path_factory.mktemp("four")
    town, runs = write_town(folder / "town"), folder / "runs"
    nights = [run_whole_night(str(town), runs, as_of=day) for day in DAYS]
    return town, runs, nights


def copy(four, folder):
    town, runs, nights = four
    shutil.copytree(runs, folder, symlinks=True)
    return town, folder, [folder / night.name for night in nights]


def draw_runs(runs: Path, days: list[str]) -> None:
    """Folders that hold a run.json and the bulk of a run."""
    for day in days:
        folder = runs / f"{day.replace('-', '')}-0123456789"
        (folder / "features").mkdir(parents=True)
        (folder / "features" / "a.parquet").write_bytes(b"0" * 1000)
        (folder / "findings.parquet").write_bytes(b"0" * 10)
        record = {"as_of": day, "published_at": f"{day}T03:00:00", "snapshot_hash": f"hash {day}"}
        (folder / RECORD).write_text(json.dumps(record))


def test_newest_runs_month_ends_and_named_ones_are_kept_whole(tmp_path):
    days = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(120)]
    draw_runs(tmp_path, days)
    (tmp_path / "keep.txt").write_text("20260105-0123456789  审计 audit\n")
    kept = list_whole_runs(tmp_path, Settings(keep_runs=3, keep_run_months=2))
    assert [f.name[:8] for f in kept] == [
        "20260105",
        "20260331",
        "20260428",
        "20260429",
        "20260430",
    ]


def test_what_a_plan_says_is_what_goes_and_a_dry_run_changes_nothing(tmp_path):
    draw_runs(tmp_path, ["2026-06-28", "2026-06-29", "2026-06-30"])
    settings = Settings(keep_runs=1, keep_run_months=0)
    plan = plan_pruning(tmp_path, settings)
    assert len(plan.bulk) == 2 and plan.freed_bytes == 2000
    assert len(list(tmp_path.rglob("a.parquet"))) == 3
    assert prune(tmp_path, settings).bulk == plan.bulk
    assert [p.parts[-3][:8] for p in tmp_path.rglob("a.parquet")] == ["20260630"]
    assert len(list(tmp_path.rglob("findings.parquet"))) == 3
    assert plan_pruning(tmp_path, settings).bulk == {}


def test_work_of_nights_before_the_newest_goes_and_that_of_the_newest_stays(tmp_path):
    draw_runs(tmp_path, ["2026-06-30"])
    gone, kept = ".work-20260629-abc-0123", ".work-20260630-abc-0123"
    for name in (gone, kept, ".work-strange"):
        (tmp_path / name).mkdir()
    assert [f.name for f in prune(tmp_path, Settings()).abandoned] == [gone]
    assert (tmp_path / kept).is_dir() and (tmp_path / ".work-strange").is_dir()


def test_the_next_night_is_the_same_whether_older_runs_were_pruned_or_not(four, tmp_path):
    town, whole, _ = copy(four, tmp_path / "whole")
    _, pruned, _ = copy(four, tmp_path / "pruned")
    assert len(prune(pruned, Settings(keep_runs=1, keep_run_months=0)).bulk) == 3
    day = DAYS[-1] + timedelta(days=1)
    first, second = (run_whole_night(str(town), runs, as_of=day) for runs in (whole, pruned))
    assert first.name == second.name
    assert read_published_tables(first) == read_published_tables(second)


def test_a_run_kept_whole_is_replayed_and_a_pruned_one_says_what_it_lacks(four, tmp_path):
    _, runs, nights = copy(four, tmp_path / "runs")
    prune(runs, Settings(keep_runs=2, keep_run_months=0))
    # its own rows, and the list of the run before it, which was pruned
    assert replay(nights[2], tell=lambda line: None).holds
    for ask in (lambda: replay(nights[1]), lambda: compare_runs(nights[1], nights[2])):
        with pytest.raises(RunError, match="reduced to its list → "):
            ask()


def test_the_desk_can_still_receive_every_run_kept_whole(four, tmp_path):
    _, runs, nights = copy(four, tmp_path / "runs")
    prune(runs, Settings(keep_runs=2, keep_run_months=0))
    for number, night in enumerate(nights):
        assert all((night / name).exists() for name in BULK) == (number >= 2)
        assert (night / "findings.parquet").is_file() and (night / "report.html").is_file()


def test_a_snapshot_of_a_run_kept_whole_is_not_deleted(four, tmp_path):
    _town, runs, _ = copy(four, tmp_path / "runs")
    hashes = {record["snapshot_hash"] for _, record in list_published_runs(runs)}
    assert list_spared_snapshots(runs, Settings()) == hashes
    settings = load_settings([*SETTINGS, "keep_runs=1", "keep_run_months=0"], environment={})
    assert list_spared_snapshots(runs, settings) == hashes  # all four were made of one delivery
    assert get_landed_store(runs, settings).expire(nights=1, months=0, spared=hashes) == []


def test_a_year_is_forecast_from_the_newest_nights(tmp_path):
    assert forecast_room(tmp_path, Settings()) is None
    draw_runs(tmp_path, ["2026-06-29", "2026-06-30"])
    room = forecast_room(tmp_path, Settings(keep_runs=30, keep_run_months=36))
    listed = 10 + (tmp_path / "20260630-0123456789" / RECORD).stat().st_size
    assert room.year_gb == round((42 * 1000 + 365 * listed) / 1e9, 3)
    assert not room.is_short and room.free_gb > 0
