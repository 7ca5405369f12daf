"""Writing the workbook.

Rows are streamed to the file, so that memory does not grow with their number (30,000 and more).
"""

import io
from datetime import date, datetime

import xlsxwriter

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
    build_dictionary_rows,
    compute_row_height,
    is_wrapped,
    set_list_page,
    set_page,
    set_validation_rules,
)
from review.excel.cells import clean_text, looks_like_formula
from review.excel.import_form import (
    HEAD_FIRST_ROW,
    HEAD_LABELS,
    SEAL,
    SUMMARY_COLUMNS,
    Checklist,
    list_sheet_columns,
    summarize_rows,
)
from review.excel.seal import seal_row

NOTICE = "所列均为待核实线索，不是违法违规结论。内部资料，注意保密。"
HOW_TO = "请在“下发清单”黄色列内填写后整表返回；不要增删行列，不要改动白色列和核验码。"
WRAP = {"text_wrap": True}


def write_checklist(issue: Checklist, *, key: bytes, password: str | None = None) -> bytes:
    """Write the workbook, encrypted if a password is given; `key` seals the issued rows."""
    out = io.BytesIO()
    _Workbook(out, issue, key).write()
    return _encrypt(out, password) if password else out.getvalue()


def _encrypt(plain, password):
    from msoffcrypto.format.ooxml import OOXMLFile

    plain.seek(0)
    locked = io.BytesIO()
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


class _Workbook:
    def __init__(self, out, issue: Checklist, key: bytes):
        self.issue, self.key = issue, key
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(out, options)
        created = datetime.combine(issue.issued_on, datetime.min.time())
        self.book.set_properties(
            {"title": "疑点核查清单", "comments": issue.number, "created": created}
        )
        self.looks, self.dictionary = (
            CellFormats(self.book),
            build_dictionary_rows(issue.indicators),
        )

    def write(self) -> None:
        """Write all sheets in their order."""
        named = {name: self.book.add_worksheet(name) for name in SHEETS}
        self._write_summary(named[SUMMARY])
        self._write_list(named[LIST])
        self._write_plain_sheet(named[EVIDENCE], EVIDENCE_COLUMNS, self.issue.evidence)
        self._write_plain_sheet(named[ANSWERS], ANSWER_COLUMNS, build_answer_rows(), note=HOW_TO)
        self._write_plain_sheet(named[DICTIONARY], DICTIONARY_COLUMNS, self.dictionary)
        self.book.close()

    def _write_marks(self, sheet):
        """Print who issued it and when on every page."""
        mark = f"{self.issue.issued_by}　{self.issue.issued_on}　{self.issue.number}".replace(
            "&", "&&"
        )
        sheet.set_header("&L&8内部资料　注意保密&R&8导出 " + mark)
        sheet.set_footer(
            "&L&8清风　" + self.issue.run_id.replace("&", "&&") + "&C&8第 &P 页 共 &N 页"
        )

    def _write_summary(self, sheet):
        grey = self.looks.of(border=0, font_color="#7F7F7F")
        self._write_text(sheet, 0, 0, "疑点核查清单 汇总", bold=True, font_size=14, border=0)
        sheet.write_string(1, 0, NOTICE, grey)
        for n, (label, key) in enumerate(HEAD_LABELS.items(), start=HEAD_FIRST_ROW - 1):
            sheet.write_string(n, 0, label, self.looks.of(bold=True))
            self._write_text(sheet, n, 1, self.issue.head[key])
        issue_line = f"下发 {self.issue.issued_on}　导出人 {self.issue.issued_by}　{HOW_TO}"
        row = HEAD_FIRST_ROW + len(HEAD_LABELS)
        sheet.write_string(row - 1, 0, clean_text(issue_line), grey)
        self.looks.write_headings(sheet, SUMMARY_COLUMNS, row=row)
        rows = summarize_rows(self.issue.rows)
        for n, values in enumerate(rows, start=row + 1):
            for column, value in enumerate(values):
                self._write_value(sheet, n, column, value)
        set_page(sheet, len(rows), len(SUMMARY_COLUMNS), head=row)
        self._write_marks(sheet)

    def _write_list(self, sheet):
        columns, rows = list_sheet_columns(), self.issue.rows
        self.looks.write_list_headings(sheet, columns)
        sheet.set_column(columns.index(SEAL), columns.index(SEAL), SEAL.width, None, {"hidden": 1})
        cells = [self.looks.cell(c) for c in columns]
        for row, values in enumerate(rows, start=1):
            sealed = seal_row(values, values["version"], issue=self.issue.number, key=self.key)
            sheet.set_row(row, compute_row_height(values))
            for n, column in enumerate(columns):
                value = sealed if column is SEAL else values.get(column.key)
                self._write_issued_cell(sheet, row, n, value, column, cells[n])
        set_validation_rules(sheet, columns, len(rows), self.dictionary)
        set_list_page(sheet, len(rows), len(columns))
        self._write_marks(sheet)

    def _write_issued_cell(self, sheet, row, n, value, column, looks):
        if value is None or value == "" or value != value:
            sheet.write_blank(row, n, None, looks)
        elif column.form == "date" and isinstance(value, date):
            sheet.write_datetime(row, n, value, looks)
        elif column.form in ("yuan", "number"):
            sheet.write_number(row, n, value, looks)
        else:
            sheet.write_string(
                row, n, clean_text(value), self._choose_quote_format(column, value) or looks
            )

    def _choose_quote_format(self, column, value):
        """Choose the format of a text that begins like a formula: with Excel's quote prefix."""
        if not looks_like_formula(str(value)):
            return None
        wrapped = WRAP if is_wrapped(column) else {}
        return self.looks.of(num_format="@", quote_prefix=True, **wrapped)

    def _write_text(self, sheet, row, column, value, **looks):
        if looks_like_formula(str(value)):
            looks["quote_prefix"] = True
        sheet.write_string(row, column, clean_text(value), self.looks.of(num_format="@", **looks))

    def _write_value(self, sheet, row, column, value, **looks):
        if isinstance(value, float):
            sheet.write_number(row, column, value, self.looks.of(num_format="#,##0.00"))
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.looks.of(num_format="0"))
        else:
            self._write_text(sheet, row, column, "" if value is None else value, **looks)

    def _write_plain_sheet(self, sheet, columns, rows, *, note=None):
        """Write a sheet of headings and rows; the last column is wrapped."""
        self.looks.write_headings(sheet, columns)
        last = len(columns) - 1
        text, wrapped, whole = (
            self.looks.of(num_format=f, **w) for f, w in (("@", {}), ("@", WRAP), ("0", {}))
        )
        for n, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(n, column, value, whole)
                elif looks_like_formula(value):
                    self._write_text(sheet, n, column, value, **(WRAP if column == last else {}))
                else:
                    sheet.write_string(
                        n, column, clean_text(value), wrapped if column == last else text
                    )
        if note:
            self._write_text(sheet, len(rows) + 2, 0, note, bold=True, border=0)
        set_page(sheet, len(rows), len(columns))
        self._write_marks(sheet)
