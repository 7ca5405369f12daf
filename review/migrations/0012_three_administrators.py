"""Roles are granted by a security administrator; the database refuses any other way."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# a role that changes on an account must stand in a complete grant that is not in force yet
GRANTED = """
    SELECT 1 FROM review_rolegrant g JOIN review_officer s ON s.id = g.granted_by_id
    WHERE g.officer_id = NEW.id AND g.role = NEW.role AND g.applied_at IS NULL
    AND s.role = 'security' AND (g.role <> 'discipline' OR EXISTS (
        SELECT 1 FROM review_officer z WHERE z.id = g.seconded_by_id AND z.role = 'security'))
"""
SQLITE = f"""
CREATE TRIGGER review_officer_role_is_granted BEFORE UPDATE OF role ON review_officer
WHEN NEW.role <> OLD.role AND NEW.role <> ''
BEGIN SELECT RAISE(ABORT, 'a role is granted, not set') WHERE NOT EXISTS ({GRANTED}); END
"""
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION review_role_is_granted() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.role <> OLD.role AND NEW.role <> '' AND NOT EXISTS ({GRANTED}) THEN
    RAISE EXCEPTION 'a role is granted, not set';
  END IF;
  RETURN NEW;
END $$
"""
POSTGRESQL = """
CREATE TRIGGER review_officer_role_is_granted BEFORE UPDATE ON review_officer
FOR EACH ROW EXECUTE FUNCTION review_role_is_granted()
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        schema_editor.execute(POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("review", "0011_frozen_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                        ],
                        max_length=16,
                        verbose_name="角色",
                    ),
                ),
                ("districts", models.JSONField(blank=True, default=list, verbose_name="属地范围")),
                ("authority", models.CharField(blank=True, max_length=8, verbose_name="主管部门")),
                ("op_id", models.CharField(blank=True, max_length=64, verbose_name="经办账号")),
                ("granted_at", models.DateTimeField(verbose_name="授权时间")),
                ("seconded_at", models.DateTimeField(null=True, verbose_name="复核时间")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="生效时间")),
            ],
            options={
                "ordering": ["id"],
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
                        ],
                    ),
                    ("role", ""),
                    _connector="OR",
                ),
                name="officer_role",
            ),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="seconded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted_by", models.F("officer")), _negated=True),
                name="grant_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconded_by__isnull", True),
                    models.Q(
                        models.Q(("seconded_by", models.F("granted_by")), _negated=True),
                        models.Q(("seconded_by", models.F("officer")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="grant_seconded_by_another",
            ),
        ),
        migrations.RunPython(forbid, migrations.RunPython.noop),
    ]
