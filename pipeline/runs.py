"""The published runs of a runs folder."""

import json
from datetime import date
from pathlib import Path

RECORD = "run.json"


def read_run_record(folder: Path) -> dict:
    """Read run.json of a run, or of a part of one."""
    return json.loads((folder / RECORD).read_text(encoding="utf-8"))


def list_published_runs(runs: Path) -> list[tuple[Path, dict]]:
    """List (folder, run.json) of every run, oldest as-of date first, then by publishing time."""
    folders = [path.parent for path in sorted(runs.glob(f"[0-9]*/{RECORD}"))]
    published = [(folder, read_run_record(folder)) for folder in folders]
    return sorted(published, key=lambda run: (run[1]["as_of"], run[1]["published_at"], run[0].name))


def find_previous_run(runs: Path, as_of: date) -> Path | None:
    """Find the newest published run of an earlier as-of date."""
    earlier = [
        folder
        for folder, record in list_published_runs(runs)
        if record["as_of"] < as_of.isoformat()
    ]
    return earlier[-1].resolve() if earlier else None
