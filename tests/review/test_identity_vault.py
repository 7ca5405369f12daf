"""Identities lie sealed on the desk, those alone whom a case concerns; masked by default."""

import pytest
from django.urls import reverse

from contracts.errors import UsageError
from contracts.identity import KEY_VARIABLE, write_identities
from review import identity_vault
from review.identity_access import mask_identity, mask_name, mask_number
from review.models import AuditEntry, Case, VaultEntry

pytestmark = pytest.mark.django_db
ONE, KEY = "C0000000000000001", "k" * 40
PERSONS = [
    {
        "person_id": "p0000000000000001",
        "name": "欧阳修远",
        "id_number": "330203198001012345",
        "phone": "13800000001",
        "address": "海曙区",
    },
    {"person_id": "p-nobody", "name": "某人", "id_number": "330203199001012345"},
]


@pytest.fixture
def filled(received, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    write_identities(tmp_path / "identity.enc", PERSONS, KEY.encode())
    assert identity_vault.fill_vault(tmp_path / "identity.enc") == 1
    return tmp_path / "identity.enc"


def test_the_desk_keeps_those_alone_whom_a_case_concerns_and_keeps_them_sealed(filled):
    entry = VaultEntry.objects.get()
    assert entry.pk == "p0000000000000001"
    assert "欧阳".encode() not in bytes(entry.sealed) and b"330203198001012345" not in bytes(
        entry.sealed
    )
    identity_vault.fill_vault(filled)
    assert VaultEntry.objects.count() == 1


def test_pages_show_it_masked_and_whole_for_a_reason(filled, officers, client):
    client.force_login(officers["checker"])
    page = client.get(reverse("case", args=[ONE])).content.decode()
    assert "欧***" in page and "**** 2345" in page
    assert "欧阳" not in page and "330203198001012345" not in page
    page = client.post(reverse("unmask", args=[ONE]), {"reason": "上门核查需核对"}).content.decode()
    assert "欧阳修远" in page and "330203198001012345" in page
    logged = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert "欧阳" not in logged and "3302031980" not in logged


def test_without_the_key_or_with_another_the_vault_is_closed(filled, monkeypatch):
    case = Case.objects.get(pk=ONE)
    for key in ("", "x" * 40):
        monkeypatch.setenv(KEY_VARIABLE, key)
        assert mask_identity(case).name == ""
    with pytest.raises(UsageError, match="cannot be opened"):
        identity_vault.fill_vault(filled)


def test_an_identity_cannot_be_moved_to_another_person(filled):
    entry = VaultEntry.objects.get()
    VaultEntry.objects.create(pseudonym="p0000000000000002", sealed=entry.sealed)
    assert identity_vault.find_identity("person", "p0000000000000001").name == "欧阳修远"
    assert identity_vault.find_identity("person", "p0000000000000002") is None


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("欧阳修远", "欧***"), ("李", "李*"), ("", "")]
)
def test_names_are_masked(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("33020319800101234X", "**** 234X"), ("1234", ""), ("", "")]
)
def test_numbers_are_masked(number, shown):
    assert mask_number(number) == shown
