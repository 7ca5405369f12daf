"""The nightly run under its watch: this file is its table of contents. No Prefect is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.monitoring.monitor import NightMonitor, monitor_night
from flows.monitoring.redact_errors import redact_unexpected_errors
from pipeline.locate_source import resolve_snapshot
from pipeline.night import Night
from pipeline.open_run import find_finished_run, finish_interrupted_publish, open_night
from pipeline.retention.prune import tidy_runs
from pipeline.run_lock import run_lock
from pipeline.settings import load_settings
from pipeline.steps.order import STEPS
from pipeline.steps.publish_run import publish_run
from pipeline.typed_path import typed_path

STAGES = ["pull", *STEPS, publish_run.__name__]


def pull_source(source: str, as_of: date | None, watch: NightMonitor) -> tuple[Path, date | None]:
    """Return the snapshot folder and the as-of date; a database is pulled."""
    with redact_unexpected_errors():
        return resolve_snapshot(
            source,
            as_of,
            watch.runs,
            watch.settings,
            tell=watch.event_log.report_progress,
            check_time_left=watch.deadline.check_time_left,
        )


def take_step(night: Night, name: str) -> None:
    """Run one step of the night."""
    with redact_unexpected_errors():
        night.step(name, STEPS[name])


def publish_night(night: Night) -> Path:
    """Publish the run and return its folder."""
    with redact_unexpected_errors():
        return publish_run(night)


@dataclass(frozen=True)
class Stages:
    """What runs each stage: plain functions, or Prefect's tasks around them."""

    pull: Callable = pull_source
    step: Callable = take_step
    publish: Callable = publish_night


def run_watched_night(
    source: str, as_of: date | None, runs: str, settings: list[str], *, stages: Stages = Stages()
) -> Path:
    """Run a night on a snapshot folder or a database and publish it; return the run's folder.

    `as_of` defaults to the folder's date, for a database to the day before.
    """
    folder, chosen = typed_path(runs), load_settings(settings)
    with run_lock(folder), monitor_night(folder, chosen, STAGES) as watch:
        with watch.step("pull"):
            snapshot, as_of = stages.pull(source, as_of, watch)
        night = open_night(snapshot, as_of, folder, chosen, tell=watch.report_progress)
        published = run_night(night, watch, stages)
        watch.record_published_run(published)
        tidy_runs(folder, chosen, watch.event_log.report_progress)
    return published


def run_night(night: Night, watch: NightMonitor, stages: Stages) -> Path:
    """Run all steps in their order; return the folder of the published run."""
    finished = find_finished_run(night)
    if finished:
        night.report_progress(f"这一夜已发布 / this night is published already: {finished.name}")
        return finish_interrupted_publish(night, finished)
    for name in STEPS:
        with watch.step(name, night):
            stages.step(night, name)
    with watch.step(publish_run.__name__, night):
        return stages.publish(night)
