"""经办用户: a user of the desk with role and districts."""

from django.contrib.auth.models import AbstractUser
from django.db import models

(
    CHECKER,
    REVIEWER,
    HEAD,
    DISCIPLINE,
    ADMINISTRATOR,
    READER,
    LEGAL,
    SECURITY,
    AUDITOR,
    PLANNER,
) = (
    "checker",
    "reviewer",
    "head",
    "discipline",
    "administrator",
    "reader",
    "legal",
    "security",
    "auditor",
    "planner",
)
ROLES = [
    (CHECKER, "核查员"),
    (REVIEWER, "复核"),
    (HEAD, "主管"),
    (DISCIPLINE, "纪检"),
    (ADMINISTRATOR, "系统管理员"),
    (READER, "只读"),
    (LEGAL, "法制"),
    (SECURITY, "安全管理员"),
    (AUDITOR, "审计员"),
    (PLANNER, "计划员"),
]


class Officer(AbstractUser):
    """A user of the desk.

    `districts` are codes; an empty list sees nothing, ["*"] the whole city. An empty `authority`
    sees both. `op_id` is the officer's own account in the handling system, if any: the officer must
    not check business that was handled under it.
    """

    role = models.CharField("角色", max_length=16, choices=ROLES)
    districts = models.JSONField("属地范围", default=list, blank=True)
    authority = models.CharField("主管部门", max_length=8, blank=True)
    unit = models.CharField("单位", max_length=60, blank=True)
    licence_no = models.CharField("执法证号", max_length=40, blank=True)
    op_id = models.CharField("经办账号", max_length=64, blank=True)
    language = models.CharField("语言", max_length=8, default="zh-hans")
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    must_change_password = models.BooleanField("须改密码", default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[r for r, _ in ROLES]) | models.Q(role=""),
                name="officer_role",
            ),
        ]

    @property
    def name(self) -> str:
        """Surname and given name, or the login if none was entered."""
        return f"{self.last_name}{self.first_name}" or self.username

    @property
    def sees_whole_city(self) -> bool:
        return "*" in self.districts
