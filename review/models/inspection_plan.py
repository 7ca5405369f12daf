"""检查计划: a received plan, its visits, and the licences of those who make them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class InspectionPlan(models.Model):
    """A plan as `qingfeng plan` made it; `tables`: name → rows of the declared tables but visits.

    Only one plan of a quarter and part is in force: the one that a second person approved.
    """

    plan_id = models.CharField("计划编号", primary_key=True, max_length=64)
    quarter = models.CharField("季度", max_length=8)
    run_id = models.CharField("批次号", max_length=64)
    frozen_on = models.DateField("冻结日")
    is_restricted = models.BooleanField("受限部分")
    tables = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField("接收时间")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField("批准时间", null=True)

    class Meta:
        ordering = ["-quarter", "-received_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="plan_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["quarter", "is_restricted"],
                condition=Q(approved_by__isnull=False),
                name="plan_of_a_quarter_once",
            ),
        ]


class PlannedVisit(models.Model):
    """A visit of a plan; `facts` is its declared row, `leads` are the rows of its findings."""

    visit_id = models.CharField("任务编号", primary_key=True, max_length=64)
    plan = models.ForeignKey(InspectionPlan, on_delete=models.CASCADE, related_name="visits")
    starts_on = models.DateField("首日", null=True)
    member_ids = models.JSONField("组员", default=list)
    facts = models.JSONField(default=dict)
    leads = models.JSONField(default=list)
    begun_at = models.DateTimeField("开始时间", null=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["starts_on", "visit_id"]


class InspectorLicence(models.Model):
    """An inspector of the register; `inspector_id` is the login of the officer at the desk."""

    inspector_id = models.CharField("人员编号", primary_key=True, max_length=64)
    name = models.CharField("姓名", max_length=80, blank=True)
    licence_no = models.CharField("执法证号", max_length=80, blank=True)
    licence_valid_to = models.DateField("执法证有效期止", null=True)


class VisitOutcome(models.Model):
    """What a visit brought: rows of visit_result and visit_item, confirmed by a second person."""

    visit = models.OneToOneField(PlannedVisit, on_delete=models.PROTECT, related_name="outcome")
    result = models.JSONField()
    items = models.JSONField(default=list)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField("填报时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="outcome_confirmed_by_another",
            )
        ]
