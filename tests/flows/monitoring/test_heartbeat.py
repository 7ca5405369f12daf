"""A night that did not happen is noticed: whoever asks gets an error, and somebody an alert."""

import json
from datetime import datetime

import pytest

from contracts.errors import RunError
from flows.monitoring.alerts import WEBHOOK
from flows.monitoring.heartbeat import require_recent_night
from pipeline.run_lock import run_lock
from pipeline.settings import Settings
from tests.flows.monitoring.listeners import listener


def ask(runs, now, *, hours=26):
    return require_recent_night(
        runs, Settings(), hours, tell=print, now=datetime.fromisoformat(now)
    )


def publish(runs, at):
    folder = runs / "20260630-0123456789"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"as_of": "2026-06-30", "published_at": at}))


def test_a_night_within_the_hours_is_told(tmp_path):
    publish(tmp_path, "2026-07-01T03:10:00")
    assert "2026-07-01 03:10" in ask(tmp_path, "2026-07-02T05:00")


def test_a_missing_night_is_an_error_and_an_alert(tmp_path, monkeypatch):
    publish(tmp_path, "2026-07-01T03:10:00")
    with listener() as (address, taken):
        monkeypatch.setenv(WEBHOOK, address)
        with pytest.raises(RunError, match=r"within 26 hours.*2026-07-01 03:10.*→ systemctl"):
            ask(tmp_path, "2026-07-02T05:11")
    assert "no night was published" in taken[0]["subject"]


def test_a_folder_without_a_night_and_one_in_which_a_late_one_runs_say_so(tmp_path):
    with pytest.raises(RunError, match="never"):
        ask(tmp_path, "2026-07-02T05:11")
    with run_lock(tmp_path), pytest.raises(RunError, match=r"at work: process \d+"):
        ask(tmp_path, "2026-07-02T05:11")
