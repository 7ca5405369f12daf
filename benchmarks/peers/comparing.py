"""Runs each peer on each set in a process of its own and compares its table with ours."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import psutil
import pyarrow.parquet as pq

from benchmarks.peers.frames import frame_of
from benchmarks.peers.ours import RESULTS
from benchmarks.peers.task import COLUMNS, PEERS, Task
from benchmarks.peers.watched import FINISHED
from contracts.errors import UsageError
from contracts.manifest import read_manifest

LIMIT_SECONDS = 900.0
FREE_SHARE = 0.8  # of the memory that is free when a peer starts: the system must not be the one to end it
EXACT = 1e-9


def compare(
    snapshot: Path,
    *,
    limit_seconds: float = LIMIT_SECONDS,
    limit_mb: float | None = None,
    names: Iterable[str] = (),
) -> list[dict]:
    """A row a set and peer; `names` picks sets and peers (all, if none of a kind is named); ours always runs.

    set, peer, outcome, peak_mb, load (when it started), limit_seconds, limit_mb (80 % of the free memory if not given); where it
    finished seconds, cpu_seconds, start_seconds (imports, not in seconds), times_ours and cpu_times_ours (the peer's time over
    ours), equal (whether its table is ours; None for the floor) and difference (what differs). Raises UsageError for an unknown name, SourceError
    for a folder that is no snapshot, RuntimeError if a peer fails for want of neither time nor memory.
    """
    return list(compared(snapshot, limit_seconds=limit_seconds, limit_mb=limit_mb, names=names))


def compared(snapshot: Path, *, limit_seconds, limit_mb, names) -> Iterator[dict]:
    """The same, each row as soon as it is known."""
    sets, peers = chosen(names)
    for name in sets:
        with tempfile.TemporaryDirectory(prefix="qingfeng-peers-") as scratch:
            ours = None
            for peer in peers:
                task = task_of(snapshot, name, Path(scratch) / peer)
                row = _run(peer, task, limit_seconds, limit_mb or _free_mb())
                ours = ours or (row, task)
                yield row | _beside(row, task, *ours)


def chosen(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """(sets, peers) that are meant by names of either kind, ours first."""
    names = set(names)
    if unknown := sorted(names - set(COLUMNS) - set(PEERS)):
        raise UsageError(
            f"no set and no peer is named {', '.join(unknown)}",
            next_step=f"name sets ({', '.join(COLUMNS)}) or peers ({', '.join(PEERS)})",
        )
    sets = [name for name in COLUMNS if name in names] or list(COLUMNS)
    peers = [name for name in PEERS if name in names] or list(PEERS)
    return sets, ["ours", *(name for name in peers if name != "ours")]


def task_of(snapshot: Path, name: str, folder: Path) -> Task:
    """A set over the files of a snapshot, to be done in a new folder. Raises UsageError where a table is not there as Parquet."""
    manifest = read_manifest(snapshot)
    readable = {table: d for table, d in manifest.tables.items() if not d.is_csv}
    if missing := [table for table in COLUMNS[name] if table not in readable]:
        raise UsageError(
            f"{', '.join(missing)}: not in the snapshot as Parquet, and {name} rests on it",
            next_step="take a snapshot that `qingfeng simulate` or a pull has written",
        )
    folder.mkdir()
    root = snapshot.resolve()
    paths = {t: [str(root / path) for path in sorted(readable[t].sha256)] for t in COLUMNS[name]}
    return Task(name, manifest.snapshot_date, paths, folder)


def _free_mb():
    return FREE_SHARE * psutil.virtual_memory().available / 2**20


def _run(peer, task, limit_seconds, limit_mb):
    command = [sys.executable, "-m", "benchmarks.peers.watched", str(limit_seconds), str(limit_mb)]
    done = subprocess.run([*command, peer, str(task.write())], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{peer} failed on {task.name}:\n{done.stderr}")
    limits = {"limit_seconds": limit_seconds, "limit_mb": round(limit_mb)}
    return {"set": task.name, "peer": peer, **json.loads(done.stdout), **limits}


def _beside(row, task, our_row, our_task):
    """How a row stands beside ours; nothing where either did not finish."""
    if not row["outcome"] == our_row["outcome"] == FINISHED:
        return {}
    beside = {
        "times_ours": round(row["seconds"] / our_row["seconds"], 2),
        "cpu_times_ours": round(row["cpu_seconds"] / our_row["cpu_seconds"], 2),
    }
    if row["peer"] == "floor":
        return beside
    found = difference(our_task.result, task.result, RESULTS[task.name].key)
    return beside | {"equal": found is None, "difference": found}


def difference(ours: Path, theirs: Path, key: tuple[str, ...]) -> str | None:
    """What differs between two tables, whatever the order of rows and columns; numbers are equal to 1e-9 of themselves."""
    left, right = (frame_of(pq.read_table(path)) for path in (ours, theirs))
    left, right = (t.sort_values(list(key), ignore_index=True).sort_index(axis=1) for t in (left, right))
    try:
        pd.testing.assert_frame_equal(left, right, check_dtype=False, rtol=EXACT, atol=EXACT)
    except AssertionError as found:
        return str(found)
    return None
