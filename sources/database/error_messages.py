"""Translate a database's errors: what happened, what to do, and whether waiting may help.

A driver's message is never repeated, since it may quote a row.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from adbc_driver_manager import AdbcStatusCode

from contracts.errors import SourceError

Answer = TypeVar("Answer")
# SQLSTATE or its first two digits → (what happened, next step, whether trying again may help)
MEANINGS = {
    "08": (
        "the connection to the database was lost",
        "see whether the server and the network are up",
        True,
    ),
    "28": (
        "the database refuses the user or the password",
        "set QINGFENG_DB_PASSWORD and see pg_hba.conf",
        False,
    ),
    "3D": ("there is no such database", "correct the name at the end of the address", False),
    "40": ("the database could not keep its snapshot", "start again when fewer changes run", True),
    "42501": ("the user may not read a table", "grant SELECT on every mapped table", False),
    "42": (
        "a table or column is not as the query expects",
        "compare the mapping with the database: `qingfeng doctor`",
        False,
    ),
    "22003": (
        "a value cannot be converted",
        "an amount is not a number (NaN) or too large at the source: correct it there",
        False,
    ),
    "22": (
        "a value cannot be converted",
        "a view or query of the source casts a text to a day or number that it is none of: "
        "correct it there, or let the view hand over the text",
        False,
    ),
    "53": (
        "the database has no connection, memory or disk left",
        "ask its administrator for room",
        True,
    ),
    "55P03": (
        "a table is locked by other work",
        "let that work end, or pull at another hour",
        True,
    ),
    "57014": ("the database cancelled the query", "ask for a longer statement_timeout", True),
    "57": ("the database is shutting down or starting", "wait until it is up", True),
    "58": ("the database has trouble with its disk", "tell its administrator", True),
}
# words of libpq's messages → SQLSTATE: on connecting and within a COPY the driver gives no state
MESSAGE_STATES = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("role ", "28000"),
    ("cannot convert NaN", "22003"),
    ("date/time field value out of range", "22008"),
    ("日期/时间字段值超出范围", "22008"),
    ("invalid input syntax", "22007"),
    ("无效的类型", "22007"),
    ("out of range", "22003"),
    ("division by zero", "22012"),
    ("permission denied", "42501"),
    ("server closed the connection", "08006"),
    ("terminating connection", "57P01"),
    ("does not exist", "3D000"),
)
UNREACHABLE = (
    "the database cannot be reached",
    "see whether the server is up and the address right",
    True,
)
UNKNOWN = ("the database could not answer", "look into the server's log", False)


class DatabaseFailure(SourceError):
    """A failure of the database or of the way to it; `may_pass` if trying again later may help."""

    def __init__(self, what: str, *, next_step: str, may_pass: bool):
        super().__init__(what, next_step=next_step)
        self.may_pass = may_pass


def name_table(failure: "DatabaseFailure", table: str) -> "DatabaseFailure":
    """Make a failure again that says in which table it happened."""
    return DatabaseFailure(
        f"table {table}: {failure.what}", next_step=failure.next_step, may_pass=failure.may_pass
    )


def make_failure(error: Exception) -> DatabaseFailure:
    """Make the failure that a driver's error stands for, by its SQLSTATE."""
    state = _find_sqlstate(error)
    what, next_step, may_pass = _find_meaning(error, state)
    message = f"{what} (SQLSTATE {state})" if state else what
    return DatabaseFailure(message, next_step=next_step, may_pass=may_pass)


def retry_with_backoff(
    work: Callable[[], Answer],
    *,
    attempts: int,
    first_wait: float,
    tell: Callable[[str], None] = lambda line: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Answer:
    """Do work with the database; after a failure that may pass, wait and do it again.

    Each wait is twice as long as the one before. Raises the last DatabaseFailure.
    """
    for attempt in range(1, attempts + 1):
        try:
            return work()
        except DatabaseFailure as failure:
            if not failure.may_pass or attempt == attempts:
                raise
            wait = first_wait * 2 ** (attempt - 1)
            tell(
                f"第{attempt}次失败，{wait:g}秒后重试 / "
                f"attempt {attempt} of {attempts}: {failure.what}; again in {wait:g} s"
            )
            sleep(wait)
    raise ValueError("attempts must be at least 1")


def _find_sqlstate(error):
    driver = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    return getattr(driver, "sqlstate", None) or next(
        (s for words, s in MESSAGE_STATES if words in str(error)), ""
    )


def _find_meaning(error, state):
    for prefix in (state, state[:2]):
        if prefix in MEANINGS:
            return MEANINGS[prefix]
    return UNREACHABLE if _is_broken(error) and not state else UNKNOWN


def _is_broken(error):
    """True for a broken or refused connection, which drivers report without a SQLSTATE.

    libpq raises an OperationalError, ADBC gives an I/O status, Arrow an error of reading.
    """
    status = getattr(error, "status_code", None)
    return status == AdbcStatusCode.IO or isinstance(error, (sa.exc.OperationalError, OSError))
