"""Everything that watches a night: log, deadline, full disk, alerts."""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM

from contracts.errors import DeadlineError, QingfengError, UsageError
from contracts.run_layout import COST
from flows.monitoring.alerts import find_anomalies, send_alert
from flows.monitoring.deadline import PARTIAL, Deadline, read_deadline, write_partial_state
from flows.monitoring.event_log import EventLog
from flows.monitoring.redact_errors import redact_unexpected_errors
from pipeline.night import Night
from pipeline.settings import Settings
from pipeline.steps.order import STEPS

FAILED = "夜间任务失败 the night failed"


@dataclass
class NightMonitor:
    """`names` are the stages of the night, `finished` those that are done."""

    runs: Path
    settings: Settings
    names: list[str]
    event_log: EventLog
    deadline: Deadline
    finished: list[str] = field(default_factory=list)
    night: Night | None = None

    def report_progress(self, line: str) -> None:
        """Print progress and check the deadline."""
        self.event_log.report_progress(line)
        if not line.startswith("["):  # a step that is done is done
            self.deadline.check_time_left()

    @contextmanager
    def step(self, name: str, night: Night | None = None):
        """Watch a stage: not begun after the deadline, logged with its cost when done."""
        self.night = night
        self.deadline.check_time_left()
        self.event_log.console.begin(name)
        yield
        self.finished.append(name)
        cost = night.step_result(name)[COST] if night and name in STEPS else {}
        self.event_log.write("step", name=name, **cost)

    def record_published_run(self, run: Path) -> None:
        """Log the run, remove a partial state, and send an alert if the list is unusual."""
        (self.runs / PARTIAL).unlink(missing_ok=True)
        self.event_log.write("published", run=run.name)
        if odd := find_anomalies(run, self.runs):
            self.event_log.write("odd", found=odd)
            self._send_alert(f"清单异常 odd list: {run.name}", "\n".join(odd))

    def record_failure(self, error: BaseException) -> None:
        """Log an error, write the partial state if it was the deadline, and send an alert."""
        words = self.event_log.record_error(error)
        missing = [n for n in self.names if n not in self.finished]
        if isinstance(error, DeadlineError):
            as_of = self.night and self.night.as_of
            write_partial_state(self.runs, as_of, self.finished, missing, self.deadline.until)
        # whoever presses Ctrl-C knows it; a night that the system ended is news
        if not isinstance(error, KeyboardInterrupt) or getattr(error, "number", 0) == SIGTERM:
            self._send_alert(FAILED, f"{words}\n未完成 missing: {', '.join(missing)}")

    def _send_alert(self, subject, body):
        send_alert(subject, body, self.settings, tell=self.event_log.report_progress)


@contextmanager
def monitor_night(runs: Path, settings: Settings, names: list[str]):
    """Watch the night that runs inside."""
    watch = NightMonitor(runs, settings, names, EventLog(runs), read_deadline(settings.deadline))
    watch.event_log.write("start")
    try:
        # inside the watch: the log and the alert get the redacted error
        with redact_unexpected_errors():
            yield watch
    except BaseException as error:
        watch.record_failure(error)
        raise


@contextmanager
def report_unusable_source(runs: Path, settings: Settings):
    """Log an error of the source that is found before the night begins, and send the alert.

    A mistake at the keyboard is its author's to see. No runs folder is made for an error.
    """
    try:
        yield
    except UsageError:
        raise
    except QingfengError as error:
        event_log = EventLog(runs)
        words = event_log.record_error(error) if runs.is_dir() else str(error)
        send_alert(FAILED, words, settings, tell=print_progress)
        raise


def print_progress(line: str) -> None:
    """Print a line on standard error."""
    print(line, file=sys.stderr, flush=True)
