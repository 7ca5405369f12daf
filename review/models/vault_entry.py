"""身份库: who the subject of a case is, sealed under a key that the database does not hold."""

from django.db import models


class VaultEntry(models.Model):
    """`sealed` is AES-256-GCM of the identity's JSON, bound to the pseudonym; `vault.py` seals and opens."""

    pseudonym = models.CharField(primary_key=True)
    sealed = models.BinaryField()
