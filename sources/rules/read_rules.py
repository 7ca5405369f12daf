"""Read a workbook of published rules: pairs, limits or incision groups, by the words of its header.

The public attachments differ from batch to batch in columns and captions, so that the header is
found by words and everything that is not understood is told.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from contracts.errors import UsageError

HEADER_ROWS = 12  # captions and remarks stand above the header
# what each column is called in the attachments; the first pattern that fits a heading names it
HEADINGS = {
    "item_pair_rule": {
        "item_a": r"(?=.*[Aa甲]).*(编码|代码)",
        "item_b": r"(?=.*[Bb乙]).*(编码|代码)",
        "window": r"时间",
        "basis": r"依据|说明|备注",
    },
    "incision_group": {
        "item_code": r"编码|代码",
        "incision_group": r"切口|分组|组别",
        "second_share": r"比例|折",
    },
    "item_limit_rule": {
        "item_code": r"编码|代码",
        "per_day": r"(单日|每日|日).*(上限|次数|频次)",
        "cycle_days": r"周期.*天|天数",
        "per_cycle": r"^上限|周期.*上限",
        "per_stay": r"(每次|单次|次).*住院",
        "basis": r"依据|说明|备注",
    },
}
NEEDED = {
    "item_pair_rule": {"item_a", "item_b", "window"},
    "incision_group": {"item_code", "incision_group"},
    "item_limit_rule": {"item_code"},
}
CODES = {
    "item_pair_rule": ("item_a", "item_b"),
    "incision_group": ("item_code",),
    "item_limit_rule": ("item_code",),
}
NUMBERS = ("per_day", "per_cycle", "cycle_days", "per_stay", "second_share")
LIMITS = ("per_day", "per_cycle", "per_stay")
WINDOWS = ((r"住院", "3"), (r"日|天", "2"), (r"同时|同次|一并", "1"))


@dataclass
class RuleBook:
    """Rules of one workbook as they are printed, and the rows that were not understood."""

    table: str
    rows: list[dict]
    not_understood: list[tuple[str, int, str]] = field(default_factory=list)


def read_rule_book(path: Path) -> RuleBook:
    """Read all sheets of a workbook.

    Raises UsageError for a file that is no workbook, and for one in which no sheet has a header of
    pairs, limits or incision groups.
    """
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever the zip or its XML raised
        raise UsageError(
            f"{path} 不是Excel工作簿 is no Excel workbook", next_step="save it as .xlsx"
        ) from error
    books = [book for sheet in workbook if (book := _read_sheet(sheet)) is not None]
    workbook.close()
    if not books:
        raise UsageError(
            f"{path}：没有认得出的表头 no sheet has a header of pairs, limits or incision groups",
            next_step="name codes (编码) and a time (时间区间), a limit (上限) or a group (切口组)",
        )
    if len({book.table for book in books}) > 1:
        raise UsageError(
            f"{path}：各工作表规则种类不同 the sheets hold rules of several kinds",
            next_step="save each kind as a workbook of its own",
        )
    return RuleBook(
        books[0].table,
        [row for book in books for row in book.rows],
        [row for book in books for row in book.not_understood],
    )


def _read_sheet(sheet) -> RuleBook | None:
    rows = [[_clean(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    for number, row in enumerate(rows[:HEADER_ROWS]):
        for table in HEADINGS:
            columns = _match_header(table, row)
            if columns is None:
                continue
            book = RuleBook(table, [])
            for at, values in enumerate(rows[number + 1 :], start=number + 2):
                _add_row(book, sheet.title, at, values, columns)
            return book
    return None


def _match_header(table, row) -> dict[str, int] | None:
    columns = {}
    for name, pattern in HEADINGS[table].items():
        for at, heading in enumerate(row):
            if heading and at not in columns.values() and re.search(pattern, heading):
                columns[name] = at
                break
    if not NEEDED[table] <= set(columns):
        return None
    has_limit = table != "item_limit_rule" or set(LIMITS) & set(columns)
    return columns if has_limit else None


def _add_row(book, sheet, at, values, columns):
    cells = {n: values[c] if c < len(values) else "" for n, c in columns.items()}
    codes = [cells[c] for c in CODES[book.table]]
    if not any(codes):
        return
    row, doubt = {}, None if all(codes) else "缺编码 a code is missing"
    for name, text in cells.items():
        if name == "window":
            row[name] = next((code for word, code in WINDOWS if re.search(word, text)), None)
            doubt = doubt or (None if row[name] else f"时间区间 time: {text}")
        elif name in NUMBERS:
            row[name] = _read_number(text)
            doubt = doubt or (None if row[name] is not None or not text else f"数 number: {text}")
        else:
            row[name] = text or None
    if book.table == "item_limit_rule" and not any(row.get(n) is not None for n in LIMITS):
        doubt = doubt or "无上限 no limit"
    if doubt:
        book.not_understood.append((sheet, at, doubt))
    else:
        book.rows.append(row)


def _read_number(text) -> float | None:
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*(%)?\D*", text)
    if not found:
        return None
    return float(found[1]) / (100 if found[2] else 1)


def _clean(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(r"\s+", "", str(cell))
