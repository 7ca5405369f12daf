"""Pseudonyms at the edge, and the encrypted file of names."""

import pytest

from contracts.errors import UsageError
from contracts.identity import (
    BLOCK_PERSONS,
    FIELDS,
    MAGIC,
    SALT_BYTES,
    compute_pseudonym,
    derive_pseudonym_key,
    read_agency_key,
    read_identities,
    write_identities,
)

KEY, OTHER = b"k" * 32, b"o" * 32


def persons(count):
    return [
        {"person_id": f"p{n}", "name": f"张{n}", "id_number": None, "phone": "1\n2"}
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, BLOCK_PERSONS, BLOCK_PERSONS + 1])
def test_what_was_written_is_read(tmp_path, count):
    path = tmp_path / "identity.enc"
    assert write_identities(path, persons(count), KEY) == count
    read = list(read_identities(path, KEY))
    assert read == [dict.fromkeys(FIELDS) | person for person in persons(count)]
    assert path.stat().st_mode & 0o077 == 0 and "张".encode() not in path.read_bytes()


def test_another_key_opens_nothing(tmp_path):
    path = tmp_path / "identity.enc"
    write_identities(path, persons(2), KEY)
    with pytest.raises(UsageError, match="cannot be opened with this key"):
        list(read_identities(path, OTHER))


@pytest.mark.parametrize("damage", ["cut", "last block gone", "a bit", "no head"])
def test_a_damaged_file_is_refused(tmp_path, damage):
    path = tmp_path / "identity.enc"
    write_identities(path, persons(BLOCK_PERSONS + 5), KEY)
    whole = path.read_bytes()
    head = len(MAGIC) + SALT_BYTES
    first = head + 4 + int.from_bytes(whole[head : head + 4], "big")
    flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    path.write_bytes(
        {
            "cut": whole[:-3],
            "last block gone": whole[:first],
            "a bit": flipped,
            "no head": whole[9:],
        }[damage]
    )
    with pytest.raises(UsageError, match="damaged"):
        list(read_identities(path, KEY))


def test_a_pseudonym_depends_on_key_and_kind_and_not_on_spelling():
    of = {
        (key, kind): compute_pseudonym(derive_pseudonym_key(key, kind), "33020319700101001X")
        for key in (KEY, OTHER)
        for kind in ("identity", "phone")
    }
    assert len(set(of.values())) == 4
    assert of[KEY, "identity"] == compute_pseudonym(
        derive_pseudonym_key(KEY, "identity"), " 33020319700101001x "
    )


def test_a_missing_or_short_key_is_said():
    for environment in ({}, {"QINGFENG_AGENCY_KEY": "short"}):
        with pytest.raises(UsageError, match="QINGFENG_AGENCY_KEY"):
            read_agency_key(environment)
