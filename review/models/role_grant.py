"""授权: a role as a security administrator granted it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from review.models.officer import ROLES


class RoleGrant(models.Model):
    """A role for an account; discipline needs a second security administrator.

    A trigger of the database refuses a role that no complete grant names.
    """

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField("角色", max_length=16, choices=ROLES, blank=True)
    districts = models.JSONField("属地范围", default=list, blank=True)
    authority = models.CharField("主管部门", max_length=8, blank=True)
    op_id = models.CharField("经办账号", max_length=64, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField("授权时间")
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    seconded_at = models.DateTimeField("复核时间", null=True)
    applied_at = models.DateTimeField("生效时间", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(granted_by=F("officer")), name="grant_to_another"),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True)
                | (~Q(seconded_by=F("granted_by")) & ~Q(seconded_by=F("officer"))),
                name="grant_seconded_by_another",
            ),
        ]
