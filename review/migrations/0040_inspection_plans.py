"""Plans of inspection, the role that sees them, and the licences of inspectors."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

grants = import_module("review.migrations.0012_three_administrators")


def restore(apps, schema_editor):
    """SQLite makes the table of officers anew for the new role, and drops its trigger."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS review_officer_role_is_granted")
        schema_editor.execute(grants.SQLITE)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("review", "0031_workload_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="InspectionPlan",
            fields=[
                (
                    "plan_id",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="计划编号"
                    ),
                ),
                ("quarter", models.CharField(max_length=8, verbose_name="季度")),
                ("run_id", models.CharField(max_length=64, verbose_name="批次号")),
                ("frozen_on", models.DateField(verbose_name="冻结日")),
                ("is_restricted", models.BooleanField(verbose_name="受限部分")),
                ("tables", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField(verbose_name="接收时间")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="批准时间")),
            ],
            options={
                "ordering": ["-quarter", "-received_at"],
            },
        ),
        migrations.CreateModel(
            name="InspectorLicence",
            fields=[
                (
                    "inspector_id",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="人员编号"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="姓名")),
                (
                    "licence_no",
                    models.CharField(blank=True, max_length=80, verbose_name="执法证号"),
                ),
                ("licence_valid_to", models.DateField(null=True, verbose_name="执法证有效期止")),
            ],
        ),
        migrations.CreateModel(
            name="PlannedVisit",
            fields=[
                (
                    "visit_id",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="任务编号"
                    ),
                ),
                ("starts_on", models.DateField(null=True, verbose_name="首日")),
                ("member_ids", models.JSONField(default=list, verbose_name="组员")),
                ("facts", models.JSONField(default=dict)),
                ("leads", models.JSONField(default=list)),
                ("begun_at", models.DateTimeField(null=True, verbose_name="开始时间")),
            ],
            options={
                "ordering": ["starts_on", "visit_id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="officer",
            name="officer_role",
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
                    ("administrator", "系统管理员"),
                    ("reader", "只读"),
                    ("legal", "法制"),
                    ("security", "安全管理员"),
                    ("auditor", "审计员"),
                    ("planner", "计划员"),
                ],
                max_length=16,
                verbose_name="角色",
            ),
        ),
        migrations.AlterField(
            model_name="rolegrant",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("checker", "核查员"),
                    ("reviewer", "复核"),
                    ("head", "主管"),
                    ("discipline", "纪检"),
                    ("administrator", "系统管理员"),
                    ("reader", "只读"),
                    ("legal", "法制"),
                    ("security", "安全管理员"),
                    ("auditor", "审计员"),
                    ("planner", "计划员"),
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
                            "security",
                            "auditor",
                            "planner",
                        ],
                    ),
                    ("role", ""),
                    _connector="OR",
                ),
                name="officer_role",
            ),
        ),
        migrations.AddField(
            model_name="inspectionplan",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="inspectionplan",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plannedvisit",
            name="begun_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plannedvisit",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visits",
                to="review.inspectionplan",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="plan_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved_by__isnull", False)),
                fields=("quarter", "is_restricted"),
                name="plan_of_a_quarter_once",
            ),
        ),
        migrations.RunPython(restore, migrations.RunPython.noop),
    ]
