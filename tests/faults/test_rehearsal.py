"""One documented command: PostgreSQL, Prefect server and worker, two nights from the queue with a delta between."""

import json
import subprocess
import sys
from pathlib import Path

from pipeline.runs import list_published_runs
from sources.store.snapshots import Store
from tests.faults.tiny_agency import write_town

ROOT = Path(__file__).resolve().parents[2]


def test_two_nights_in_a_row_with_a_delta_between(tmp_path):
    chosen = ["--set", "scenarios=short_term_enrollment", "--set", "trees=10", "--set", "budget=20"]
    words = [
        "-m",
        "cli.rehearsal",
        str(tmp_path / "r"),
        "--source",
        str(write_town(tmp_path / "town")),
        *chosen,
    ]
    said = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=900
    )
    assert said.returncode == 0, said.stderr[-3000:]
    runs = tmp_path / "r" / "runs"
    (first, _), (second, record) = list_published_runs(runs)
    assert (
        record["previous_run_id"] == first.name and (runs / "current").resolve() == second.resolve()
    )
    _, landed = Store(runs / "landed").list_snapshots()
    changed = {
        name: table["changed"]
        for name, table in landed.record["tables"].items()
        if table["changed"]
    }
    assert changed == {"unemployment_claim": 5, "unemployment_payment": 1}
    before, after = (
        json.loads((run / "run.json").read_text("utf-8"))["list"] for run in (first, second)
    )
    assert after["open"] == before["listed"] > 0, (
        "what was listed on the first night is open and not listed again"
    )
