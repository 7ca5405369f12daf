"""资金台账: amounts confirmed, to recover, and recovered.

An entry is never changed; a wrong one is reversed by another.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

CONFIRMED, TO_RECOVER, RECOVERED = "confirmed", "to_recover", "recovered"
WAIVED = "waived"  # what is not recovered, for a reason and by two persons
# an amount, and a sum of a case, of as many digits as the columns take
MOST_YUAN = Decimal("999999999999.99")
KINDS = [
    (CONFIRMED, "核实金额"),
    (TO_RECOVER, "应追回"),
    (RECOVERED, "已追回"),
    (WAIVED, "免予追回"),
]


class MoneyEntry(models.Model):
    """An entry; `amount` is negative only if `reverses` names the entry it reverses."""

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="money")
    finding = models.ForeignKey(
        "review.Finding", null=True, blank=True, on_delete=models.PROTECT, related_name="money"
    )
    kind = models.CharField("科目", max_length=12, choices=KINDS)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    on = models.DateField("日期")
    document_no = models.CharField("凭证号", max_length=80, blank=True)
    text = models.CharField("说明", max_length=400, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False),
                name="money_sign",
            ),
            models.CheckConstraint(condition=Q(kind__in=[k for k, _ in KINDS]), name="money_kind"),
        ]
        indexes = [models.Index(fields=["kind", "on"], name="money_day")]


class Instalment(models.Model):
    """A part of the amount to recover, due on a day; `paid_by` is the entry that paid it."""

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField("期次")
    due_on = models.DateField("应缴日期")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    paid_by = models.OneToOneField(
        MoneyEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="instalment"
    )

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_amount"),
        ]
