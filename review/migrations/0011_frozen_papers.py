"""Snapshots, issued papers, provisions that were read, and case numbers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = ("snapshot", "paper")
SQLITE = """
CREATE TRIGGER review_{table}_{verb}_refused BEFORE {verb} ON review_{table}
BEGIN SELECT RAISE(ABORT, 'review_{table} is append-only'); END
"""
POSTGRESQL = """
CREATE TRIGGER review_{table}_refused BEFORE UPDATE OR DELETE ON review_{table}
FOR EACH ROW EXECUTE FUNCTION review_append_only()
"""
MARKS = ((False, "甬清"), (True, "甬清纪"))


def forbid(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in APPEND_ONLY:
        if vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))
        elif vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(table=table))


def number_cases(apps, schema_editor):
    """Number the cases that the desk holds already, in the order in which they were found."""
    case_model = apps.get_model("review", "Case")
    for is_restricted, mark in MARKS:
        counts = {}
        cases = case_model.objects.filter(is_restricted=is_restricted)
        rows = cases.order_by("first_flagged_on", "case_id").values_list(
            "case_id", "first_flagged_on"
        )
        for case_id, day in list(rows):
            counts[day.year] = counts.get(day.year, 0) + 1
            number = f"{mark}〔{day.year}〕{counts[day.year]:06d}"
            case_model.objects.filter(pk=case_id).update(case_no=number)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("review", "0010_two_persons_and_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="文书")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("document_no", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("differs", models.TextField(blank=True, verbose_name="与上一版的不同")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("at", models.DateTimeField(verbose_name="出具时间")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[("confirm", "复核确认"), ("approve", "批准移送")],
                        max_length=8,
                        verbose_name="时点",
                    ),
                ),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="VerifiedBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=400, unique=True, verbose_name="依据")),
                ("verified_on", models.DateField(verbose_name="核对日期")),
                ("remark", models.CharField(blank=True, max_length=400, verbose_name="核对说明")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["text"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="officer",
            name="officer_role",
        ),
        migrations.AddField(
            model_name="case",
            name="case_no",
            field=models.CharField(db_index=True, default="", max_length=24, verbose_name="案号"),
        ),
        migrations.AlterField(
            model_name="officer",
            name="role",
            field=models.CharField(
                choices=[
                    ("checker", "核查员"),
                    ("reviewer", "复核"),
                    ("head", "主管"),
                    ("discipline", "纪检"),
                    ("administrator", "管理员"),
                    ("reader", "只读"),
                    ("legal", "法制"),
                ],
                max_length=16,
                verbose_name="角色",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "checker",
                            "reviewer",
                            "head",
                            "discipline",
                            "administrator",
                            "reader",
                            "legal",
                        ],
                    ),
                    ("role", ""),
                    _connector="OR",
                ),
                name="officer_role",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="review.case"
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="referral",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="review.referral",
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="snapshots",
                to="review.case",
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="referral",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="snapshots",
                to="review.referral",
            ),
        ),
        migrations.AddField(
            model_name="verifiedbasis",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("referral", "name", "version"), name="paper_version_of_referral"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("referral__isnull", True)),
                fields=("case", "name", "version"),
                name="paper_version_of_case",
            ),
        ),
        migrations.RunPython(forbid, migrations.RunPython.noop),
        migrations.RunPython(number_cases, migrations.RunPython.noop),
    ]
