"""Read a text as a value of a declared type: judged by what it says, not by how it travelled.

A text in the contract's own spelling is read at once. Any other is cleaned (blanks at the ends,
full-width digits, Excel's apostrophe …) and read by the wider spellings below; what was done is
named by a repair. docs/deliveries.md shows every spelling.
"""

import ibis

from contracts.codes import load_code_lists
from contracts.table import Column
from contracts.types import MONEY_BOUND_YUAN

TEXT = ("id", "code", "string")
HASH = "^[0-9a-f]{8,64}$"  # 64 digits are SHA-256; agencies may shorten it
# What was done to a value that was read though it was not spelled as the contract asks.
REPAIRS = {
    "empty": ("以文字表示的空值", "a word or mark that stands for null"),
    "blanks": ("去除首尾空白、制表符、撇号等", "blanks, tabs or marks of Excel at an end"),
    "width": ("全角字符转半角", "full-width characters"),
    "separators": ("去除千分位或货币符号", "thousands separators or a currency sign"),
    "form": ("其他写法的同一值", "the same value in another spelling"),
}
STEPS = ("fast", "text", "bare", "narrow", "clean")  # of reading a text, beside each other
UNREAD = "type"  # the mark of a value that is none of its type

# What programs write for null: MySQL, SQL Server, DBeaver, pandas, R.
NULL_WORDS = (
    *("NULL", "null", "Null", "(null)", "(NULL)", "<NULL>", "<null>", "[NULL]", r"\N"),
    *("None", "nan", "NaN", "NaT", "<NA>", "N/A", "#N/A"),
)
BLANKS = " \t\r\n\u3000\u00a0\u200b\ufeff"
# ideographic punctuation and minus signs that stand in numbers and dates, beside U+FF01 to U+FF5E
WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000\u2212\u3002"
NARROW = "".join(map(chr, range(0x21, 0x7F))) + " -."

# An identifier of printable ASCII without blanks at its ends and without a mark of Excel.
PLAIN_TEXT = r"^[!-&(-<>-\[\]-~]([ -~]*[!-~])?$"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"
GROUPED = r"^[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,4}(,[0-9]{4})+)(\.[0-9]*)?$"
CURRENCY = "^[¥￥]\\s*|\\s*元$"
WIDER_INT = r"^[+-]?[0-9]+(\.0*)?$"
WIDER_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
WIDER_MONEY = r"^[+-]?(0*[0-9]{1,12}(\.[0-9]{0,2})?|\.[0-9]{1,2})$"
CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6}0*)?)?"
ZONE = r"(?: ?\+08(?::?00)?)?"  # the contract's times are those of this zone
DAY = r"(?:([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2}))"
MIDNIGHT = r"(?:[ T]+0{1,2}:00(?::00(?:\.0+)?)?)?"
WIDER_DATE = f"^{DAY}{MIDNIGHT}{ZONE}$"
WIDER_MONTH = r"^([0-9]{4})(?:[-/年]([0-9]{1,2})月?|\.([0-9]{2})|([0-9]{2}))$"
WIDER_TIME = f"^{DAY}(?:[ T]+({CLOCK}))?{ZONE}$"
COMPACT_TIME = "^([0-9]{8})([0-9]{2})([0-9]{2})([0-9]{2})$"
TRUE = ("1", "true", "t", "y", "yes", "是", "真", "1.0")
FALSE = ("0", "false", "f", "n", "no", "否", "假", "0.0")


