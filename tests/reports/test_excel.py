"""The workbook as an auditor and a later re-import find it."""

import zipfile
from itertools import pairwise

import openpyxl
import pandas as pd
import pytest

from contracts.checklist import FEEDBACK, ISSUED, list_columns
from reports.excel.workbook import write_workbook

SHEETS = ["汇总", "下发清单", "证据明细", "反馈", "字典"]


@pytest.fixture(scope="module")
def path(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("workbook") / "疑点核查清单.xlsx"
    write_workbook(made.run, out)
    return out


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def listed(book):
    rows = list(book["下发清单"].iter_rows(values_only=True))
    return pd.DataFrame(rows[1:], columns=rows[0])


def test_sheets_and_columns(book, listed):
    assert book.sheetnames == SHEETS
    assert list(listed.columns) == [c.title for c in list_columns()]
    assert (
        listed.columns[1] == "疑点编号"
        and "是否属实" in listed.columns
        and "销号日期" in listed.columns
    )


def test_every_shown_finding_of_tonights_list_is_a_row(made, listed):
    cases, findings = (pd.read_parquet(made.run / f"{n}.parquet") for n in ("cases", "findings"))
    tonight = cases.case_id[cases.list_status.isin(["listed", "control"])]
    own = findings[findings.case_id.isin(tonight)]
    shown = own[own.level.isin(["H", "S", "control"]) | (own.indicator_id == "model")]
    assert set(listed["疑点编号"]) == set(shown.finding_id) and listed["疑点编号"].is_unique
    assert list(listed["序号"]) == list(range(1, len(listed) + 1))


def test_who_what_how_much_why_law_innocence_and_how(listed):
    issued = [c.title for c in list_columns() if c.zone == ISSUED]
    empty = {"核查单位", "姓名/名称（脱敏）", "证件号码（后四位）", "涉及期间起", "涉及期间止"}
    for title in issued:
        assert title in empty or listed[title].notna().all(), title
    assert listed["姓名/名称（脱敏）"].isna().all(), "analysis sees pseudonyms only"


def test_a_case_stays_together(made, listed):
    findings = pd.read_parquet(made.run / "findings.parquet").set_index("finding_id")
    order = [findings.case_id[f] for f in listed["疑点编号"]]
    assert len([a for a, b in pairwise(order) if a != b]) + 1 == len(set(order))


def test_nothing_is_filled_in_and_just_the_feedback_is_open(book, listed):
    sheet = book["下发清单"]
    assert sheet.protection.sheet
    for n, column in enumerate(list_columns(), start=1):
        assert sheet.cell(2, n).protection.locked == (column.zone == ISSUED), column.title
        if column.zone == FEEDBACK:
            assert listed[column.title].isna().all()


def test_drop_downs_offer_the_codes(book):
    sheet = book["下发清单"]
    titles = [c.title for c in list_columns()]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            column = titles[next(iter(rule.sqref.ranges)).min_col - 1]
            area = rule.formula1.split("!")[1].replace("$", "")
            offered[column] = [cell.value for (cell,) in book["字典"][area]]
    assert offered["是否属实"] == ["1 属实", "2 部分属实", "3 不属实", "4 正在核查", "5 无法核实"]
    assert offered["不属实原因代码"][0] == "F1 数据录入错误" and len(offered["不属实原因代码"]) == 8
    assert {"核查方式", "问题性质", "处置措施"} <= set(offered)


def test_the_list_is_ready_for_paper_and_filtering(book):
    sheet = book["下发清单"]
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref and not sheet.merged_cells.ranges
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9


def test_there_are_no_formulas_and_no_links(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                text = archive.read(name).decode()
                assert "<f>" not in text and "hyperlink" not in text


def test_evidence_is_said_in_chinese(book):
    rows = list(book["证据明细"].iter_rows(min_row=2, values_only=True))
    assert rows and all("=" in r[4] for r in rows)
    assert not any("00:00:00；" in r[4] for r in rows if r[2].startswith("失业")), "days are days"


def test_the_same_run_gives_the_same_bytes_and_a_district_its_part(made, path, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(made.run, again)
    assert again.read_bytes() == path.read_bytes()
    one = tmp_path / "one.xlsx"
    count = write_workbook(made.run, one, district="330282")
    rows = list(openpyxl.load_workbook(one)["下发清单"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == count > 0 and {r[16] for r in rows} == {"慈溪市"}


def test_a_reason_that_looks_like_a_formula_stays_text(made, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    for name in ("cases", "findings", "evidence"):
        table = pd.read_parquet(made.run / f"{name}.parquet")
        if name == "findings":
            table["reason_zh"] = "=1+1"
        table.to_parquet(folder / f"{name}.parquet")
    (folder / "run.json").write_bytes((made.run / "run.json").read_bytes())
    write_workbook(folder, tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["下发清单"].cell(2, 18)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
