"""期限: a deadline of a case."""

from django.db import models

FEEDBACK, RECHECK, APPEAL, DECIDE, HAND_OVER, FILING, OBJECTION, HEARING = (
    "feedback",
    "recheck",
    "appeal",
    "decide",
    "hand_over",
    "filing",
    "objection",
    "hearing",
)
KINDS = [
    (FEEDBACK, "反馈期限"),
    (RECHECK, "重核期限"),
    (APPEAL, "申诉答复期限"),
    (DECIDE, "移送决定期限（3日）"),
    (HAND_OVER, "移送期限（24小时）"),
    (FILING, "公安立案决定期限（3日）"),
    (OBJECTION, "提请复议期限（3日）"),
    (HEARING, "听证申请期限（5个工作日）"),
]


class Deadline(models.Model):
    """A deadline; `met_at` is null while it runs, `is_void` if it was called off."""

    case = models.ForeignKey("review.Case", on_delete=models.CASCADE, related_name="deadlines")
    referral = models.ForeignKey(
        "review.Referral", null=True, blank=True, on_delete=models.CASCADE, related_name="deadlines"
    )
    kind = models.CharField("期限类型", max_length=12, choices=KINDS)
    started_at = models.DateTimeField("起算")
    due_at = models.DateTimeField("到期")
    met_at = models.DateTimeField("完成", null=True, blank=True)
    is_void = models.BooleanField("已撤销", default=False)

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["met_at", "is_void", "due_at"], name="deadline_running")]
