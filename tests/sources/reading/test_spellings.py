"""A corpus of spellings for every type of every column: each is read right or refused, none silently changed."""

from datetime import date, datetime
from decimal import Decimal

import ibis
import pytest

from contracts.tables import get_input_tables
from sources.engine.duckdb_engine import connect
from sources.reading.spellings import REPAIRS, UNREAD, get_code_list, read_text

DAY, MONTH = date(2026, 5, 1), date(2026, 5, 1)
MOMENT = datetime(2026, 5, 1, 8, 5, 9)
# type → text → (value, what is odd about it); a value of None with UNREAD is refused
SPELLINGS = {
    "int": {
        "7": (7, None),
        "-7": (-7, None),
        "007": (7, "form"),
        "+7": (7, "form"),
        "7.0": (7, "form"),
        "7.": (7, "form"),
        "1,234": (1234, "separators"),
        "1，234": (1234, "width"),
        "７": (7, "width"),
        " 7": (7, "blanks"),
        "7\t": (7, "blanks"),
        "'7": (7, "blanks"),
        '="7"': (7, "blanks"),
        "": (None, "empty"),
        "NULL": (None, "empty"),
        "\\N": (None, "empty"),
        **dict.fromkeys(
            ("7.5", "1e3", "1_000", "1,23", "12,34", "x", "-", "七", "9" * 20, "0x7", "1 2"),
            (None, UNREAD),
        ),
    },
    "number": {
        "1.5": (1.5, None),
        "-1.5": (-1.5, None),
        "7": (7.0, None),
        "1e3": (1000.0, None),
        ".5": (0.5, "form"),
        "5.": (5.0, "form"),
        "+1.5": (1.5, "form"),
        "1,234.5": (1234.5, "separators"),
        "１．５": (1.5, "width"),
        "1.5 ": (1.5, "blanks"),
        "nan": (None, "empty"),
        "N/A": (None, "empty"),
        **dict.fromkeys(
            ("inf", "-Infinity", "1e400", "1,5", "1_0", "1.5.2", "12%", "x", "--"), (None, UNREAD)
        ),
    },
    "money": {
        "1234.50": (Decimal("1234.50"), None),
        "-0.01": (Decimal("-0.01"), None),
        ".5": (Decimal("0.50"), "form"),
        "5.": (Decimal("5.00"), "form"),
        "12.5": (Decimal("12.50"), "form"),
        "1234.5000": (Decimal("1234.50"), "form"),
        "0001234.50": (Decimal("1234.50"), "form"),
        "1,234.50": (Decimal("1234.50"), "separators"),
        "1,234,567": (Decimal("1234567.00"), "separators"),
        "123,4567.00": (Decimal("1234567.00"), "separators"),
        "¥1,234.50": (Decimal("1234.50"), "separators"),
        "1234.50元": (Decimal("1234.50"), "separators"),
        "1234．50": (Decimal("1234.50"), "width"),
        "－0.01": (Decimal("-0.01"), "width"),
        "1234.50\t": (Decimal("1234.50"), "blanks"),
        "\u00a01234.50": (Decimal("1234.50"), "blanks"),
        "(null)": (None, "empty"),
        **dict.fromkeys(
            ("1,5", "12,34", "1，5", "1.234", "1.5E3", "1 000.00", "999999999999.99", "inf", "壹"),
            (None, UNREAD),
        ),
    },
    "date": {
        "2026-05-01": (DAY, None),
        **dict.fromkeys(
            (
                *("2026-5-1", "2026/05/01", "2026/5/1", "2026.5.1", "20260501", "20260501.0"),
                *("2026年5月1日", "2026-05-01 00:00:00", "2026-05-01T00:00:00.000"),
                *("2026/5/1 0:00", "20260501000000", "2026-05-01 00:00:00+08"),
            ),
            (DAY, "form"),
        ),
        "２０２６-05-01": (DAY, "width"),
        "'2026-05-01": (DAY, "blanks"),
        "<NA>": (None, "empty"),
        **dict.fromkeys(
            (
                *("2026-02-30", "2026-13-01", "01/05/2026", "1-MAY-26", "00000000", "0", "-"),
                *("2026-05-01 08:00:00", "infinity", "-infinity", "12026-05-01", "epoch", "now"),
            ),
            (None, UNREAD),
        ),
    },
    "month": {
        "2026-05": (MONTH, None),
        **dict.fromkeys(
            (
                *("202605", "202605.0", "2026-05-01", "2026/5/1", "2026/05", "2026/5", "2026.05"),
                *("2026-5", "2026年5月", "2026-05-01 00:00:00", "20260501"),
            ),
            (MONTH, "form"),
        ),
        "202605\t": (MONTH, "blanks"),
        "２０２６０５": (MONTH, "width"),
        "null": (None, "empty"),
        **dict.fromkeys(
            ("2026-13", "000000", "2026-05-02", "2026.5", "202613", "5/2026", "26-05", "x"),
            (None, UNREAD),
        ),
    },
    "ts": {
        "2026-05-01T08:05:09": (MOMENT, None),
        "2026-05-01 08:05:09": (MOMENT, None),
        "2026-05-01T08:05:09.000004": (MOMENT.replace(microsecond=4), None),
        **dict.fromkeys(
            (
                *("2026/5/1 8:05:09", "20260501080509", "2026-05-01 08:05:09.000"),
                *("2026-05-01  08:05:09", "2026-05-01 08:05:09+08", "2026-05-01T08:05:09+08:00"),
                *("2026年5月1日 8:05:09", "20260501 08:05:09", "20260501080509.0"),
            ),
            (MOMENT, "form"),
        ),
        "2026-05-01": (datetime(2026, 5, 1), "form"),
        "2026/5/1 8:05": (datetime(2026, 5, 1, 8, 5), "form"),
        "2026-05-01 08:05:09 ": (MOMENT, "blanks"),
        "2026-05-01\u300008：05：09": (MOMENT, "width"),
        "NaT": (None, "empty"),
        **dict.fromkeys(
            (
                *("2026-05-01T24:00:00", "2026-05-01T08:60:00", "2026-05-01T08:05:09Z"),
                *("2026-05-01 08:05:09+09", "2026-05-01 08:05:09 PM", "08:05:09", "20260501250000"),
                *("2026-02-30 00:00:00", "infinity", "1777593909"),
            ),
            (None, UNREAD),
        ),
    },
    "bool": {
        "1": (True, None),
        "0": (False, None),
        **dict.fromkeys(
            ("true", "True", "TRUE", "t", "T", "yes", "Y", "是", "1.0"), (True, "form")
        ),
        **dict.fromkeys(("false", "F", "n", "No", "否", "0.0"), (False, "form")),
        "１": (True, "width"),
        " 0": (False, "blanks"),
        "None": (None, "empty"),
        **dict.fromkeys(("2", "-1", "maybe", "on", "√", "10"), (None, UNREAD)),
    },
    "hash": {
        "0123abcd": ("0123abcd", None),
        "0123ABCD": ("0123abcd", "form"),
        "0123abcd\t": ("0123abcd", "blanks"),
        "": (None, "empty"),
        **dict.fromkeys(("0123abc", "0123abcg", "0" * 65, "0x123abcd", "张三"), (None, UNREAD)),
    },
    "id": {
        "p1": ("p1", None),
        "张三": ("张三", None),
        "007": ("007", None),
        "a b": ("a b", None),
        "p1\t": ("p1", "blanks"),
        " p1": ("p1", "blanks"),
        "'007": ("007", "blanks"),
        '="007"': ("007", "blanks"),
        "\ufeffp1": ("p1", "blanks"),
        "ｐ１": ("p1", "width"),
        "\u3000": (None, "empty"),
        "NULL": (None, "empty"),
        "[NULL]": (None, "empty"),
    },
    "string": {
        "张 三": ("张 三", None),
        "ＡＢ医院": ("ＡＢ医院", None),
        'a, "b"': ('a, "b"', None),
        "医院\u3000": ("医院", "blanks"),
        "'医院": ("医院", "blanks"),
        "": (None, "empty"),
        "#N/A": (None, "empty"),
    },
}
SPELLINGS["code"] = SPELLINGS["id"]


