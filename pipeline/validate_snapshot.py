"""A snapshot and its as-of date, validated; light to import, so that a mistake is named at once."""

from datetime import date
from pathlib import Path

from contracts.errors import UsageError
from contracts.manifest import Manifest, read_manifest

FIRST_DAY = date(2000, 1, 1)  # an earlier year is a slip of the pen: no agency has such rows
YEARS_AHEAD = 5  # and so is a later one; simulated towns may be some years ahead


def validate_snapshot(source: Path, as_of: date | None) -> tuple[Manifest, date]:
    """Read the manifest; `as_of` defaults to its date. Raises UsageError or SourceError."""
    manifest = read_manifest(source)
    as_of = as_of or manifest.snapshot_date
    if not FIRST_DAY <= as_of <= date(date.today().year + YEARS_AHEAD, 12, 31):
        raise UsageError(
            f"截至日不合理 as-of date {as_of} is absurd",
            next_step="给出最近已结束的一天 give the last closed day, e.g. 2026-06-30",
        )
    if manifest.snapshot_date < as_of:
        raise UsageError(
            "快照未到截至日 "
            f"the snapshot ends on {manifest.snapshot_date}, before the as-of date {as_of}",
            next_step=f"改用 use --as-of {manifest.snapshot_date} or wait for a newer snapshot",
        )
    return manifest, as_of
