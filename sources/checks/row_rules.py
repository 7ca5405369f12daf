"""What one row must meet, as expressions: blank, type, null, code, check, future."""

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import ibis

from contracts.codes import code_lists
from contracts.table import Column
from sources.reading.read_table import Reading, raw

# Below "!" lie the ASCII blanks and the empty string: one comparison, which Parquet statistics can answer.
FIRST_VISIBLE = "!"
WIDE_BLANKS = ("\u3000", "\u00a0")
BLANKS = (" ", "\t", "\n", "\r", *WIDE_BLANKS)
EXPECTED = {
    "hash": ("应为8至64位小写十六进制散列", "must be 8 to 64 lower-case hexadecimal digits"),
    "int": ("应为整数", "must be a whole number"),
    "number": ("应为数值", "must be a number"),
    "money": ("应为两位小数的金额，整数部分不超过12位", "must be an amount with two decimals below 10^12"),
    "date": ("应为日期 YYYY-MM-DD", "must be a day YYYY-MM-DD"),
    "month": ("应为月份 YYYY-MM（或当月1日）", "must be a month YYYY-MM (or its first day)"),
    "ts": ("应为时间 YYYY-MM-DDTHH:MM:SS", "must be a time YYYY-MM-DDTHH:MM:SS[.ffffff]"),
    "bool": ("应为 0 或 1", "must be 0 or 1"),
}
OPERATORS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass(frozen=True)
class Rule:
    """`broken` is true where a row breaks the rule, false or null elsewhere; zh and en say what was expected."""

    name: str
    column: Column
    broken: ibis.expr.types.BooleanValue
    zh: str
    en: str


def row_rules(reading: Reading, *, snapshot_date: date) -> list[Rule]:
    """Every rule that a row can break on its own, the first in the list being the one a row is rejected by."""
    columns = reading.contract.columns
    kinds = (_blank, _type, _null, _code, _check)
    rules = [rule for kind in kinds for column in columns.values() for rule in kind(reading, column)]
    return [*rules, _future(reading.table, columns["updated_at"], snapshot_date)]


def _blank(reading, column) -> Iterator[Rule]:
    value = reading.table[raw(column.name)]
    if column.type.ibis == "string":
        broken = value < FIRST_VISIBLE
        for blank in WIDE_BLANKS:
            broken |= value.startswith(blank)
        for blank in BLANKS:
            broken |= value.endswith(blank)
        yield Rule(
            "blank", column, broken, "不得为空串或首尾有空格", "must not be empty or have blanks at an end"
        )


def _type(reading, column):
    if column.name not in reading.converted:
        return
    broken = reading.table[raw(column.name)].notnull() & reading.table[column.name].isnull()
    yield Rule("type", column, broken, *EXPECTED[column.type.name])


def _null(reading, column):
    if column.required:
        yield Rule("null", column, reading.table[raw(column.name)].isnull(), "必填", "is required")


def _code(reading, column):
    if column.codes:
        broken = reading.table[column.name].notin(list(code_lists()[column.codes]))
        yield Rule(
            "code", column, broken, f"应在代码表 {column.codes} 中", f"must be in code list {column.codes}"
        )


def _check(reading, column):
    check = column.check
    if not check:
        return
    broken = ~_meets(reading.table, column, check)
    if check.unless:
        other = reading.table[check.unless]
        broken &= ~other.fill_null(False) if other.type().is_boolean() else other.isnull()
    yield Rule("check", column, broken, f"应满足 {check.text}", f"must be {check.text}")


def _meets(table, column, check):
    value = table[column.name]
    if check.pattern:
        return value.re_search(f"^(?:{check.pattern})$")
    if check.between:
        low, high = check.between
        return (value >= low) & (value <= high)
    if check.column is None:
        return OPERATORS[check.operator](value, check.bound)
    left, right = _comparable(value, table[check.column])
    return OPERATORS[check.operator](left, right)


def _comparable(left, right):
    if left.type().is_timestamp() and right.type().is_timestamp():
        return left, right
    return (v.date() if v.type().is_timestamp() else v for v in (left, right))


def _future(table, column, snapshot_date):
    next_day = datetime.combine(snapshot_date + timedelta(days=1), time())
    broken = table.updated_at >= ibis.literal(next_day, type=column.type.ibis)
    return Rule(
        "future",
        column,
        broken,
        f"不得晚于快照日 {snapshot_date}",
        f"must not be later than the snapshot date {snapshot_date}",
    )
