"""The checked rows of a snapshot on disk: a folder a table, a file a delivered part.

    accepted/contribution_month/quarter-07.parquet

A part in which nothing was rejected and nothing had to be converted is the delivered file itself under a second name:
at the size of a city the rows are not written a second time. Rows stand in the order in which they came.
"""

from pathlib import Path

from contracts.errors import SourceError
from contracts.tables import get_input_tables

ACCEPTED = "accepted"


def list_accepted_parts(folder: Path) -> dict[str, list[Path]]:
    """Table → its files, of all tables accepted below `folder`."""
    tables = sorted(path for path in folder.glob("*") if path.is_dir())
    return {path.name: sorted(path.glob("*.parquet")) for path in tables}


def read_accepted(connection, name: str, parts: list[Path], *, prefix: str = ACCEPTED):
    """The accepted rows of a table as an ibis table, registered as `<prefix>_<name>`."""
    contract = get_input_tables()[name].contract
    rows = connection.read_parquet(parts, table_name=f"{prefix}_{name}")
    return rows.select(*contract.columns)  # a part as delivered may hold more columns


def read_file_stamps(folder: Path) -> dict[str, list[int]]:
    """Path below `folder` → its size in bytes and time of change in ns: what a file that is written to does not keep."""
    paths = [part for parts in list_accepted_parts(folder).values() for part in parts]
    return {
        p.relative_to(folder).as_posix(): [p.stat().st_size, p.stat().st_mtime_ns] for p in paths
    }


def refuse_changed(folder: Path, expected_stamps: dict[str, list[int]]) -> None:
    """Raises SourceError if an accepted file is no longer the one that was checked: delivered parts are shared with the source."""
    found = read_file_stamps(folder)
    changed = sorted(
        path for path in {*expected_stamps, *found} if expected_stamps.get(path) != found.get(path)
    )
    if changed:
        raise SourceError(
            f"the delivery was written to while the night ran: {', '.join(changed[:5])}",
            next_step="deliver under a new name and rename it into place; run the night again on the whole delivery",
        )
