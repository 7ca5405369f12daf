"""指标运行情况: how an indicator behaved in its population on the night of a run."""

from django.db import models


class IndicatorHealth(models.Model):
    """An indicator in one population, as published; districts and years → [hit, subjects]."""

    run = models.ForeignKey("review.Run", on_delete=models.CASCADE, related_name="health")
    scenario_id = models.CharField("场景")
    indicator_id = models.CharField("指标")
    population = models.CharField("总体")
    title_zh = models.CharField("指标名称")
    title_en = models.CharField("指标名称(英)")
    level = models.CharField("级别")
    subjects = models.IntegerField("总体对象数")
    rows_computed = models.IntegerField("可计算记录数")
    subjects_computed = models.IntegerField("可计算对象数")
    subjects_hit = models.IntegerField("命中对象数")
    subjects_high = models.IntegerField("高级别对象数")
    subjects_explained = models.IntegerField("有正常解释对象数")
    share = models.FloatField("命中比例")
    plausible = models.FloatField("合理属实数", null=True)
    credence = models.FloatField("预计属实程度", null=True)
    judged = models.IntegerField("已核查数")
    rate = models.FloatField("查实率", null=True)
    by_district = models.JSONField("分区县")
    by_year = models.JSONField("分年度")
    state = models.CharField("状态")
    reason_zh = models.TextField("说明")
    reason_en = models.TextField("说明(英)")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "scenario_id", "indicator_id", "population"],
                name="indicator_health_once",
            )
        ]
