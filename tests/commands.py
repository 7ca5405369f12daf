"""Run the installed command as a user does."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("qingfeng")


def run_command(line: str, folder: Path) -> subprocess.CompletedProcess:
    """Run `qingfeng LINE` in a folder and require success."""
    process = subprocess.run([PROGRAM, *line.split()], cwd=folder, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr[-3000:]
    return process
