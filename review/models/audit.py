"""操作日志: who did or saw what. Each entry's hash covers the one before, so that none can be changed or left out."""

import hashlib
import json

from django.conf import settings
from django.db import models

FIRST = "0" * 64


class AuditEntry(models.Model):
    """`target` is a case or another object's id; `detail` holds no name and no identity number."""

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
        """SHA-256 over the hash before and everything that the entry says."""
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
