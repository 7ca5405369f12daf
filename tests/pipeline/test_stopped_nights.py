"""A night that is killed, and one that finds another at work."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from pipeline.run_lock import run_lock
from pipeline.runs import list_published_runs
from tests.commands import PROGRAM
from tests.pipeline.nights import (
    AS_OF,
    BUDGET,
    TREES,
    copy_models,
    read_published_bytes,
    run_another_night,
)

FEW = "scenarios=agency_handling,work_injury"  # an ordinary and a restricted list, in a third of the time of all


def test_a_killed_night_leaves_the_last_list_and_the_next_start_goes_on(made, tmp_path):
    runs = copy_models(made, tmp_path / "runs")
    earlier = run_another_night(made.town, runs, FEW, as_of="2026-06-29")
    arguments = f"nightly --source {made.town} --as-of {AS_OF} --runs {runs} --budget {BUDGET} --set trees={TREES} --set {FEW}".split()
    process = subprocess.Popen(
        [PROGRAM, *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    for line in process.stderr:
        if line.startswith("[build_features]"):
            os.killpg(process.pid, signal.SIGKILL)
            break
    assert process.wait() == -signal.SIGKILL
    assert (runs / "current").resolve() == earlier and len(list_published_runs(runs)) == 1

    said = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr[-2000:]
    assert re.search(r"\[build_features\] 特征 已完成", said.stderr)
    resumed = Path(said.stdout.strip().splitlines()[-1])
    assert (runs / "current").resolve() == resumed
    undisturbed = run_another_night(
        made.town, _copy_earlier_state(runs, earlier, tmp_path / "beside"), FEW
    )
    assert undisturbed.name == resumed.name and read_published_bytes(
        undisturbed
    ) == read_published_bytes(resumed)


def test_two_nights_do_not_run_in_one_folder_at_a_time(made, tmp_path):
    with run_lock(tmp_path / "runs"):
        started = time.monotonic()
        said = subprocess.run(
            [PROGRAM, "nightly", "--source", str(made.town), "--runs", str(tmp_path / "runs")],
            capture_output=True,
            text=True,
        )
    assert said.returncode == 4 and "another night is running" in said.stderr
    assert "Traceback" not in said.stderr and time.monotonic() - started < 120


def _copy_earlier_state(runs, earlier, beside):
    """A runs folder in the state before the killed night."""
    shutil.copytree(runs / "models", beside / "models")
    shutil.copytree(earlier, beside / earlier.name)
    return beside
