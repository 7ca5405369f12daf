"""Audit log: appending entries and verifying the hash chain."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from review.models import AuditEntry, Officer
from review.models.audit import FIRST

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


def verify_chain() -> ChainProof:
    """Verify every entry of the log from the first one."""
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
