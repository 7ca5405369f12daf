"""The 疑点核查清单 as a workbook: sheets, formats, and what may be filled in."""

from datetime import date

from contracts.checklist import (
    FEEDBACK,
    ISSUED_COLUMNS,
    ListColumn,
    format_code_choices,
    list_feedback_columns,
)
from contracts.levels import format_level

SUMMARY, LIST, EVIDENCE, ANSWERS, DICTIONARY = "汇总", "下发清单", "证据明细", "反馈", "字典"
SHEETS = (SUMMARY, LIST, EVIDENCE, ANSWERS, DICTIONARY)
EVIDENCE_COLUMNS = (
    ("序号", 6),
    ("疑点编号", 19),
    ("来源表", 26),
    ("记录键", 36),
    ("记录内容", 110),
)
ANSWER_COLUMNS = (("反馈栏", 20), ("填写方式", 34), ("可选内容", 80))
DICTIONARY_COLUMNS = (("名称", 24), ("取值", 40), ("说明", 100))
LEVELS = (
    ("H", "若两处记录属实，即不符合法规或政策规定的条件；仍须核实身份和数据"),
    ("S", "很少有正常原因的强线索，值得单独核查"),
    ("M", "仅由模型提示，与同类差异很大；先排除正常原因"),
    ("control", "随机抽取，用于估计漏查，请按常规核查"),
)
FORMS = {"date": "日期，如 2026-07-15", "yuan": "金额（元），不小于 0", "text": "文字"}
FONT = "宋体"
HEAD, OPEN_HEAD, OPEN = "#1F4E79", "#7F6000", "#FFF9E5"
PLAIN = {
    "font_name": FONT,
    "font_size": 10,
    "valign": "top",
    "border": 1,
    "border_color": "#BFBFBF",
}
NUMBERS = {"yuan": "#,##0.00", "date": "yyyy-mm-dd", "number": "0"}
EARLIEST, MOST_YUAN = date(2000, 1, 1), 9_999_999_999.99  # catch slips of the keyboard
LINE_POINTS, MOST_LINES = 13.5, 20  # a line of 宋体 10; Excel shows rows up to 409 points
PROTECTION = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
RULES = {
    "date": {
        "validate": "date",
        "criteria": ">=",
        "value": EARLIEST,
        "error_message": "请填写日期，如 2026-07-15",
    },
    "yuan": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": MOST_YUAN,
        "error_message": "请填写不小于 0 的金额（元）",
    },
}


class CellFormats:
    """The formats of a workbook (XlsxWriter's), each made once."""

    def __init__(self, book):
        self.book, self.made = book, {}

    def of(self, **properties):
        """The plain cell with these properties of XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(PLAIN | properties)
        return self.made[key]

    def head(self, *, is_open=False):
        """A heading; of a column that is filled in if `is_open`."""
        colour = OPEN_HEAD if is_open else HEAD
        properties = {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "text_wrap": True}
        return self.of(**properties, align="center", valign="vcenter")

    def cell(self, column: ListColumn):
        """A cell of the list."""
        # "@" keeps what is typed as text: "=1+1" entered in a text column stays those characters
        properties = {"num_format": NUMBERS.get(column.form, "@")}
        if is_wrapped(column):
            properties["text_wrap"] = True
        if column.zone == FEEDBACK:
            properties |= {"locked": False, "bg_color": OPEN}
        return self.of(**properties)

    def write_headings(self, sheet, columns: tuple[tuple[str, int], ...], *, row: int = 0) -> None:
        """Titles in a row, and the widths of their columns."""
        for n, (title, width) in enumerate(columns):
            sheet.set_column(n, n, width)
            sheet.write_string(row, n, title, self.head())

    def write_list_headings(self, sheet, columns: list[ListColumn]) -> None:
        """The heading of the list."""
        sheet.set_row(0, 32)
        for n, column in enumerate(columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, column.title, self.head(is_open=column.zone == FEEDBACK))


def set_page(sheet, rows: int, columns: int, *, head: int = 0) -> None:
    """Paper, frozen heading, filter and protection of a sheet of `rows` below row `head`."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 2 if columns > 8 else 0)
    sheet.autofilter(head, 0, max(head + rows, head + 1), columns - 1)
    sheet.protect(options=PROTECTION)


def set_list_page(sheet, rows: int, columns: int) -> None:
    """As `set_page` for the list: only the issued part is printed, two pages wide."""
    set_page(sheet, rows, columns)
    sheet.print_area(0, 0, max(rows, 1), len(ISSUED_COLUMNS) - 1)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_columns(0, 1)


def set_validation_rules(
    sheet, columns: list[ListColumn], rows: int, dictionary: list[tuple]
) -> None:
    """Set drop-downs and bounds of the open columns; the choices are in the sheet 字典."""
    for n, column in enumerate(columns):
        if column.zone == FEEDBACK and (rule := _build_validation_rule(column, dictionary)):
            sheet.data_validation(1, n, max(rows, 1), n, rule)


def _build_validation_rule(column, dictionary):
    if not column.choices:
        return RULES.get(column.form)
    places = [n for n, row in enumerate(dictionary, start=2) if row[0] == column.title]
    return {
        "validate": "list",
        "source": f"={DICTIONARY}!$B${places[0]}:$B${places[-1]}",
        "error_title": column.title,
        "error_message": "可从下拉列表中选择；多项以“、”隔开"
        if column.several
        else "请从下拉列表中选择",
        "error_type": "information" if column.several else "stop",
    }


def build_answer_rows() -> list[tuple[str, str, str]]:
    """How to fill in: the open columns and what each takes."""
    rows = []
    for column in list_feedback_columns():
        how = "下拉选择（可多选，以“、”隔开）" if column.several else "下拉选择"
        rows.append(
            (column.title, how if column.choices else FORMS[column.form], "；".join(column.choices))
        )
    return rows


def build_dictionary_rows(indicators: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """名称, 取值, 说明: levels, drop-downs, indicators, stages."""
    rows = [("疑点级别", format_level(level), meaning) for level, meaning in LEVELS]
    rows += [(c.title, choice, "下拉选项") for c in list_feedback_columns() for choice in c.choices]
    return (
        rows
        + list(indicators)
        + [("状态", stage, "反馈状态") for stage in format_code_choices("feedback_stage")]
    )


def is_wrapped(column: ListColumn) -> bool:
    """Whether a text takes several lines of its cell."""
    return column.form == "text" and column.width > 20


def compute_row_height(row: dict) -> float:
    """Height of a row of the list (key of a column → value): that of its fullest wrapped cell.

    A Chinese character is two wide, and two bytes in GB 18030.
    """
    line_counts = [
        sum(max(1, -(-len(line.encode("gb18030", "replace")) // column.width)) for line in lines)
        for column in ISSUED_COLUMNS
        if is_wrapped(column) and (lines := str(row.get(column.key) or "").splitlines())
    ]
    return LINE_POINTS * min(max([1, *line_counts]), MOST_LINES)
