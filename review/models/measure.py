"""处置措施: a measure ordered in a case."""

from django.conf import settings
from django.db import models

from review.transitions import list_code_choices

# codes of `disposition` that the desk treats apart
AGREEMENT, FINE = "4", "5"
TO_POLICE, TO_DISCIPLINE, TO_OTHERS = "6", "7", "8"


class Measure(models.Model):
    """A measure; `amount` is the fine of measure 5, null otherwise."""

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="measures")
    code = models.CharField("处置措施", max_length=2, choices=list_code_choices("disposition"))
    on = models.DateField("日期")
    document_no = models.CharField("文号", max_length=80, blank=True)
    amount = models.DecimalField("罚款金额", max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
