"""What watches over a night: the deadline, the log, a full disk, and who is told."""

import json
import signal
import traceback
from datetime import datetime, timedelta

import pytest

from cli.main import main
from contracts.errors import (
    DeadlineError,
    DiskFullError,
    RunError,
    SourceError,
    Stopped,
    UnexpectedError,
    UsageError,
)
from contracts.run_layout import BUILDING, WORK
from flows.monitoring.alerts import EMAIL, MAIL_PASSWORD, SMTP, WEBHOOK, find_anomalies, send_alert
from flows.monitoring.deadline import PARTIAL, read_deadline
from flows.monitoring.disk_full import translate_disk_full
from flows.monitoring.monitor import monitor_night
from pipeline.run_identity import compute_code_version
from pipeline.run_lock import run_lock
from pipeline.settings import Settings
from tests.flows.monitoring.listeners import certificate_of_this_machine, listener, mail_server

NAMES = ["pull", "ingest", "build_features"]


def events(runs):
    (log,) = (runs / "log").glob("*.jsonl")
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


class TestDeadline:
    @pytest.mark.parametrize(
        ("now", "text", "until"),
        [
            ("2026-07-01T01:30", "06:30", "2026-07-01T06:30"),
            ("2026-07-01T22:00", "06:30", "2026-07-02T06:30"),
            ("2026-07-01T22:00", "+90", "2026-07-01T23:30"),
        ],
    )
    def test_a_time_of_day_is_the_next_one_and_minutes_are_from_now(self, now, text, until):
        read = read_deadline(text, clock=lambda: datetime.fromisoformat(now))
        assert read.until == datetime.fromisoformat(until)

    def test_no_deadline_never_passes(self):
        read_deadline("").check_time_left()

    def test_what_is_no_time_is_refused(self):
        for text in ("late", "25:00", "+x"):
            with pytest.raises(UsageError, match="is no time"):
                read_deadline(text)

    def test_a_night_past_it_leaves_a_partial_state_that_says_what_is_missing(self, tmp_path):
        with (
            pytest.raises(DeadlineError, match="start again"),
            monitor_night(tmp_path, Settings(deadline="+60"), NAMES) as watch,
        ):
            with watch.step("pull"):
                pass
            watch.deadline = type(watch.deadline)(watch.deadline.clock() - timedelta(seconds=1))
            with watch.step("ingest"):
                raise AssertionError("a step is not begun after the deadline")
        left = json.loads((tmp_path / PARTIAL).read_text(encoding="utf-8"))
        assert (left["finished"], left["missing"], left["list"]) == (
            ["pull"],
            ["ingest", "build_features"],
            "unchanged",
        )


class TestLog:
    def test_an_error_of_ours_is_logged_in_words_and_another_by_its_kind_and_place_alone(
        self, tmp_path
    ):
        raised = {
            RunError: RunError("no list", next_step="look"),
            UnexpectedError: ValueError("33020319700101001X"),
        }
        for kind, error in raised.items():
            with pytest.raises(kind) as passed_on, monitor_night(tmp_path, Settings(), NAMES):
                raise error
            assert "33020319700101001X" not in "".join(traceback.format_exception(passed_on.value))
        assert events(tmp_path)[-1]["place"].startswith("tests/flows/monitoring/test_monitor.py:")
        text = json.dumps(events(tmp_path), ensure_ascii=False)
        assert "no list" in text and "ValueError" in text and "33020319700101001X" not in text
        assert [e["event"] for e in events(tmp_path)] == ["start", "stopped", "start", "failed"]

    def test_a_full_disk_is_told_whoever_ran_into_it(self):
        for error in (
            OSError(28, "No space left on device"),
            RuntimeError("database or disk is full"),
        ):
            with pytest.raises(DiskFullError, match="make room"), translate_disk_full():
                raise error
        with pytest.raises(ValueError), translate_disk_full():
            raise ValueError("else")


