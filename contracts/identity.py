"""Pseudonyms for the analysis, and the encrypted file of names for the desk.

One secret, the agency's key, is never written. From it are derived (HKDF-SHA256) a key per kind of
pseudonym, so that a phone and an identity number of equal digits do not hash alike, and a key for
the file `identity.enc`.

`identity.enc`: the line `QFID1`, 16 random bytes of salt, then blocks. A block is 4 bytes of length
(big-endian) and AES-256-GCM of zlib-compressed JSON lines, one person a line. The nonce is the
block's number; the associated data are the number and whether it is the last, so that blocks can be
neither taken away, swapped nor cut off unseen.
"""

import hmac
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contracts.errors import UsageError

KEY_VARIABLE = "QINGFENG_AGENCY_KEY"
LEAST_KEY_LENGTH = 32
KINDS = (
    "person",
    "identity",
    "phone",
    "bank",
    "address",
    "household",
    "device",
    "invoice",
    "trace_code",
)
FIELDS = ("person_id", "name", "id_number", "phone", "address", "bank_account")
MAGIC = b"QFID1\n"
SALT_BYTES = 16
BLOCK_PERSONS = 20_000


def read_agency_key(environment=os.environ) -> bytes:
    """The agency's secret from the environment. Raises UsageError if it is absent or too short."""
    text = environment.get(KEY_VARIABLE, "")
    if len(text) < LEAST_KEY_LENGTH:
        what = "is not set" if not text else f"has {len(text)} characters"
        raise UsageError(
            f"{KEY_VARIABLE} {what}",
            next_step=f"set the agency's key, {LEAST_KEY_LENGTH} characters or more "
            "(docs/operations.md, 密钥)",
        )
    return text.encode()


def derive_pseudonym_key(key: bytes, kind: str) -> bytes:
    """The key of one kind of pseudonym."""
    return _derive_key(key, f"pseudonym {kind}".encode(), salt=None)


def compute_pseudonym(kind_key: bytes, value: str) -> str:
    """Keyed hash of a value, 32 hexadecimal digits.

    Blanks around it and the case of an x at its end do not count.
    """
    return hmac.digest(kind_key, value.strip().upper().encode(), "sha256").hex()[:32]


def write_identities(path: Path, rows: Iterable[dict], key: bytes) -> int:
    """Write persons ({field of FIELDS: text or None}) to an encrypted file, atomically."""
    salt, rows, number, count = os.urandom(SALT_BYTES), iter(rows), 0, 0
    cipher = AESGCM(_derive_key(key, b"identity file", salt=salt))
    part_path = path.with_name(f".{path.name}.part")
    descriptor = os.open(part_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(MAGIC + salt)
        block = list(islice(rows, BLOCK_PERSONS))
        while True:
            next_block = list(islice(rows, BLOCK_PERSONS))
            sealed = cipher.encrypt(
                _make_nonce(number),
                _pack_block(block),
                _make_associated_data(number, last=not next_block),
            )
            file.write(len(sealed).to_bytes(4, "big") + sealed)
            count, number = count + len(block), number + 1
            if not next_block:
                break
            block = next_block
        file.flush()
        os.fsync(file.fileno())
    os.replace(part_path, path)
    return count


def read_identities(path: Path, key: bytes) -> Iterator[dict]:
    """The persons of an encrypted file, one after the other.

    Raises UsageError for another key or a damaged file.
    """
    with path.open("rb") as file:
        head = file.read(len(MAGIC) + SALT_BYTES)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + SALT_BYTES:
            raise _make_unreadable_error(path)
        cipher, number = AESGCM(_derive_key(key, b"identity file", salt=head[len(MAGIC) :])), 0
        sealed = _read_block(file)
        while sealed is not None:
            next_sealed = _read_block(file)
            try:
                packed = cipher.decrypt(
                    _make_nonce(number),
                    sealed,
                    _make_associated_data(number, last=next_sealed is None),
                )
            except InvalidTag:
                raise _make_unreadable_error(path) from None
            yield from map(json.loads, zlib.decompress(packed).decode().splitlines())
            sealed, number = next_sealed, number + 1
        if not number:
            raise _make_unreadable_error(path)


def _read_block(file):
    length = file.read(4)
    return file.read(int.from_bytes(length, "big")) if length else None


def _pack_block(block):
    lines = [json.dumps({f: row.get(f) for f in FIELDS}, ensure_ascii=True) for row in block]
    return zlib.compress("\n".join(lines).encode(), level=1)


def _derive_key(key, info, *, salt):
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"qingfeng " + info).derive(key)


def _make_nonce(number):
    return number.to_bytes(12, "big")


def _make_associated_data(number, *, last):
    return f"{number} {'last' if last else 'more'}".encode()


def _make_unreadable_error(path):
    return UsageError(
        f"{path.name} cannot be opened with this key, or is damaged",
        next_step=f"set {KEY_VARIABLE} to the key that the night had, "
        "or take the file from the back-up",
    )
