"""Step 1: the snapshot is checked; bad rows go to quarantine and the rest goes on."""

import os
import shutil

from contracts.errors import SourceError
from flows.night import Night
from sources.folder import receive


def arrive(night: Night) -> dict:
    """Write work/accepted/*.parquet and quarantine/*.parquet; say what came."""
    shutil.rmtree(night.work / "accepted", ignore_errors=True)
    arrival = receive(
        night.source, night.fresh_connection(), out=night.work, as_of=night.as_of, progress=night.tell
    )
    if not any(t.accepted for t in arrival.tables.values()):
        raise SourceError(
            f"no table of {night.source} has a row that can be used",
            next_step="run `qingfeng check --source …` to see why; the last list stays current",
        )
    night.building.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(night.building / "quarantine", ignore_errors=True)
    os.rename(night.work / "quarantine", night.building / "quarantine")
    return arrival.to_json()