def read_text(rows: ibis.Table, columns: dict[str, Column]) -> ibis.Table:
    """Read the text columns `<name>__raw` of `rows`; return the table with `<name>` and
    `<name>__odd` beside each.

    `<name>` has the declared type and is null where the text says no value of it; `<name>__odd`
    is null for the contract's spelling, else a repair or UNREAD.
    """
    raws = {n: rows[f"{n}__raw"] for n in columns}
    rows = rows.mutate(**{f"{n}__fast": _read_plain(raws[n], c) for n, c in columns.items()})
    # Only the odd texts go on, null stands for the others: the engine does not look at a null,
    # while it may well work out both branches of a condition.
    rows = rows.mutate(
        **{
            f"{n}__text": _keep_where(rows[f"{n}__fast"].isnull(), rows[f"{n}__raw"])
            for n in columns
        }
    )
    # one step a column each: an expression that is used twice would be worked out for every row
    rows = rows.mutate(**{f"{n}__bare": _remove_marks(rows[f"{n}__text"]) for n in columns})
    rows = rows.mutate(
        **{f"{n}__narrow": _normalize(rows[f"{n}__bare"], c) for n, c in columns.items()}
    )
    rows = rows.mutate(**{f"{n}__clean": _drop_null_words(rows[f"{n}__narrow"]) for n in columns})
    rows = rows.mutate(
        **{f"{n}__clean": _normalize_digits(rows[f"{n}__clean"], c) for n, c in columns.items()}
    )
    rows = rows.mutate(
        **{
            n: ibis.coalesce(rows[f"{n}__fast"], _read_wider(rows[f"{n}__clean"], c))
            for n, c in columns.items()
        }
    )
    rows = rows.mutate(**{f"{n}__odd": _name_repair(rows, n, c) for n, c in columns.items()})
    return rows.drop(*(f"{n}__{kind}" for n in columns for kind in STEPS))


def get_code_list(name: str) -> list[str]:
    """Get the codes of a list."""
    return list(load_code_lists()[name])


def is_plain_text(value: ibis.Value, column: Column) -> ibis.Value:
    """True where a text of a column of text needs no repair."""
    if column.codes:
        return value.isin(get_code_list(column.codes))
    if column.type.name == "hash":
        return value.re_search(HASH)
    if column.type.name == "string":
        is_bare = (value == trim(value, BLANKS)) & ~value.startswith("'")
        return is_bare & (value != "") & ~_is_null_word(value)
    return value.re_search(PLAIN_TEXT) & ~_is_null_word(value)


def is_possible_amount(typed: ibis.Value) -> ibis.Value:
    """True for an amount that is none of those that only a slip gives."""
    return (typed < MONEY_BOUND_YUAN) & (typed > -MONEY_BOUND_YUAN)


def spell(value: ibis.Value, column: Column) -> ibis.Value:
    """Spell a typed value as the contract asks for in a CSV file."""
    name = column.type.name
    if name == "bool":
        return value.ifelse("1", "0")
    if name == "ts":
        return value.cast("string").replace(" ", "T")
    return value.cast("string").left(7) if name == "month" else value.cast("string")


def _read_plain(raw, column):
    """Read the contract's spelling, null for any other: the cast must say the text again."""
    name, target = column.type.name, column.type.ibis
    if name == "bool":
        return _keep_where(raw.isin(["0", "1"]), raw == "1")
    if target == "string":
        return _keep_where(is_plain_text(raw, column), raw)
    if name == "number":
        return _keep_where(raw.re_search(NUMBER), _keep_finite(raw.try_cast(target)))
    text = raw + "-01" if name == "month" else raw
    typed = text.try_cast(target)
    said = typed.cast("string")
    if name == "ts":
        text = text.replace("T", " ")
    is_same = said == text
    if name == "money":
        is_same &= is_possible_amount(typed)
    if name in ("date", "month", "ts"):
        is_same &= text.substr(4, 1) == "-"  # not infinity, and no year of five digits
    return _keep_where(is_same, typed)


def _remove_marks(text):
    """Remove blanks and Excel's marks at the ends."""
    text = trim(text, BLANKS).re_replace(r"^=\"(.*)\"$|^'", r"\1")
    return trim(text, BLANKS)


def _normalize(text, column):
    """Take full-width characters for what they say, and codes that a program took for numbers."""
    if column.type.name == "string":
        return text
    text = (strlen(text) > text.length()).ifelse(text.translate(WIDE, NARROW), text)
    text = trim(text, BLANKS)
    if column.type.name == "hash":
        return text.lower()
    if column.codes:
        whole = text.re_replace(r"\.0+$", "")
        return whole.isin(get_code_list(column.codes)).ifelse(whole, text)
    return text


