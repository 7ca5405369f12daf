"""The landed store: every snapshot pulled, each a folder in the form of a delivery.

    landed/20260630-4f0c12ab9d3e/
        manifest.json                     as of a delivery: rows and SHA-256 of every file
        landed.json                       source, mapping, watermarks, cost of each table
        claim_line/2026-06.0001.parquet   a part or more per month of updated_at
        identity.enc                      names and numbers for the desk, encrypted (if read)

A part is never changed. A snapshot shares unchanged parts with the one before by hard links, so
that thirty nights take little more room than one, and deleting a snapshot deletes what no other
needs.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow.parquet as pq

from contracts.atomic_write import write_atomic
from contracts.errors import RunError
from contracts.manifest import (
    SCHEMA_VERSION,
    Manifest,
    compute_file_digest,
    compute_snapshot_hash,
    list_table_files,
    read_manifest,
)

LANDED, IDENTITY = "landed.json", "identity.enc"
BUILDING, LOCK = ".landing-", ".lock"


@dataclass(frozen=True)
class Snapshot:
    """A landed snapshot; `record` is its landed.json, `manifest` lists its files."""

    folder: Path
    record: dict
    manifest: Manifest

    @property
    def as_of(self) -> date:
        """The last closed day for which it was landed."""
        return date.fromisoformat(self.record["as_of"])

    def parts(self, table: str) -> list[Path]:
        """List the files of a table, in order of name."""
        delivery = self.manifest.tables.get(table)
        return [self.folder / path for path in sorted(delivery.sha256)] if delivery else []

    def watermark(self, table: str) -> datetime | None:
        """Get the largest updated_at that was read of a table."""
        text = self.record["tables"].get(table, {}).get("watermark")
        return datetime.fromisoformat(text) if text else None


class Store:
    """The snapshots below a folder."""

    def __init__(self, folder: Path):
        self.folder = folder

    def list_snapshots(self) -> list[Snapshot]:
        """List all complete snapshots, oldest first."""
        snapshots = []
        for path in self.folder.glob(f"[0-9]*/{LANDED}"):
            record = json.loads(path.read_text(encoding="utf-8"))
            snapshots.append(Snapshot(path.parent, record, read_manifest(path.parent)))
        return sorted(
            snapshots, key=lambda s: (s.record["as_of"], s.record["pulled_at"], s.folder.name)
        )

    def newest(self, source: str, mapping: str) -> Snapshot | None:
        """Find the snapshot on which the next one of a source builds."""
        candidates = [
            s
            for s in self.list_snapshots()
            if (s.record["source"], s.record["mapping"]) == (source, mapping)
        ]
        return max(candidates, key=lambda s: s.record["pulled_at"], default=None)

    def find_for_day(self, source: str, mapping: str, as_of: date) -> Snapshot | None:
        """Find the newest snapshot of a source for a day."""
        candidates = [
            s
            for s in self.list_snapshots()
            if (s.record["source"], s.record["mapping"]) == (source, mapping)
        ]
        return max(
            (s for s in candidates if s.as_of == as_of),
            key=lambda s: s.record["pulled_at"],
            default=None,
        )

    def at(self, hash_start: str) -> Snapshot:
        """Find the snapshot with a hash (its first digits suffice). Raises RunError if it is not
        exactly one.
        """
        matches = [
            s for s in self.list_snapshots() if s.record["snapshot_hash"].startswith(hash_start)
        ]
        if len({s.record["snapshot_hash"] for s in matches}) != 1:
            raise RunError(
                f"{self.folder} holds {len(matches)} snapshots with hash {hash_start}…",
                next_step="look into landed/, or restore the snapshot from the back-up",
            )
        return matches[0]

    @contextmanager
    def build_folder(self) -> Iterator[Path]:
        """Make a folder to build a snapshot in, one process at a time; remains of a dead process
        are removed.
        """
        with self._hold_lock():
            for left in self.folder.glob(f"{BUILDING}*"):
                shutil.rmtree(left)
            folder = self.folder / f"{BUILDING}{os.getpid()}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _hold_lock(self):
        """Wait for other processes that write into the store; the lock of a dead one is
        released.
        """
        # the store holds personal data
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def keep(
        self,
        building: Path,
        record: dict,
        names: Iterable[str],
        unchanged_hashes: dict[str, str],
        text_rows: dict | None = None,
    ) -> Snapshot:
        """Seal a built folder under its hash and rename it into place.

        `record` becomes landed.json, `names` are the tables; `unchanged_hashes` maps a path of a
        part to a hash that need not be computed again, `text_rows` a table to its rows
        where they are not in Parquet.
        """
        tables = {
            name: _describe_table(building, name, unchanged_hashes, (text_rows or {}).get(name))
            for name in names
        }
        for scratch in building.glob(".*/"):
            shutil.rmtree(scratch)
        content = {
            "snapshot_date": record["snapshot_date"],
            "schema_version": SCHEMA_VERSION,
            "tables": tables,
        }
        write_atomic(building / "manifest.json", format_json(content))
        digest = compute_snapshot_hash(read_manifest(building))
        record = record | {"snapshot_hash": digest}
        target = self.folder / f"{record['as_of'].replace('-', '')}-{digest[:12]}"
        write_atomic(building / LANDED, format_json(record))
        # flush before renaming: after a power cut the snapshot is complete or absent
        for path in building.rglob("*"):
            _flush(path)
        if target.exists():  # the same rows were landed before: only the record is new
            os.replace(building / LANDED, target / LANDED)
        else:
            os.rename(building, target)
        _flush(self.folder)
        return Snapshot(target, record, read_manifest(target))

    def expire(self, *, nights: int, months: int, spared: set[str] = frozenset()) -> list[str]:
        """Delete all snapshots but the newest `nights`, the last of each of the newest `months`,
        and `spared` hashes.
        """
        with self._hold_lock():
            return self._delete_expired(nights, months, spared)

    def _delete_expired(self, nights, months, spared):
        snapshots = self.list_snapshots()
        last_of = {f"{s.as_of:%Y-%m}": s.folder for s in snapshots}
        kept_folders = {s.folder for s in snapshots[-nights:]} | {
            last_of[m] for m in sorted(last_of)[-months:] if months
        }
        expired = [
            s
            for s in snapshots
            if s.folder not in kept_folders and s.record["snapshot_hash"] not in spared
        ]
        for snapshot in expired:
            hidden_folder = snapshot.folder.with_name(f"{BUILDING}{snapshot.folder.name}")
            # renamed first, so that a half-deleted snapshot never looks complete
            os.rename(snapshot.folder, hidden_folder)
            shutil.rmtree(hidden_folder)
        return [s.folder.name for s in expired]


def link_or_copy_part(part: Path, folder: Path) -> Path:
    """Link a part of an earlier snapshot into this one, or copy it where links are not possible."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / part.name
    try:
        # link the file itself: a relative symbolic link would point elsewhere from here
        os.link(part.resolve(), target)
    except OSError:
        shutil.copyfile(part, target)
    return target


def _describe_table(building, name, unchanged_hashes, text_rows):
    path_by_name = {path: building / path for path in list_table_files(building, name)}
    rows = text_rows
    if rows is None:
        rows = sum(pq.read_metadata(path).num_rows for path in path_by_name.values())
    hashes = {
        path: unchanged_hashes.get(path) or compute_file_digest(p)
        for path, p in path_by_name.items()
    }
    return {"rows": rows, "mode": "full", "sha256": hashes}


def format_json(content: dict) -> str:
    """Format JSON as the store's files are written."""
    return json.dumps(content, indent=1, ensure_ascii=False)


def collect_unchanged_hashes(building: Path, base: Path, manifest: Manifest) -> dict[str, str]:
    """Collect path → hash of the parts shared with a snapshot; a rewritten part is another file."""
    return {
        path: digest
        for delivery in manifest.tables.values()
        for path, digest in delivery.sha256.items()
        if (building / path).is_file() and (building / path).samefile(base / path)
    }


def _flush(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
