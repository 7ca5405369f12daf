"""指标: an indicator as it stood in a run (`scenario_catalog`)."""

from django.db import models


class Indicator(models.Model):
    run = models.ForeignKey("review.Run", on_delete=models.CASCADE, related_name="indicators")
    scenario_id = models.CharField("场景", max_length=40)
    scenario_zh = models.CharField(max_length=80)
    scenario_en = models.CharField(max_length=200)
    indicator_id = models.CharField("指标", max_length=16)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=400)
    level = models.CharField(max_length=2)
    definition_zh = models.TextField()
    definition_en = models.TextField()
    threshold = models.FloatField(null=True)
    unit = models.CharField(max_length=16, blank=True)
    law = models.TextField(blank=True)
    computed = models.BooleanField()
    model_version = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "scenario_id", "indicator_id"], name="indicator_once")
        ]