def _drop_null_words(text):
    return _keep_where((text != "") & ~_is_null_word(text), text)


def _normalize_digits(text, column):
    """Take out what a number may hold beside digits, and bring compact times into parts."""
    if column.type.name in ("int", "number", "money"):
        text = text.re_replace(CURRENCY, "")
        return text.re_search(GROUPED).ifelse(text.replace(",", ""), text)
    if column.type.name in ("date", "month", "ts"):
        # a month, day or time that a program took for a number
        text = text.re_replace(r"^([0-9]{6,14})\.0$", r"\1")
        return text.re_replace(COMPACT_TIME, r"\1 \2:\3:\4")
    return text


def _read_wider(text, column):
    name, target = column.type.name, column.type.ibis
    if name in TEXT:
        return text
    if name == "hash":
        return _keep_where(text.re_search(HASH), text)
    if name == "bool":
        lower = text.lower()
        return _keep_where(lower.isin(TRUE + FALSE), lower.isin(TRUE))
    if name in ("int", "number", "money"):
        return _read_wider_number(text, name, target)
    if name == "ts":
        spelled = trim(text.re_replace(WIDER_TIME, r"\1\4-\2\5-\3\6 \7"), " ")
        return _keep_where(text.re_search(WIDER_TIME), spelled.try_cast(target))
    return _read_day(text) if name == "date" else _read_wider_month(text)


def _read_wider_number(text, name, target):
    if name == "int":
        return _keep_where(
            text.re_search(WIDER_INT), text.re_replace(r"\.0*$", "").try_cast(target)
        )
    if name == "number":
        return _keep_where(text.re_search(WIDER_NUMBER), _keep_finite(text.try_cast(target)))
    text = text.re_replace(r"(\.[0-9]{2})0+$", r"\1")
    typed = text.try_cast(target)
    return _keep_where(text.re_search(WIDER_MONEY) & is_possible_amount(typed), typed)


def _read_day(text):
    spelled = text.re_replace(WIDER_DATE, r"\1\4-\2\5-\3\6")
    return _keep_where(text.re_search(WIDER_DATE), spelled.try_cast("date"))


def _read_wider_month(text):
    day = _read_day(text)
    spelled = text.re_replace(WIDER_MONTH, r"\1-\2\3\4-1")
    first = _keep_where(text.re_search(WIDER_MONTH), spelled.try_cast("date"))
    return ibis.coalesce(_keep_where(day.day() == 1, day), first)


def _name_repair(rows, name, column):
    text, bare, narrow, clean = (rows[f"{name}__{kind}"] for kind in STEPS[1:])
    cases = [
        (text.isnull(), ibis.null("string")),
        (clean.isnull(), "empty"),
        (rows[name].isnull(), UNREAD),
        (text != bare, "blanks"),
    ]
    if column.type.name != "string":
        cases.append(((strlen(bare) > bare.length()) & (bare != narrow), "width"))
    if column.type.name in ("int", "number", "money"):
        cases.append((narrow.re_search("[,¥元]"), "separators"))
    if column.type.name not in TEXT:
        return ibis.cases(*cases, else_="form")
    # a text that the cleaning left alone is as it should be: other letters than ASCII
    return ibis.cases(*cases, (text != clean, "form"), else_=ibis.null("string"))


@ibis.udf.scalar.builtin(name="trim")
def trim(text: str, characters: str) -> str:
    """Remove any of some characters at both ends, as DuckDB's own function does."""


@ibis.udf.scalar.builtin(name="strlen")
def strlen(text: str) -> int:
    """Count the bytes of a text, as DuckDB's own function does."""


def _is_null_word(text):
    return text.isin(NULL_WORDS)


def _keep_finite(typed):
    return _keep_where(~(typed.isnan() | typed.isinf()), typed)


def _keep_where(condition, value):
    return condition.ifelse(value, ibis.null(value.type()))
