"""The installed command, run as a process of its own."""

import subprocess
import sys
import time
from pathlib import Path


def time_command(*arguments, show_output: bool = False) -> dict:
    """{seconds, last_line} of `qingfeng` with the arguments: wall seconds and the last line of its output.

    With `shown` what it says on the way goes to standard error. Raises SystemExit if the command fails.
    """
    program = Path(sys.executable).with_name("qingfeng")
    error = None if show_output else subprocess.PIPE
    started = time.monotonic()
    process = subprocess.run(
        [program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=error, text=True
    )
    seconds = time.monotonic() - started
    if process.returncode:
        raise SystemExit(f"qingfeng {arguments[0]} failed:\n{(process.stderr or '')[-3000:]}")
    return {"seconds": round(seconds, 1), "last_line": process.stdout.strip().splitlines()[-1]}
