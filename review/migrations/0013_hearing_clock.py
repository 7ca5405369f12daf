"""The clock of asking for a hearing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0012_three_administrators"),
    ]

    operations = [
        migrations.AlterField(
            model_name="deadline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("feedback", "反馈期限"),
                    ("recheck", "重核期限"),
                    ("appeal", "申诉答复期限"),
                    ("decide", "移送决定期限（3日）"),
                    ("hand_over", "移送期限（24小时）"),
                    ("filing", "公安立案决定期限（3日）"),
                    ("objection", "提请复议期限（3日）"),
                    ("hearing", "听证申请期限（5个工作日）"),
                ],
                max_length=12,
                verbose_name="期限类型",
            ),
        ),
    ]
