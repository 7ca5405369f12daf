"""Pruning: an old run keeps its list and gives up the bulk behind it; abandoned work goes.

Kept whole are the newest runs (`keep_runs`), the last run of each month (`keep_run_months`), the
current one, and those named in `runs/keep.txt`. They can be replayed, compared and received: their
landed snapshots are spared too. Of every other run the list stays for ever: findings, evidence,
cases, ledger, run.json and report, which later nights read verdicts and open cases from.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cases.publish import CURRENT
from contracts.run_layout import BUILDING, WORK
from pipeline.retention.room import list_bulk, measure_own_bytes
from pipeline.runs import list_main_runs, list_published_runs
from pipeline.settings import Settings

KEEP_FILE = "keep.txt"  # below runs/: the id of a run a line, anything behind it is a remark


@dataclass(frozen=True)
class Pruning:
    """What may go: bulk of old runs (run → paths), abandoned folders, and the bytes they free."""

    kept: list[Path]
    bulk: dict[Path, list[Path]]
    abandoned: list[Path]
    freed_bytes: int

    def lines(self) -> list[str]:
        """Format what goes."""
        return [
            *(f"{run.name}: 只留清单 the list stays" for run in self.bulk),
            *(f"{folder.name}: 中断后未再运行 abandoned" for folder in self.abandoned),
            f"完整保留 kept whole: {len(self.kept)}；精简 reduced to the list: {len(self.bulk)}；"
            f"腾出 room {self.freed_bytes / 1e9:,.2f} GB",
        ]


def plan_pruning(runs: Path, settings: Settings) -> Pruning:
    """Find what may go from a runs folder; nothing is changed."""
    whole = list_whole_runs(runs, settings)
    bulk = {
        run: paths
        for run, _ in list_published_runs(runs)
        if run not in whole and (paths := list_bulk(run))
    }
    abandoned = _list_abandoned(runs)
    paths = [*abandoned, *(path for paths in bulk.values() for path in paths)]
    return Pruning(whole, bulk, abandoned, measure_own_bytes(paths))


def prune(runs: Path, settings: Settings) -> Pruning:
    """Delete what may go; the caller holds the lock of the runs folder."""
    pruning = plan_pruning(runs, settings)
    for paths in pruning.bulk.values():
        for path in paths:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for folder in pruning.abandoned:
        shutil.rmtree(folder)
    return pruning


def list_whole_runs(runs: Path, settings: Settings) -> list[Path]:
    """List the runs that are kept whole, oldest day first."""
    published = list_published_runs(runs)
    by_time = sorted(published, key=lambda run: (run[1]["published_at"], run[0].name))
    kept = {folder for folder, _ in by_time[-settings.keep_runs :]}
    last_of_month = {record["as_of"][:7]: folder for folder, record in list_main_runs(runs)}
    months = sorted(last_of_month)[-settings.keep_run_months :] if settings.keep_run_months else []
    kept |= {last_of_month[month] for month in months}
    kept |= {runs / name for name in _read_named_runs(runs)}
    with suppress(OSError):
        kept.add(runs / (runs / CURRENT).readlink())
    return [folder for folder, _ in published if folder in kept]


def list_spared_snapshots(runs: Path, settings: Settings) -> set[str]:
    """List the hashes of snapshots from which a run that is kept whole was made."""
    whole = set(list_whole_runs(runs, settings))
    return {r["snapshot_hash"] for folder, r in list_published_runs(runs) if folder in whole}


def _read_named_runs(runs) -> Iterable[str]:
    path = runs / KEEP_FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.split()[0] for line in lines if line.strip()]


def _list_abandoned(runs):
    """List work folders of nights before the newest one, and of replays that were killed.

    Nobody starts them again: a night of an earlier day stands aside, and begins anew.
    """
    newest = [record["as_of"] for _, record in list_main_runs(runs)][-1:]
    folders = [
        folder
        for kind in (BUILDING, WORK)
        for folder in sorted(runs.glob(f"{kind}*"))
        if newest and _read_day(folder.name.removeprefix(kind)) < date.fromisoformat(newest[0])
    ]
    return folders + [f for f in sorted(runs.glob(".replay-*")) if not _is_held(f)]


def _read_day(name):
    try:
        return date.fromisoformat(name[:8])
    except ValueError:
        return date.max  # not named by a night: left alone


def _is_held(folder):
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def tidy_runs(runs: Path, settings: Settings, tell: Callable[[str], None]) -> None:
    """Prune after a night and say what went; what cannot be deleted stops no night."""
    try:
        pruning = prune(runs, settings)
    except OSError as error:
        tell(f"[prune] 未能清理 not possible: {error.strerror}")
        return
    if pruning.bulk or pruning.abandoned:
        tell(f"[prune] {pruning.lines()[-1]}")
