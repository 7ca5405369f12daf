"""Names of units and staff, hashes that look an identity up, and an index of what is searched."""

import django.db.models.deletion
from django.db import migrations, models

DELETE = (
    "INSERT INTO review_casetext_grams(review_casetext_grams, rowid, grams) "
    "VALUES ('delete', old.id, old.grams);"
)
INSERT = "INSERT INTO review_casetext_grams(rowid, grams) VALUES (new.id, new.grams);"
TRIGGERS = {"insert": INSERT, "delete": DELETE, "update": DELETE + INSERT}
SQLITE = [
    "CREATE VIRTUAL TABLE review_casetext_grams USING fts5("
    "grams, content='review_casetext', content_rowid='id', detail=none, columnsize=0, "
    "tokenize='unicode61 remove_diacritics 0')",
    *(
        f"CREATE TRIGGER review_casetext_{event} AFTER {event} ON review_casetext "
        f"BEGIN {statements} END"
        for event, statements in TRIGGERS.items()
    ),
]
POSTGRESQL = """
CREATE INDEX review_casetext_grams ON review_casetext
    USING gin (array_to_tsvector(string_to_array(grams, ' ')));
"""


def build_index(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for statement in [POSTGRESQL] if is_postgresql else SQLITE:
            cursor.execute(statement)


def drop_index(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    triggers = [f"DROP TRIGGER review_casetext_{event}" for event in TRIGGERS]
    with schema_editor.connection.cursor() as cursor:
        for statement in (
            ["DROP INDEX review_casetext_grams"]
            if is_postgresql
            else [*triggers, "DROP TABLE review_casetext_grams"]
        ):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("review", "0016_indicator_health")]

    operations = [
        migrations.CreateModel(
            name="MasterName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("key", models.CharField(max_length=64)),
                ("name", models.TextField()),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="master_name_key")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="master_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("grams", models.TextField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="text",
                        to="review.case",
                    ),
                ),
            ],
        ),
        migrations.RemoveField(model_name="case", name="search"),
        migrations.AddField(
            model_name="case",
            name="subject_name",
            field=models.TextField(default="", verbose_name="名称"),
        ),
        *(
            migrations.AddField(
                model_name="vaultentry",
                name=name,
                field=models.CharField(db_index=True, default="", max_length=32),
            )
            for name in ("name_hash", "number_hash", "phone_hash")
        ),
        migrations.RunPython(build_index, drop_index),
    ]
