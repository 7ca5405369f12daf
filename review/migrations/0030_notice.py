"""提醒: what an officer is told, once, and whether it was read and sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0018_index_older_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
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
                            ("assigned", "指派"),
                            ("sent_back", "退回重核"),
                            ("due_soon", "期限将至"),
                            ("mention", "提到您"),
                            ("urged", "督办"),
                            ("moved", "属地变更"),
                        ],
                        max_length=12,
                        verbose_name="提醒类型",
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="review.case",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["officer", "read_at"], name="notice_unread"),
                    models.Index(fields=["sent_at"], name="notice_unsent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "case", "kind", "key"), name="notice_once"
                    )
                ],
            },
        ),
    ]
