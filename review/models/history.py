"""办理经过: changes of state, and notes.

Rows are added and never changed; migration 0002 forbids it in the database.
"""

from django.conf import settings
from django.db import models


class CaseEvent(models.Model):
    """A step of a case; `action` is a key of `labels.ACTIONS`, `by` is null if a run did it."""

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=24)
    state_from = models.CharField(max_length=2, blank=True)
    state_to = models.CharField(max_length=2, blank=True)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["action", "at"], name="event_action")]


class Note(models.Model):
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("备注", max_length=4000)

    class Meta:
        ordering = ["id"]
