"""Identity vault: pseudonym → name and number, encrypted one by one.

The night's `identity.enc` (contracts/identity.py) holds the whole city; the vault keeps only the
persons of cases. The key is the agency's (`QINGFENG_AGENCY_KEY`) and stands in the environment of
the serving process, not in the database. Without it pages show pseudonyms.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contracts.errors import UsageError
from contracts.identity import KEY_VARIABLE, read_agency_key, read_identities
from review.models import Case, VaultEntry

PERSON = "person"
NONCE_BYTES = 12  # the length that AES-GCM is specified for (NIST SP 800-38D)
BATCH = 2_000  # rows a statement: bounds memory


@dataclass(frozen=True)
class Identity:
    """Identity of a person."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""


def is_open() -> bool:
    """Whether this process has the key."""
    return bool(os.environ.get(KEY_VARIABLE))


def find_identity(subject_kind: str, subject_id: str) -> Identity | None:
    """Return the identity of a person; None if unknown, no person, or the vault is closed."""
    if subject_kind != PERSON or not is_open():
        return None
    entry = VaultEntry.objects.filter(pk=subject_id).first()
    return None if entry is None else _decrypt_identity(entry, _build_cipher())


def fill_vault(path: Path) -> int:
    """Store the persons of cases from a night's `identity.enc`; return their number.

    Raises UsageError without the right key.
    """
    if not path.is_file():
        raise UsageError(
            f"there is no file {path.name}", next_step="name the identity.enc of the night"
        )
    subject_ids = set(Case.objects.filter(subject_kind=PERSON).values_list("subject_id", flat=True))
    cipher, count, batch = _build_cipher(), 0, []
    for pseudonym, identity in _read_persons(path, subject_ids):
        batch.append(
            VaultEntry(pseudonym=pseudonym, sealed=_encrypt_identity(pseudonym, identity, cipher))
        )
        if len(batch) == BATCH:
            count, batch = count + _save_batch(batch), []
    return count + _save_batch(batch)


def _read_persons(path, subject_ids) -> Iterator[tuple[str, Identity]]:
    for row in read_identities(path, read_agency_key()):
        if row["person_id"] in subject_ids:
            yield (
                row["person_id"],
                Identity(**{f: row.get(f) or "" for f in Identity.__dataclass_fields__}),
            )


def _save_batch(batch):
    VaultEntry.objects.bulk_create(
        batch, update_conflicts=True, unique_fields=["pseudonym"], update_fields=["sealed"]
    )
    return len(batch)


def _encrypt_identity(pseudonym, identity, cipher):
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, json.dumps(asdict(identity)).encode(), pseudonym.encode())


def _decrypt_identity(entry, cipher):
    sealed = bytes(entry.sealed)
    try:
        text = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], entry.pseudonym.encode())
    except InvalidTag:
        return None  # sealed under another key: as if it were not there
    return Identity(**json.loads(text))


def _build_cipher():
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qingfeng desk vault").derive(
        read_agency_key()
    )
    return AESGCM(key)
