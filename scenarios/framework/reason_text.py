"""Facts into words: templates over a row of the frame, numbers as a reader writes them."""

import string
from datetime import date, datetime
from decimal import Decimal

import pandas as pd


class _ReasonFormatter(string.Formatter):
    """Fills `{column}` by the column's name: `_month`, `_yuan`, `_share` and dates have forms of their own."""

    def get_field(self, field_name, args, kwargs):
        return format_value(field_name, kwargs.get(field_name)), field_name


_FORMATTER = _ReasonFormatter()


def fill_template(template: str, row: dict) -> str:
    """The template with the row's values; an unknown value is shown as a dash."""
    return _FORMATTER.vformat(template, (), row)


def format_value(name: str, value) -> str:
    """One value as text, formed by the naming grammar of its column."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _format_timestamp(name, value)
    if isinstance(value, date):
        return f"{value:%Y-%m}" if name.endswith("_month") else value.isoformat()
    if name.endswith("_yuan") or isinstance(value, Decimal):
        return f"{value:,.2f}"
    if name.endswith("_share"):
        return f"{float(value):.1%}"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def _format_timestamp(name, value):
    if name.endswith("_month"):
        return f"{value:%Y-%m}"
    if name.endswith(("_date", "_from", "_to")) and (value.hour, value.minute, value.second) == (
        0,
        0,
        0,
    ):
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m-%d %H:%M:%S}"
