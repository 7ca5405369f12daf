"""定格: what a case was when it was confirmed, or its referral approved; papers are made of it."""

import hashlib
import json

from django.conf import settings
from django.db import models

CONFIRM, APPROVE = "confirm", "approve"
OCCASIONS = [(CONFIRM, "复核确认"), (APPROVE, "批准移送")]


class Snapshot(models.Model):
    """Facts, evidence, law texts and amounts of a moment; `sha256` is over `content`.

    Rows are added and never changed; the database refuses it.
    """

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="snapshots")
    referral = models.ForeignKey(
        "review.Referral", null=True, on_delete=models.PROTECT, related_name="snapshots"
    )
    occasion = models.CharField("时点", max_length=8, choices=OCCASIONS)
    content = models.JSONField()
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["id"]

    @staticmethod
    def compute_hash(content: dict) -> str:
        """Compute the SHA-256 of the content as canonical JSON."""
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_unchanged(self) -> bool:
        return self.compute_hash(self.content) == self.sha256
