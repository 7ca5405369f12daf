"""How a command lives as a process: signals, the files it makes, and a home where there is none."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import cli.main as main_module
from cli.home import provide_home
from tests.commands import PROGRAM
from tests.faults.tiny_agency import SETTINGS, write_town

LONGEST_SECONDS = 5
BUSY = {
    "in Python": "while True: pass",
    "in a library": "import ctypes; print('busy', flush=True); ctypes.CDLL(None).sleep(60)",
    "in a thread that is waited for": (
        "import time; from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor() as pool: pool.submit(time.sleep, 60)"
    ),
    "swallowing what it does not know": (
        "import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass"
    ),
}


def start(*words, folder: Path, **environment) -> subprocess.Popen:
    return subprocess.Popen(
        words,
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stop(process: subprocess.Popen, number: int) -> tuple[int, str, float]:
    """The exit code, what was said, and the seconds it took."""
    began = time.monotonic()
    process.send_signal(number)
    process.wait(timeout=60)
    return process.returncode, process.communicate()[1], time.monotonic() - began


def list_processes_of(folder: Path) -> list[str]:
    """Processes that still work in a folder."""
    return [
        link.parent.name
        for link in Path("/proc").glob("[0-9]*/cwd")
        if os.access(link, os.R_OK) and os.path.realpath(link) == str(folder)
    ]


@pytest.mark.parametrize(
    ("busy", "number", "code"),
    [("in Python", signal.SIGINT, 130), *((busy, signal.SIGTERM, 143) for busy in BUSY)],
)
def test_a_signal_ends_whatever_is_done_in_seconds_and_in_words(tmp_path, busy, number, code):
    program = (
        "import sys, cli.main\n"
        "def run(arguments):\n    print('busy', flush=True)\n"
        + "".join(f"    {line}\n" for line in BUSY[busy].splitlines())
        + "cli.main._run_command = run\n"
        "sys.exit(cli.main.main())"
    )
    root = Path(__file__).resolve().parents[2]
    process = start(sys.executable, "-c", program, folder=root)
    assert process.stdout.readline() == "busy\n"
    time.sleep(0.2)  # into what it is busy with
    found, said, seconds = stop(process, number)
    assert found == code and seconds < LONGEST_SECONDS
    assert "stopped → start again" in said and "Traceback" not in said


def test_a_night_that_was_told_to_end_is_finished_by_the_next_start(tmp_path):
    town = write_town(tmp_path / "town")
    words = [word for setting in SETTINGS for word in ("--set", setting)]
    night = [PROGRAM, "nightly", "--source", town, "--runs", "runs", *words]
    process = start(*night, folder=tmp_path)
    for line in process.stderr:
        if "[ingest]" in line:
            break
    code, said, seconds = stop(process, signal.SIGTERM)
    assert code == 143 and seconds < LONGEST_SECONDS and "Traceback" not in said
    assert not list_processes_of(tmp_path)
    assert not (tmp_path / "runs" / "current").exists()
    again = subprocess.run(night, cwd=tmp_path, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr[-2000:]
    assert "[ingest] 到数检查 已完成" in again.stderr and (tmp_path / "runs" / "current").exists()


def test_what_a_command_writes_is_its_owner_s_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(main_module, "_run_command", lambda words: (tmp_path / "f").touch())
    before = os.umask(0o022)
    try:
        assert main_module.main(["models"]) == 0
    finally:
        os.umask(before)
    assert (tmp_path / "f").stat().st_mode & 0o077 == 0


def test_without_a_home_a_private_folder_stands_in(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    provide_home()
    home = Path(os.environ["HOME"])
    assert home.parent == tmp_path and home.stat().st_mode & 0o777 == 0o700
    home.chmod(0o777)  # as if somebody else had made it
    monkeypatch.setenv("HOME", "/nonexistent")
    provide_home()
    assert Path(os.environ["HOME"]) not in (home, Path("/nonexistent"))
