"""Writing the workbook: five sheets, the issued part locked, the feedback part open with drop-downs."""

import os
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from contracts.checklist import FEEDBACK, ISSUED_COLUMNS, LEVEL_NAMES, ListColumn, list_columns
from contracts.errors import UsageError
from flows.workbook.rows import Sheets, sheets

SUMMARY, LIST, EVIDENCE, ANSWERS, DICTIONARY = "汇总", "下发清单", "证据明细", "反馈", "字典"
FONT = "宋体"
HEAD, OPEN_HEAD, OPEN = "#1F4E79", "#7F6000", "#FFF9E5"
EARLIEST = date(2000, 1, 1)
LINE_POINTS, MOST_LINES = 13.5, 12
EVIDENCE_COLUMNS = (("序号", 6), ("疑点编号", 19), ("来源表", 26), ("记录键", 36), ("记录内容", 110))
SUMMARY_COLUMNS = (
    ("主管部门", 10),
    ("参保地", 12),
    ("场景", 28),
    *((f"{name}（件）", 12) for name in LEVEL_NAMES.values()),
    ("疑点（条）", 12),
    ("涉及金额（元）", 18),
)


def write_workbook(run: Path, out: Path, *, district: str | None = None) -> int:
    """Write the list of a run (of one district) to `out`; the number of findings. The same run gives the same bytes.

    Raises UsageError if `out` cannot be written or is no .xlsx, or the district is unknown.
    """
    if out.suffix != ".xlsx":
        raise UsageError(f"{out} is not an .xlsx file", next_step="give a name that ends in .xlsx")
    told = sheets(run, district=district)
    beside = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _Workbook(beside, told).write()
        os.replace(beside, out)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        beside.unlink(missing_ok=True)
        raise UsageError(
            f"{out} cannot be written: {error}", next_step="close the file in Excel or name another one"
        ) from None
    return len(told.listed)


