"""Step 1: the snapshot is checked; bad rows go to quarantine, a check may stop the night."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

from contracts.atomic_write import write_atomic
from contracts.errors import SourceError
from pipeline.night import Night
from pipeline.run_identity import compute_code_version
from pipeline.runs import list_main_runs
from sources.checks.delivery_checks import check_arrival, keep_usual_levels, raise_on_stop
from sources.checks.meaning.find_doubts import find_doubts
from sources.delivery.arrival_report import Arrival, format_check_report
from sources.delivery.checked_parts import CHECKED_PARTS_FILE, read_checked_parts
from sources.delivery.oddities import count_lost_fields
from sources.delivery.receive import receive
from sources.engine.accepted_tables import ACCEPTED, read_file_stamps
from sources.reading.table_profile import compute_profile

ARRIVAL = "arrival.json"
STOPPED = "stopped"  # below runs/: quarantine and report of the last night that stopped on arrival
REASONS_SHOWN = 5  # an error is one line; check.txt has all of them
NIGHTS_COMPARED = 7  # a week: volumes differ by the day of the week


def ingest(night: Night) -> dict:
    """Write accepted rows, quarantine and arrival.json (counts by table); return the arrival.

    Raises SourceError if a check stops the night or no row can be used.
    """
    # what a killed start had accepted may be half a table
    shutil.rmtree(night.work_folder / ACCEPTED, ignore_errors=True)
    connection = night.open_connection()
    # parts of earlier nights that this very code found in order are not checked again
    known_parts = read_checked_parts(night.runs, compute_code_version())
    arrival = receive(
        night.source,
        connection,
        out=night.work_folder,
        as_of=night.as_of,
        checked_parts=known_parts,
        progress=night.report_progress,
    )
    if not any(t.accepted for t in arrival.tables.values()):
        reasons = _keep_stopped_arrival(night, arrival)
        raise SourceError(
            f"没有一个表有可用的行 no table of {night.source} has a row that can be used{reasons}",
            next_step="查明原因 "
            "run `qingfeng check --source …` to see why; the last list stays current",
        )
    record = arrival.to_json()
    checked = {"version": compute_code_version(), "parts": record.pop("right")}
    write_atomic(night.runs / CHECKED_PARTS_FILE, json.dumps(checked))
    arrival_profile = profile_arrival(arrival, night.work_folder, connection)
    earlier = read_earlier_arrivals(night.runs, night.as_of)
    if not earlier and night.previous:  # a replay: its folder of runs has no night before
        earlier = _read_arrivals([night.previous])
    delivery_notices = check_arrival(arrival_profile, earlier, night.as_of, night.settings.checks)
    keep_usual_levels(arrival_profile, earlier, delivery_notices)
    for notice in delivery_notices:
        night.report_progress(f"  {notice}")
    try:
        raise_on_stop(delivery_notices)
    except SourceError as stop:
        reasons = _keep_stopped_arrival(night, arrival)
        raise SourceError(f"{stop.what}{reasons}", next_step=stop.next_step) from None
    night.build_folder.mkdir(parents=True, exist_ok=True)
    write_atomic(
        night.build_folder / ARRIVAL, json.dumps(arrival_profile, ensure_ascii=False, indent=1)
    )
    shutil.rmtree(night.build_folder / "quarantine", ignore_errors=True)
    os.rename(night.work_folder / "quarantine", night.build_folder / "quarantine")
    return record | {
        "accepted_files": read_file_stamps(night.work_folder / ACCEPTED),
        "warnings": [*record["warnings"], *map(str, delivery_notices)],
        "doubtful": [
            {"column": n.column, "districts": list(n.districts), "why": str(n)}
            for n in delivery_notices
            if n.column
        ],
    }


def profile_arrival(arrival: Arrival, out: Path, connection) -> dict:
    """Profile the tables received below `out`, with what they cannot well mean: `arrival.json`."""
    tables = compute_profile(out, connection)
    for name, profile in tables.items():
        profile["lost"] = count_lost_fields(arrival.oddities.get(name, []))
    doubts = find_doubts(out, connection, snapshot_date=arrival.snapshot_date)
    return {
        "snapshot_date": arrival.snapshot_date.isoformat(),
        "stopped": arrival.stopped,
        "tables": tables,
        "doubts": [doubt.to_json() for doubt in doubts],
    }


def _keep_stopped_arrival(night, arrival) -> str:
    """Keep the quarantine and the report of a night that stops; return the reasons in words."""
    folder = night.runs / STOPPED
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(night.work_folder / "quarantine", folder / "quarantine")
    write_atomic(folder / "check.txt", format_check_report(arrival))
    refused = [(t, o) for t, found in arrival.oddities.items() for o in found if o.is_refusal]
    refused.sort(key=lambda one: -one[1].rows)
    if not refused:
        return ""
    words = ", ".join(f"{t}.{o.column} {o.rule} × {o.rows:,}" for t, o in refused[:REASONS_SHOWN])
    return f". Refused: {words} (rows: `qingfeng quarantine {folder} --table …`)"


def read_earlier_arrivals(runs: Path, as_of: date) -> list[dict]:
    """Read arrival.json of the nights before a day, oldest first; runs of older versions have
    none.
    """
    earlier = [f for f, record in list_main_runs(runs) if record["as_of"] < as_of.isoformat()]
    return _read_arrivals(earlier[-NIGHTS_COMPARED:])


def _read_arrivals(folders):
    paths = [folder / ARRIVAL for folder in folders]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]
