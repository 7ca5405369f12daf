from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0007_texts_of_any_length"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="comparison",
            field=models.CharField(blank=True, default="", verbose_name="比较"),
            preserve_default=False,
        ),
    ]