def list_columns_by_shape():
    """A column of each type, and of each code list."""
    shapes = {}
    for table in get_input_tables().values():
        for column in table.contract.columns.values():
            shapes.setdefault((column.type.name, column.codes), column)
    return shapes


def read_texts(column, texts):
    """Text → (value, what is odd about it)."""
    raw = f"{column.name}__raw"
    rows = connect(threads=1).create_table(
        "texts", ibis.memtable({raw: list(texts)}, schema={raw: "string"})
    )
    read = read_text(rows, {column.name: column}).to_pyarrow().to_pylist()
    return {r[raw]: (r[column.name], r[f"{column.name}__odd"]) for r in read}


def spell_codes(column):
    """The spellings of a code list: its codes, and the first code as programs and Excel write it."""
    codes = get_code_list(column.codes)
    first = codes[0]
    spelled = {code: (code, None) for code in codes}
    spelled |= {f"{first}\t": (first, "blanks"), f"'{first}": (first, "blanks")}
    if first.isdigit():
        wide = first.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
        spelled |= {f"{first}.0": (first, "form"), wide: (first, "width")}
    return spelled | {"NULL": (None, "empty"), "": (None, "empty")}


@pytest.mark.parametrize("shape", list_columns_by_shape(), ids=str)
def test_every_spelling_is_read_right_or_refused(shape):
    column = list_columns_by_shape()[shape]
    expected = spell_codes(column) if column.codes else SPELLINGS[column.type.name]
    assert read_texts(column, expected) == expected


def test_the_corpus_is_large_and_uses_every_repair():
    odd = [o for texts in SPELLINGS.values() for _, o in texts.values()]
    assert len(odd) >= 200 and {*odd} == {None, UNREAD, *REPAIRS}
    assert {c.type.name for c in list_columns_by_shape().values()} == {*SPELLINGS}
