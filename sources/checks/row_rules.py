"""Build the rules for single rows: type, null, code, check, future.

They concern columns that cost their row (`odd="row"`, all required ones); a wrong value of another
column costs the field and was taken out on reading (sources/reading/interpret.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import ibis

from contracts.codes import load_code_lists
from contracts.table import Column
from sources.reading.constraint_conditions import build_check_condition
from sources.reading.interpret import get_odd_name
from sources.reading.read_table import TableReading
from sources.reading.spellings import UNREAD

TEXT_EXPECTED = ("应为文本", "must be text")
EXPECTED = {
    "hash": ("应为8至64位十六进制散列", "must be 8 to 64 hexadecimal digits"),
    "int": ("应为整数", "must be a whole number"),
    "number": ("应为有限数值", "must be a finite number"),
    "money": (
        "应为两位小数的金额，小于100亿元",
        "must be an amount with two decimals below 10^10",
    ),
    "date": ("应为日期 YYYY-MM-DD", "must be a day YYYY-MM-DD"),
    "month": ("应为月份 YYYY-MM（或当月1日）", "must be a month YYYY-MM (or its first day)"),
    "ts": ("应为时间 YYYY-MM-DDTHH:MM:SS", "must be a time YYYY-MM-DDTHH:MM:SS[.ffffff]"),
    "bool": ("应为 0 或 1", "must be 0 or 1"),
}


@dataclass(frozen=True)
class Rule:
    """A rule of a column; `is_broken` is true where a row breaks it; `zh` and `en` say what was
    expected.
    """

    name: str
    column: Column
    is_broken: ibis.expr.types.BooleanValue
    zh: str
    en: str


def build_row_rules(reading: TableReading, *, snapshot_date: date) -> list[Rule]:
    """Build every rule for single rows; a row is rejected by the first one in the list that it
    breaks.
    """
    columns = reading.contract.columns
    strict = [column for column in columns.values() if not column.costs_field]
    kinds = (_build_type_rule, _build_null_rule, _build_code_rule, _build_check_rule)
    rules = [rule for kind in kinds for column in strict for rule in kind(reading, column)]
    return [*rules, _build_future_rule(reading.table, columns["updated_at"], snapshot_date)]


def _build_type_rule(reading, column) -> Iterator[Rule]:
    if column.name in reading.odd_columns:
        broken = (reading.table[get_odd_name(column.name)] == UNREAD).fill_null(False)
        yield Rule("type", column, broken, *EXPECTED.get(column.type.name, TEXT_EXPECTED))


def _build_null_rule(reading, column):
    if column.required:
        broken = reading.table[column.name].isnull()
        if column.name in reading.odd_columns:
            odd = reading.table[get_odd_name(column.name)]
            broken &= (odd != UNREAD).fill_null(True)
        yield Rule("null", column, broken, "必填", "is required")


def _build_code_rule(reading, column):
    if column.codes:
        broken = reading.table[column.name].notin(list(load_code_lists()[column.codes]))
        yield Rule(
            "code",
            column,
            broken,
            f"应在代码表 {column.codes} 中",
            f"must be in code list {column.codes}",
        )


def _build_check_rule(reading, column):
    if column.check:
        broken = ~build_check_condition(reading.table, column)
        text = column.check.text
        yield Rule("check", column, broken, f"应满足 {text}", f"must be {text}")


def _build_future_rule(table, column, snapshot_date):
    next_day = datetime.combine(snapshot_date + timedelta(days=1), time())
    broken = table.updated_at >= ibis.literal(next_day, type=column.type.ibis)
    return Rule(
        "future",
        column,
        broken,
        f"不得晚于快照日 {snapshot_date}",
        f"must not be later than the snapshot date {snapshot_date}",
    )
