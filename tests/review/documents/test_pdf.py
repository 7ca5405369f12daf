"""PDF by LibreOffice: one bounded process, and a case file that is bound and numbered."""

import io
import os
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter

from review import actions
from review.documents import pdf
from review.documents.chain import CHAIN, issue_chain_paper
from review.documents.dossier import build_dossier
from review.documents.printed_pages import print_table
from review.errors import NotNow
from tests.review.documents.test_documents import FIRST, confirmed, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def case(received, officers):
    case = confirmed(officers)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    paper = io.BytesIO()
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(595, 842)
    writer.write(paper)
    for name, content in (
        ("流水.txt", "2241.00 元".encode()),
        ("照片.png", picture.getvalue()),
        ("回单.pdf", paper.getvalue()),
        ("坏.pdf", b"%PDF-1.4 broken"),
    ):
        actions.attach(FIRST, officers["checker"], SimpleUploadedFile(name, content))
    issue_chain_paper(CHAIN["closing_report"], case, officers["checker"], {"name": "王某"})
    return case


def is_contained(folder):
    """No process of the desk's conversions is left."""
    for process in os.listdir("/proc"):
        if process.isdecimal():
            try:
                with open(f"/proc/{process}/cmdline", "rb") as file:
                    if str(folder).encode() in file.read():
                        return False
            except OSError:
                continue
    return True


def test_the_case_file_is_one_numbered_pdf(office, case, officers, client):
    client.force_login(officers["reviewer"])
    there = reverse("paper_dossier", args=[FIRST])
    assert there + "?as=pdf" in client.get(f"/cases/{FIRST}/").content.decode()
    packed = zipfile.ZipFile(io.BytesIO(client.get(there).content))
    reader = PdfReader(io.BytesIO(packed.read("卷宗.pdf")))
    texts = [page.extract_text() for page in reader.pages]
    contents = text_of(packed.read("000-卷宗目录.docx"))
    first = next(n for n, text in enumerate(texts) if "结案报告" in text and "王某" in text)
    # the pages behind the contents are numbered from 1
    assert [texts[n].split()[-1] for n in (first, first + 1)] == ["1", "2"]
    assert texts[-1].split()[-1] == str(len(texts) - first)
    for piece in (
        "附件 流水",
        "附件 照片",
        "附件 回单",
        "电子数据",
        "操作日志摘录",
        "4-5",
        "电子件",
    ):
        assert piece in contents, piece
    whole = "".join(texts)
    assert "2241.00 元" in whole and "复核确认" in whole


def test_a_paper_comes_as_a_pdf(office, case, officers, client):
    client.force_login(officers["checker"])
    answer = client.get(reverse("paper_file", args=[case.papers.get().pk]), {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert "结案报告" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def test_a_file_that_is_none_leaves_the_others(office, home):
    (home / "x").mkdir()
    good = print_table("题", "注", ["甲", "乙"], [["1", "工伤"]] * 600)
    made = pdf.convert_to_pdf([("docx", good), ("docx", b"PK\x03\x04 no document")])
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(made[0])).pages)
    assert text.count("工伤") == 500 and "前 500 行" in text


def test_a_process_that_does_not_end_is_ended_with_its_children(home, monkeypatch):
    script = home / "soffice"
    script.write_text(f"#!/bin/sh\nsleep 300 '{home}' &\nsh -c 'sleep 300; : {home}' &\nwait\n")
    script.chmod(0o755)
    monkeypatch.setattr(pdf, "find_converter", lambda: str(script))
    monkeypatch.setattr(pdf, "MOST_SECONDS", 1)
    with pytest.raises(NotNow, match="已停止"):
        pdf.convert_to_pdf([("docx", b"")])
    time.sleep(0.1)
    assert is_contained(home)


def test_the_converter_gets_no_secret_of_the_desk(home, monkeypatch):
    monkeypatch.setenv("QINGFENG_AGENCY_KEY", "k" * 40)
    script = home / "soffice"
    script.write_text(f"#!/bin/sh\nenv > {home}/seen\nulimit -a >> {home}/seen\n")
    script.chmod(0o755)
    monkeypatch.setattr(pdf, "find_converter", lambda: str(script))
    assert pdf.convert_to_pdf([("docx", b"")]) == [None]
    seen = (home / "seen").read_text()
    assert "QINGFENG" not in seen and str(pdf.MOST_KILOBYTES) in seen


def test_one_job_at_a_time(home, monkeypatch):
    monkeypatch.setattr(pdf, "find_converter", lambda: "/bin/true")
    monkeypatch.setattr(pdf, "MOST_WAITING_SECONDS", 0)
    with pdf._wait_for_turn(), pytest.raises(NotNow, match="稍后再试"):
        pdf.convert_to_pdf([("docx", b"")])


def test_without_it_the_file_is_made_and_the_page_says_so(case, officers, client):
    client.force_login(officers["checker"])
    page = client.get(f"/cases/{FIRST}/").content.decode()
    assert "未安装 LibreOffice" in page and "as=pdf" not in page
    there = reverse("paper_dossier", args=[FIRST])
    names = zipfile.ZipFile(io.BytesIO(client.get(there).content)).namelist()
    assert "000-卷宗目录.docx" in names and "卷宗.pdf" not in names
    assert client.get(there, {"as": "pdf"}).status_code == 409


def test_source_rows_are_those_that_were_frozen_without_operators(case, officers):
    packed = zipfile.ZipFile(io.BytesIO(build_dossier(case, officers["checker"]).content))
    (table,) = [n for n in packed.namelist() if "电子数据" in n]
    text = packed.read(table).decode("utf-8-sig")
    assert "u1" in text and "op7" not in text
