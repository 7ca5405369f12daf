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
from pipeline.private_files import make_files_private
from pipeline.run_identity import compute_code_version


@contextmanager
def run_lock(runs: Path):
    """Hold the lock of a runs folder and write into it who does. Raises RunError if it is held.

    The system releases the lock of a process that ends in any way. Folders that stopped nights of
    another code version left are removed: no start can take them over.
    """
    make_files_private()
    with _open_lock(runs) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(
                f"另有夜间任务在运行 another night is running in {runs}{_describe_holder(lock)}",
                next_step="等其结束 wait for it to end, or use another --runs folder",
            ) from None
        # for whoever is refused; the lock itself is the kernel's
        lock.truncate(0)
        lock.write(
            json.dumps(
                {"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%F %T")}
            )
        )
        lock.flush()
        for folder in _list_stale_folders(runs):
            shutil.rmtree(folder)
        yield
        lock.truncate(0)


def describe_running_night(runs: Path) -> str:
    """Describe the process that holds the lock of a runs folder; "" if none does."""
    if not (runs / ".lock").is_file():
        return ""
    with (runs / ".lock").open("r", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _describe_holder(lock).strip(" ()") or "?"
    return ""


def _open_lock(runs):
    try:
        runs.mkdir(parents=True, exist_ok=True)
        return (runs / ".lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise RunError(
            f"结果目录不可写 the runs folder cannot be written: {runs} ({error.strerror})",
            next_step="give it to the account that runs the nights (chown -R), or name another "
            "folder with --runs",
        ) from None


def _list_stale_folders(runs):
    folders = [p for kind in (BUILDING, WORK) for p in runs.glob(f"{kind}*")]
    return [p for p in folders if f"-{compute_code_version()}-" not in p.name]


def _describe_holder(lock):
    lock.seek(0)
    try:
        holder = json.loads(lock.read())
        return f" (process {holder['pid']} on {holder['host']} since {holder['since']})"
    except (ValueError, KeyError, TypeError):
        return ""
