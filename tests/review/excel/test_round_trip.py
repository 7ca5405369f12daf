"""The workbook as it is handed out and as it comes back."""

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.checklist import ISSUED_COLUMNS, TEMPLATE_VERSION, list_columns
from review.excel.cells import normalize_value
from review.excel.file_safety import open_workbook
from review.excel.import_form import SEAL
from review.excel.read_workbook import read_returned_workbook
from review.excel.seal import verify_seal
from review.excel.write_workbook import write_checklist
from tests.review.excel.workbooks import (
    FILLED,
    ISSUED_ON,
    KEY,
    edited,
    filled,
    issue_of,
    issued_row,
    written,
)

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "\t=1",
    "＝1",
    "=cmd|' /C calc'!A0",
]


@pytest.fixture(scope="module")
def content():
    return written([issued_row(n) for n in range(1, 6)])


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def back(content, **given):
    return read_returned_workbook(open_workbook(content, **given))


def seal_of(row, issue="XF-20261102-330203-01"):
    return verify_seal(row.issued, row.seal, issue=issue, key=KEY)


def test_five_sheets_and_the_columns_of_the_offices(book):
    assert book.sheetnames == ["汇总", "下发清单", "证据明细", "反馈", "字典"]
    titles = [cell.value for cell in book["下发清单"][1]]
    assert titles == [c.title for c in list_columns()] + [SEAL.title]


def test_the_head_says_template_issue_run_and_district(content):
    assert back(content).head == {
        "template": TEMPLATE_VERSION,
        "issue": "XF-20261102-330203-01",
        "run_id": "20261101-abcdef",
        "district": "330203",
    }


def test_the_issued_part_is_locked_and_the_feedback_part_open(book):
    sheet = book["下发清单"]
    assert sheet.protection.sheet
    for column, cell in zip([*list_columns(), SEAL], sheet[2], strict=True):
        assert cell.protection.locked is (column.zone == "issued"), column.title
    hidden = [letter for letter, d in sheet.column_dimensions.items() if d.hidden]
    assert len(hidden) == 1 and sheet.freeze_panes == "C2" and not sheet.merged_cells.ranges


def test_drop_downs_point_at_the_dictionary(book):
    lists = [v for v in book["下发清单"].data_validations.dataValidation if v.type == "list"]
    assert len(lists) == 5
    for rule in lists:
        first, last = (int(part.rsplit("$", 1)[1]) for part in rule.formula1.split(":"))
        assert {book["字典"].cell(row=n, column=3).value for n in range(first, last + 1)} == {
            "下拉选项"
        }


def test_a_workbook_is_the_same_bytes_each_time(content):
    assert written([issued_row(n) for n in range(1, 6)]) == content


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text):
    made = written(
        [issued_row(1, reason=text, name_masked=text, unit=text, look_alikes=text)], issued_by=text
    )
    for sheet in openpyxl.load_workbook(io.BytesIO(made)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
    (row,) = back(made).rows
    assert seal_of(row).holds


def test_what_was_filled_in_comes_back(content):
    (first, second, *_) = back(filled(content, {1: FILLED})).rows
    assert first.is_filled and not second.is_filled
    assert (
        first.feedback["account"] == FILLED["account"]
        and first.feedback["amount_confirmed"] == 1234.5
    )
    assert first.feedback["checked_date"] == date(2026, 11, 10)
    assert seal_of(first).holds, "another program saved the workbook and nothing issued was altered"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("amount_involved", 1),
        ("reason", "没有问题"),
        ("due_date", date(2027, 1, 1)),
        ("period_to", date(2026, 5, 1)),
        ("subject_id", "P000099"),
    ],
)
def test_an_altered_issued_cell_is_named(content, key, value):
    rows = back(edited(content, {(2, key): value})).rows
    assert seal_of(rows[1]).altered == (key,)
    assert all(seal_of(r).holds for r in rows if r.number != 3)


def test_an_id_pasted_from_another_row_is_seen(content):
    rows = back(edited(content, {(1, "finding_id"): issued_row(2)["finding_id"]})).rows
    assert seal_of(rows[0]).altered == ("finding_id",)


@pytest.mark.parametrize(
    "text", [None, "", "3", "x-y-z", "3-" + "0" * 48 + "-0123456789abcdef", "٣-" + "0" * 48 + "-0"]
)
def test_a_seal_that_is_gone_or_made_up_holds_nothing(content, text):
    rows = back(edited(content, {(1, "seal"): text})).rows
    assert not seal_of(rows[0]).holds


def test_a_version_written_into_the_seal_breaks_it(content):
    text = back(content).rows[0].seal
    rows = back(edited(content, {(1, "seal"): "4" + text[1:]})).rows
    assert seal_of(rows[0]).altered == ("seal",)


def test_a_row_of_another_workbook_breaks_the_seal(content):
    assert not seal_of(back(content).rows[0], issue="XF-20261102-330205-01").holds


def test_rows_may_be_sorted_in_excel(content):
    rows = sorted(back(content).rows, key=lambda r: -r.number)
    assert all(seal_of(r).holds for r in rows)


def test_a_password_opens_it():
    locked = write_checklist(issue_of([issued_row()]), key=KEY, password="甬-2026!")
    assert len(back(locked, password="甬-2026!").rows) == 1


def test_rows_of_findings_on_one_record_count_its_money_once(book):
    made = written([issued_row(1), issued_row(1, kind="U02 x", amount_involved=1000.0)])
    last = list(openpyxl.load_workbook(io.BytesIO(made))["汇总"].iter_rows(values_only=True))[-1]
    assert last[-2:] == (2, 1234.5)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
DAY = st.dates(date(2001, 1, 1), date(2090, 12, 31))
VALUES = {
    "text": TEXT,
    "date": st.none() | DAY,
    "yuan": st.decimals(0, 10**9, places=2).map(float),
    "number": st.integers(0, 10**6),
}
ROW = st.fixed_dictionaries(
    {c.key: VALUES[c.form] for c in ISSUED_COLUMNS} | {"version": st.integers(0, 10**6)}
)


@settings(
    max_examples=60, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(ROW, min_size=1, max_size=4))
def test_whatever_is_issued_comes_back_unaltered(rows):
    content = written([r | {"finding_id": f"F{n}"} for n, r in enumerate(rows)])
    returned = back(content).rows
    assert len(returned) == len(rows)
    for n, (sent, row) in enumerate(zip(rows, returned, strict=True)):
        assert (
            seal_of(row) == seal_of(row)
            and seal_of(row).holds
            and seal_of(row).version == sent["version"]
        )
        for column in ISSUED_COLUMNS:
            told = f"F{n}" if column.key == "finding_id" else sent[column.key]
            assert normalize_value(row.issued[column.key], column.form) == normalize_value(
                told, column.form
            )


@given(DAY)
def test_a_day_has_one_spelling(day):
    at_noon = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
    assert (
        normalize_value(day, "date")
        == normalize_value(at_noon, "date")
        == normalize_value(day.isoformat(), "date")
    )


def test_the_day_of_issue_is_that_of_the_rows():
    assert issue_of([]).issued_on == ISSUED_ON
