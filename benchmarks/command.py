"""The installed command, run as a process of its own."""

import subprocess
import sys
import time
from pathlib import Path


def timed(*arguments, shown: bool = False) -> dict:
    """{seconds, last_line} of `qingfeng` with the arguments: wall seconds and the last line of its output.

    With `shown` what it says on the way goes to standard error. Raises SystemExit if the command fails.
    """
    program = Path(sys.executable).with_name("qingfeng")
    error = None if shown else subprocess.PIPE
    started = time.monotonic()
    said = subprocess.run([program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=error, text=True)
    seconds = time.monotonic() - started
    if said.returncode:
        raise SystemExit(f"qingfeng {arguments[0]} failed:\n{(said.stderr or '')[-3000:]}")
    return {"seconds": round(seconds, 1), "last_line": said.stdout.strip().splitlines()[-1]}
