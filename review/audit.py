"""Audit log: appending entries and verifying the hash chain."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from review.models import AuditEntry, Officer
from review.models.audit import FIRST

HEADS = "audit-heads.jsonl"
CHAIN_LOCK = 7_241_101  # any number that nothing else of this database locks


def record(
    by: Officer | None, action: str, target: str = "", *, address: str = "", **detail
) -> AuditEntry:
    """Append an entry; `detail` must be JSON and must not identify a person."""
    with transaction.atomic():
        entry = _build_entry(_lock_newest_entry(), by, action, target, detail, address)
        entry.save(force_insert=True)
    return entry


def record_many(by: Officer | None, records: list[tuple[str, str, dict]]) -> None:
    """Append one entry for each (action, target, detail), in order."""
    with transaction.atomic():
        last, entries = _lock_newest_entry(), []
        for action, target, detail in records:
            last = _build_entry(last, by, action, target, detail)
            entries.append(last)
        AuditEntry.objects.bulk_create(entries, batch_size=500)


def _lock_newest_entry():
    """Return the newest entry and block other appends until the transaction ends."""
    _lock_chain()
    return AuditEntry.objects.order_by("-number").first()


def _build_entry(last, by, action, target, detail, address=""):
    """Build the entry that follows `last`, unsaved."""
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        by=by,
        action=action,
        target=target,
        address=address,
        detail=detail,
        previous_hash=last.hash if last else FIRST,
    )
    entry.hash = entry.compute_hash()
    return entry


def _lock_chain():
    """Block other appends until the transaction ends.

    A lock on the last row would not do: whoever waited for it would still see that row as the last.
    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


@dataclass(frozen=True)
class ChainProof:
    """Result of a verification.

    `broken_at` is the number of the first entry that does not fit, or None; `head` is the hash of
    the last entry.
    """

    entries: int
    head: str
    broken_at: int | None


def export_head(folder: Path) -> dict | None:
    """Append the newest entry's number and hash to the file of heads; None for an empty log.

    Copied to another machine every day, the file shows later that the log's tail was cut.
    """
    newest = AuditEntry.objects.order_by("-number").first()
    if newest is None:
        return None
    head = {"at": timezone.now().isoformat(), "number": newest.number, "hash": newest.hash}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / HEADS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(head) + "\n")
    return head


def find_lost_head(files: list[Path]) -> int | None:
    """Return the number of the first exported head that the log does not hold; None if it does."""
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            head = json.loads(line)
            held = AuditEntry.objects.filter(number=head["number"]).first()
            if held is None or held.hash != head["hash"]:
                return head["number"]
    return None


def verify_chain(heads: list[Path] | None = None) -> ChainProof:
    """Verify every entry of the log from the first one, and that it holds every exported head.

    `heads` are files of heads; the desk's own by default.
    """
    proof = _verify_entries()
    if proof.broken_at is None:
        files = heads if heads is not None else [Path(settings.HOME) / HEADS]
        return ChainProof(proof.entries, proof.head, find_lost_head(files))
    return proof


def _verify_entries():
    previous, count = FIRST, 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        if (
            entry.number != count
            or entry.previous_hash != previous
            or entry.hash != entry.compute_hash()
        ):
            return ChainProof(count, previous, entry.number)
        previous = entry.hash
    return ChainProof(count, previous, None)
