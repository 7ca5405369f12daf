"""Proposals that another decides, second checkers as accounts, and sums that are waived."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = ("verdict", "moneyentry")  # SQLite writes an altered table anew, without triggers
SQLITE = """
CREATE TRIGGER IF NOT EXISTS review_{table}_{verb}_refused BEFORE {verb} ON review_{table}
BEGIN SELECT RAISE(ABORT, 'review_{table} is append-only'); END
"""


def forbid_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0009_case_explanation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dismiss", "误报关闭"),
                            ("merge", "并案"),
                            ("waive", "免予追回"),
                            ("lift_recusal", "解除回避"),
                        ],
                        max_length=16,
                        verbose_name="事项",
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("because", models.TextField(verbose_name="理由")),
                ("proposed_at", models.DateTimeField(verbose_name="提请时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="决定时间"),
                ),
                ("is_approved", models.BooleanField(null=True, verbose_name="是否同意")),
                ("answer", models.TextField(blank=True, verbose_name="决定意见")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="moneyentry",
            name="money_kind",
        ),
        migrations.AddField(
            model_name="case",
            name="amount_merged",
            field=models.DecimalField(
                decimal_places=2, default=0, max_digits=14, verbose_name="并入涉及金额"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="amount_waived",
            field=models.DecimalField(
                decimal_places=2, default=0, max_digits=14, verbose_name="免予追回"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="second_officer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="第二核查人",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="remark",
            field=models.TextField(blank=True, verbose_name="备注"),
        ),
        migrations.AddField(
            model_name="verdict",
            name="second_officer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="moneyentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("confirmed", "核实金额"),
                    ("to_recover", "应追回"),
                    ("recovered", "已追回"),
                    ("waived", "免予追回"),
                ],
                max_length=12,
                verbose_name="科目",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneyentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["confirmed", "to_recover", "recovered", "waived"])
                ),
                name="money_kind",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="review.case",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="proposal_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_by__isnull", True)),
                fields=("case", "kind"),
                name="proposal_one_waiting",
            ),
        ),
        migrations.RunPython(forbid_again, migrations.RunPython.noop),
    ]
