"""From a snapshot folder to checked tables."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import duckdb

from contracts.errors import SourceError
from contracts.tables import input_tables
from sources.accepted import ACCEPTED
from sources.arrival import Arrival, TableArrival
from sources.checking import Split, split
from sources.manifest import (
    ASK_AGENCY,
    read_manifest,
    refuse_changes,
    snapshot_hash,
    unlisted_files,
    verify_files,
)
from sources.orphans import orphan_rules, parents_first, soft_orphans, strict_orphans
from sources.reading import Place, Reading, is_unreadable, read
from sources.rules import Rule, row_rules


def receive(
    source: Path,
    connection,
    *,
    out: Path,
    as_of: date | None = None,
    known: Mapping[str, str] = MappingProxyType({}),
    progress: Callable[[str], None] = lambda message: None,
) -> Arrival:
    """Verify, read and check every table of a snapshot; write `accepted/` and `quarantine/` below `out`.

    A table that cannot be used as a whole is stopped: it counts as not supplied, with the reason. The same rows are
    accepted whether they came as CSV, Parquet or parts; parts in which nothing is wrong are linked, not written again.
    `known` parts (sources/known.py) of large tables are not looked at row by row again.
    Raises SourceError if the snapshot as a whole cannot be used, or is older than `as_of`.
    """
    manifest = read_manifest(source)
    day = manifest.snapshot_date.isoformat()
    refuse_changes(manifest)
    _refuse_older(manifest, as_of)
    for folder in (ACCEPTED, "quarantine"):
        _emptied(out / folder)
    with place_in(source, connection, out / ".scratch") as place:
        readings, stopped = _read_all(place, manifest, known, progress)
        tables, soft, right = _check_all(place, manifest, readings, stopped, out, progress)
    return Arrival(
        snapshot_date=manifest.snapshot_date,
        snapshot_hash=snapshot_hash(manifest),
        tables=dict(sorted(tables.items())),
        not_supplied=[name for name in input_tables() if name not in manifest.tables],
        stopped=dict(sorted(stopped.items())),
        soft_orphans=soft,
        warnings=[
            f"{path} is not in manifest.json and was not read" for path in unlisted_files(source, manifest)
        ],
        right={part: min(known.get(part, day), day) for part in right},
    )


@contextmanager
def place_in(source: Path, connection, scratch: Path) -> Iterator[Place]:
    """A folder to read from, in a session of its own in the engine's DuckDB: its temporary tables and views go with it."""
    session = connection.session()
    try:
        yield Place(source, session, _emptied(scratch))
    finally:
        session.disconnect()
        shutil.rmtree(scratch)


def _refuse_older(manifest, as_of):
    if as_of and manifest.snapshot_date < as_of:
        raise SourceError(
            f"the snapshot of {manifest.snapshot_date} is older than the as-of date {as_of}",
            next_step=f"wait for the delivery of {as_of}, or run with --as-of {manifest.snapshot_date}",
        )


def _read_all(place, manifest, known, progress):
    readings, stopped = {}, {}
    for name, delivery in manifest.tables.items():
        started = time.monotonic()
        try:
            verify_files(place.source, delivery)
            reading = read(place, delivery, input_tables()[name].contract)
            readings[name] = replace(reading, known=_known(reading, delivery, known, manifest))
        except SourceError as error:
            stopped[name] = str(error)
            progress(f"{name}: stopped: {error}")
            continue
        progress(f"{name}: {delivery.rows:,} rows verified, {time.monotonic() - started:.1f} s")
    return readings, stopped


def _known(reading, delivery, known, manifest):
    """The paths that were found right on the snapshot date or before it."""
    latest = manifest.snapshot_date.isoformat()
    hashes = {path: delivery.sha256[shown] for path, shown in reading.files.items()}
    return frozenset(path for path, part in hashes.items() if known.get(part, "9") <= latest)


def _check_all(place, manifest, readings, stopped, out, progress):
    """Check in an order in which a parent found unreadable is out before its children are compared with it."""
    tables, soft, right = {}, {}, []
    for name in parents_first(readings):
        started = time.monotonic()
        try:
            done, found = _check(place, manifest, readings, name, out)
        except duckdb.Error as error:
            if not is_unreadable(error):
                raise
            del readings[name]
            stopped[name] = str(SourceError(f"table {name} cannot be read to its end", next_step=ASK_AGENCY))
            _forget(name, out)
            progress(f"{name}: stopped: {stopped[name]}")
            continue
        files = manifest.tables[name].sha256
        tables[name] = TableArrival(readings[name].rows, done.accepted, done.quarantined, done.void, files)
        soft |= {name: found} if found else {}
        right += [files[readings[name].files[path]] for path in sorted(done.right)]
        progress(
            f"{name}: {done.accepted:,} rows accepted, {done.quarantined:,} quarantined, "
            f"{time.monotonic() - started:.1f} s"
        )
    return tables, soft, right


def _check(place, manifest, readings, name, out) -> tuple[Split, dict[str, int]]:
    reading: Reading = readings[name]
    orphans = strict_orphans(reading, readings, place.connection)

    def rules_of(rows: Reading) -> list[Rule]:
        return row_rules(rows, snapshot_date=manifest.snapshot_date) + orphan_rules(rows, orphans)

    return split(reading, rules_of, place.connection, out=out), soft_orphans(reading, readings)


def _forget(name, out):
    shutil.rmtree(out / ACCEPTED / name, ignore_errors=True)
    (out / "quarantine" / f"{name}.parquet").unlink(missing_ok=True)


def _emptied(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
