"""The command line in a terminal of another encoding, and beside a server that is silent."""

import os
import subprocess

from cli.commands.nights import _leave_silent_server
from pipeline.settings import Settings
from tests.commands import PROGRAM


def test_a_terminal_in_gbk_ends_no_command(tmp_path):
    said = subprocess.run(
        [PROGRAM, "doctor", "--runs", str(tmp_path)],
        env=os.environ | {"PYTHONIOENCODING": "gbk"},
        capture_output=True,
    )
    assert said.returncode == 0 and b"Traceback" not in said.stderr
    assert "临时目录" in said.stdout.decode("gbk")


def test_a_silent_prefect_server_is_said_and_left(monkeypatch, capsys):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    _leave_silent_server(Settings())
    assert "PREFECT_API_URL" not in os.environ
    assert "独自运行" in capsys.readouterr().err
