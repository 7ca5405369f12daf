"""Identity vault: pseudonym → name and number, encrypted one by one.

The night's `identity.enc` (contracts/identity.py) holds the whole city; the vault keeps only the
persons of cases. The key is the agency's (`QINGFENG_AGENCY_KEY`) and stands in the environment of
the serving process, not in the database. Without it pages show pseudonyms.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db.models import Q

from contracts.errors import UsageError
from contracts.identity import (
    KEY_VARIABLE,
    compute_pseudonym,
    derive_pseudonym_key,
    read_agency_key,
    read_identities,
)
from review.models import Case, VaultEntry

PERSON = "person"
NONCE_BYTES = 12  # the length that AES-GCM is specified for (NIST SP 800-38D)
# column of the vault → what of an identity it looks up
LOOKUPS = {"name_hash": "name", "number_hash": "id_number", "phone_hash": "phone"}
MOST_FOUND = 200  # persons of one name; more is no search
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
    """Return the identity of a subject; None if unknown, or if the vault is closed.

    A unit's is its representative.
    """
    if not is_open():
        return None
    entry = VaultEntry.objects.filter(pk=_name_entry(subject_kind, subject_id)).first()
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
    persons, count = _read_persons(path, subject_ids), 0
    while batch := list(islice(persons, BATCH)):
        count += seal(PERSON, batch)
    return count


def seal(kind: str, identities: list[tuple[str, Identity]]) -> int:
    """Seal identities (id, identity) of a kind; return their number.

    Hashes with keys of the agency stand beside them, so that a name, a number or a telephone can be
    looked up and none can be read. Raises UsageError without the key.
    """
    if not identities:
        return 0
    cipher, keys = _build_cipher(), _derive_lookup_keys()
    batch = [
        VaultEntry(
            pseudonym=name,
            sealed=_encrypt_identity(name, identity, cipher),
            **_hash_lookups(identity, keys),
        )
        for name, identity in {_name_entry(kind, i): each for i, each in identities}.items()
    ]
    return _save_batch(batch)


def find_subjects(words: str) -> list[tuple[str, str]]:
    """Find the subjects (kind, id) with exactly this name, identity number or telephone.

    Empty if the vault is closed.
    """
    if not is_open() or not words.strip():
        return []
    found = Q()
    for field, key in _derive_lookup_keys().items():
        found |= Q(**{field: compute_pseudonym(key, words)})
    names = VaultEntry.objects.filter(found).values_list("pseudonym", flat=True)
    return [tuple(n.split(":", 1)) if ":" in n else (PERSON, n) for n in names[:MOST_FOUND]]


def _name_entry(kind, subject_id):
    """Persons have their pseudonym, others their kind before it."""
    return subject_id if kind == PERSON else f"{kind}:{subject_id}"


def _derive_lookup_keys():
    key = read_agency_key()
    return {field: derive_pseudonym_key(key, f"lookup {kind}") for field, kind in LOOKUPS.items()}


def _hash_lookups(identity, keys):
    values = {field: getattr(identity, kind) for field, kind in LOOKUPS.items()}
    return {f: compute_pseudonym(keys[f], v) if v.strip() else "" for f, v in values.items()}


def _read_persons(path, subject_ids) -> Iterator[tuple[str, Identity]]:
    for row in read_identities(path, read_agency_key()):
        if row["person_id"] in subject_ids:
            yield (
                row["person_id"],
                Identity(**{f: row.get(f) or "" for f in Identity.__dataclass_fields__}),
            )


def _save_batch(batch):
    VaultEntry.objects.bulk_create(
        batch,
        update_conflicts=True,
        unique_fields=["pseudonym"],
        update_fields=["sealed", *LOOKUPS],
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
