"""回避: an officer who may not work on a case."""

from django.conf import settings
from django.db import models

REASONS = [
    ("handled", "经办过该业务"),
    ("relative", "与当事人有近亲属关系"),
    ("interest", "有利害关系"),
    ("other", "其他可能影响公正的情形"),
]


class Recusal(models.Model):
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals"
    )
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField("理由", max_length=12, choices=REASONS)
    text = models.CharField("说明", max_length=400, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "case"], name="recusal_once")]
