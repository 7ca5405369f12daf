"""Draw tables in a test as text: the columns that matter; all others get a neutral valid value.

    claims = drawn(UnemploymentClaim, '''
        claim_id | person_id | claim_date
        c1       | p1        | 2026-01-05
    ''')

A dash is null. Columns not drawn are null where the contract allows it, else neutral (0, false, the
first code).
"""

from datetime import date, datetime
from decimal import Decimal

import ibis
import pyarrow as pa

from contracts.codes import load_code_lists

# logical type → value of a required column that is not drawn
NEUTRAL = {
    "id": "x",
    "code": "x",
    "hash": "0" * 16,
    "string": "x",
    "int": 1,
    "number": 1.0,
    "money": Decimal("0.00"),
    "date": date(2020, 1, 1),
    "month": date(2020, 1, 1),
    "ts": datetime(2020, 1, 1),
    "bool": False,
}

# logical type → parser of a drawn cell; all others are text
READ = {
    "int": int,
    "number": float,
    "money": lambda text: Decimal(text).quantize(Decimal("0.01")),
    "date": date.fromisoformat,
    "month": lambda text: date.fromisoformat(f"{text}-01"),
    "ts": datetime.fromisoformat,
    "bool": lambda text: {"0": False, "1": True}[text],
}


def make_arrow_table(table, text: str) -> pa.Table:
    """Make the drawn rows of a declared table as Arrow, with the contract's schema."""
    columns = table.contract.columns
    lines = [line for line in text.strip().splitlines() if line.strip()]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    unknown = set(header) - set(columns)
    assert not unknown, f"{table.contract.name} has no columns {sorted(unknown)}"
    records = [
        _build_record(columns, dict(zip(header, row, strict=True)), n) for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(records, schema=table.contract.arrow_schema)


def format_rows(defaults: dict[str, str], *rows: dict[str, str]) -> str:
    """Format drawn text of a table: each row is the defaults with some cells replaced."""
    return "\n".join(
        [" | ".join(defaults), *(" | ".join((defaults | row).values()) for row in rows)]
    )


def repeat_monthly(row: str, first: str, last: str) -> str:
    """Repeat a row once a month from `first` to `last` ("2026-01"), with `{month}` filled in."""
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return "\n".join(row.format(month=f"{n // 12}-{n % 12 + 1:02d}") for n in range(start, end + 1))


def make_ibis_table(table, text: str):
    """Make the drawn rows as an ibis memtable."""
    return ibis.memtable(make_arrow_table(table, text))


def _build_record(columns, cells, row_number):
    record = {
        name: _parse_value(column, cells.get(name), row_number) for name, column in columns.items()
    }
    return record | {"row_status": cells.get("row_status", "1")}


def _parse_value(column, cell, row_number):
    if cell == "-":
        return None
    if cell is not None:
        return READ.get(column.type.name, str)(cell)
    return make_neutral_value(column, row_number)


def make_neutral_value(column, row_number):
    """Make the value of a column that is not drawn: null where allowed, else valid and neutral."""
    if not column.required:
        return None
    if column.codes:
        return next(iter(load_code_lists()[column.codes]))
    if column.type.name == "id":
        return f"{column.name}-{row_number}"
    return NEUTRAL[column.type.name]
