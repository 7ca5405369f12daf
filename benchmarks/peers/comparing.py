"""Run each peer on each set in its own process and compare its table with ours."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import psutil
import pyarrow.parquet as pq

from benchmarks.peers.frames import convert_to_frame
from benchmarks.peers.ours import RESULTS
from benchmarks.peers.task import COLUMNS, PEERS, Task
from benchmarks.peers.watched import FINISHED
from contracts.errors import UsageError
from contracts.manifest import read_manifest

LIMIT_SECONDS = 900.0  # a peer that needs longer is of no use at night
# of the memory that is free when a peer starts, so that the limit ends it and not the system
FREE_SHARE = 0.8
EXACT = 1e-9  # sums of floats depend on their order


def compare(
    snapshot: Path,
    *,
    limit_seconds: float = LIMIT_SECONDS,
    limit_mb: float | None = None,
    names: Iterable[str] = (),
) -> list[dict]:
    """Compare peers with ours: a row per set and peer. `names` picks sets and peers, ours always
    runs.

    set, peer, outcome, peak_mb, load (when it started), limit_seconds, limit_mb (80 % of the free
    memory if not given); where it finished seconds, cpu_seconds, start_seconds (imports, not in
    seconds), times_ours and cpu_times_ours (the peer's time over ours), equal (whether its table is
    ours; None for the floor) and difference (what differs). Raises UsageError for an unknown name,
    SourceError for a folder that is no snapshot, RuntimeError if a peer fails for want of neither
    time nor memory.
    """
    return list(
        iterate_comparisons(snapshot, limit_seconds=limit_seconds, limit_mb=limit_mb, names=names)
    )


def iterate_comparisons(snapshot: Path, *, limit_seconds, limit_mb, names) -> Iterator[dict]:
    """Yield the rows of `compare`, each as soon as it is measured."""
    sets, peers = choose_sets_and_peers(names)
    for name in sets:
        with tempfile.TemporaryDirectory(prefix="qingfeng-peers-") as scratch:
            our_run = None
            for peer in peers:
                task = build_task(snapshot, name, Path(scratch) / peer)
                row = _run_peer(peer, task, limit_seconds, limit_mb or _measure_free_mb())
                our_run = our_run or (row, task)
                yield row | _compare_with_ours(row, task, *our_run)


def choose_sets_and_peers(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Choose (sets, peers) by names of either kind, ours first. Raises UsageError."""
    names = set(names)
    if unknown := sorted(names - set(COLUMNS) - set(PEERS)):
        raise UsageError(
            f"no set and no peer is named {', '.join(unknown)}",
            next_step=f"name sets ({', '.join(COLUMNS)}) or peers ({', '.join(PEERS)})",
        )
    sets = [name for name in COLUMNS if name in names] or list(COLUMNS)
    peers = [name for name in PEERS if name in names] or list(PEERS)
    return sets, ["ours", *(name for name in peers if name != "ours")]


def build_task(snapshot: Path, name: str, folder: Path) -> Task:
    """Build the task of a set over the files of a snapshot, in a new folder.

    Raises UsageError where a table is not there as Parquet.
    """
    manifest = read_manifest(snapshot)
    readable = {table: d for table, d in manifest.tables.items() if d.is_parquet}
    if missing := [table for table in COLUMNS[name] if table not in readable]:
        raise UsageError(
            f"{', '.join(missing)}: not in the snapshot as Parquet, and {name} rests on it",
            next_step="take a snapshot that `qingfeng simulate` or a pull has written",
        )
    folder.mkdir()
    root = snapshot.resolve()
    paths = {t: [str(root / path) for path in sorted(readable[t].sha256)] for t in COLUMNS[name]}
    return Task(name, manifest.snapshot_date, paths, folder)


def _measure_free_mb():
    return FREE_SHARE * psutil.virtual_memory().available / 2**20


def _run_peer(peer, task, limit_seconds, limit_mb):
    command = [sys.executable, "-m", "benchmarks.peers.watched", str(limit_seconds), str(limit_mb)]
    process = subprocess.run([*command, peer, str(task.write())], capture_output=True, text=True)
    if process.returncode:
        raise RuntimeError(f"{peer} failed on {task.name}:\n{process.stderr}")
    limits = {"limit_seconds": limit_seconds, "limit_mb": round(limit_mb)}
    return {"set": task.name, "peer": peer, **json.loads(process.stdout), **limits}


def _compare_with_ours(row, task, our_row, our_task):
    """Compare a row with ours; empty where either did not finish."""
    if not row["outcome"] == our_row["outcome"] == FINISHED:
        return {}
    beside = {
        "times_ours": round(row["seconds"] / our_row["seconds"], 2),
        "cpu_times_ours": round(row["cpu_seconds"] / our_row["cpu_seconds"], 2),
    }
    if row["peer"] == "floor":
        return beside
    difference_text = describe_difference(our_task.result, task.result, RESULTS[task.name].key)
    return beside | {"equal": difference_text is None, "difference": difference_text}


def describe_difference(our_path: Path, their_path: Path, key: tuple[str, ...]) -> str | None:
    """Describe what differs between two tables; the order of rows and columns does not count."""
    left, right = (convert_to_frame(pq.read_table(path)) for path in (our_path, their_path))
    left, right = (
        t.sort_values(list(key), ignore_index=True).sort_index(axis=1) for t in (left, right)
    )
    try:
        pd.testing.assert_frame_equal(left, right, check_dtype=False, rtol=EXACT, atol=EXACT)
    except AssertionError as difference:
        return str(difference)
    return None
