"""Build the rules for single rows: blank, type, null, code, check, future."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import ibis

from contracts.codes import load_code_lists
from contracts.constraints import Above, AtLeast, Between, Matches, NotAfter, NotBefore
from contracts.table import Column
from sources.reading.read_table import TableReading, get_raw_name

# ASCII blanks and the empty string sort before "!": one comparison, which Parquet statistics
# answer.
FIRST_VISIBLE = "!"
# the ideographic and the no-break space, which sort after letters
WIDE_BLANKS = ("\u3000", "\u00a0")
BLANKS = (" ", "\t", "\n", "\r", *WIDE_BLANKS)
EXPECTED = {
    "hash": ("应为8至64位小写十六进制散列", "must be 8 to 64 lower-case hexadecimal digits"),
    "int": ("应为整数", "must be a whole number"),
    "number": ("应为数值", "must be a number"),
    "money": (
        "应为两位小数的金额，整数部分不超过12位",
        "must be an amount with two decimals below 10^12",
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
    kinds = (
        _build_blank_rule,
        _build_type_rule,
        _build_null_rule,
        _build_code_rule,
        _build_check_rule,
    )
    rules = [
        rule for kind in kinds for column in columns.values() for rule in kind(reading, column)
    ]
    return [*rules, _build_future_rule(reading.table, columns["updated_at"], snapshot_date)]


def _build_blank_rule(reading, column) -> Iterator[Rule]:
    value = reading.table[get_raw_name(column.name)]
    if column.type.ibis == "string":
        broken = value < FIRST_VISIBLE
        for blank in WIDE_BLANKS:
            broken |= value.startswith(blank)
        for blank in BLANKS:
            broken |= value.endswith(blank)
        yield Rule(
            "blank",
            column,
            broken,
            "不得为空串或首尾有空格",
            "must not be empty or have blanks at an end",
        )


def _build_type_rule(reading, column):
    if column.name not in reading.cast_columns:
        return
    broken = (
        reading.table[get_raw_name(column.name)].notnull() & reading.table[column.name].isnull()
    )
    yield Rule("type", column, broken, *EXPECTED[column.type.name])


def _build_null_rule(reading, column):
    if column.required:
        yield Rule(
            "null", column, reading.table[get_raw_name(column.name)].isnull(), "必填", "is required"
        )


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
    check = column.check
    if not check:
        return
    broken = ~_build_check_condition(reading.table, column, check)
    if check.unless:
        other = reading.table[check.unless]
        broken &= ~other.fill_null(False) if other.type().is_boolean() else other.isnull()
    yield Rule("check", column, broken, f"应满足 {check.text}", f"must be {check.text}")


def _build_check_condition(table, column, check):
    value = table[column.name]
    match check:
        case Matches(pattern=pattern):
            return value.re_search(f"^(?:{pattern})$")
        case Between(low=low, high=high):
            return (value >= low) & (value <= high)
        case AtLeast(bound=bound):
            return value >= bound
        case Above(bound=bound):
            return value > bound
        case NotBefore(column=other):
            left, right = _align_types(value, table[other])
            return left >= right
        case NotAfter(column=other):
            left, right = _align_types(value, table[other])
            return left <= right
    raise TypeError(f"{column.name}: {check!r} has no expression")


def _align_types(left, right):
    if left.type().is_timestamp() and right.type().is_timestamp():
        return left, right
    return (v.date() if v.type().is_timestamp() else v for v in (left, right))


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
