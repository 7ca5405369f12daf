"""`qingfeng replay` of a first night: proved as it was published, and refused with what differs once somebody touched it."""

import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from pipeline.history.replay import compare_run_files
from tests.commands import PROGRAM, run_command
from tests.faults.tiny_agency import run_night_steps, write_town
from tests.pipeline.nights import read_run_record


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """The first night of a very small agency."""
    folder = tmp_path_factory.mktemp("first")
    return run_night_steps(write_town(folder / "town"), folder / "runs")


@pytest.fixture
def run(first, tmp_path) -> Path:
    """A copy of it that a test may touch."""
    runs = shutil.copytree(first.parent, tmp_path / "runs", symlinks=True)
    return runs / first.name


def replayed(run: Path) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, "replay", str(run)], capture_output=True, text=True)


def edited(run: Path, **entries) -> None:
    told = {k: v for k, v in (read_run_record(run) | entries).items() if v is not ...}
    (run / "run.json").write_text(json.dumps(told), encoding="utf-8")


def test_the_first_night_of_a_simulated_town_is_proved(made, tmp_path):
    runs = shutil.copytree(
        made.runs, tmp_path / "runs", symlinks=True
    )  # a replay works in a runs folder
    assert read_run_record(made.run)["previous_run_id"] is None
    said = run_command(f"replay {runs / made.run.name}", tmp_path)
    assert "张表逐字节相同" in said.stdout and made.run.name in said.stdout


def test_a_first_night_is_the_same_as_itself(first):
    proof = compare_run_files(first, first)
    assert proof.holds and "run.json previous_run_id" in proof.record


def test_a_touched_run_is_refused_with_what_differs(run):
    cases = pd.read_parquet(run / "cases.parquet")
    cases.iloc[1:].to_parquet(run / "cases.parquet")
    said = replayed(run)
    assert said.returncode == 6 and "cases.parquet differs" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("changed", "differing"),
    [
        ({"scored": None}, "run.json scored differs"),
        ({"scored": ...}, "run.json scored extra"),
        ({"added": None}, "run.json added missing"),
        ({"previous_run_id": ...}, "run.json previous_run_id extra"),
    ],
    ids=["a value made null", "an entry taken out", "a null entry added", "a null entry taken out"],
)
def test_null_and_nothing_are_not_the_same(run, first, changed, differing):
    edited(run, **changed)
    assert compare_run_files(run, first).differences == [differing]
