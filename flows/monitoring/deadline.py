"""The deadline of a night, and what is written when it has passed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from contracts.errors import DeadlineError, UsageError
from pipeline.clock import get_local_now

PARTIAL = "partial.json"


@dataclass(frozen=True)
class Deadline:
    """`until` is China time; None for a night without deadline."""

    until: datetime | None
    clock: Callable[[], datetime] = get_local_now

    def check_time_left(self) -> None:
        """Raise DeadlineError if it has passed."""
        if self.until is not None and self.clock() >= self.until:
            raise DeadlineError(
                f"the deadline {self.until:%Y-%m-%d %H:%M} has passed",
                next_step="start again with a later --set deadline=HH:MM; finished steps are taken "
                "over, the last list stays current (partial.json says what is missing)",
            )


def read_deadline(text: str, *, clock: Callable[[], datetime] = get_local_now) -> Deadline:
    """Read a time of day (06:30, the next one), minutes from now (+90) or "" for none.

    Raises UsageError.
    """
    now = clock()
    try:
        if not text:
            return Deadline(None, clock)
        if text.startswith("+"):
            return Deadline(now + timedelta(minutes=float(text)), clock)
        at = datetime.combine(now.date(), datetime.strptime(text, "%H:%M").time())
    except (ValueError, OverflowError):
        raise UsageError(
            f"deadline {text!r} is no time", next_step="write 06:30, or +90 for minutes from now"
        ) from None
    # a time that has passed today is meant for tomorrow: nights begin before midnight
    return Deadline(at if at > now else at + timedelta(days=1), clock)


def write_partial_state(
    runs: Path, as_of, finished: list[str], missing: list[str], until: datetime | None
) -> None:
    """Write runs/partial.json: which steps are done, which are missing."""
    state = {
        "as_of": str(as_of),
        "stopped_at": get_local_now().isoformat(timespec="seconds"),
        "deadline": until and until.isoformat(timespec="minutes"),
        "finished": finished,
        "missing": missing,
        "list": "unchanged",
    }
    (runs / PARTIAL).write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
