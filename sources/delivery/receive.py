"""Receive a snapshot folder: verify, read and check its tables."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

import duckdb

from contracts.errors import SourceError
from contracts.manifest import (
    ASK_AGENCY,
    compute_snapshot_hash,
    find_unlisted_files,
    read_manifest,
    refuse_deltas,
    verify_files,
)
from contracts.tables import get_input_tables
from sources.checks.foreign_keys import (
    build_orphan_rules,
    count_soft_orphans,
    find_strict_orphans,
    sort_parents_first,
)
from sources.checks.quarantine import CheckResult, quarantine_rows
from sources.checks.row_rules import Rule, build_row_rules
from sources.delivery.arrival_report import Arrival, TableArrival
from sources.delivery.oddities import Oddity, count_odd_values, count_refused_rows
from sources.engine.accepted_tables import ACCEPTED
from sources.reading.read_context import ReadContext, is_unreadable
from sources.reading.read_table import TableReading, read_delivered_table


def receive(
    source: Path,
    connection,
    *,
    out: Path,
    as_of: date | None = None,
    checked_parts: Mapping[str, str] = MappingProxyType({}),
    progress: Callable[[str], None] = lambda message: None,
) -> Arrival:
    """Verify, read and check every table of a snapshot; write `accepted/` and `quarantine/` below
    `out`.

    A table that cannot be used as a whole is stopped: it counts as not supplied, with the reason.
    The same rows are accepted whether they came as CSV, Parquet or parts; parts in which nothing is
    wrong are linked, not written again. `checked_parts` (sources/delivery/checked_parts.py) of
    large tables are not checked row by row again. Raises SourceError if the snapshot as a whole
    cannot be used, or is older than `as_of`.
    """
    manifest = read_manifest(source)
    day = manifest.snapshot_date.isoformat()
    refuse_deltas(manifest)
    _refuse_older(manifest, as_of)
    for folder in (ACCEPTED, "quarantine"):
        _reset_folder(out / folder)
    with open_read_context(source, connection, out / ".scratch") as context:
        readings, stopped = _read_all(context, manifest, checked_parts, progress)
        received = _check_all(context, manifest, readings, stopped, out, progress)
        notes = [note for reading in readings.values() for note in reading.notes]
    return Arrival(
        snapshot_date=manifest.snapshot_date,
        snapshot_hash=compute_snapshot_hash(manifest),
        tables=dict(sorted(received.tables.items())),
        not_supplied=[name for name in get_input_tables() if name not in manifest.tables],
        stopped=dict(sorted(stopped.items())),
        soft_orphans=received.soft_orphans,
        warnings=[
            *notes,
            *(
                f"{path} is not in manifest.json and was not read"
                for path in find_unlisted_files(source, manifest)
            ),
        ],
        right={part: min(checked_parts.get(part, day), day) for part in received.right},
        oddities=dict(sorted(received.oddities.items())),
    )


@dataclass
class _Received:
    """What was received, by table; `right` are the SHA-256 of files in which nothing is wrong."""

    tables: dict[str, TableArrival] = field(default_factory=dict)
    soft_orphans: dict[str, dict[str, int]] = field(default_factory=dict)
    oddities: dict[str, list[Oddity]] = field(default_factory=dict)
    right: list[str] = field(default_factory=list)


@contextmanager
def open_read_context(source: Path, connection, scratch: Path) -> Iterator[ReadContext]:
    """Open a folder for reading, in a session of its own, whose temporary tables and views end with
    it.
    """
    session = connection.session()
    try:
        yield ReadContext(source, session, _reset_folder(scratch))
    finally:
        session.disconnect()
        shutil.rmtree(scratch)


def _refuse_older(manifest, as_of):
    if as_of and manifest.snapshot_date < as_of:
        raise SourceError(
            "快照早于截至日 "
            f"the snapshot of {manifest.snapshot_date} is older than the as-of date {as_of}",
            next_step=f"等待交付 wait for the delivery of {as_of}, or run with --as-of "
            f"{manifest.snapshot_date}",
        )


def _read_all(context, manifest, checked_parts, progress):
    readings, stopped = {}, {}
    for name, delivery in manifest.tables.items():
        started = time.monotonic()
        try:
            verify_files(context.source, delivery)
            readings[name] = read_delivered_table(
                context,
                delivery,
                get_input_tables()[name].contract,
                checked_files=_select_checked_files(delivery, checked_parts, manifest),
            )
        except SourceError as error:
            stopped[name] = str(error)
            progress(f"{name}: stopped: {error}")
            continue
        except duckdb.Error as error:
            stopped[name] = _describe_damage(name, error)
            progress(f"{name}: stopped: {stopped[name]}")
            continue
        progress(f"{name}: {delivery.rows:,} rows verified, {time.monotonic() - started:.1f} s")
    return readings, stopped


def _describe_damage(name, error):
    """Describe a table with damaged bytes; any other error of the engine is raised again."""
    if not is_unreadable(error):
        raise error
    return str(
        SourceError(f"表无法读到末尾 table {name} cannot be read to its end", next_step=ASK_AGENCY)
    )


def _select_checked_files(delivery, checked_parts, manifest):
    """Select the files that were found right on the snapshot date or before it."""
    latest = manifest.snapshot_date.isoformat()
    # "9" sorts after every date, so an unknown part is never selected
    return frozenset(
        path for path, part in delivery.sha256.items() if checked_parts.get(part, "9") <= latest
    )


def _check_all(context, manifest, readings, stopped, out, progress):
    """Check parents first, so that an unreadable one is gone before its children are compared with
    it.
    """
    received = _Received()
    for name in sort_parents_first(readings):
        started = time.monotonic()
        try:
            result, orphans = _check(context, manifest, readings, name, out)
            oddities = _count_oddities(context, readings[name], out)
        except duckdb.Error as error:
            stopped[name] = _describe_damage(name, error)
            del readings[name]
            _delete_table_files(name, out)
            progress(f"{name}: stopped: {stopped[name]}")
            continue
        files = manifest.tables[name].sha256
        received.tables[name] = TableArrival(
            readings[name].rows, result.accepted, result.quarantined, result.void, files
        )
        received.soft_orphans |= {name: orphans} if orphans else {}
        received.oddities |= {name: oddities} if oddities else {}
        in_order = sorted(result.right & readings[name].paths_as_declared)
        received.right += [files[readings[name].delivered_paths[path]] for path in in_order]
        progress(
            f"{name}: {result.accepted:,} rows accepted, {result.quarantined:,} quarantined, "
            f"{time.monotonic() - started:.1f} s"
        )
    return received


def _count_oddities(context, reading, out) -> list[Oddity]:
    refused = count_refused_rows(out, reading.contract.name, context.connection)
    return [*refused, *count_odd_values(reading)]


def _check(context, manifest, readings, name, out) -> tuple[CheckResult, dict[str, int]]:
    reading: TableReading = readings[name]
    orphans = find_strict_orphans(reading, readings, context.connection)

    def build_rules(rows: TableReading) -> list[Rule]:
        return build_row_rules(rows, snapshot_date=manifest.snapshot_date) + build_orphan_rules(
            rows, orphans
        )

    return quarantine_rows(reading, build_rules, context.connection, out=out), count_soft_orphans(
        reading, readings
    )


def _delete_table_files(name, out):
    shutil.rmtree(out / ACCEPTED / name, ignore_errors=True)
    (out / "quarantine" / f"{name}.parquet").unlink(missing_ok=True)


def _reset_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
