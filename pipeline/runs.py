"""The published runs of a runs folder."""

import json
from datetime import date
from pathlib import Path

RECORD = "run.json"
ASIDE = "aside_of"  # in run.json: the newer run beside which this one of an earlier day stands
ROOM = "room"  # in run.json: what the runs folder took, will take in a year, and what was free


def read_run_record(folder: Path) -> dict:
    """Read run.json of a run, or of a part of one."""
    return json.loads((folder / RECORD).read_text(encoding="utf-8"))


def list_published_runs(runs: Path) -> list[tuple[Path, dict]]:
    """List (folder, run.json) of every run, oldest as-of date first, then by publishing time."""
    folders = [path.parent for path in sorted(runs.glob(f"[0-9]*/{RECORD}"))]
    published = [(folder, read_run_record(folder)) for folder in folders]
    return sorted(published, key=lambda run: (run[1]["as_of"], run[1]["published_at"], run[0].name))


def list_main_runs(runs: Path) -> list[tuple[Path, dict]]:
    """List the runs as list_published_runs does, without those aside.

    A night of an earlier day than the newest one is published aside: no later night builds on it,
    and `runs/current` stays where it was.
    """
    return [run for run in list_published_runs(runs) if not run[1].get(ASIDE)]


def find_run_it_stands_aside(runs: Path, as_of: date) -> str | None:
    """Find the id of the newest run, if a night of `as_of` would be earlier than it."""
    main_runs = list_main_runs(runs)
    if main_runs and main_runs[-1][1]["as_of"] > as_of.isoformat():
        return main_runs[-1][0].name
    return None


def find_previous_run(runs: Path, as_of: date) -> Path | None:
    """Find the newest published run of an earlier as-of date, none of those aside."""
    earlier = [
        folder for folder, record in list_main_runs(runs) if record["as_of"] < as_of.isoformat()
    ]
    return earlier[-1].resolve() if earlier else None
