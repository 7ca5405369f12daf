"""Reading a returned workbook: head, rows, and cells with formulas."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from contracts.checklist import FEEDBACK, ISSUED_COLUMNS, TEMPLATE_VERSION, list_feedback_columns
from contracts.checklist_book import LIST, SUMMARY
from review.excel import import_form
from review.excel.file_safety import UnsafeFile
from review.excel.import_form import FIRST_ROW, list_sheet_columns

# more than an export has (50,000): users may add notes below the list
MOST_ROWS = 60_000
FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class ReturnedRow:
    """A row of 下发清单 as it came back; `number` as Excel counts, cells by key."""

    number: int
    issued: dict
    feedback: dict
    seal: str
    formulas: frozenset[str] = frozenset()

    @property
    def finding_id(self) -> str:
        return str(self.issued.get("finding_id") or "").strip()

    @property
    def is_filled(self) -> bool:
        """Whether anything was entered in the feedback columns."""
        return any(v is not None and str(v).strip() for v in self.feedback.values()) or bool(
            self.formulas
        )


@dataclass(frozen=True)
class ReturnedWorkbook:
    """A returned workbook; `head` has the keys of HEAD_LABELS."""

    head: dict
    rows: list[ReturnedRow] = field(default_factory=list)


def read_returned_workbook(plain: bytes) -> ReturnedWorkbook:
    """Read a workbook that `open_workbook` has checked.

    Raises UnsafeFile if it is not the issued form, or an old version of it.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(plain))
        missing = [name for name in (SUMMARY, LIST) if name not in book.sheet_names]
        if missing:
            raise UnsafeFile(f"缺少工作表“{'、'.join(missing)}”，请返回系统下发的原文件")
        head = _read_head(book.get_sheet_by_name(SUMMARY))
        rows = book.get_sheet_by_name(LIST).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OverflowError) as error:
        raise UnsafeFile("工作表无法读取，请重新另存为 .xlsx 后返回") from error
    _check_template(head)
    return ReturnedWorkbook(head, _read_rows(rows, _find_formulas(plain)))


def _read_head(sheet):
    labels = {
        str(r[0]).strip(): r[1] for r in sheet.to_python(skip_empty_area=False)[:20] if len(r) > 1
    }
    return {
        key: str(labels.get(label, "")).strip() for label, key in import_form.HEAD_LABELS.items()
    }


def _check_template(head):
    if head["template"] != TEMPLATE_VERSION:
        raise UnsafeFile(
            f"“{SUMMARY}”模板版本为“{head['template'] or '空'}”，现行版本为“{TEMPLATE_VERSION}”，请重新导出后填写"
        )


def _read_rows(rows, formulas):
    columns = list_sheet_columns()
    titles = [str(cell).strip() for cell in rows[0]] if rows else []
    for n, column in enumerate(columns):
        title = titles[n] if n < len(titles) else ""
        if title != column.title:
            raise UnsafeFile(
                f"“{LIST}”{format_cell_name(n, 1)} 应为“{column.title}”，现为“{title or '空'}”："
                "列被增删或改名，请恢复后返回"
            )
    if len(rows) > MOST_ROWS:
        raise UnsafeFile(f"“{LIST}”超过 {MOST_ROWS} 行，请按区县分开返回")
    returned_rows = [
        _build_row(n, cells, columns, formulas.get(n, ()))
        for n, cells in enumerate(rows[1:], start=FIRST_ROW)
    ]
    return [row for row in returned_rows if row is not None]


def _build_row(number, cells, columns, formulas):
    """Build one row; None if it is empty."""
    values = [None if cell == "" else cell for cell in cells[: len(columns)]]
    if all(value is None for value in values) and not formulas:
        return None
    named = {c.key: value for c, value in zip(columns, values, strict=False)}
    return ReturnedRow(
        number=number,
        issued={c.key: named.get(c.key) for c in ISSUED_COLUMNS},
        feedback={c.key: named.get(c.key) for c in list_feedback_columns()},
        seal=str(named.get(import_form.SEAL.key) or ""),
        formulas=frozenset(formulas),
    )


def _find_formulas(plain):
    """Find row → cells with a formula; calamine reads only a formula's last, unchecked value."""
    cells_by_row = {}
    with zipfile.ZipFile(io.BytesIO(plain)) as packed:
        for match in FORMULA.finditer(packed.read(_find_list_path(packed))):
            cell = match[1].decode()
            cells_by_row.setdefault(int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), set()).add(cell)
    return cells_by_row


def _find_list_path(packed):
    """Find the path of the list's sheet in the package."""
    try:
        sheets = ElementTree.fromstring(packed.read("xl/workbook.xml")).findall(".//{*}sheet")
        relation_id = next(s.get(RELATION) for s in sheets if s.get("name") == LIST)
        relations = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        target = next(r.get("Target") for r in relations if r.get("Id") == relation_id)
    except (KeyError, StopIteration, ElementTree.ParseError) as error:
        raise UnsafeFile("工作表无法读取，请重新另存为 .xlsx 后返回") from error
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def format_cell_name(column: int, row: int) -> str:
    """Format Excel's name of a cell: column from 0, row from 1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


COLUMN_NUMBERS = {c.key: n for n, c in enumerate(list_sheet_columns())}
TITLES = {c.key: c.title for c in list_sheet_columns()}
OPEN_KEYS = tuple(c.key for c in list_sheet_columns() if c.zone == FEEDBACK)


def locate_cell(key: str, row: int) -> str:
    """Return Excel's name of a column's cell in a row."""
    return format_cell_name(COLUMN_NUMBERS[key], row)
