"""What watches over a night: its log, its deadline, a full disk, and who is told."""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contracts.errors import DeadlinePassed
from contracts.run_layout import COST
from flows.monitoring.alerts import alert, anomalies
from flows.monitoring.deadline import PARTIAL, Deadline, leave_partial, read_deadline
from flows.monitoring.event_log import Journal
from flows.monitoring.redact_errors import words_withheld
from pipeline.night import Night
from pipeline.settings import Settings


@dataclass
class Watch:
    """`names` are the stages of the night, `finished` those that are done."""

    runs: Path
    settings: Settings
    names: list[str]
    journal: Journal
    deadline: Deadline
    finished: list[str] = field(default_factory=list)
    night: Night | None = None

    def tell(self, line: str) -> None:
        """Progress; each line is a moment at which the deadline is looked at."""
        self.journal.tell(line)
        if not line.startswith("["):  # a step that is done is done
            self.deadline.still_time()

    @contextmanager
    def step(self, name: str, night: Night | None = None):
        """A stage: not begun after the deadline, logged with its seconds when done."""
        self.night = night
        self.deadline.still_time()
        yield
        self.finished.append(name)
        cost = night.said(name)[COST] if night and name not in ("pull", "conclude") else {}
        self.journal.write("step", name=name, **cost)

    def published(self, run: Path) -> None:
        """Log the run, take an earlier partial state away, and tell of a list that looks odd."""
        (self.runs / PARTIAL).unlink(missing_ok=True)
        self.journal.write("published", run=run.name)
        if odd := anomalies(run, self.runs):
            self.journal.write("odd", found=odd)
            self._alert(f"清单异常 odd list: {run.name}", "\n".join(odd))

    def failed(self, error: BaseException) -> None:
        """Log an error, leave the partial state if it was the deadline, and tell somebody."""
        words = self.journal.error(error)
        missing = [n for n in self.names if n not in self.finished]
        if isinstance(error, DeadlinePassed):
            as_of = self.night and self.night.as_of
            leave_partial(self.runs, as_of, self.finished, missing, self.deadline.until)
        self._alert("夜间任务失败 the night failed", f"{words}\n未完成 missing: {', '.join(missing)}")

    def _alert(self, subject, body):
        alert(subject, body, self.settings, tell=self.journal.tell)


@contextmanager
def watched(runs: Path, settings: Settings, names: list[str]):
    """Watch over what runs inside."""
    watch = Watch(runs, settings, names, Journal(runs), read_deadline(settings.deadline))
    watch.journal.write("start")
    try:
        with words_withheld():
            yield watch
    except BaseException as error:
        watch.failed(error)
        raise


def say(line: str) -> None:
    """Progress goes to standard error."""
    print(line, file=sys.stderr, flush=True)
