"""Texts that a run brings have no greatest length: the published tables declare none.

Found with the level `control`, which did not fit two letters on PostgreSQL; SQLite never minded.
"""

from django.db import migrations, models


class WithoutLength(migrations.AlterField):
    """SQLite enforces no length, and would copy the whole table for every field that is altered."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [("review", "0006_counts")]

    operations = [
        WithoutLength(
            model_name="case",
            name="authority",
            field=models.CharField(verbose_name="主管部门"),
        ),
        WithoutLength(
            model_name="case",
            name="district",
            field=models.CharField(verbose_name="属地"),
        ),
        WithoutLength(
            model_name="case",
            name="level",
            field=models.CharField(verbose_name="疑点级别"),
        ),
        WithoutLength(
            model_name="case",
            name="list_status",
            field=models.CharField(verbose_name="下发状态"),
        ),
        WithoutLength(
            model_name="case",
            name="subject_id",
            field=models.CharField(verbose_name="对象编号"),
        ),
        WithoutLength(
            model_name="case",
            name="subject_kind",
            field=models.CharField(verbose_name="对象类型"),
        ),
        WithoutLength(
            model_name="finding",
            name="family",
            field=models.CharField(verbose_name="证据来源"),
        ),
        WithoutLength(
            model_name="finding",
            name="indicator_id",
            field=models.CharField(verbose_name="指标"),
        ),
        WithoutLength(
            model_name="finding",
            name="level",
            field=models.CharField(verbose_name="级别"),
        ),
        WithoutLength(
            model_name="finding",
            name="peer_group",
            field=models.CharField(blank=True, verbose_name="同类组"),
        ),
        WithoutLength(
            model_name="finding",
            name="record_id",
            field=models.CharField(verbose_name="记录号"),
        ),
        WithoutLength(
            model_name="finding",
            name="record_table",
            field=models.CharField(verbose_name="记录表"),
        ),
        WithoutLength(
            model_name="finding",
            name="scenario_id",
            field=models.CharField(verbose_name="场景"),
        ),
        WithoutLength(
            model_name="finding",
            name="standing",
            field=models.CharField(verbose_name="状态"),
        ),
        WithoutLength(
            model_name="finding",
            name="unit",
            field=models.CharField(blank=True, verbose_name="单位"),
        ),
        WithoutLength(
            model_name="handler",
            name="op_id",
            field=models.CharField(db_index=True, verbose_name="经办账号"),
        ),
        WithoutLength(
            model_name="indicator",
            name="indicator_id",
            field=models.CharField(verbose_name="指标"),
        ),
        WithoutLength(
            model_name="indicator",
            name="level",
            field=models.CharField(),
        ),
        WithoutLength(
            model_name="indicator",
            name="model_version",
            field=models.CharField(blank=True),
        ),
        WithoutLength(
            model_name="indicator",
            name="scenario_en",
            field=models.CharField(),
        ),
        WithoutLength(
            model_name="indicator",
            name="scenario_id",
            field=models.CharField(verbose_name="场景"),
        ),
        WithoutLength(
            model_name="indicator",
            name="scenario_zh",
            field=models.CharField(),
        ),
        WithoutLength(
            model_name="indicator",
            name="title_en",
            field=models.CharField(),
        ),
        WithoutLength(
            model_name="indicator",
            name="title_zh",
            field=models.CharField(),
        ),
        WithoutLength(
            model_name="indicator",
            name="unit",
            field=models.CharField(blank=True),
        ),
        WithoutLength(
            model_name="ringtie",
            name="link_id",
            field=models.CharField(verbose_name="关联标识"),
        ),
        WithoutLength(
            model_name="ringtie",
            name="link_kind",
            field=models.CharField(verbose_name="关联类型"),
        ),
        WithoutLength(
            model_name="vaultentry",
            name="pseudonym",
            field=models.CharField(primary_key=True, serialize=False),
        ),
    ]
