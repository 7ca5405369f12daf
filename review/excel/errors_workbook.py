"""Workbook of the problems found in a returned workbook."""

import io

import xlsxwriter

from contracts.checklist_book import CellFormats
from review.excel.cells import clean_text
from review.excel.parse_feedback import Problem

COLUMNS = (("工作表", 12), ("单元格", 10), ("疑点编号", 20), ("类型", 8), ("说明", 90))


def write_errors_workbook(problems: list[Problem]) -> bytes:
    """Write one row for each problem, in the order of the returned workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("导入问题")
    looks = CellFormats(book)
    looks.write_headings(sheet, COLUMNS)
    cell = looks.of(num_format="@", text_wrap=True)
    for row, p in enumerate(problems, start=1):
        values = (p.sheet, p.cell, p.finding_id, "错误" if p.is_error else "提示", p.message)
        for n, text in enumerate(values):
            sheet.write_string(row, n, clean_text(text), cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(problems), 1), len(COLUMNS) - 1)
    book.close()
    return out.getvalue()
