"""Cast a stored value that is no text to its declared type: exactly, or null if it is not of it."""

import ibis
import ibis.expr.datatypes as dt

from contracts.table import Column
from sources.local_time import LOCAL_ZONE
from sources.reading.spellings import TEXT, is_possible_amount

LAST_DAY = "9999-12-31"  # later ones are a database's infinity


def cast_value(raw: ibis.Value, column: Column) -> ibis.Value | None:
    """Cast `raw` to the engine type of a column; a value that is not exactly of it becomes null.

    Returns None if no value of this physical type can be meant: a fraction for an identifier.
    """
    name, target = column.type.name, column.type.ibis
    if name in (*TEXT, "hash"):
        # an identifier that a database keeps as a number is its digits
        return raw.cast("string") if raw.type().is_integer() and name != "hash" else None
    return _BY_TYPE[name](raw, target)


def is_declared_value(value: ibis.Value, column: Column) -> ibis.Value | None:
    """True where a value stored in the declared type, which is no text, is one; None if all are."""
    match column.type.name:
        case "number":
            return ~(value.isnan() | value.isinf())
        case "money":
            return is_possible_amount(value)
        case "month":
            return (value.day() == 1) & (value <= ibis.date(LAST_DAY))
        case "date":
            return value <= ibis.date(LAST_DAY)
        case "ts":
            return value < ibis.timestamp(f"{LAST_DAY} 23:59:59").cast(value.type())
    return None


def _cast_to_int(raw, target):
    if raw.type().is_integer():
        return raw.try_cast(target)
    return _cast_exactly(raw, target) if raw.type().is_numeric() else None


def _cast_to_number(raw, target):
    if not raw.type().is_numeric():
        return None
    typed = raw.cast(target)
    return _keep_where(~(typed.isnan() | typed.isinf()), typed)


def _cast_to_money(raw, target):
    if not raw.type().is_numeric():
        return None
    typed = _cast_exactly(raw, target)
    return _keep_where(is_possible_amount(typed), typed)


def _cast_to_date(raw, target):
    if raw.type().is_date():
        return _keep_where(raw <= ibis.date(LAST_DAY), raw)
    local = _as_local_time(raw)
    return None if local is None else _cast_exactly(local, target)


def _cast_to_month(raw, target):
    if raw.type().is_integer():  # 202605
        text = raw.cast("string")
        spelled = text.left(4) + "-" + text.right(2) + "-01"
        return _keep_where(text.length() == 6, spelled.try_cast(target))
    typed = _cast_to_date(raw, target)
    return None if typed is None else _keep_where(typed.day() == 1, typed)


def _cast_to_time(raw, target):
    if raw.type().is_date():
        return _keep_where(raw <= ibis.date(LAST_DAY), raw).cast(target)
    local = _as_local_time(raw)
    return None if local is None else _cast_exactly(local, target)


def _cast_to_bool(raw, target):
    if raw.type().is_boolean():
        return raw
    return _keep_where(raw.isin([0, 1]), raw == 1) if raw.type().is_numeric() else None


_BY_TYPE = {
    "int": _cast_to_int,
    "number": _cast_to_number,
    "money": _cast_to_money,
    "date": _cast_to_date,
    "month": _cast_to_month,
    "ts": _cast_to_time,
    "bool": _cast_to_bool,
}


def _as_local_time(raw):
    """A time as one without zone in China; None for what is no time."""
    if not raw.type().is_timestamp():
        return None
    if raw.type().timezone is None:
        return raw
    return timezone(LOCAL_ZONE, raw)


@ibis.udf.scalar.builtin(name="timezone")
def timezone(zone: str, moment: dt.Timestamp(timezone="UTC")) -> dt.timestamp:
    """Tell the local time of a zone, as DuckDB's own function does."""


def _cast_exactly(raw, target):
    typed = raw.try_cast(target)
    return _keep_where(typed.cast(raw.type()) == raw, typed)


def _keep_where(condition, value):
    return condition.ifelse(value, ibis.null(value.type()))
