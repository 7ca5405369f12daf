"""An index that holds who has how much in hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0030_notice"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    "is_restricted",
                    "state",
                    "assignee",
                    "issued_on",
                    "due_on",
                    "district",
                    "authority",
                    "amount_involved",
                    "amount_merged",
                ],
                name="case_workload",
            ),
        ),
    ]
