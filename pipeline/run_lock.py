"""The lock of a runs folder: one night at a time works in it."""

import fcntl
import json
import os
import shutil
import socket
import time
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import RunError
from contracts.run_layout import BUILDING, WORK
from pipeline.run_identity import code_version


@contextmanager
def alone(runs: Path):
    """Hold the lock of a runs folder, and say in it who does. Raises RunError if it is held.

    The system takes the lock from a process that ends in any way, so what a dead one wrote holds nobody up. What
    stopped nights of another version left, which no start can take over, is removed: with the lock it is nobody's.
    """
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / ".lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(
                f"another night is running in {runs}{_holder(lock)}",
                next_step="wait for it to end, or use another --runs folder",
            ) from None
        lock.truncate(0)
        lock.write(
            json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%F %T")})
        )
        lock.flush()
        for left in _left_by_other_versions(runs):
            shutil.rmtree(left)
        yield
        lock.truncate(0)


def _left_by_other_versions(runs):
    left = [p for kind in (BUILDING, WORK) for p in runs.glob(f"{kind}*")]
    return [p for p in left if f"-{code_version()}-" not in p.name]


def _holder(lock):
    lock.seek(0)
    try:
        held = json.loads(lock.read())
        return f" (process {held['pid']} on {held['host']} since {held['since']})"
    except (ValueError, KeyError, TypeError):
        return ""
