"""Cast a delivered value to its declared type: exactly, or null if it is not of the type."""

import ibis

from contracts.types import LogicalType

TEXT = ("id", "code", "string")
HASH = "^[0-9a-f]{8,64}$"  # 64 digits are SHA-256; agencies may shorten it
# The spelling of a CSV field, or of a Parquet string in a typed column; try_cast alone would round
# "1.5" to 2.
SPELLINGS = {
    "int": r"^-?[0-9]{1,19}$",
    "number": r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$",
    "money": r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "month": r"^[0-9]{4}-[0-9]{2}$",
    "ts": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?$",
}


def cast_value(raw: ibis.Value, logical: LogicalType) -> ibis.Value | None:
    """Cast `raw` to the engine type of `logical`; a value that is not exactly of that type becomes
    null.

    Returns None if no value of this physical type can be meant: a number for an identifier, a time
    with zone.
    """
    if raw.type() == ibis.dtype(logical.ibis) and logical.name not in ("hash", "number", "month"):
        return raw
    if raw.type().is_string():
        return _cast_from_text(raw, logical.name, logical.ibis)
    if logical.name in (*TEXT, "hash"):
        return None
    return _BY_TYPE[logical.name](raw, logical.ibis)


def _cast_from_text(raw, name, target):
    if name == "hash":
        return _keep_where(raw.re_search(HASH), raw)
    if name == "bool":
        return _keep_where(raw.isin(["0", "1"]), raw == "1")
    spelled = _keep_where(raw.re_search(SPELLINGS[name]), raw + "-01" if name == "month" else raw)
    typed = spelled.try_cast(target)
    return _keep_finite(typed) if name == "number" else typed


def _cast_to_int(raw, target):
    if raw.type().is_integer():
        return raw.try_cast(target)
    return _cast_exactly(raw, target) if raw.type().is_numeric() else None


def _cast_to_number(raw, target):
    return _keep_finite(raw.cast(target)) if raw.type().is_numeric() else None


def _cast_to_money(raw, target):
    return _cast_exactly(raw, target) if raw.type().is_numeric() else None


def _cast_to_date(raw, target):
    if raw.type().is_date():
        return raw
    return _cast_exactly(raw, target) if _is_local_time(raw) else None


def _cast_to_month(raw, target):
    typed = _cast_to_date(raw, target)
    return None if typed is None else _keep_where(typed.day() == 1, typed)


def _cast_to_time(raw, target):
    if raw.type().is_date():
        return raw.cast(target)
    return _cast_exactly(raw, target) if _is_local_time(raw) else None


def _cast_to_bool(raw, target):
    return _keep_where(raw.isin([0, 1]), raw == 1) if raw.type().is_integer() else None


_BY_TYPE = {
    "int": _cast_to_int,
    "number": _cast_to_number,
    "money": _cast_to_money,
    "date": _cast_to_date,
    "month": _cast_to_month,
    "ts": _cast_to_time,
    "bool": _cast_to_bool,
}


def _is_local_time(raw):
    return raw.type().is_timestamp() and raw.type().timezone is None


def _cast_exactly(raw, target):
    typed = raw.try_cast(target)
    return _keep_where(typed.cast(raw.type()) == raw, typed)


def _keep_finite(typed):
    return _keep_where(~(typed.isnan() | typed.isinf()), typed)


def _keep_where(condition, value):
    return condition.ifelse(value, ibis.null(value.type()))
