"""What a night says of its indicators, and why a case is held: indicator health, two columns."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0015_credence"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="carried_by",
            field=models.CharField(blank=True, default="", verbose_name="并入案件"),
        ),
        migrations.AddField(
            model_name="case",
            name="data_question",
            field=models.TextField(blank=True, default="", verbose_name="待数据方答复的指标"),
        ),
        migrations.CreateModel(
            name="IndicatorHealth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scenario_id", models.CharField(verbose_name="场景")),
                ("indicator_id", models.CharField(verbose_name="指标")),
                ("population", models.CharField(verbose_name="总体")),
                ("title_zh", models.CharField(verbose_name="指标名称")),
                ("title_en", models.CharField(verbose_name="指标名称(英)")),
                ("level", models.CharField(verbose_name="级别")),
                ("subjects", models.IntegerField(verbose_name="总体对象数")),
                ("rows_computed", models.IntegerField(verbose_name="可计算记录数")),
                ("subjects_computed", models.IntegerField(verbose_name="可计算对象数")),
                ("subjects_hit", models.IntegerField(verbose_name="命中对象数")),
                ("subjects_high", models.IntegerField(verbose_name="高级别对象数")),
                ("subjects_explained", models.IntegerField(verbose_name="有正常解释对象数")),
                ("share", models.FloatField(verbose_name="命中比例")),
                ("plausible", models.FloatField(null=True, verbose_name="合理属实数")),
                ("credence", models.FloatField(null=True, verbose_name="预计属实程度")),
                ("judged", models.IntegerField(verbose_name="已核查数")),
                ("rate", models.FloatField(null=True, verbose_name="查实率")),
                ("by_district", models.JSONField(verbose_name="分区县")),
                ("by_year", models.JSONField(verbose_name="分年度")),
                ("state", models.CharField(verbose_name="状态")),
                ("reason_zh", models.TextField(verbose_name="说明")),
                ("reason_en", models.TextField(verbose_name="说明(英)")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="health",
                        to="review.run",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "scenario_id", "indicator_id", "population"),
                        name="indicator_health_once",
                    )
                ],
            },
        ),
    ]
