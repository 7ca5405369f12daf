"""The installed command, run as a user runs it."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("qingfeng")


def run_command(line: str, folder: Path) -> subprocess.CompletedProcess:
    """Run `qingfeng LINE` in a folder; it must succeed."""
    finished = subprocess.run([PROGRAM, *line.split()], cwd=folder, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr[-3000:]
    return finished
