"""The nightly run: this file is its table of contents."""

from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.blocks import load_secrets
from flows.night import Night
from flows.opening import alone, finished_run, open_night, settled
from flows.pulling import arranged
from flows.settings import load_settings
from flows.steps.arrive import arrive
from flows.steps.choose import choose
from flows.steps.compute import compute
from flows.steps.conclude import conclude
from flows.steps.find import find
from flows.steps.pin import pin
from flows.steps.score import score
from flows.summary import publish_artifact
from flows.typed_path import typed_path
from flows.watch import Watch, watched
from flows.withheld import words_withheld

STEPS = {"arrive": arrive, "compute": compute, "pin": pin, "score": score, "find": find, "choose": choose}


@task(cache_policy=NO_CACHE, task_run_name="pull")
def pull_source(source: str, as_of: date | None, watch: Watch) -> tuple[Path, date | None]:
    """Where the night's rows are; a database is pulled."""
    with words_withheld():
        return arranged(
            source,
            as_of,
            watch.runs,
            watch.settings,
            tell=watch.journal.tell,
            still_time=watch.deadline.still_time,
        )


@task(cache_policy=NO_CACHE, task_run_name="{name}")
def take_step(night: Night, name: str) -> None:
    """One step of the night, taken once."""
    with words_withheld():
        night.step(name, STEPS[name])


@task(cache_policy=NO_CACHE, task_run_name="conclude")
def publish_run(night: Night) -> Path:
    """The run is published whole."""
    with words_withheld():
        return conclude(night)


def run_night(night: Night, watch: Watch) -> Path:
    """All steps in their order; the folder of the published run."""
    finished = finished_run(night)
    if finished:
        night.tell(f"这一夜已发布 / this night is published already: {finished.name}")
        return settled(night, finished)
    for name in STEPS:
        with watch.step(name, night):
            take_step(night, name)
    with watch.step("conclude", night):
        return publish_run(night)


@flow(name="nightly", flow_run_name="nightly-{as_of}")
def nightly(
    source: str, as_of: date | None = None, runs: str = "runs", settings: list[str] | None = None
) -> str:
    """Run a night on a snapshot folder or a database and publish it; the folder of the run.

    `as_of` defaults to the folder's date, for a database to the day before.
    """
    folder, chosen = typed_path(runs), load_settings(settings or [])
    with alone(folder), watched(folder, chosen, ["pull", *STEPS, "conclude"]) as watch:
        load_secrets()
        with watch.step("pull"):
            snapshot, as_of = pull_source(source, as_of, watch)
        night = open_night(snapshot, as_of, folder, chosen, tell=watch.tell)
        published = run_night(night, watch)
        watch.published(published)
    publish_artifact(published)
    return str(published)
