"""申诉: an appeal of the party."""

from django.conf import settings
from django.db import models

OUTCOMES = [("", "待答复"), ("upheld", "维持"), ("changed", "变更，退回重核")]


class Appeal(models.Model):
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="appeals")
    filed_on = models.DateField("申诉日期")
    by_whom = models.CharField("申诉人", max_length=80)
    text = models.TextField("申诉内容")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    outcome = models.CharField("处理结果", max_length=8, choices=OUTCOMES, blank=True)
    answer = models.TextField("答复", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        ordering = ["id"]
