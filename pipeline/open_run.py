"""Before the first step: the inputs are fixed, and a night that is done is found."""

import shutil
from datetime import date
from pathlib import Path

from cases.publish import CURRENT, point_current
from contracts.manifest import compute_snapshot_hash
from pipeline.night import Night
from pipeline.pinned_models import open_registry
from pipeline.runs import find_previous_run, list_main_runs, list_published_runs
from pipeline.settings import Settings
from pipeline.validate_snapshot import validate_snapshot


def open_night(
    source: Path, as_of: date | None, runs: Path, settings: Settings, *, tell=print
) -> Night:
    """Fix the inputs of a night; `as_of` defaults to the snapshot's date.

    Raises UsageError or SourceError before anything is written.
    """
    manifest, as_of = validate_snapshot(source, as_of)
    runs.mkdir(parents=True, exist_ok=True)
    previous = find_previous_run(runs, as_of)
    return Night(
        source=source,
        as_of=as_of,
        runs=runs.resolve(),
        settings=settings,
        snapshot_hash=compute_snapshot_hash(manifest),
        previous=previous,
        report_progress=tell,
    )


def find_finished_run(night: Night) -> Path | None:
    """Find the run that these inputs and the present champions have made already, if any."""
    registry = open_registry(night.runs)
    for folder, record in list_published_runs(night.runs):
        if any(record[key] != value for key, value in night.inputs.items()):
            continue
        # a promotion after the run makes another night of the same inputs
        champions = {name: registry.champion(name) for name in record["models"]}
        if all(c and c.identity == record["models"][n]["identity"] for n, c in champions.items()):
            return folder
    return None


def finish_interrupted_publish(night: Night, run: Path) -> Path:
    """Do what a process that died after the renaming left undone; return the run."""
    if [folder for folder, _ in list_main_runs(night.runs)][-1:] == [run] and (
        night.runs / CURRENT
    ).resolve() != run.resolve():
        point_current(night.runs, run.name)
    shutil.rmtree(night.work_folder, ignore_errors=True)
    return run
