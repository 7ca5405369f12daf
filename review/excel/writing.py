"""Writing the workbook. Rows go out one after the other, so that 30,000 of them need no more memory than one."""

import io
from datetime import date, datetime

import xlsxwriter

from contracts.checklist import FEEDBACK, ISSUED_COLUMNS, ListColumn, feedback_columns
from review.excel import form
from review.excel.cells import clean, looks_like_formula
from review.excel.form import Issue, dictionary_rows, sheet_columns, summary_rows
from review.excel.seal import seal

FONT = "宋体"
HEAD, OPEN_HEAD, OPEN = "#1F4E79", "#7F6000", "#FFF9E5"
EARLIEST = date(2000, 1, 1)
MOST_YUAN = 9_999_999_999.99
LINE_POINTS, MOST_LINES = 13.5, 12
NOTICE = "所列均为待核实线索，不是违法违规结论。内部资料，注意保密。"
HOW_TO = "请在“下发清单”黄色列内填写后整表返回；不要增删行列，不要改动白色列和核验码。"
WRAP = {"text_wrap": True}
PROTECTION = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
DATE_RULE = {
    "validate": "date",
    "criteria": ">=",
    "value": EARLIEST,
    "error_message": "请填写日期，如 2026-07-15",
}
YUAN_RULE = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": 0,
    "maximum": MOST_YUAN,
    "error_message": "请填写不小于 0 的金额（元）",
}


def write_issue(issue: Issue, *, key: bytes, password: str | None = None) -> bytes:
    """The workbook as bytes, encrypted if a password is given. `key` seals the issued rows."""
    out = io.BytesIO()
    _Workbook(out, issue, key).write()
    return _encrypted(out, password) if password else out.getvalue()


def _encrypted(plain, password):
    from msoffcrypto.format.ooxml import OOXMLFile

    plain.seek(0)
    locked = io.BytesIO()
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


