"""身份库: an encrypted identity; the key is not in the database."""

from django.db import models


class VaultEntry(models.Model):
    """AES-256-GCM of an identity's JSON, bound to the pseudonym; see `identity_vault`.

    The hashes are keyed: they find an exact name, number or telephone, and say none.
    """

    pseudonym = models.CharField(primary_key=True)
    sealed = models.BinaryField()
    name_hash = models.CharField(max_length=32, default="", db_index=True)
    number_hash = models.CharField(max_length=32, default="", db_index=True)
    phone_hash = models.CharField(max_length=32, default="", db_index=True)
