"""收件批次: a published run as it was received."""

from django.conf import settings
from django.db import models


class Run(models.Model):
    """A received run or its restricted part; `fingerprint` is the hash of its files."""

    run_id = models.CharField("批次号", max_length=64)
    part = models.CharField(max_length=12)
    as_of = models.DateField("数据截止日")
    fingerprint = models.CharField(max_length=64)
    received_at = models.DateTimeField("接收时间")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changes = models.JSONField(
        "变化", default=dict
    )  # new, changed, reopened, woken, gone, unchanged → counts
    facts = models.JSONField("运行情况", default=dict)  # of run.json, what the desk shows

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run_id", "part"], name="run_once")]
        ordering = ["-as_of", "-id"]

    def __str__(self):
        return self.run_id
