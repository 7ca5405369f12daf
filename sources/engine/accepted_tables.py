"""Checked rows of a snapshot on disk: a folder per table, a file per delivered part.

    accepted/contribution_month/quarter-07.parquet

A part in which nothing was rejected or converted is a hard link to the delivered file, so that at
the size of a city the rows are not written a second time. Rows keep the order of delivery.
"""

from pathlib import Path

from contracts.errors import SourceError
from contracts.tables import get_input_tables

ACCEPTED = "accepted"


def list_accepted_parts(folder: Path) -> dict[str, list[Path]]:
    """List table → files of all tables accepted below `folder`."""
    tables = sorted(path for path in folder.glob("*") if path.is_dir())
    return {path.name: sorted(path.glob("*.parquet")) for path in tables}


def read_accepted(connection, name: str, parts: list[Path], *, prefix: str = ACCEPTED):
    """Read the accepted rows of a table as an ibis table, registered as `<prefix>_<name>`."""
    contract = get_input_tables()[name].contract
    rows = connection.read_parquet(parts, table_name=f"{prefix}_{name}")
    return rows.select(*contract.columns)  # a part as delivered may have more columns


def read_file_stamps(folder: Path) -> dict[str, list[int]]:
    """Read path below `folder` → [size in bytes, time of change in ns]: both change when a file is
    written to.
    """
    paths = [part for parts in list_accepted_parts(folder).values() for part in parts]
    return {
        p.relative_to(folder).as_posix(): [p.stat().st_size, p.stat().st_mtime_ns] for p in paths
    }


def refuse_changed(folder: Path, expected_stamps: dict[str, list[int]]) -> None:
    """Refuse accepted files that changed since they were checked: delivered parts are shared with
    the source.

    Raises SourceError.
    """
    current_stamps = read_file_stamps(folder)
    changed = sorted(
        path
        for path in {*expected_stamps, *current_stamps}
        if expected_stamps.get(path) != current_stamps.get(path)
    )
    if changed:
        raise SourceError(
            f"the delivery was written to while the night ran: {', '.join(changed[:5])}",
            next_step="deliver under a new name and rename it into place; run the night again on "
            "the whole delivery",
        )
