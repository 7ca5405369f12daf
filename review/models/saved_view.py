"""保存的视图: a filter saved under a name."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A query string of the list; a shared view shows each officer their own scope."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="views"
    )
    name = models.CharField("名称", max_length=40)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField("共享", default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="view_name")]
