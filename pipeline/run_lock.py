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
from pipeline.run_identity import compute_code_version


@contextmanager
def run_lock(runs: Path):
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
                f"another night is running in {runs}{_describe_holder(lock)}",
                next_step="wait for it to end, or use another --runs folder",
            ) from None
        lock.truncate(0)
        lock.write(
            json.dumps(
                {"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%F %T")}
            )
        )
        lock.flush()
        for left in _list_stale_folders(runs):
            shutil.rmtree(left)
        yield
        lock.truncate(0)


def _list_stale_folders(runs):
    left = [p for kind in (BUILDING, WORK) for p in runs.glob(f"{kind}*")]
    return [p for p in left if f"-{compute_code_version()}-" not in p.name]


def _describe_holder(lock):
    lock.seek(0)
    try:
        holder = json.loads(lock.read())
        return f" (process {holder['pid']} on {holder['host']} since {holder['since']})"
    except (ValueError, KeyError, TypeError):
        return ""