class _Workbook:
    def __init__(self, out, issue: Issue, key: bytes):
        self.issue, self.key, self.formats = issue, key, {}
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(out, options)
        created = datetime.combine(issue.issued_on, datetime.min.time())
        self.book.set_properties({"title": "疑点核查清单", "comments": issue.number, "created": created})
        self.dictionary = dictionary_rows(issue.indicators)

    def write(self) -> None:
        """All sheets, in the order in which they are read."""
        names = (form.SUMMARY, form.LIST, form.EVIDENCE, form.ANSWERS, form.DICTIONARY)
        named = {name: self.book.add_worksheet(name) for name in names}
        self._summary(named[form.SUMMARY])
        self._list(named[form.LIST])
        self._plain(named[form.EVIDENCE], form.EVIDENCE_COLUMNS, self.issue.evidence)
        self._plain(named[form.ANSWERS], ANSWER_COLUMNS, _answer_rows(), note=HOW_TO)
        self._plain(named[form.DICTIONARY], DICTIONARY_COLUMNS, self.dictionary)
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
        colour = OPEN_HEAD if open_zone else HEAD
        looks = {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "text_wrap": True}
        return self._format(**looks, align="center", valign="vcenter")

    def _cell(self, column: ListColumn):
        numbers = {"yuan": "#,##0.00", "date": "yyyy-mm-dd", "number": "0"}
        # "@" keeps what is typed as text: "=1+1" entered in a text column stays those characters
        properties = {"num_format": numbers.get(column.form, "@")}
        if column.form == "text" and column.width > 20:
            properties["text_wrap"] = True
        if column.zone == FEEDBACK:
            properties |= {"locked": False, "bg_color": OPEN}
        return self._format(**properties)

    def _page(self, sheet, rows, columns, *, head=0):
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        mark = f"{self.issue.issued_by}　{self.issue.issued_on}　{self.issue.number}".replace("&", "&&")
        sheet.set_header("&L&8内部资料　注意保密&R&8导出 " + mark)
        sheet.set_footer("&L&8清风　" + self.issue.run_id.replace("&", "&&") + "&C&8第 &P 页 共 &N 页")
        sheet.freeze_panes(head + 1, 2 if columns > 8 else 0)
        sheet.autofilter(head, 0, max(head + rows, head + 1), columns - 1)
        sheet.protect(options=PROTECTION)

    def _summary(self, sheet):
        columns = form.SUMMARY_COLUMNS
        for n, (_, width) in enumerate(columns):
            sheet.set_column(n, n, width)
        grey = self._format(border=0, font_color="#7F7F7F")
        self._text(sheet, 0, 0, "疑点核查清单 汇总", bold=True, font_size=14, border=0)
        sheet.write_string(1, 0, NOTICE, grey)
        for n, (label, key) in enumerate(form.HEAD_LABELS.items(), start=form.HEAD_FIRST_ROW - 1):
            sheet.write_string(n, 0, label, self._format(bold=True))
            self._text(sheet, n, 1, self.issue.head[key])
        said = f"下发 {self.issue.issued_on}　导出人 {self.issue.issued_by}　{HOW_TO}"
        row = form.HEAD_FIRST_ROW + len(form.HEAD_LABELS)
        sheet.write_string(row - 1, 0, clean(said), grey)
        for n, (title, _) in enumerate(columns):
            sheet.write_string(row, n, title, self._head())
        rows = summary_rows(self.issue.rows)
        for n, values in enumerate(rows, start=row + 1):
            for column, value in enumerate(values):
                self._value(sheet, n, column, value)
        self._page(sheet, len(rows), len(columns), head=row)

    def _list(self, sheet):
        columns = sheet_columns()
        for n, column in enumerate(columns):
            hidden = {"hidden": 1} if column is form.SEAL else {}
            sheet.set_column(n, n, column.width, None, hidden)
        sheet.set_row(0, 32)
        for n, column in enumerate(columns):
            sheet.write_string(0, n, column.title, self._head(column.zone == FEEDBACK))
        looks = [self._cell(c) for c in columns]
        for row, values in enumerate(self.issue.rows, start=1):
            sealed = seal(values, values["version"], issue=self.issue.number, key=self.key)
            sheet.set_row(row, LINE_POINTS * _lines(values))
            for n, column in enumerate(columns):
                value = sealed if column is form.SEAL else values.get(column.key)
                self._put(sheet, row, n, value, column, looks[n])
        self._checks(sheet, columns)
        self._page(sheet, len(self.issue.rows), len(columns))
        # on paper the issued part alone, two sheets wide: what is filled in is filled in on the screen
        sheet.print_area(0, 0, max(len(self.issue.rows), 1), len(ISSUED_COLUMNS) - 1)
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0, 1)

    def _put(self, sheet, row, n, value, column, looks):
        if value is None or value == "" or value != value:
            sheet.write_blank(row, n, None, looks)
        elif column.form == "date" and isinstance(value, date):
            sheet.write_datetime(row, n, value, looks)
        elif column.form in ("yuan", "number"):
            sheet.write_number(row, n, value, looks)
        else:
            sheet.write_string(row, n, clean(value), self._prefixed(column, value) or looks)

    def _prefixed(self, column, value):
        """The look of a text that begins like a formula: Excel is told that an apostrophe stands before it."""
        if not looks_like_formula(str(value)):
            return None
        wrapped = {"text_wrap": True} if column.width > 20 else {}
        return self._format(num_format="@", quote_prefix=True, **wrapped)

    def _text(self, sheet, row, column, value, **looks):
        if looks_like_formula(str(value)):
            looks["quote_prefix"] = True
        sheet.write_string(row, column, clean(value), self._format(num_format="@", **looks))

    def _value(self, sheet, row, column, value, **looks):
        if isinstance(value, float):
            sheet.write_number(row, column, value, self._format(num_format="#,##0.00"))
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self._format(num_format="0"))
        else:
            self._text(sheet, row, column, "" if value is None else value, **looks)

    def _checks(self, sheet, columns):
        """Drop-downs and bounds of what is filled in."""
        last = max(len(self.issue.rows), 1)
        for n, column in enumerate(columns):
            if column.zone == FEEDBACK and (rule := self._rule(column)):
                sheet.data_validation(1, n, last, n, rule)

    def _rule(self, column):
        if column.choices:
            places = [n for n, row in enumerate(self.dictionary, start=2) if row[0] == column.title]
            message = "可从下拉列表中选择；多项以“、”隔开" if column.several else "请从下拉列表中选择"
            return {
                "validate": "list",
                "source": f"={form.DICTIONARY}!$B${places[0]}:$B${places[-1]}",
                "error_title": column.title,
                "error_message": message,
                "error_type": "information" if column.several else "stop",
            }
        return {"date": DATE_RULE, "yuan": YUAN_RULE}.get(column.form)

    def _plain(self, sheet, columns, rows, *, note=None):
        """A sheet of headings and rows; the last column is wrapped."""
        for n, (_, width) in enumerate(columns):
            sheet.set_column(n, n, width)
        for n, (title, _) in enumerate(columns):
            sheet.write_string(0, n, title, self._head())
        last = len(columns) - 1
        text, wrapped, whole = (
            self._format(num_format=f, **w) for f, w in (("@", {}), ("@", WRAP), ("0", {}))
        )
        for n, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(n, column, value, whole)
                elif looks_like_formula(value):
                    self._text(sheet, n, column, value, **(WRAP if column == last else {}))
                else:
                    sheet.write_string(n, column, clean(value), wrapped if column == last else text)
        if note:
            self._text(sheet, len(rows) + 2, 0, note, bold=True, border=0)
        self._page(sheet, len(rows), len(columns))


ANSWER_COLUMNS = (("反馈栏", 20), ("填写方式", 34), ("可选内容", 80))
DICTIONARY_COLUMNS = (("名称", 24), ("取值", 40), ("说明", 100))
FORMS = {"date": "日期，如 2026-07-15", "yuan": "金额（元），不小于 0", "text": "文字"}


def _answer_rows():
    """How to fill in: the open columns and what each takes."""
    rows = []
    for column in feedback_columns():
        how = "下拉选择（可多选，以“、”隔开）" if column.several else "下拉选择"
        rows.append((column.title, how if column.choices else FORMS[column.form], "；".join(column.choices)))
    return rows


def _lines(row):
    """Lines of text that the fullest wrapped cell of a row takes; a Chinese character is two wide, and two bytes in GB 18030."""
    needed = 1
    for column in WRAPPED:
        if text := row.get(column.key):
            wide = len(str(text).encode("gb18030", "replace"))
            needed = max(needed, -(-wide // column.width))
    return min(needed, MOST_LINES)


WRAPPED = [c for c in ISSUED_COLUMNS if c.form == "text" and c.width > 20]
