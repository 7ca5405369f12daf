"""Exporting the list as it is filtered and sorted: a plain workbook to read, not to fill in."""

import io
from collections.abc import Iterable
from hashlib import sha256

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone

from contracts.codes import get_code_name
from contracts.levels import format_level
from review import audit, labels
from review.errors import NotValid
from review.excel.cells import clean_text
from review.excel.export_checklist import MOST_ROWS, ExportedWorkbook
from review.models import Case, Officer
from review.permissions import require_right
from review.scenario_names import load_scenario_names

# heading, width in characters
COLUMNS = [
    ("案号", 18),
    ("案件编号", 19),
    ("级别", 7),
    ("对象类型", 9),
    ("对象编号", 14),
    ("疑点摘要", 60),
    ("场景", 24),
    ("预计属实", 9),
    ("属地", 9),
    ("主管部门", 9),
    ("涉及金额", 14),
    ("状态", 10),
    ("下发日期", 11),
    ("期限", 11),
    ("承办人", 9),
    ("批次", 10),
    ("结论", 10),
    ("核实金额", 14),
    ("应追回", 14),
    ("已追回", 14),
    ("首次发现", 11),
]
NOTICE = "所列均为待核实线索，不是违法违规结论。内部资料，注意保密。"
YUAN, SHARE, DAY = "#,##0.00", "0%", "yyyy-mm-dd"


def export_case_list(
    officer: Officer, cases: QuerySet[Case], query: str, *, address: str = ""
) -> ExportedWorkbook:
    """Export the cases of a filter in their order; the export is logged with the filter.

    Raises NotAllowed, and NotValid if there are none or more than a workbook takes.
    """
    require_right(officer, "export")
    count = cases.count()
    if not count:
        raise NotValid("没有可导出的案件", "there is no case to export")
    if count > MOST_ROWS:
        raise NotValid(
            f"超过 {MOST_ROWS} 件，请缩小筛选范围",
            f"more than {MOST_ROWS} cases: narrow the filter",
        )
    content = _write_workbook(officer, cases)
    audit.record(
        officer,
        "export_list",
        "",
        address=address,
        query=query[:400],
        cases=count,
        sha256=sha256(content).hexdigest(),
    )
    name = f"疑点案件-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    return ExportedWorkbook(name, content, count)


def _write_workbook(officer, cases):
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options | {"default_date_format": DAY})
    sheet = book.add_worksheet("疑点案件")
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
    for n, (title, width) in enumerate(COLUMNS):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, title, head)
    formats = {n: book.add_format({"num_format": n}) for n in (YUAN, SHARE)}
    last = 0
    for last, row in enumerate(_list_rows(cases), start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, last, column, value, formats)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    who = f"{officer.name}　{timezone.localtime():%Y-%m-%d %H:%M}".replace("&", "&&")
    sheet.set_header(f"&L&8{NOTICE}&R&8导出 {who}")
    book.close()
    return out.getvalue()


def _write_cell(sheet, row, column, value, formats):
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, clean_text(value))
    elif isinstance(value, tuple):
        sheet.write_number(row, column, value[0], formats[value[1]])
    else:
        sheet.write_datetime(row, column, value)


def _list_rows(cases) -> Iterable[list]:
    names = load_scenario_names()
    for case in cases.select_related("assignee").defer("summary_en").iterator(2000):
        yield [
            case.case_no,
            case.pk,
            format_level(case.level),
            get_code_name("subject_kind", case.subject_kind).zh,
            case.subject_id,
            case.summary_zh,
            "、".join(labels.translate(n) for n in _find_names(case, names)),
            None if case.credence is None else (case.credence, SHARE),
            get_code_name("district", case.district).zh,
            case.authority,
            (case.amount_in_question, YUAN),
            get_code_name("feedback_stage", case.state).zh,
            case.issued_on,
            case.due_on,
            case.assignee.name if case.assignee else "",
            case.batch_no,
            get_code_name("feedback_conclusion", case.conclusion).zh if case.conclusion else "",
            (case.amount_confirmed, YUAN),
            (case.amount_to_recover, YUAN),
            (case.amount_recovered, YUAN),
            case.first_flagged_on,
        ]


def _find_names(case, names):
    return dict.fromkeys(names[m] for m in case.marks.strip("|").split("|") if m in names)
