"""Names of units, institutions, staff and drugs: to the vault, on pages and papers, and found."""

import csv

import pytest
from django.urls import reverse

from contracts.errors import UsageError
from contracts.identity import KEY_VARIABLE, write_identities
from contracts.name_tables import NAME_TABLES
from contracts.tables import get_input_tables
from review import actions, identity_vault, names
from review.documents.chain import CHAIN, issue_chain_paper
from review.documents.found_facts import compose_fact
from review.identity_access import mask_identity
from review.models import AuditEntry, Case, MasterName, VaultEntry
from review.receiving import receive_run
from tests.review.documents.test_documents import FIRST, text_of
from tests.review.drawn_run import DrawnCase, write_run
from tests.review.test_identity_vault import KEY, PERSONS

pytestmark = pytest.mark.django_db
UNIT, SHOP = "C0000000000000002", "C0000000000000003"
UNITS = [["employer_id", "name", "credit_code", "address", "legal_representative", "phone"]]
UNITS += [
    ["e00000676", "宁波清风劳务派遣有限公司", "91330203MA2X", "海曙区某路1号", "钱某", "0574-1"]
]
STAFF = [["op_id", "name", "department"], ["op9", "孙大经办", "海曙区社保中心"]]


@pytest.fixture
def received(db, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    rows = {"unemployment_claim": [{"claim_id": "u1", "last_employer_id": "e00000676"}]}
    cases = [
        DrawnCase(FIRST, findings=[("U04", "H", 4482, rows)]),
        DrawnCase(
            UNIT,
            subject_kind="employer",
            subject_id="e00000676",
            reason="单位e00000676集中申领，涉及{amount}元",
        ),
        DrawnCase(SHOP, authority="医保", subject_kind="institution", subject_id="H33020000051"),
    ]
    return receive_run(write_run(tmp_path / "run", cases))


def write(folder, file, rows):
    folder.mkdir(exist_ok=True)
    with (folder / file).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return folder


@pytest.fixture
def named(received, tmp_path):
    folder = write(tmp_path / "names", "unit_name.csv", UNITS)
    write(folder, "staff_name.csv", STAFF)
    assert names.import_names(folder) == {"unit_name.csv": 1, "staff_name.csv": 1}
    return folder


@pytest.fixture
def persons(received, tmp_path):
    write_identities(tmp_path / "identity.enc", PERSONS, KEY.encode())
    return identity_vault.fill_vault(tmp_path / "identity.enc")


def test_numbers_are_looked_up_in_columns_that_exist():
    declared = {c for t in get_input_tables().values() for c in t.contract.columns}
    assert {c for t in NAME_TABLES.values() for c in t.used_in} <= declared


def test_no_table_of_names_is_an_input_of_the_night():
    assert not {f.removesuffix(".csv") for f in NAME_TABLES} & set(get_input_tables())


def test_personal_columns_are_sealed_and_others_are_not(named):
    unit, staff = MasterName.objects.get(kind="employer"), MasterName.objects.get(kind="operator")
    assert unit.name == UNITS[1][1] and unit.details["credit_code"] == "91330203MA2X"
    assert staff.name == "" and staff.details == {"department": "海曙区社保中心"}
    plain = str(list(MasterName.objects.values()))
    assert "钱某" not in plain and "孙大经办" not in plain
    assert {e.pk for e in VaultEntry.objects.all()} == {"employer:e00000676", "operator:op9"}


def test_pages_and_lists_show_the_name(named, officers, client):
    client.force_login(officers["head"])
    assert UNITS[1][1] in client.get(reverse("case", args=[UNIT])).content.decode()
    found = client.get(reverse("cases"), {"q": "清风劳务"})
    assert [c.pk for c in found.context["page"]] == [UNIT]
    assert UNITS[1][1] in found.content.decode()


def test_a_case_of_the_next_night_has_its_name(named, tmp_path):
    Case.objects.update(subject_name="")
    another = DrawnCase(
        "C0000000000000005", authority="医保", subject_kind="employer", subject_id="e00000676"
    )
    receive_run(write_run(tmp_path / "b", [another], run_id="b"))
    assert Case.objects.get(pk=another.case_id).subject_name == UNITS[1][1]


def test_a_member_of_staff_is_masked(named):
    case = Case(subject_kind="operator", subject_id="op9", authority="纪检")
    assert mask_identity(case).name == "孙***"


def test_papers_name_the_party_and_the_numbers_in_a_sentence(named, officers):
    case = actions.issue(UNIT, officers["head"])
    text = text_of(issue_chain_paper(CHAIN["filing"], case, officers["checker"], {}).content)
    assert UNITS[1][1] in text and "91330203MA2X" in text and "海曙区某路1号" in text
    frozen = {"reason": "单位e00000676集中申领", "account": "属实", "amount": "0"}
    assert "宁波清风劳务派遣有限公司（e00000676）集中申领" in compose_fact(frozen)


def test_a_person_is_named_by_the_vault(persons, officers):
    case = actions.issue(FIRST, officers["head"])
    text = text_of(issue_chain_paper(CHAIN["filing"], case, officers["checker"], {}).content)
    assert "欧阳修远" in text and "330203198001012345" in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["employer_id", "title"], ["e1", "x"]], "title"),
        ([["employer_id"], ["e1"]], "name"),
        ([["employer_id", "name"], ["e1", ""]], "line 2"),
        ([["employer_id", "name"], ["e1", "甲", "乙"]], "line 2"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_taken(received, tmp_path, rows, said):
    folder = write(tmp_path / "names", "drug_name.csv", [["item_code", "name"], ["d", "药"]])
    write(folder, "unit_name.csv", rows)
    with pytest.raises(UsageError, match=said):
        names.import_names(folder)
    assert not MasterName.objects.exists()


def test_personal_columns_want_the_key(received, tmp_path, monkeypatch):
    folder = write(tmp_path / "names", "staff_name.csv", STAFF)
    monkeypatch.delenv(KEY_VARIABLE)
    with pytest.raises(UsageError, match=KEY_VARIABLE):
        names.import_names(folder)
    with pytest.raises(UsageError, match="holds none"):
        names.import_names(tmp_path)


class TestFinding:
    @pytest.mark.parametrize("known", ["欧阳修远", "330203198001012345", "13800000001"])
    def test_a_person_by_what_is_known_exactly(self, persons, officers, client, known):
        client.force_login(officers["checker"])
        answer = client.post(reverse("find"), {"known": known})
        assert answer["Location"] == "/cases/?subject=p0000000000000001"
        page = client.get(answer["Location"])
        assert [c.pk for c in page.context["page"]] == [FIRST]
        entry = AuditEntry.objects.filter(action="find").get()
        assert known not in str(entry.detail) and entry.detail == {"cases": 1}

    def test_a_number_in_the_search_box_does_not_stay_in_the_address(
        self, persons, officers, client
    ):
        client.force_login(officers["head"])
        answer = client.get(reverse("cases"), {"q": "330203198001012345"})
        assert answer["Location"] == "/cases/?subject=p0000000000000001"

    def test_who_may_not_see_the_case_learns_nothing(self, persons, officers, client):
        officers["checker"].districts = ["330212"]
        officers["checker"].save()
        client.force_login(officers["checker"])
        assert client.post(reverse("find"), {"known": "欧阳修远"})["Location"] == "/cases/"
        client.force_login(officers["reader"])
        assert client.post(reverse("find"), {"known": "欧阳修远"}).status_code == 403

    @pytest.mark.parametrize("known", ["欧阳", "某人", "33020319800101234X"])
    def test_what_is_not_exact_or_no_case_is_not_found(self, persons, officers, client, known):
        client.force_login(officers["checker"])
        assert client.post(reverse("find"), {"known": known})["Location"] == "/cases/"

    def test_without_the_key_it_says_so(self, persons, officers, client, monkeypatch):
        monkeypatch.delenv(KEY_VARIABLE)
        client.force_login(officers["checker"])
        page = client.post(reverse("find"), {"known": "欧阳修远"}, follow=True)
        assert "未设身份密钥" in page.content.decode()
