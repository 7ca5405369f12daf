"""Where a night's rows are: in a folder as it is, or in a database that is pulled."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from contracts.errors import SourceError
from pipeline.clock import get_local_now, get_yesterday
from pipeline.retention.prune import list_spared_snapshots
from pipeline.settings import Settings
from pipeline.typed_path import typed_path
from pipeline.validate_snapshot import validate_snapshot
from sources.database.connections import is_database, open_database
from sources.database.error_messages import retry_with_backoff
from sources.database.folder_source import FolderSource
from sources.database.mapping import Mapping, read_mapping
from sources.database.pull import PullOptions, pull_snapshot
from sources.delivery.merge_changes import resolve_delivery
from sources.delivery.quarantine_corrections import merge_corrections
from sources.engine.duckdb_engine import connect
from sources.engine.spark.session import require_spark
from sources.store.snapshots import LANDED, Store


def get_landed_store(runs: Path, settings: Settings) -> Store:
    """Return the landed store: the setting `landed`, else `landed` beside the runs."""
    return Store(typed_path(settings.landed) if settings.landed else runs / "landed")


def validate_source(source: str, as_of: date | None, settings: Settings) -> None:
    """Raise UsageError or SourceError for a wrong source or engine, before anything is written."""
    if settings.engine == "spark":
        require_spark(settings.spark)
    if is_database(source):
        open_database(source)
        read_mapping(settings.mapping)
    elif is_mapped_folder(typed_path(source), settings):
        read_mapping(settings.mapping)
    else:
        validate_snapshot(typed_path(source), as_of)


def is_mapped_folder(folder: Path, settings: Settings) -> bool:
    """True for a folder whose files have other names than the contract's: a mapping is set.

    A landed snapshot has the contract's names already. Raises SourceError if there is no folder.
    """
    if not settings.mapping or (folder / LANDED).is_file():
        return False
    if not folder.is_dir():
        raise SourceError(
            f"不是文件夹 {folder} is not a folder",
            next_step="给出文件所在文件夹 give the folder of the files",
        )
    return True


def open_source(source: str, mapping: Mapping, *, lock_seconds: float = 60.0):
    """Open a database, or a folder of files under an agency's names, to be read by a mapping."""
    if is_database(source):
        return open_database(source, lock_seconds=lock_seconds)
    columns = {c.name.lower() for t in mapping.tables.values() for c in t.columns.values()}
    return FolderSource(typed_path(source).resolve(), frozenset(columns))


def _find_manifest_day(source):
    """Find the day in the manifest of a folder, if it has one."""
    if is_database(source):
        return None
    try:
        raw = json.loads((typed_path(source) / "manifest.json").read_text(encoding="utf-8-sig"))
        return date.fromisoformat(raw["snapshot_date"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def resolve_snapshot(
    source: str,
    as_of: date | None,
    runs: Path,
    settings: Settings,
    *,
    tell: Callable[[str], None],
    check_time_left: Callable[[], None] = lambda: None,
    built_on: Store | None = None,
) -> tuple[Path, date | None]:
    """Return the snapshot folder, with accepted corrections merged, and the as-of date of a night.

    A database is pulled once a day: another start uses what was landed. `built_on` is the store
    that delivered changes build on, if not the one of `runs`.
    """
    if is_database(source) or is_mapped_folder(typed_path(source), settings):
        as_of = as_of or _find_manifest_day(source) or get_yesterday()
        folder = pull_daily_snapshot(
            source, as_of, runs, settings, tell=tell, check_time_left=check_time_left
        )
    else:
        folder = merge_delivery(typed_path(source), runs, settings, built_on=built_on, tell=tell)
    corrected_folder = merge_corrections(
        folder, get_landed_store(runs, settings), connect_duckdb(settings), now=get_local_now()
    )
    if corrected_folder != folder:
        tell(f"[pull] 已并入更正 / corrections merged: {corrected_folder.name}")
    return corrected_folder, as_of


def connect_duckdb(settings: Settings):
    """Open a DuckDB within the settings' bounds."""
    return connect(threads=settings.threads or None, memory_limit=settings.memory_limit)


def pull_daily_snapshot(
    source, as_of, runs, settings: Settings, *, tell, check_time_left=lambda: None
) -> Path:
    """Pull the day's snapshot of a database, or take over the landed one; return its folder."""
    mapping, store = read_mapping(settings.mapping), get_landed_store(runs, settings)
    database = open_source(source, mapping, lock_seconds=settings.lock_seconds)
    # another start of the same night must see the same rows, also if the database moved on
    existing = store.find_for_day(database.name, mapping.name, as_of)
    if existing and settings.pull == "auto":
        tell(
            f"[pull] 已落地，沿用 / landed earlier, taken over: {existing.folder.name} "
            "(again: --set pull=delta)"
        )
        return existing.folder
    options = PullOptions(
        as_of=as_of,
        mode=settings.pull,
        overlap=timedelta(hours=settings.overlap_hours),
        full_days=settings.full_days,
        report_progress=tell,
        check_time_left=check_time_left,
    )
    snapshot = retry_with_backoff(
        lambda: pull_snapshot(database, mapping, store, connect_duckdb(settings), options),
        attempts=settings.attempts,
        first_wait=settings.retry_seconds,
        tell=tell,
    )
    # after the pull: the snapshot that a delta builds on must still be there
    _delete_expired_snapshots(store, runs, settings, tell)
    return snapshot.folder


def merge_delivery(
    folder: Path, runs, settings: Settings, *, tell, built_on: Store | None = None
) -> Path:
    """Return the folder itself or, where it holds changes, the merged snapshot in the store."""
    store = get_landed_store(runs, settings)
    engine, before = connect_duckdb(settings), built_on or store
    snapshot_folder = resolve_delivery(
        folder, store, engine, before=before, now=get_local_now(), tell=tell
    )
    if snapshot_folder != folder:
        _delete_expired_snapshots(store, runs, settings, tell)
    return snapshot_folder


def _delete_expired_snapshots(store, runs, settings, tell):
    # a replay of a run that is kept whole needs the rows it was made of
    spared = list_spared_snapshots(runs, settings)
    for name in store.expire(
        nights=settings.keep_nights, months=settings.keep_months, spared=spared
    ):
        tell(f"[pull] 过期快照已删除 / expired snapshot deleted: {name}")
