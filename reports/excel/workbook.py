"""Writing the workbook: five sheets, the issued part locked, the feedback part open."""

import os
from datetime import datetime
from pathlib import Path

import xlsxwriter

from contracts.checklist import list_columns
from contracts.checklist_book import (
    ANSWER_COLUMNS,
    ANSWERS,
    DICTIONARY,
    DICTIONARY_COLUMNS,
    EVIDENCE,
    EVIDENCE_COLUMNS,
    LIST,
    SHEETS,
    SUMMARY,
    CellFormats,
    build_answer_rows,
    compute_row_height,
    set_list_page,
    set_page,
    set_validation_rules,
)
from contracts.errors import UsageError
from contracts.levels import Level, format_level
from reports.excel.rows import Sheets, build_sheets

SUMMARY_COLUMNS = (
    ("主管部门", 10),
    ("参保地", 12),
    ("场景", 28),
    *((f"{format_level(level)}（件）", 12) for level in Level),
    ("疑点（条）", 12),
    ("涉及金额（元）", 18),
)
HOW_TO = "请在“下发清单”黄色列内填写后整表返回；不要增删行列，不要改动疑点编号。"


def write_workbook(run: Path, out: Path, *, district: str | None = None) -> int:
    """Write the list of a run (of one district) to `out`; return the number of findings.

    The same run gives the same bytes. Raises UsageError if `out` cannot be written or is no .xlsx,
    or the district is unknown.
    """
    if out.suffix != ".xlsx":
        raise UsageError(f"{out} is not an .xlsx file", next_step="give a name that ends in .xlsx")
    content = build_sheets(run, district=district)
    temporary_path = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _Workbook(temporary_path, content).write()
        os.replace(temporary_path, out)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        temporary_path.unlink(missing_ok=True)
        raise UsageError(
            f"{out} cannot be written: {error}",
            next_step="close the file in Excel or name another one",
        ) from None
    return len(content.listed)


class _Workbook:
    def __init__(self, path: Path, content: Sheets):
        self.content = content
        self.book = xlsxwriter.Workbook(
            str(path),
            # texts of agencies may begin with = or http
            {"strings_to_formulas": False, "strings_to_urls": False},
        )
        self.book.set_properties(
            {
                "title": "疑点核查清单",
                # not now: the same run gives the same bytes
                "created": datetime.combine(content.as_of, datetime.min.time()),
            }
        )
        self.looks = CellFormats(self.book)

    def write(self) -> None:
        """Write all sheets, in the order in which they are read."""
        sheets = {name: self.book.add_worksheet(name) for name in SHEETS}
        self._write_summary(sheets[SUMMARY])
        self._write_list(sheets[LIST])
        self._write_plain_sheet(sheets[EVIDENCE], EVIDENCE_COLUMNS, self.content.evidence)
        self._write_plain_sheet(sheets[ANSWERS], ANSWER_COLUMNS, build_answer_rows(), note=HOW_TO)
        self._write_plain_sheet(sheets[DICTIONARY], DICTIONARY_COLUMNS, self.content.dictionary)
        self.book.close()

    def _write_summary(self, sheet):
        sheet.write_string(
            0, 0, "疑点核查清单 汇总", self.looks.of(bold=True, font_size=14, border=0)
        )
        note = (
            f"批次 {self.content.run_id}　截至 {self.content.as_of}　"
            "所列均为待核实线索，不是违法违规结论"
        )
        sheet.write_string(1, 0, note, self.looks.of(border=0, font_color="#7F7F7F"))
        self.looks.write_headings(sheet, SUMMARY_COLUMNS, row=3)
        yuan = self.looks.of(num_format="#,##0.00")
        for n, row in enumerate(self.content.summary, start=4):
            for column, value in enumerate(row):
                sheet.write(n, column, value, yuan if isinstance(value, float) else self.looks.of())
        set_page(sheet, len(self.content.summary), len(SUMMARY_COLUMNS), head=3)
        self._write_footer(sheet)

    def _write_list(self, sheet):
        columns, rows = list_columns(), self.content.listed
        self.looks.write_list_headings(sheet, columns)
        cells = [self.looks.cell(c) for c in columns]
        for row, values in enumerate(rows, start=1):
            sheet.set_row(row, compute_row_height(values))
            for n, column in enumerate(columns):
                _put(sheet, row, n, values.get(column.key), column, cells[n])
        set_validation_rules(sheet, columns, len(rows), self.content.dictionary)
        set_list_page(sheet, len(rows), len(columns))
        self._write_footer(sheet)

    def _write_plain_sheet(self, sheet, columns, rows, *, note=None):
        """Write a sheet of headings and rows; the last column is wrapped."""
        self.looks.write_headings(sheet, columns)
        last, plain, wrapped = len(columns) - 1, self.looks.of(), self.looks.of(text_wrap=True)
        for n, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                look = wrapped if column == last else plain
                if isinstance(value, int):
                    sheet.write_number(n, column, value, look)
                else:
                    sheet.write_string(n, column, value, look)
        if note:
            sheet.write_string(len(rows) + 2, 0, note, self.looks.of(border=0, bold=True))
        set_page(sheet, len(rows), len(columns))
        self._write_footer(sheet)

    def _write_footer(self, sheet):
        sheet.set_footer("&L清风 &C第 &P 页 共 &N 页 &R" + self.content.run_id)


def _put(sheet, row, n, value, column, look):
    if value is None or value != value:
        sheet.write_blank(row, n, None, look)
    elif column.form == "date":
        sheet.write_datetime(row, n, value, look)
    elif column.form in ("yuan", "number"):
        sheet.write_number(row, n, value, look)
    else:
        sheet.write_string(row, n, str(value), look)
