"""Make what all workers of a session share exactly once."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def make_once(done: Path, make: Callable[[], object]) -> None:
    """Make it unless the file `done` exists; other workers wait meanwhile."""
    with done.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.is_file():
            make()
            done.touch()
