"""The identity vault: pseudonym → name and number, sealed one by one under a key that lies outside of the database.

The night's `identity.enc` (contracts/identity.py) holds the whole city; the desk keeps those alone whom a case concerns.
Key: the agency's (`QINGFENG_AGENCY_KEY`), in the environment of the process that serves. Without it the vault is closed:
pages show pseudonyms.
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
from contracts.identity import KEY_VARIABLE, agency_key, read_identities
from review.models import Case, VaultEntry

PERSON = "person"
NONCE_BYTES, BATCH = 12, 2_000


@dataclass(frozen=True)
class Identity:
    """Who a pseudonym stands for."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""


def is_open() -> bool:
    """Does this process have the key?"""
    return bool(os.environ.get(KEY_VARIABLE))


def find(subject_kind: str, subject_id: str) -> Identity | None:
    """The identity of a person, or None: another kind, not in the vault, or the vault is closed."""
    if subject_kind != PERSON or not is_open():
        return None
    entry = VaultEntry.objects.filter(pk=subject_id).first()
    return None if entry is None else _opened(entry, _cipher())


def fill(path: Path) -> int:
    """Take those whom a case concerns from a night's `identity.enc`; how many. Raises UsageError without the right key."""
    if not path.is_file():
        raise UsageError(f"there is no file {path.name}", next_step="name the identity.enc of the night")
    wanted = set(Case.objects.filter(subject_kind=PERSON).values_list("subject_id", flat=True))
    cipher, count, batch = _cipher(), 0, []
    for pseudonym, identity in _persons(path, wanted):
        batch.append(VaultEntry(pseudonym=pseudonym, sealed=_sealed(pseudonym, identity, cipher)))
        if len(batch) == BATCH:
            count, batch = count + _kept(batch), []
    return count + _kept(batch)


def _persons(path, wanted) -> Iterator[tuple[str, Identity]]:
    for row in read_identities(path, agency_key()):
        if row["person_id"] in wanted:
            yield row["person_id"], Identity(**{f: row.get(f) or "" for f in Identity.__dataclass_fields__})


def _kept(batch):
    VaultEntry.objects.bulk_create(
        batch, update_conflicts=True, unique_fields=["pseudonym"], update_fields=["sealed"]
    )
    return len(batch)


def _sealed(pseudonym, identity, cipher):
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, json.dumps(asdict(identity)).encode(), pseudonym.encode())


def _opened(entry, cipher):
    sealed = bytes(entry.sealed)
    try:
        text = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], entry.pseudonym.encode())
    except InvalidTag:
        return None  # sealed under another key: as if it were not there
    return Identity(**json.loads(text))


def _cipher():
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qingfeng desk vault").derive(agency_key())
    return AESGCM(key)
