"""Cell values: texts that Excel keeps as texts, and one spelling for each issued value."""

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
    """Clean a text for a cell: no control characters, one kind of line end, 32,000 at most."""
    result = UNPRINTABLE.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    result = ESCAPE.sub("＿", result)
    return result if len(result) <= MOST_CHARACTERS else result[: MOST_CHARACTERS - len(CUT)] + CUT


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula."""
    return text.startswith(FORMULA_STARTS)


def normalize_value(value, form: str) -> str:
    """Spell a value the same way, however a spreadsheet program saved it.

    `form` is a `ListColumn.form` of contracts/checklist.py.
    """
    if value is None or value == "":
        return ""
    if form == "date":
        return _format_date(value)
    if form in ("yuan", "number"):
        return _format_number(value, 2 if form == "yuan" else 0)
    return " ".join(clean_text(unicodedata.normalize("NFC", _format_text(value))).split())


def _format_text(value):
    """Format as text; 12.0, which a program made of "12", is "12"."""
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
