"""团伙: rings of cases of the newest run and their links."""

from django.db import models


class Ring(models.Model):
    ring_id = models.CharField("团伙编号", max_length=32, primary_key=True)
    run = models.ForeignKey("review.Run", on_delete=models.CASCADE, related_name="rings")
    case_count = models.IntegerField("案件数")
    amount_involved = models.DecimalField("涉及金额", max_digits=16, decimal_places=2)
    ties_zh = models.TextField("关联依据")
    ties_en = models.TextField()


class RingTie(models.Model):
    """A link of a case to its ring.

    `case_id` is no foreign key: a ring may contain a case that was over the budget and never came
    to the desk.
    """

    ring = models.ForeignKey(Ring, on_delete=models.CASCADE, related_name="ties")
    case_id = models.CharField(max_length=32, db_index=True)
    link_kind = models.CharField("关联类型")
    link_id = models.CharField("关联标识")
    link_subjects = models.IntegerField("共用对象数")