class TestAlerts:
    def test_a_failed_night_is_told_to_the_webhook_with_what_is_missing(
        self, tmp_path, monkeypatch
    ):
        with listener() as (url, taken):
            monkeypatch.setenv(WEBHOOK, url)
            with (
                pytest.raises(RunError),
                monitor_night(tmp_path, Settings(), NAMES) as watch,
                watch.step("pull"),
            ):
                raise RunError("no list", next_step="look")
        (told,) = taken
        assert "the night failed" in told["subject"] and "no list → look" in told["text"]
        assert "missing: pull, ingest, build_features" in told["text"]

    @pytest.mark.parametrize(("number", "alerts"), [(signal.SIGINT, 0), (signal.SIGTERM, 1)])
    def test_a_night_ended_by_a_signal_is_logged_and_told_if_nobody_pressed_a_key(
        self, tmp_path, monkeypatch, number, alerts
    ):
        with listener() as (address, heard):
            monkeypatch.setenv(WEBHOOK, address)
            with pytest.raises(Stopped), monitor_night(tmp_path, Settings(), NAMES):
                raise Stopped(number)
        assert len(heard) == alerts
        assert events(tmp_path)[-1]["event"] == "interrupted"

    def test_a_source_that_is_not_there_is_told_and_logged(self, tmp_path, monkeypatch, capsys):
        with listener() as (address, heard):
            monkeypatch.setenv(WEBHOOK, address)
            for runs in (tmp_path / "runs", tmp_path):
                words = ["nightly", "--source", str(tmp_path / "gone"), "--runs", str(runs)]
                assert main(words) == SourceError.exit_code
        assert ["gone is not a folder" in heard_text["text"] for heard_text in heard] == [True] * 2
        assert not (tmp_path / "runs").exists(), "no runs folder is made for an error"
        assert events(tmp_path)[-1]["event"] == "stopped"

    def test_a_failed_night_is_told_by_mail_in_both_languages(self, tmp_path, monkeypatch):
        with mail_server() as server:
            monkeypatch.setenv(SMTP, server.address)
            monkeypatch.setenv(EMAIL, "duty@example.org, head@example.org")
            with (
                pytest.raises(RunError),
                monitor_night(tmp_path, Settings(), NAMES) as watch,
                watch.step("pull"),
            ):
                raise RunError("no list", next_step="look")
        (told,) = server.taken
        assert (
            told["subject"] == "清风 夜间任务失败 the night failed"
            and "head@example.org" in told["to"]
        )
        assert "no list → look\n未完成 missing: pull, ingest, build_features" in told.get_content()

    def test_a_mail_server_that_wants_a_user_gets_the_password_on_an_encrypted_connection_alone(
        self, tmp_path, monkeypatch
    ):
        certificate, said = certificate_of_this_machine(tmp_path / "mail.pem"), []
        monkeypatch.setenv(EMAIL, "duty@example.org")
        monkeypatch.setenv(MAIL_PASSWORD, "0123")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        for shown, tells in ((certificate, []), (None, ["[alert] e-mail: SMTPNotSupportedError"])):
            with mail_server(shown, {"night": "0123"}) as server:
                monkeypatch.setenv(SMTP, f"night@{server.address}")
                assert (
                    send_alert("x", "y", Settings(), tell=said.append)
                    == len(server.taken)
                    == (shown is not None)
                )
                assert server.logged_in == (["night"] if shown else []) and said == tells

    def test_a_server_of_another_name_than_its_certificate_gets_nothing(
        self, tmp_path, monkeypatch
    ):
        said = []
        monkeypatch.setenv(EMAIL, "duty@example.org")
        with mail_server(
            certificate_of_this_machine(tmp_path / "mail.pem"), {"night": "0123"}
        ) as server:
            monkeypatch.setenv(SMTP, f"night@{server.address}")  # nobody vouches for it
            assert send_alert("x", "y", Settings(), tell=said.append) == 0
        assert said == ["[alert] e-mail: SSLCertVerificationError"] and server.logged_in == []

    def test_a_channel_in_trouble_is_told_and_stops_nothing(self, monkeypatch):
        said = []
        monkeypatch.setenv(WEBHOOK, "http://127.0.0.1:9")
        assert send_alert("x", "y", Settings(), tell=said.append) == 0
        assert said == ["[alert] webhook: URLError"]

    @pytest.mark.parametrize(("listed", "odd"), [(100, 0), (51, 0), (50, 1), (199, 0), (200, 1)])
    def test_a_list_half_or_twice_as_long_as_usual_is_odd(self, tmp_path, listed, odd):
        for day in (27, 28, 29):
            run_json(tmp_path, day, 100)
        assert (
            len(
                [
                    a
                    for a in find_anomalies(run_json(tmp_path, 30, listed), tmp_path)
                    if "length" in a
                ]
            )
            == odd
        )

    def test_the_first_nights_have_nothing_to_be_compared_with(self, tmp_path):
        run_json(tmp_path, 29, 100)
        assert find_anomalies(run_json(tmp_path, 30, 1), tmp_path) == []


def run_json(runs, day, listed):
    folder = runs / f"202606{day}-x"
    folder.mkdir(parents=True)
    record = {
        "as_of": f"2026-06-{day}",
        "published_at": "",
        "list": {"listed": listed, "held": 400, "open": 0},
    }
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


class TestLock:
    def test_the_message_says_who_holds_it(self, tmp_path):
        with (
            run_lock(tmp_path),
            pytest.raises(RunError, match=r"another night is running .*process \d+ on .* since 2"),
            run_lock(tmp_path),
        ):
            pass

    def test_what_a_dead_process_wrote_holds_nobody_up(self, tmp_path):
        (tmp_path / ".lock").write_text('{"pid": 999999, "host": "x", "since": "2026-01-01"}')
        with run_lock(tmp_path):
            assert str(__import__("os").getpid()) in (tmp_path / ".lock").read_text()
        assert (tmp_path / ".lock").read_text() == ""

    def test_what_a_stopped_night_of_another_version_left_goes_and_what_a_start_can_take_over_stays(
        self, tmp_path
    ):
        gone = [".building-20260630-0123456789", f".work-20260630-{'0' * 12}-0123456789"]
        kept = [f"{kind}20260629-{compute_code_version()}-0123456789" for kind in (BUILDING, WORK)]
        for name in (*gone, *kept, "20260629-0123456789"):
            (tmp_path / name / "steps").mkdir(parents=True)
        with run_lock(tmp_path):
            assert sorted(p.name for p in tmp_path.glob("*/")) == sorted(
                [*kept, "20260629-0123456789"]
            )

    def test_a_start_that_finds_a_night_at_work_removes_nothing_of_it(self, tmp_path):
        with run_lock(tmp_path):
            (
                tmp_path / ".work-20260630-0123456789"
            ).mkdir()  # as if the code were upgraded under a running night
            with pytest.raises(RunError, match="another night is running"), run_lock(tmp_path):
                pass
            assert (tmp_path / ".work-20260630-0123456789").is_dir()
