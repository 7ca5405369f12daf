"""涉案人员单位: whom the evidence of a case names, with their part of the money."""

from django.db import models


class CaseSubject(models.Model):
    """A person, unit, institution or operator of a case, by the run that named it last."""

    case = models.ForeignKey("review.Case", on_delete=models.CASCADE, related_name="subjects")
    run = models.ForeignKey("review.Run", on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField("对象类型")
    subject_id = models.CharField("对象编号")
    role = models.CharField("角色")  # subject (of the case itself) or carried (named by it)
    amount_involved = models.DecimalField("涉及金额", max_digits=14, decimal_places=2)
    record_count = models.IntegerField("记录数")

    class Meta:
        ordering = ["-amount_involved", "subject_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "subject_kind", "subject_id"], name="case_subject_once"
            )
        ]
