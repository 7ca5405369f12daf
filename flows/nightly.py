"""The nightly run as a Prefect flow: deployments, and the command line where a server is set."""

from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from contracts.kept_texts import keep_texts
from flows.night_summary import format_night_summary
from flows.prefect_secrets import load_secrets
from flows.watched_night import Stages, publish_night, pull_source, run_watched_night, take_step
from pipeline.steps.publish_run import publish_run

# no caching by Prefect anywhere: finished steps are taken over from the night's own markers
AS_TASKS = Stages(
    pull=task(cache_policy=NO_CACHE, task_run_name="pull")(pull_source),
    step=task(cache_policy=NO_CACHE, task_run_name="{name}")(take_step),
    publish=task(cache_policy=NO_CACHE, task_run_name=publish_run.__name__)(publish_night),
)


@flow(name="nightly", flow_run_name="nightly-{as_of}")
def nightly(
    source: str, as_of: date | None = None, runs: str = "runs", settings: list[str] | None = None
) -> str:
    """Run a night on a snapshot folder or a database and publish it; return the run's folder.

    `as_of` defaults to the folder's date, for a database to the day before.
    """
    # a worker starts the flow without the command line
    load_secrets()
    with keep_texts():
        published = run_watched_night(source, as_of, runs, settings or [], stages=AS_TASKS)
    publish_artifact(published)
    return str(published)


def publish_artifact(run: Path) -> None:
    """Publish the summary as a markdown artifact of the flow run."""
    text = "\n".join(f"- {line}" for line in format_night_summary(run)) + "\n"
    create_markdown_artifact(
        key="nightly-summary", markdown=text, description="清风 nightly summary"
    )
