"""Workbooks for tests: rows as issued, and the edits of a user in Excel."""

import io
import zipfile
from datetime import date

import openpyxl

from contracts.checklist_book import LIST
from review.excel.import_form import FIRST_ROW, Checklist, list_sheet_columns
from review.excel.read_workbook import COLUMN_NUMBERS
from review.excel.write_workbook import write_checklist

KEY = b"k" * 32
ISSUED_ON, TODAY = date(2026, 11, 2), date(2026, 11, 20)
FILLED = {
    "checkers": "王一、李二",
    "checked_date": date(2026, 11, 10),
    "method": "现场",
    "account": "调取参保和银行流水，与本人谈话核实。",
    "conclusion": "1 属实",
    "amount_confirmed": 1234.5,
    "nature": "欺诈骗取",
    "disposition": "2 责令退回",
}


def issued_row(number: int = 1, **changes) -> dict:
    """A row as the desk issues it."""
    row = {
        "number": number,
        "finding_id": f"F{number:015x}",
        "batch": "20261102",
        "issued_date": ISSUED_ON,
        "due_date": date(2026, 11, 20),
        "unit": "海曙区",
        "authority": "人社",
        "fund": "失业保险",
        "scenario": "短期参保骗取失业保险待遇",
        "kind": "U01 参保即领",
        "level": "高 H",
        "subject_kind": "个人",
        "subject_id": f"P{number:06d}",
        "name_masked": "张*",
        "id_last4": "123X",
        "district": "海曙区",
        "reason": "缴费12个月后即申领失业金，涉及金额 1,234.50 元。",
        "period_from": date(2026, 1, 1),
        "period_to": None,
        "amount_involved": 1234.5,
        "law": "社会保险法第八十八条",
        "record": f"unemployment_claim C{number}",
        "look_alikes": "单位破产；裁员",
        "verify": "调取解除劳动关系证明",
        "version": 3,
    }
    return row | changes


def issue_of(rows: list[dict], **changes) -> Checklist:
    told = {
        "number": "XF-20261102-330203-01",
        "run_id": "20261101-abcdef",
        "district": "330203",
        "issued_on": ISSUED_ON,
        "issued_by": "赵主管",
    }
    return Checklist(rows=rows, **(told | changes))


def written(rows: list[dict], **changes) -> bytes:
    return write_checklist(issue_of(rows, **changes), key=KEY)


def edited(content: bytes, cells: dict[tuple[int, str], object], *, sheet: str = LIST) -> bytes:
    """Edit cells and save with another program.

    `cells` is {(row from 1 below the heading, column's key or cell name): value}.
    """
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (row, key), value in cells.items():
        if key in COLUMN_NUMBERS:
            book[sheet].cell(row=row + FIRST_ROW - 1, column=COLUMN_NUMBERS[key] + 1).value = value
        else:
            book[sheet][key].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(content: bytes, answers: dict[int, dict]) -> bytes:
    """Row → feedback by key."""
    return edited(
        content, {(row, key): v for row, given in answers.items() for key, v in given.items()}
    )


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """The package with one more part, or another in its place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data)
    return out.getvalue()


def columns() -> list[str]:
    return [c.title for c in list_sheet_columns()]
