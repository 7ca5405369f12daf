"""草稿: what an officer has typed and not sent yet, kept against an idle sign-out."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """Fields of a form by name; one row an officer and page, gone once the form is accepted."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    case = models.ForeignKey("review.Case", on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "case"], name="draft_once")]
