"""Files that are no workbook of ours, and what is said of them."""

import io
import zipfile

import openpyxl
import pytest

from review.excel import file_safety
from review.excel.file_safety import UnsafeFile, open_workbook
from review.excel.read_workbook import read_returned_workbook
from review.excel.write_workbook import write_checklist
from tests.review.excel.workbooks import KEY, edited, issue_of, issued_row, with_part, written


@pytest.fixture(scope="module")
def content():
    return written([issued_row()])


def macro(content):
    return with_part(content, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")


def macro_kind(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        kinds = packed.read("[Content_Types].xml")
    told = kinds.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return with_part(content, "[Content_Types].xml", told)


def entities(content):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    return with_part(content, "xl/styles.xml", bomb)


def cut_short(content):
    return content[: len(content) // 2]


def lying_sizes(content):
    """A directory that says a part is small while much comes out of it."""
    made = bytearray(with_part(content, "xl/big.xml", b"0" * 50_000))
    at = made.rfind(b"xl/big.xml") - 46 + 24  # size in the central directory
    made[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(made)


def no_workbook(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
        packed.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (macro, "含宏"),
        (macro_kind, "含宏"),
        (lambda c: with_part(c, "xl/externalLinks/externalLink1.xml", b"<x/>"), "外部链接"),
        (lambda c: with_part(c, "xl/embeddings/oleObject1.bin", b"x"), "嵌入对象"),
        (lambda c: with_part(c, "../../etc/cron.d/x", b"x"), "越界路径"),
        (entities, "实体声明"),
        (cut_short, "损坏"),
        (lying_sizes, "损坏"),
        (no_workbook, "不是 .xlsx"),
        (lambda c: b"%PDF-1.7 hello", "不是 .xlsx"),
        (lambda c: "序号,疑点编号\n1,F1\n".encode("gbk"), "不是 .xlsx"),
        (lambda c: b"", "不是 .xlsx"),
        (lambda c: file_safety.OLE + b"\0" * 600, "损坏"),
        (lambda c: b"PK\x03\x04" + b"\0" * 100, "损坏"),
    ],
)
def test_a_file_that_is_no_plain_workbook_is_refused(content, made, said):
    with pytest.raises(UnsafeFile, match=said):
        open_workbook(made(content))


def test_a_bomb_is_refused_before_it_unpacks(content):
    packed = with_part(content, "xl/worksheets/sheet9.xml", b"0" * (file_safety.RATIO_FROM + 1))
    assert len(packed) < 100_000
    with pytest.raises(UnsafeFile, match="压缩炸弹"):
        open_workbook(packed)


def test_too_many_parts_are_refused(content):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as packed:
        for n in range(file_safety.MOST_PARTS):
            packed.writestr(f"xl/part{n}.xml", "<x/>")
    with pytest.raises(UnsafeFile, match="文件过多"):
        open_workbook(out.getvalue())


def test_a_large_file_is_refused_unread(monkeypatch, content):
    monkeypatch.setattr(file_safety, "MOST_BYTES", len(content) - 1)
    with pytest.raises(UnsafeFile, match="请按区县分开"):
        open_workbook(content)


@pytest.mark.parametrize(("password", "said"), [(None, "有打开密码"), ("wrong", "密码不对")])
def test_a_locked_workbook_asks_for_its_password(password, said):
    locked = write_checklist(issue_of([issued_row()]), key=KEY, password="right")
    with pytest.raises(UnsafeFile, match=said):
        open_workbook(locked, password=password)


def test_a_workbook_of_an_older_form_is_refused_with_its_version(content):
    old = edited(content, {(1, "B3"): "2025.01"}, sheet="汇总")
    with pytest.raises(UnsafeFile, match=r"模板版本为“2025\.01”"):
        read_returned_workbook(open_workbook(old))


def test_a_renamed_column_is_named_with_its_cell(content):
    changed = edited(content, {(1, "C1"): "批号"})
    with pytest.raises(UnsafeFile, match="C1 应为“批次号”，现为“批号”"):
        read_returned_workbook(open_workbook(changed))


def test_somebody_elses_workbook_lacks_our_sheets():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(UnsafeFile, match="缺少工作表“汇总、下发清单”"):
        read_returned_workbook(open_workbook(out.getvalue()))
