"""The published runs of a runs folder."""

import json
from datetime import date
from pathlib import Path


def list_published_runs(runs: Path) -> list[tuple[Path, dict]]:
    """(folder, run.json) of every published run, oldest first by as-of date and then by time of publishing."""
    found = []
    for path in sorted(runs.glob("[0-9]*/run.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found.append((path.parent, record))
    return sorted(found, key=lambda run: (run[1]["as_of"], run[1]["published_at"], run[0].name))


def find_previous_run(runs: Path, as_of: date) -> Path | None:
    """The newest published run of an earlier as-of date."""
    earlier = [
        folder
        for folder, record in list_published_runs(runs)
        if record["as_of"] < as_of.isoformat()
    ]
    return earlier[-1].resolve() if earlier else None
