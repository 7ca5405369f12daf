"""Run the installed command in a process of its own."""

import subprocess
import sys
import time
from pathlib import Path


def time_command(*arguments, show_output: bool = False) -> dict:
    """Run `qingfeng` with the arguments; return {seconds, last_line}: wall seconds, last line of
    its output.

    With `show_output` its progress goes to standard error. Raises SystemExit if the command fails.
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
