"""Before the first step: arguments are looked at, the night before is found, and no second night may start."""

import fcntl
import json
import os
import shutil
import socket
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from cases.publish import CURRENT, point_current
from contracts.errors import RunError, UsageError
from flows.night import BUILDING, WORK, Night, code_version
from flows.settings import Settings
from flows.training import registry_of
from sources.manifest import Manifest, read_manifest, snapshot_hash

FIRST_DAY = date(2000, 1, 1)


def open_night(source: Path, as_of: date | None, runs: Path, settings: Settings, *, tell=print) -> Night:
    """The night with its inputs fixed; `as_of` defaults to the snapshot's date.

    Raises UsageError or SourceError before anything is written.
    """
    manifest, as_of = checked(source, as_of)
    runs.mkdir(parents=True, exist_ok=True)
    previous = previous_run(runs, as_of)
    return Night(
        source=source,
        as_of=as_of,
        runs=runs.resolve(),
        settings=settings,
        snapshot_hash=snapshot_hash(manifest),
        previous=previous,
        tell=tell,
    )


def checked(source: Path, as_of: date | None) -> tuple[Manifest, date]:
    """The snapshot's manifest and the as-of date. Raises UsageError or SourceError."""
    manifest = read_manifest(source)
    as_of = as_of or manifest.snapshot_date
    if not FIRST_DAY <= as_of <= date.today().replace(year=date.today().year + 5):
        raise UsageError(
            f"as-of date {as_of} is absurd", next_step="give the last closed day, e.g. 2026-06-30"
        )
    if manifest.snapshot_date < as_of:
        raise UsageError(
            f"the snapshot ends on {manifest.snapshot_date}, before the as-of date {as_of}",
            next_step=f"use --as-of {manifest.snapshot_date} or wait for a newer snapshot",
        )
    return manifest, as_of


def published_runs(runs: Path) -> list[tuple[Path, dict]]:
    """(folder, run.json) of every published run, oldest first by as-of date and then by time of publishing."""
    found = []
    for path in sorted(runs.glob("[0-9]*/run.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found.append((path.parent, record))
    return sorted(found, key=lambda run: (run[1]["as_of"], run[1]["published_at"], run[0].name))


def previous_run(runs: Path, as_of: date) -> Path | None:
    """The newest published run of an earlier as-of date."""
    earlier = [folder for folder, record in published_runs(runs) if record["as_of"] < as_of.isoformat()]
    return earlier[-1].resolve() if earlier else None


def finished_run(night: Night) -> Path | None:
    """The run that these very inputs and the present champions have made already, if they have."""
    registry = registry_of(night.runs)
    for folder, record in published_runs(night.runs):
        if any(record[key] != value for key, value in night.inputs.items()):
            continue
        champions = {name: registry.champion(name) for name in record["models"]}
        if all(c and c.identity == record["models"][n]["identity"] for n, c in champions.items()):
            return folder
    return None


def settled(night: Night, run: Path) -> Path:
    """The run, with what a process that died right after its renaming had left to do: the link and the work folder."""
    if published_runs(night.runs)[-1][0] == run and (night.runs / CURRENT).resolve() != run.resolve():
        point_current(night.runs, run.name)
    shutil.rmtree(night.work, ignore_errors=True)
    return run


@contextmanager
def alone(runs: Path):
    """Hold the lock of a runs folder, and say in it who does. Raises RunError if it is held.

    The system takes the lock from a process that ends in any way, so what a dead one wrote holds nobody up. What
    stopped nights of another version left, which no start can take over, is removed: with the lock it is nobody's.
    """
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / ".lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(
                f"another night is running in {runs}{_holder(lock)}",
                next_step="wait for it to end, or use another --runs folder",
            ) from None
        lock.truncate(0)
        lock.write(
            json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%F %T")})
        )
        lock.flush()
        for left in _left_by_other_versions(runs):
            shutil.rmtree(left)
        yield
        lock.truncate(0)


def _left_by_other_versions(runs):
    left = [p for kind in (BUILDING, WORK) for p in runs.glob(f"{kind}*")]
    return [p for p in left if f"-{code_version()}-" not in p.name]


def _holder(lock):
    lock.seek(0)
    try:
        held = json.loads(lock.read())
        return f" (process {held['pid']} on {held['host']} since {held['since']})"
    except (ValueError, KeyError, TypeError):
        return ""
