"""Fill reason templates with the values of a row, formatted for readers."""

import string
from datetime import date, datetime
from decimal import Decimal

import pandas as pd


class _ReasonFormatter(string.Formatter):
    """Formatter that chooses the form of a value by the ending of its column's name."""

    def get_field(self, field_name, args, kwargs):
        return format_value(field_name, kwargs.get(field_name)), field_name


_FORMATTER = _ReasonFormatter()


def fill_template(template: str, row: dict) -> str:
    """Fill a template with a row's values; an unknown value becomes a dash."""
    return _FORMATTER.vformat(template, (), row)


def format_value(name: str, value) -> str:
    """Format a value by the ending of its column's name: `_month`, `_yuan`, `_share`, dates."""
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
