"""What may stand in a cell: text that Excel keeps as text, and one spelling per value."""

import re
import unicodedata
from datetime import date, datetime

MOST_CHARACTERS = 32_000  # Excel takes 32,767
CUT = "…（略）"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# what XML 1.0 cannot carry, and the controls that Excel spells _x000B_
UNPRINTABLE = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Excel reads _x0041_ as a letter; the underscore before it is spelt full-width
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def clean_text(text: str) -> str:
    """A text as a cell can carry it: no controls, one kind of line end, at most 32,000 characters."""
    result = UNPRINTABLE.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    result = ESCAPE.sub("＿", result)
    return result if len(result) <= MOST_CHARACTERS else result[: MOST_CHARACTERS - len(CUT)] + CUT


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet that guesses would take the text for a formula."""
    return text.startswith(FORMULA_STARTS)


def normalize_value(value, form: str) -> str:
    """One spelling of an issued value, however a spreadsheet program saved it. `form` as in contracts/checklist.py."""
    if value is None or value == "":
        return ""
    if form == "date":
        return _format_date(value)
    if form in ("yuan", "number"):
        return _format_number(value, 2 if form == "yuan" else 0)
    return " ".join(clean_text(unicodedata.normalize("NFC", _format_text(value))).split())


def _format_text(value):
    """Text; a number that a program made of digits reads as those digits."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _format_date(value):
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


def _format_number(value, places):
    try:
        return f"{float(value):.{places}f}"
    except (TypeError, ValueError):
        return " ".join(str(value).split())
