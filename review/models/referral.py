"""移送: a case referred to the police, to discipline or to another authority."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

POLICE, DISCIPLINE, OTHER = "police", "discipline", "other"
KINDS = [(POLICE, "移送公安"), (DISCIPLINE, "移送纪检监察"), (OTHER, "移送其他部门")]
OUTCOMES = [("", "未答复"), ("filed", "立案"), ("not_filed", "不予立案"), ("withdrawn", "撤回")]


class Referral(models.Model):
    """A referral: proposed, approved by another officer, sent, receipted, answered.

    `document` holds further facts for the letter and the clocks.
    """

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="referrals")
    kind = models.CharField("移送类型", max_length=12, choices=KINDS)
    recipient = models.CharField("受送机关", max_length=80)
    document_no = models.CharField("文号", max_length=80, blank=True)
    offence = models.CharField("涉嫌罪名", max_length=80, blank=True)
    amount = models.DecimalField("涉案金额", max_digits=14, decimal_places=2)
    facts = models.TextField("违法事实")
    document = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提出时间")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_because = models.TextField("不批准理由", blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    receipt_at = models.DateTimeField("回执时间", null=True, blank=True)
    outcome = models.CharField("受理结果", max_length=12, choices=OUTCOMES, blank=True)
    outcome_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="referral_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(approved_by__isnull=False),
                name="referral_sent_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(refused_by__isnull=True),
                name="referral_one_answer",
            ),
        ]
