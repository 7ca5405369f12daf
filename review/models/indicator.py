"""指标: an indicator as a run declared it (`scenario_catalog`)."""

from django.db import models


class Indicator(models.Model):
    run = models.ForeignKey("review.Run", on_delete=models.CASCADE, related_name="indicators")
    scenario_id = models.CharField("场景")
    scenario_zh = models.CharField()
    scenario_en = models.CharField()
    indicator_id = models.CharField("指标")
    title_zh = models.CharField()
    title_en = models.CharField()
    level = models.CharField()
    definition_zh = models.TextField()
    definition_en = models.TextField()
    threshold = models.FloatField(null=True)
    comparison = models.CharField("比较", blank=True)
    unit = models.CharField(blank=True)
    law = models.TextField(blank=True)
    computed = models.BooleanField()
    model_version = models.CharField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "scenario_id", "indicator_id"], name="indicator_once"
            )
        ]
