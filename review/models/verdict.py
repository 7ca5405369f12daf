"""核查结论: the result of a check of a finding; a new verdict is a new row, the newest counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from contracts.verdict_codes import Conclusion
from review.transitions import list_code_choices

SOURCES = [("desk", "工作台"), ("excel", "Excel 回填")]


class Verdict(models.Model):
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="verdicts")
    finding = models.ForeignKey("review.Finding", on_delete=models.PROTECT, related_name="verdicts")
    conclusion = models.CharField(
        "是否属实", max_length=1, choices=list_code_choices("feedback_conclusion")
    )
    cause_code = models.CharField(
        "不属实原因", max_length=2, blank=True, choices=list_code_choices("feedback_cause")
    )
    nature = models.CharField("问题性质", max_length=16, blank=True)
    amount_confirmed = models.DecimalField("核实金额", max_digits=14, decimal_places=2, null=True)
    method = models.CharField("核查方式", max_length=16, blank=True)
    account = models.TextField("核查情况说明", blank=True)
    responsible = models.CharField("责任主体", max_length=200, blank=True)
    checked_on = models.DateField("核查日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_checker = models.CharField("第二核查人", max_length=60, blank=True)
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    remark = models.TextField("备注", blank=True)
    evidence_hash = models.CharField("所依据的证据", max_length=64)
    source = models.CharField(max_length=8, choices=SOURCES, default="desk")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(conclusion=Conclusion.NOT_TRUE) | ~Q(cause_code=""),
                name="verdict_not_true_says_why",
            ),
            models.CheckConstraint(
                condition=Q(amount_confirmed__isnull=True) | Q(amount_confirmed__gte=0),
                name="verdict_amount",
            ),
        ]
        indexes = [models.Index(fields=["checked_on"], name="verdict_day")]
