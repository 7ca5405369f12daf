"""What all workers of a session share is made by the one that asks for it first."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def make_once(done: Path, make: Callable[[], object]) -> None:
    """Make it unless the file `done` says that it was; who asks meanwhile waits."""
    with done.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.is_file():
            make()
            done.touch()
