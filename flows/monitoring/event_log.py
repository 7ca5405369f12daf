"""The log of nights: one JSON object a line. No value of a row and no person is in it.

    {"at": "2026-07-01T01:31:07", "pid": 4711, "event": "step", "name": "ingest", "seconds": 4.2}

Events: start, pull, said (a line of progress), step, published, odd (an unusual list), stopped
(an error of the project's: what and the next step), interrupted (by a signal), failed (any other
error: its kind and place alone, since its message may quote a row).
"""

import json
import os
import signal
from pathlib import Path

from contracts.errors import QingfengError, UnexpectedError
from flows.monitoring.console import Console
from pipeline.clock import get_local_now


class EventLog:
    """Appends events to `runs/log/<month>.jsonl` and prints progress on standard error."""

    def __init__(self, runs: Path, console: Console | None = None):
        self.runs, self.console = runs, console or Console()

    def report_progress(self, line: str) -> None:
        """Show a line on standard error: the last line of standard output is the run's folder."""
        self.console.show(line)
        self.write("said", text=line)

    def write(self, event: str, **fields) -> None:
        """Append an event; a log that cannot be written stops no night."""
        now = get_local_now()
        entry = {
            "at": now.isoformat(timespec="seconds"),
            "pid": os.getpid(),
            "event": event,
            **fields,
        }
        try:
            (self.runs / "log").mkdir(parents=True, exist_ok=True)
            with (self.runs / "log" / f"{now:%Y-%m}.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")
        except OSError:
            return

    def record_error(self, error: BaseException) -> str:
        """Log an error and return it in words that may be shown."""
        if isinstance(error, UnexpectedError):
            self.write("failed", kind=error.kind, place=error.place)
            return str(error)
        if isinstance(error, QingfengError):
            self.write(
                "stopped", kind=type(error).__name__, what=error.what, next_step=error.next_step
            )
            return str(error)
        if isinstance(error, KeyboardInterrupt):
            self.write("interrupted", signal=getattr(error, "number", signal.SIGINT))
            return "夜间任务被系统终止 the night was ended by a signal"
        self.write("failed", kind=type(error).__name__)
        return f"{type(error).__name__} (its message may quote data and is not repeated)"