class _Workbook:
    def __init__(self, path: Path, told: Sheets):
        self.told = told
        self.book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
        self.book.set_properties(
            {"title": "疑点核查清单", "created": datetime.combine(told.as_of, datetime.min.time())}
        )
        self.formats = {}

    def write(self) -> None:
        """All sheets, in the order in which they are read."""
        named = {n: self.book.add_worksheet(n) for n in (SUMMARY, LIST, EVIDENCE, ANSWERS, DICTIONARY)}
        self._summary(named[SUMMARY])
        self._list(named[LIST])
        self._evidence(named[EVIDENCE])
        self._answers(named[ANSWERS])
        self._dictionary(named[DICTIONARY])
        self.book.close()

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            base = {
                "font_name": FONT,
                "font_size": 10,
                "valign": "top",
                "border": 1,
                "border_color": "#BFBFBF",
            }
            self.formats[key] = self.book.add_format(base | properties)
        return self.formats[key]

    def _head(self, open_zone=False):
        return self._format(
            bold=True,
            font_color="#FFFFFF",
            bg_color=OPEN_HEAD if open_zone else HEAD,
            text_wrap=True,
            align="center",
            valign="vcenter",
        )

    def _cell(self, column: ListColumn):
        numbers = {"yuan": "#,##0.00", "date": "yyyy-mm-dd"}
        properties = {"text_wrap": column.form == "text" and column.width > 20}
        if column.form in numbers:
            properties["num_format"] = numbers[column.form]
        if column.zone == FEEDBACK:
            properties |= {"locked": False, "bg_color": OPEN}
        return self._format(**properties)

    def _page(self, sheet, rows, columns, *, head=0):
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.set_footer("&L清风 &C第 &P 页 共 &N 页 &R" + self.told.run_id)
        sheet.freeze_panes(head + 1, 2 if columns > 8 else 0)
        sheet.autofilter(head, 0, max(head + rows, head + 1), columns - 1)

    def _headings(self, sheet, columns, *, row=0):
        for n, (title, width) in enumerate(columns):
            sheet.set_column(n, n, width)
            sheet.write_string(row, n, title, self._head())

    def _summary(self, sheet):
        sheet.write_string(0, 0, "疑点核查清单 汇总", self._format(bold=True, font_size=14, border=0))
        note = f"批次 {self.told.run_id}　截至 {self.told.as_of}　所列均为待核实线索，不是违法违规结论"
        sheet.write_string(1, 0, note, self._format(border=0, font_color="#7F7F7F"))
        self._headings(sheet, SUMMARY_COLUMNS, row=3)
        yuan = self._format(num_format="#,##0.00")
        for n, row in enumerate(self.told.summary, start=4):
            for column, value in enumerate(row):
                sheet.write(n, column, value, yuan if isinstance(value, float) else self._format())
        self._page(sheet, len(self.told.summary), len(SUMMARY_COLUMNS), head=3)
        sheet.protect(options=PROTECTION)

    def _list(self, sheet):
        columns = list_columns()
        for n, column in enumerate(columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, column.title, self._head(column.zone == FEEDBACK))
        sheet.set_row(0, 32)
        blank = [self._cell(c) for c in columns]
        for row, values in enumerate(self.told.listed, start=1):
            sheet.set_row(row, LINE_POINTS * _lines(values, columns))
            for n, column in enumerate(columns):
                _put(sheet, row, n, values[n] if n < len(values) else None, column, blank[n])
        self._checks(sheet, columns, len(self.told.listed))
        self._page(sheet, len(self.told.listed), len(columns))
        # on paper the issued part alone, two sheets wide: what is filled in is filled in on the screen
        sheet.print_area(0, 0, len(self.told.listed), len(ISSUED_COLUMNS) - 1)
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0, 1)
        sheet.protect(options=PROTECTION)

    def _checks(self, sheet, columns, rows):
        """Drop-downs and bounds of what is filled in."""
        last = max(rows, 1)
        for n, column in enumerate(columns):
            if column.zone != FEEDBACK:
                continue
            if column.choices:
                sheet.data_validation(1, n, last, n, self._choice(column))
            elif column.form == "date":
                sheet.data_validation(1, n, last, n, DATE_RULE)
            elif column.form == "yuan":
                sheet.data_validation(1, n, last, n, YUAN_RULE)

    def _choice(self, column):
        first, last = self._places[column.title]
        return {
            "validate": "list",
            "source": f"={DICTIONARY}!$B${first}:$B${last}",
            "error_title": column.title,
            "error_message": "请从下拉列表中选择",
        }

    @property
    def _places(self):
        """Heading of a drop-down → first and last row (from 1) of its choices in the dictionary."""
        places = {}
        for n, (name, _, _) in enumerate(self.told.dictionary, start=2):
            first, _ = places.get(name, (n, n))
            places[name] = (first, n)
        return places

    def _evidence(self, sheet):
        self._headings(sheet, EVIDENCE_COLUMNS)
        wrapped = self._format(text_wrap=True)
        for n, row in enumerate(self.told.evidence, start=1):
            sheet.write_number(n, 0, row[0], self._format())
            for column, value in enumerate(row[1:], start=1):
                sheet.write_string(n, column, value, wrapped if column == 4 else self._format())
        self._page(sheet, len(self.told.evidence), len(EVIDENCE_COLUMNS))
        sheet.protect(options=PROTECTION)

    def _answers(self, sheet):
        """How to fill in: the open columns and what each takes."""
        self._headings(sheet, (("反馈栏", 20), ("填写方式", 34), ("可选内容", 80)))
        forms = {"date": "日期，如 2026-07-15", "yuan": "金额（元），不小于 0", "text": "文字"}
        asked = [c for c in list_columns() if c.zone == FEEDBACK]
        for n, column in enumerate(asked, start=1):
            how = "下拉选择" if column.choices else forms[column.form]
            for place, text in enumerate((column.title, how, "；".join(column.choices))):
                sheet.write_string(n, place, text, self._format(text_wrap=place == 2))
        note = "请在“下发清单”黄色列内填写后整表返回；不要增删行列，不要改动疑点编号。"
        sheet.write_string(len(asked) + 2, 0, note, self._format(border=0, bold=True))
        self._page(sheet, len(asked), 3)
        sheet.protect(options=PROTECTION)

    def _dictionary(self, sheet):
        self._headings(sheet, (("名称", 24), ("取值", 40), ("说明", 100)))
        for n, row in enumerate(self.told.dictionary, start=1):
            for column, value in enumerate(row):
                sheet.write_string(n, column, value, self._format(text_wrap=column == 2))
        self._page(sheet, len(self.told.dictionary), 3)
        sheet.protect(options=PROTECTION)


PROTECTION = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
DATE_RULE = {
    "validate": "date",
    "criteria": ">=",
    "value": EARLIEST,
    "error_message": "请填写日期，如 2026-07-15",
}
YUAN_RULE = {
    "validate": "decimal",
    "criteria": ">=",
    "value": 0,
    "error_message": "请填写不小于 0 的金额（元）",
}


def _lines(values, columns):
    """Lines of text that the fullest wrapped cell of a row takes; a Chinese character is two wide."""
    widths = [(str(v), c.width) for v, c in zip(values, columns, strict=False) if c.form == "text" and v]
    needed = [
        -(-sum(1 + (ord(letter) > 255) for letter in text) // width) for text, width in widths if width > 20
    ]
    return min(max([1, *needed]), MOST_LINES)


def _put(sheet, row, n, value, column, form):
    if value is None or value != value:
        sheet.write_blank(row, n, None, form)
    elif column.form == "date":
        sheet.write_datetime(row, n, value, form)
    elif column.form in ("yuan", "number"):
        sheet.write_number(row, n, value, form)
    else:
        sheet.write_string(row, n, str(value), form)
