import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0008_comparison"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseExplanation",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="explanation",
                        serialize=False,
                        to="review.case",
                    ),
                ),
                ("explanation_zh", models.TextField(verbose_name="列入说明")),
                ("explanation_en", models.TextField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.run",
                    ),
                ),
            ],
        ),
    ]
