"""名称库: names of units, institutions, staff and drugs, as an agency delivered them."""

from django.db import models


class MasterName(models.Model):
    """A name by kind and number; `details` holds the columns that are not personal.

    Personal columns stand sealed in the vault; see `review.names`.
    """

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    name = models.TextField()
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="master_name_once")]
        indexes = [models.Index(fields=["key"], name="master_name_key")]
