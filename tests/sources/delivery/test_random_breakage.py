"""Every table of the contract, some rows broken at random: exactly those are rejected, each by the
rule it breaks.
"""

import random
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from contracts.codes import load_code_lists
from contracts.constraints import Above, AtLeast, Between, Matches, NotBefore
from contracts.tables import get_input_tables
from tests.sources.snapshots import (
    encode_csv,
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

ROWS, BROKEN = 120, 12
MATCHING = {
    "[HP][0-9]{11}": lambda n: f"H{n:011d}",
    "[A-Z][0-9]{2}(\\.[0-9A-Za-z]{1,8})?": lambda n: "S82.100",
    "[0-2][0-9]:[0-5][0-9]": lambda n: "08:30",
    "[1-7]{1,6}": lambda n: "67",
    "[0-9]{2}": lambda n: "08",
    "[1-5][0-9]{4}": lambda n: "20103",
}
WRONG_TYPE = {
    "int": ["1.5", "x", "1e3", "1 1"],
    "number": ["x", "1,5", "inf"],
    "money": ["1.234", "x", "1 000.00", "99999999999.99"],
    "date": ["2026-02-30", "01/02/2026", "x"],
    "month": ["2026-13", "2026-01-02", "x"],
    "ts": ["2026-01-01T24:00:00", "2026-01-01T00:00:00Z", "x"],
    "bool": ["2", "maybe", "-"],
    "hash": ["xyz", "0" * 65, "ABCDEFG1"],
}


def make_valid_text(column, row):
    """A valid spelling of a value of a column; identifiers and hashes differ from row to row."""
    check = column.check
    if column.codes:
        return next(iter(load_code_lists()[column.codes]))
    if isinstance(check, Matches):
        return MATCHING[check.pattern](row)
    number = check.low if isinstance(check, Between) else (getattr(check, "bound", None) or 0) + 1
    return {
        "id": f"k{row}",
        "code": f"c{row}",
        "hash": f"{row:016x}",
        "string": f'文"{row}",',
        "int": str(number),
        "number": f"{number}.0" if number else "0",
        "money": f"{number}.00",
        "date": "2026-01-01",
        "month": "2026-01",
        "ts": "2026-01-01T00:00:00.000001",
        "bool": "0",
    }[column.type.name]


def list_breakages(column):
    """(rule, text) of every way to break a column."""
    name, check = column.type.name, column.check
    yield from (("type", text) for text in WRONG_TYPE.get(name, ()))
    if column.required:
        yield from (("null", text) for text in (None, "NULL", "\u3000"))
    if column.codes:
        yield "code", "~"
    if not check or check.unless:
        return
    if isinstance(check, Matches):
        yield "check", "~"
    elif isinstance(check, Between):
        yield from (("check", str(n)) for n in (check.low - 1, check.high + 1))
    elif isinstance(check, (AtLeast, Above)):
        yield "check", {"money": f"{check.bound - 1}.00"}.get(name, str(check.bound - 1))
    elif isinstance(check, NotBefore):
        yield "check", {"date": "2025-12-31", "month": "2025-12", "ts": "2025-12-31T00:00:00"}[name]


@pytest.mark.parametrize("name", get_input_tables())
def test_exactly_the_broken_rows_are_rejected_or_lose_their_field(tmp_path, name):
    table, chance = get_input_tables()[name], random.Random(name)
    columns = table.contract.columns
    rows = [{c.name: make_valid_text(c, n) for c in columns.values()} for n in range(ROWS)]
    ways = [(c.name, rule, text) for c in columns.values() for rule, text in list_breakages(c)]
    expected, lost = [], []
    for row in sorted(chance.sample(range(ROWS), BROKEN)):
        column, rule, text = chance.choice(ways)
        rows[row][column] = text
        (lost if columns[column].costs_field else expected).append((row + 1, rule, column, text))
    texts = pa.Table.from_pylist(rows, schema=pa.schema([(c, pa.string()) for c in columns]))
    arrival, out = receive_snapshot(
        write_snapshot(tmp_path / "s", {table: texts}, form=chance.choice(["csv", "parquet"]))
    )
    found = [
        (r["row_number"], r["rule"], r["column"], r[r["column"]])
        for r in read_rejected_rows(out, table)
    ]
    assert found == expected
    assert len(read_accepted_rows(out, table)) == ROWS - len(expected)
    counted = [o for o in arrival.oddities.get(name, []) if o.outcome == "field lost"]
    assert sorted((o.rule, o.column) for o in counted for _ in range(o.rows)) == sorted(
        (rule, column) for _, rule, column, _ in lost
    )


def test_values_read_from_csv_are_the_values_that_were_written(tmp_path):
    table = get_input_tables()["claim_line"]
    rows = [
        {c.name: make_valid_text(c, n) for c in table.contract.columns.values()} for n in range(3)
    ]
    texts = pa.Table.from_pylist(rows)
    assert b'""' in encode_csv(texts, table.contract.columns)
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {table: texts}, form="csv"))
    first = read_accepted_rows(out, table)[0]
    assert (first["rx_no"], first["amount"], first["rx_date"]) == (
        '文"0",',
        Decimal("1.00"),
        date(2026, 1, 1),
    )
    assert (first["updated_at"], first["rx_flag"]) == (datetime(2026, 1, 1, 0, 0, 0, 1), False)
