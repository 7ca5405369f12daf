"""The chain of papers of a case, and its numbered file."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from review import actions
from review.documents.chain import CHAIN, issue_chain_paper
from review.documents.dossier import build_dossier
from review.models import AuditEntry, Case
from tests.review.documents.test_documents import FIRST, confirmed, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


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
    assert "行政处罚事先告知书" in page and "卷宗（ZIP）" in page
    there = reverse("paper_chain", args=[FIRST, "penalty_notice"])
    answer = client.post(there, {"name": "王某", "days": "15"})
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    kept = Case.objects.get(pk=FIRST).papers.get()
    assert client.get(reverse("paper_file", args=[kept.pk])).status_code == 200
    assert client.get(reverse("paper_dossier", args=[FIRST]))["Content-Type"] == "application/zip"
    assert client.get(reverse("paper_chain", args=[FIRST, "nothing"])).status_code == 404
