"""Write the first sheet of a workbook as CSV, each cell as the text that it says."""

import csv
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from contracts.errors import SourceError

# A sheet is held as a rectangle of cells. One stray cell a million rows down makes it so large that
# the machine has no room: so many cells are refused unless a tenth of them is filled.
MOST_EMPTY_CELLS = 5_000_000
CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
BLOCK_BYTES = 1 << 20


def write_workbook_as_csv(path: Path, shown: str, target: Path) -> None:
    """Write the first sheet of `path` to `target`. Raises SourceError if it is no workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        _refuse_stray_cells(path, shown)
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).iter_rows()
    except (CalamineError, OSError, zipfile.BadZipFile, IndexError):
        raise SourceError(
            f"file {shown} cannot be read as a workbook",
            next_step="save it as .xlsx without a password, or as CSV UTF-8",
        ) from None
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            texts = [format_cell(value) for value in row]
            if any(texts):
                writer.writerow(texts)


def format_cell(value) -> str:
    """Format a cell's value: a number as it was typed, a day or time in the contract's spelling."""
    match value:
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case float():
            return repr(value)
        case datetime():
            return value.isoformat() if value.time() != time() else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case None:
            return ""
    return str(value)


def _refuse_stray_cells(path, shown):
    with zipfile.ZipFile(path) as archive:
        sheets = sorted(
            (m for m in archive.infolist() if m.filename.startswith("xl/worksheets/sheet")),
            key=lambda m: (len(m.filename), m.filename),
        )
        for sheet in sheets[:1]:
            cells, columns, last_row = _measure(archive, sheet)
            size = columns * last_row
            if size > MOST_EMPTY_CELLS and cells < size / 10:
                raise SourceError(
                    f"file {shown} has cells far from the table (row {last_row:,}, "
                    f"column {columns})",
                    next_step="delete the rows and columns beyond the table in Excel and save",
                )


def _measure(archive, sheet):
    """Count the cells and find the last column and row that holds one."""
    cells, columns, last_row, rest = 0, 0, 0, b""
    with archive.open(sheet) as file:
        while block := file.read(BLOCK_BYTES):
            text = rest + block
            for match in CELL.finditer(text):
                cells += 1
                columns = max(columns, _number_column(match[1]))
                last_row = max(last_row, int(match[2]))
            rest = text[text.rfind(b"<") :] if b"<" in text else b""
            if CELL.match(rest):
                rest = b""
    return cells, columns, last_row


def _number_column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
