"""What a run of the new list brings: credence, sources, and whom a case names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0014_draft"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(verbose_name="对象类型")),
                ("subject_id", models.CharField(verbose_name="对象编号")),
                ("role", models.CharField(verbose_name="角色")),
                (
                    "amount_involved",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="涉及金额"),
                ),
                ("record_count", models.IntegerField(verbose_name="记录数")),
            ],
            options={
                "ordering": ["-amount_involved", "subject_id"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="credence",
            field=models.FloatField(null=True, verbose_name="预计属实程度"),
        ),
        migrations.AddField(
            model_name="case",
            name="position",
            field=models.IntegerField(null=True, verbose_name="全市次序"),
        ),
        migrations.AddField(
            model_name="case",
            name="source_count",
            field=models.IntegerField(null=True, verbose_name="独立来源数"),
        ),
        migrations.AddField(
            model_name="finding",
            name="credence",
            field=models.FloatField(null=True, verbose_name="预计属实程度"),
        ),
        migrations.AddField(
            model_name="finding",
            name="source",
            field=models.CharField(blank=True, default="", verbose_name="独立来源"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-credence", "case_id"], name="case_credence"),
        ),
        migrations.AddField(
            model_name="casesubject",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subjects",
                to="review.case",
            ),
        ),
        migrations.AddField(
            model_name="casesubject",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.run"
            ),
        ),
        migrations.AddConstraint(
            model_name="casesubject",
            constraint=models.UniqueConstraint(
                fields=("case", "subject_kind", "subject_id"), name="case_subject_once"
            ),
        ),
    ]
