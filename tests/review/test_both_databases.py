"""The same desk on SQLite and on PostgreSQL: received, locked, logged and guarded alike, with officers at work at once."""

import json
import os
import subprocess
import sys

import pytest

from tests import postgres
from tests.review.desk_served import ROOT, first_night
from tests.review.published_made import DrawnCase, write_run

TAKERS = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request, tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QINGFENG_", "DJANGO_"))}
    kept |= {"QINGFENG_DESK": str(tmp_path / "desk"), "PYTHONPATH": str(ROOT)}
    if request.param == "sqlite":
        yield kept
    else:
        with postgres.database() as address:
            yield kept | {"QINGFENG_DESK_DATABASE": address}


def ran(environment, *arguments, folder):
    said = subprocess.run(
        [sys.executable, "-m", *arguments], env=environment, capture_output=True, text=True, cwd=folder
    )
    assert said.returncode == 0, said.stderr[-2000:]
    return said.stdout


def test_nobody_collides_and_nothing_is_rewritten(environment, tmp_path, request):
    run = first_night(tmp_path / "run")
    assert "新 new 17" in ran(environment, "review", "receive", str(run), folder=tmp_path)
    assert "未改动" in ran(environment, "review", "receive", str(run), folder=tmp_path)
    found = json.loads(ran(environment, "tests.review.races", str(TAKERS), folder=ROOT))
    assert found["vendor"] in request.node.callspec.id
    assert found["taken"] == found["issued"], "every case is taken once"
    assert found["checking"] == len(found["issued"]) == 16
    assert found["log_broken_at"] is None and found["log_entries"] >= 2 + 2 * 16
    assert all(found["refused"].values()), found["refused"]


def test_what_changed_is_brought_up_to_date(environment, tmp_path):
    first = DrawnCase("C1", severity=50)
    ran(
        environment, "review", "receive", str(write_run(tmp_path / "a", [first], run_id="a")), folder=tmp_path
    )
    again = DrawnCase(
        "C1", severity=60, findings=[("U04", "H", 9, {"unemployment_claim": [{"claim_id": "u2"}]})]
    )
    said = ran(
        environment, "review", "receive", str(write_run(tmp_path / "b", [again], run_id="b")), folder=tmp_path
    )
    assert "新 new 0，证据有变化 changed 1" in said
    ran(environment, "review", "verdicts", str(tmp_path / "out"), folder=tmp_path)
    assert (tmp_path / "out" / "finding_feedback.parquet").is_file()
