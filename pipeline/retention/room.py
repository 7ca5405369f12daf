"""Room on the disk: what a runs folder takes today, and what it will take in a year."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from contracts.run_layout import RESTRICTED
from pipeline.runs import list_main_runs, list_published_runs
from pipeline.settings import Settings

# of a run and of its restricted part; replay, diff and the desk read it
BULK = ("features", "scores.parquet", "quarantine")
GIGA = 1e9  # bytes of a GB, as disks are sold
NIGHTS_MEASURED = 7  # newest runs and snapshots by which the next year is judged
YEAR_NIGHTS, YEAR_MONTHS, MONTH_NIGHTS = 365, 12, 30


@dataclass(frozen=True)
class Room:
    """Gigabytes: taken today, taken after a year of nights, free on the disk."""

    taken_gb: float
    year_gb: float
    free_gb: float

    @property
    def is_short(self) -> bool:
        """True if a year of nights does not fit."""
        return self.year_gb - self.taken_gb > self.free_gb

    def format(self) -> str:
        """Format the figures as a line."""
        return (
            f"结果目录 runs: {self.taken_gb:,.1f} GB，一年后约 in a year about "
            f"{self.year_gb:,.1f} GB；可用 free {self.free_gb:,.1f} GB"
        )

    def to_json(self) -> dict:
        """Return the figures as run.json holds them."""
        return asdict(self)


def forecast_room(runs: Path, settings: Settings) -> Room | None:
    """Measure a runs folder and forecast a year of nights like the newest; None before the first.

    The forecast holds the models as they are, so many whole runs and snapshots as the settings
    keep, and the lists of all others.
    """
    published = list_published_runs(runs)
    if not published:
        return None
    whole, listed = _measure_runs([folder for folder, _ in list_main_runs(runs)])
    month_ends = min(settings.keep_run_months, YEAR_MONTHS)
    year = (
        _measure_tree(runs / "models")
        + min(settings.keep_runs + month_ends, YEAR_NIGHTS) * whole
        + YEAR_NIGHTS * listed
        + _forecast_snapshots(runs, settings)
    )
    free = shutil.disk_usage(runs).free
    figures = (_measure_tree(runs), year, free)
    return Room(*(round(figure / GIGA, 3) for figure in figures))


def list_bulk(run: Path) -> list[Path]:
    """List what a run holds beside its list: nine tenths of its room."""
    parts = (run, run / RESTRICTED)
    return [part / name for part in parts for name in BULK if (part / name).exists()]


def measure_own_bytes(paths: Iterable[Path]) -> int:
    """Sum the bytes that deleting files and folders would free: none of those linked elsewhere."""
    found = [file.lstat() for path in paths for file in _list_files(path)]
    return sum(stat.st_size for stat in found if stat.st_nlink == 1)


def _measure_runs(folders):
    """Return the median bytes of a whole run beyond its list, and of its list."""
    measured = [
        (sum(_measure_tree(path) for path in bulk), _measure_tree(folder))
        for folder in folders[-NIGHTS_MEASURED:]
        if (bulk := list_bulk(folder))
    ] or [(0, _measure_tree(folders[-1]))]
    return median(b for b, _ in measured), median(total - b for b, total in measured)


def _forecast_snapshots(runs, settings):
    """Forecast the landed store: whole pulls, and what is new in the nights between."""
    snapshots = sorted((runs / "landed").glob("[0-9]*"))[-NIGHTS_MEASURED:]
    if not snapshots:
        return 0
    whole = max(_measure_tree(folder) for folder in snapshots)
    seen, new = set(), []
    for folder in snapshots:
        files = {(s.st_dev, s.st_ino): s.st_size for f in _list_files(folder) if (s := f.lstat())}
        new.append(sum(size for key, size in files.items() if key not in seen))
        seen |= files.keys()
    night = median(new[1:]) if new[1:] else whole
    kept_nights = max(settings.keep_nights, settings.keep_runs)
    kept_months = min(max(settings.keep_months, settings.keep_run_months), YEAR_MONTHS)
    # a month-end differs from the one before by a month of nights, at most by everything
    return whole + kept_nights * night + kept_months * min(whole, MONTH_NIGHTS * night)


def _measure_tree(path: Path) -> int:
    """Sum the bytes of the files below a folder; one linked twice counts once."""
    stats = (file.lstat() for file in _list_files(path))
    return sum({(stat.st_dev, stat.st_ino): stat.st_size for stat in stats}.values())


def _list_files(path: Path) -> Iterator[Path]:
    if path.is_dir() and not path.is_symlink():
        for below in path.rglob("*"):
            if below.is_file() and not below.is_symlink():
                yield below
    elif path.exists():
        yield path
