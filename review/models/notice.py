"""提醒: what an officer is told: assigned, sent back, due soon, mentioned, urged."""

from django.conf import settings
from django.db import models

ASSIGNED, SENT_BACK, DUE_SOON, MENTION, URGED, MOVED = (
    "assigned",
    "sent_back",
    "due_soon",
    "mention",
    "urged",
    "moved",
)
KINDS = [
    (ASSIGNED, "指派"),
    (SENT_BACK, "退回重核"),
    (DUE_SOON, "期限将至"),
    (MENTION, "提到您"),
    (URGED, "督办"),
    (MOVED, "属地变更"),
]


class Notice(models.Model):
    """A notice to one officer about one case; `key` makes a repeated reminder the same notice.

    `read_at` and `sent_at` are null until it was read on the desk and sent outside.
    """

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    case = models.ForeignKey("review.Case", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("提醒类型", max_length=12, choices=KINDS)
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "case", "kind", "key"], name="notice_once")
        ]
        indexes = [
            models.Index(fields=["officer", "read_at"], name="notice_unread"),
            models.Index(fields=["sent_at"], name="notice_unsent"),
        ]
