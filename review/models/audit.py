"""操作日志: an entry for everything that an officer did or saw.

Each entry's hash covers the one before, so that a changed or missing entry is noticed.
"""

import hashlib
import json

from django.conf import settings
from django.db import models

# stands for the hash before the first entry
FIRST = "0" * 64


class AuditEntry(models.Model):
    """An entry; `target` is the id of a case or object, `detail` identifies no person."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=32)
    target = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["target"], name="audit_target")]

    def compute_hash(self) -> str:
        """Compute the SHA-256 over the previous hash and all fields of the entry."""
        content = [
            self.previous_hash,
            self.number,
            self.at.isoformat(timespec="microseconds"),
            self.by_id,
            self.action,
            self.target,
            self.address,
            self.detail,
        ]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
