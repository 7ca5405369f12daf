"""Prefect in production is two commands, from any folder: then the nightly deployment runs from the queue."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.commands import PROGRAM
from tests.free_port import find_free_port
from tests.pipeline.nights import AS_OF, BUDGET, TREES, copy_models, read_run_record

ROOT = Path(__file__).resolve().parents[2]
PREFECT = Path(sys.executable).with_name("prefect")
START_SECONDS, NIGHT_SECONDS = 180, 400


class PrefectDesk:
    """Prefect as `qingfeng prefect` runs it in a folder of its own, and its API."""

    def __init__(self, folder: Path, source: Path):
        self.folder = folder
        self.url, self.log = (
            f"http://127.0.0.1:{find_free_port()}/api",
            (folder / "log.txt").open("w"),
        )
        mine = {
            "COLUMNS": "200",
            "PREFECT_HOME": str(folder),
            "PREFECT_API_URL": self.url,
            "QINGFENG_SOURCE": str(source),
            "QINGFENG_RUNS": "runs",
        }
        self.environment = os.environ | mine
        self.processes = [self.started("server")]
        self.wait_until(lambda: self.asked("health"))

    def started(self, role: str) -> subprocess.Popen:
        return subprocess.Popen(
            [PROGRAM, "prefect", role],
            cwd=self.folder,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )

    def run_prefect(self, *words) -> str:
        done = subprocess.run(
            [PREFECT, "--no-prompt", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    def asked(self, path: str, question: dict | None = None):
        data = None if question is None else json.dumps(question).encode()
        request = urllib.request.Request(
            f"{self.url}/{path}", data, headers={"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def wait_until(self, is_so) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with suppress(OSError):
                if is_so():
                    return
            time.sleep(1)
        raise AssertionError((self.folder / "log.txt").read_text(encoding="utf-8")[-3000:])

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait(timeout=60)
        self.log.close()


@pytest.fixture
def desk(made, tmp_path):
    opened = PrefectDesk(tmp_path, made.town)
    yield opened
    opened.close()


def test_both_deployments_are_listed_and_the_nightly_one_runs_from_the_queue(desk, made, tmp_path):
    desk.processes.append(desk.started("worker"))
    desk.wait_until(lambda: len(desk.asked("deployments/filter", {})) == 2)
    named = {d["name"]: d for d in desk.asked("deployments/filter", {})}
    assert set(named) == {"nightly", "retrain"}
    (schedule,) = named["nightly"]["schedules"]
    assert schedule["schedule"] == {
        "cron": "30 1 * * *",
        "timezone": "Asia/Shanghai",
        "day_or": True,
    }
    assert "nightly/nightly" in desk.run_prefect("deployment", "ls")

    assert named["nightly"]["parameters"] == {
        "source": str(made.town),
        "runs": str(tmp_path / "runs"),
    }
    runs = copy_models(made, tmp_path / "runs")
    given = {"source": str(made.town), "as_of": AS_OF, "runs": str(runs)}
    given["settings"] = [f"budget={BUDGET}", f"trees={TREES}"]
    flow_run = desk.asked(
        f"deployments/{named['nightly']['id']}/create_flow_run",
        {"parameters": given, "state": {"type": "SCHEDULED"}},
    )
    assert finished(desk, flow_run["id"]) == "COMPLETED"
    run_id = read_run_record(runs / "current")["run_id"]
    (artifact,) = desk.asked("artifacts/filter", {})
    assert artifact["key"] == "nightly-summary" and run_id in artifact["data"]
    assert "nightly-summary" in desk.run_prefect("artifact", "ls")


def finished(desk, flow_run_id: str) -> str:
    end = time.monotonic() + NIGHT_SECONDS
    while time.monotonic() < end:
        state = desk.asked(f"flow_runs/{flow_run_id}")["state_type"]
        if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            return state
        time.sleep(2)
    return "TIMEOUT"
