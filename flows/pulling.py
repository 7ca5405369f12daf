"""Where a night's rows are: a folder as it is, or a database pulled into the landed store."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.opening import checked
from flows.settings import Settings
from flows.typed_path import typed_path
from sources.corrections import corrected
from sources.database import is_database, open_database
from sources.deliveries import whole_delivery
from sources.engine import connect
from sources.failures import patiently
from sources.landing import Pull, pull
from sources.mapping import read_mapping
from sources.selecting import LOCAL_ZONE
from sources.spark.session import require_spark
from sources.store import Store


def local_now() -> datetime:
    """China's time, without zone."""
    return datetime.now(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)


def yesterday() -> date:
    """The last closed day in China."""
    return local_now().date() - timedelta(days=1)


def store_of(runs: Path, settings: Settings) -> Store:
    """The landed store: the setting `landed`, else `landed` beside the runs."""
    return Store(typed_path(settings.landed) if settings.landed else runs / "landed")


def looked_at(source: str, as_of: date | None, settings: Settings) -> None:
    """Raise UsageError or SourceError for a source or engine that cannot be meant, before anything is started or written."""
    if settings.engine == "spark":
        require_spark(settings.spark)
    if is_database(source):
        open_database(source)
        read_mapping(settings.mapping)
    else:
        checked(typed_path(source), as_of)


def arranged(
    source: str,
    as_of: date | None,
    runs: Path,
    settings: Settings,
    *,
    tell: Callable[[str], None],
    still_time: Callable[[], None] = lambda: None,
    built_on: Store | None = None,
) -> tuple[Path, date | None]:
    """(snapshot folder, as-of date) of a night, accepted corrections over it.

    A database is pulled once for a day: another start finds it landed. `built_on` is the store on whose deliveries
    delivered changes build, if not the one of `runs`.
    """
    if is_database(source):
        as_of = as_of or yesterday()
        folder = landed(source, as_of, runs, settings, tell=tell, still_time=still_time)
    else:
        folder = delivered(typed_path(source), runs, settings, built_on=built_on, tell=tell)
    fixed = corrected(folder, store_of(runs, settings), engine_of(settings), now=local_now())
    if fixed != folder:
        tell(f"[pull] 已并入更正 / corrections merged: {fixed.name}")
    return fixed, as_of


def engine_of(settings: Settings):
    """A DuckDB within the settings' bounds."""
    return connect(threads=settings.threads or None, memory_limit=settings.memory_limit)


def landed(source, as_of, runs, settings: Settings, *, tell, still_time=lambda: None) -> Path:
    """The folder of the day's snapshot of a database, pulled now unless it is there."""
    database = open_database(source, lock_seconds=settings.lock_seconds)
    mapping, store = read_mapping(settings.mapping), store_of(runs, settings)
    there = store.of_day(database.name, mapping.name, as_of)
    if there and settings.pull == "auto":
        tell(
            f"[pull] 已落地，沿用 / landed earlier, taken over: {there.folder.name} (again: --set pull=delta)"
        )
        return there.folder
    asked = Pull(
        as_of=as_of,
        mode=settings.pull,
        overlap=timedelta(hours=settings.overlap_hours),
        full_days=settings.full_days,
        tell=tell,
        still_time=still_time,
    )
    snapshot = patiently(
        lambda: pull(database, mapping, store, engine_of(settings), asked),
        attempts=settings.attempts,
        first_wait=settings.retry_seconds,
        tell=tell,
    )
    _expired(store, settings, tell)
    return snapshot.folder


def delivered(folder: Path, runs, settings: Settings, *, tell, built_on: Store | None = None) -> Path:
    """The snapshot that a delivered folder stands for: itself, or where it holds changes one in the landed store."""
    store = store_of(runs, settings)
    engine, before = engine_of(settings), built_on or store
    whole = whole_delivery(folder, store, engine, before=before, now=local_now(), tell=tell)
    if whole != folder:
        _expired(store, settings, tell)
    return whole


def _expired(store, settings, tell):
    for gone in store.expire(nights=settings.keep_nights, months=settings.keep_months):
        tell(f"[pull] 过期快照已删除 / expired snapshot deleted: {gone}")
