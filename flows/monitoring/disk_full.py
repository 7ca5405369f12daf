"""A full disk gives one error, whoever met it: Python, Arrow, DuckDB or SQLite."""

import errno
from contextlib import contextmanager

from contracts.errors import DiskFullError, QingfengError

# the words of Python and Arrow, SQLite, quotas, DuckDB: not all of them set errno
FULL = (
    "No space left on device",
    "disk is full",
    "Disk quota exceeded",
    "failed to offload data block",
)


def is_disk_full(error: BaseException) -> bool:
    """Return True if an error, or one that it came from, is a full disk."""
    while error is not None:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or any(
            w in str(error) for w in FULL
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def translate_disk_full():
    """Turn a full disk into DiskFullError."""
    try:
        yield
    except QingfengError:
        raise
    except Exception as error:
        if not is_disk_full(error):
            raise
        raise DiskFullError(
            "the disk (or a quota) is full",
            next_step="make room below runs/ and the temporary folder, then start again: "
            "finished steps are taken over, the last list stays current",
        ) from None
