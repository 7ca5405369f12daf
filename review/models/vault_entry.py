"""身份库: an encrypted identity; the key is not in the database."""

from django.db import models


class VaultEntry(models.Model):
    """AES-256-GCM of an identity's JSON, bound to the pseudonym; see `identity_vault`."""

    pseudonym = models.CharField(primary_key=True)
    sealed = models.BinaryField()
