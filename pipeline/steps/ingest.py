"""Step 1: the snapshot is checked; bad rows go to quarantine and the rest goes on, unless a check stops the night."""

import json
import os
import shutil

from contracts.atomic_write import write_whole
from contracts.errors import SourceError
from pipeline.night import Night
from pipeline.run_identity import code_version
from pipeline.runs import published_runs
from sources.checks.delivery_checks import notices, refuse
from sources.delivery.checked_parts import KNOWN, read_known
from sources.delivery.receive import receive
from sources.engine.accepted_tables import ACCEPTED, stamps
from sources.reading.table_profile import profile

ARRIVAL = "arrival.json"
NIGHTS_COMPARED = 7


def arrive(night: Night) -> dict:
    """Write work/accepted/*/*.parquet, quarantine/*.parquet and arrival.json (what came in numbers); say what came."""
    shutil.rmtree(night.work / ACCEPTED, ignore_errors=True)
    connection = night.fresh_connection()
    known = read_known(night.runs, code_version())
    arrival = receive(
        night.source, connection, out=night.work, as_of=night.as_of, known=known, progress=night.tell
    )
    if not any(t.accepted for t in arrival.tables.values()):
        raise SourceError(
            f"no table of {night.source} has a row that can be used",
            next_step="run `qingfeng check --source …` to see why; the last list stays current",
        )
    said = arrival.to_json()
    right = {"version": code_version(), "parts": said.pop("right")}
    write_whole(night.runs / KNOWN, json.dumps(right))
    came = {key: said[key] for key in ("snapshot_date", "stopped")}
    came["tables"] = profile(night.work, connection)
    spoken = notices(came, _earlier(night), night.as_of, night.settings.checks)
    for notice in spoken:
        night.tell(f"  {notice}")
    refuse(spoken)
    night.building.mkdir(parents=True, exist_ok=True)
    write_whole(night.building / ARRIVAL, json.dumps(came, ensure_ascii=False, indent=1))
    shutil.rmtree(night.building / "quarantine", ignore_errors=True)
    os.rename(night.work / "quarantine", night.building / "quarantine")
    kept = {"accepted_files": stamps(night.work / ACCEPTED)}
    return said | kept | {"warnings": [*said["warnings"], *map(str, spoken)]}


def _earlier(night):
    """What came on the nights before, oldest first; runs of an older version have no such file."""
    before = [f for f, record in published_runs(night.runs) if record["as_of"] < night.as_of.isoformat()]
    paths = [folder / ARRIVAL for folder in before[-NIGHTS_COMPARED:]]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]
