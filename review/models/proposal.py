"""提请: a way out of a case that one officer proposes and another decides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

DISMISS, MERGE, WAIVE, LIFT_RECUSAL = "dismiss", "merge", "waive", "lift_recusal"
KINDS = [
    (DISMISS, "误报关闭"),
    (MERGE, "并案"),
    (WAIVE, "免予追回"),
    (LIFT_RECUSAL, "解除回避"),
]


class Proposal(models.Model):
    """A proposal; `fields` are what its action is given once another officer approves it."""

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField("事项", max_length=16, choices=KINDS)
    fields = models.JSONField(default=dict)
    because = models.TextField("理由")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提请时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    is_approved = models.BooleanField("是否同意", null=True)
    answer = models.TextField("决定意见", blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="proposal_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(decided_by__isnull=True),
                name="proposal_one_waiting",
            ),
        ]
