"""The chain of papers of a case, and its numbered file."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from review import actions
from review.documents.bases import verify_basis
from review.documents.chain import CHAIN, issue_chain_paper, list_chain_papers
from review.documents.dossier import build_dossier
from review.errors import NotAllowed, NotNow
from review.models import AuditEntry, Case, Deadline, Finding
from tests.review.documents.test_documents import FIRST, confirmed, text_of
from tests.review.documents.test_frozen_papers import INTERNAL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.mark.parametrize("key", sorted(CHAIN))
def test_every_paper_of_the_chain_speaks_for_the_authority(received, officers, key):
    case, paper = confirmed(officers), CHAIN[key]
    if case.state not in paper.states:
        pytest.fail(f"{key} cannot be issued while a case is settled")
    inputs = {"name": "王某", "officers": "甲、乙", "penalty": "罚款 5000 元", "days": "15"}
    text = text_of(issue_chain_paper(paper, case, officers["checker"], inputs).content)
    assert "王某" in text and "{{" not in text and not INTERNAL.findall(text)
    assert case.papers.get().name == paper.name


def test_a_paper_waits_for_its_state(received, officers):
    case = actions.issue(FIRST, officers["head"])
    assert {p.key for p in list_chain_papers(case)} == {"filing", "interview", "site_check"}
    with pytest.raises(NotNow, match="不能出具"):
        issue_chain_paper(CHAIN["penalty_decision"], case, officers["checker"], {})
    with pytest.raises(NotAllowed):
        issue_chain_paper(CHAIN["filing"], case, officers["reader"], {})


def test_an_unread_provision_blocks_a_fine(received, officers):
    Finding.objects.update(law="某办法第三条（待核实）")
    case = confirmed(officers)
    with pytest.raises(NotNow, match="某办法第三条"):
        issue_chain_paper(CHAIN["penalty_notice"], case, officers["checker"], {})
    from django.utils import timezone

    verify_basis("某办法第三条", officers["legal"], verified_on=timezone.localdate())
    text = text_of(
        issue_chain_paper(CHAIN["penalty_notice"], case, officers["checker"], {}).content
    )
    assert "某办法第三条" in text and "要求听证" in text
    assert Deadline.objects.filter(case=case, kind="hearing", met_at=None).count() == 1


def test_the_case_file_is_numbered_and_hashed(received, officers):
    case = confirmed(officers)
    actions.attach(FIRST, officers["checker"], SimpleUploadedFile("流水.txt", b"2241.00"))
    issue_chain_paper(CHAIN["closing_report"], case, officers["checker"], {"name": "王某"})
    dossier = build_dossier(case, officers["reviewer"])
    packed = zipfile.ZipFile(io.BytesIO(dossier.content))
    names = packed.namelist()
    assert names[0] == "000-卷宗目录.docx" and "甬清〔2026〕" in dossier.name
    assert [n[:3] for n in names[:-1]] == [f"{n:03d}" for n in range(len(names) - 1)]
    for line in packed.read("SHA256SUMS.txt").decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(packed.read(name)).hexdigest() == digest
    contents = text_of(packed.read(names[0]))
    for piece in ("结案报告", "附件 流水", "定格事实", "操作日志摘录"):
        assert piece in contents
    log = next(packed.read(n).decode() for n in names if "日志" in n)
    assert "复核确认" in log and AuditEntry.objects.filter(action="dossier").count() == 1


def test_the_pages_give_paper_and_file(received, officers, client):
    confirmed(officers)
    client.force_login(officers["checker"])
    page = client.get(f"/cases/{FIRST}/").content.decode()
    assert "责令退回通知书" in page and "卷宗（ZIP）" in page
    there = reverse("paper_chain", args=[FIRST, "return_order"])
    answer = client.post(there, {"name": "王某", "days": "15"})
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    kept = Case.objects.get(pk=FIRST).papers.get()
    assert client.get(reverse("paper_file", args=[kept.pk])).status_code == 200
    assert client.get(reverse("paper_dossier", args=[FIRST]))["Content-Type"] == "application/zip"
    assert client.get(reverse("paper_chain", args=[FIRST, "nothing"])).status_code == 404
