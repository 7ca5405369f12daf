"""Parsing filled cells into values; each problem names its cell and what to write instead."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from contracts.checklist import list_feedback_columns
from contracts.checklist_book import EARLIEST, LIST
from contracts.verdict_codes import DECIDED
from review.actions.answer_rules import (
    MOST_ACCOUNT,
    MOST_AMOUNT,
    Answer,
    find_answer_problems,
    find_check_date_problem,
)
from review.excel.read_workbook import OPEN_KEYS, TITLES, ReturnedRow, locate_cell
from review.models.measure import FINE
from review.written_numbers import strip_group_commas

# day 0 of Excel, which takes 1900 for a leap year
EXCEL_EPOCH = date(1899, 12, 30)
SPLIT = re.compile(r"[、，,；;/\n]+")
DATE_TEXT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
FINE_TEXT = re.compile(r"(.*号)[\s/,，、;；]*([0-9][0-9,]*(?:\.[0-9]{1,2})?)\s*元?")
PARTS_OF_NAMES = re.compile(r"[、，,；;/\n]+")
# official sheets spread a name of two characters with a blank: 张　三
BLANK_IN_NAME = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
DESK_ONLY = ("examiner", "examiner_view", "closed_date", "closer")
COLUMNS = {c.key: c for c in list_feedback_columns()}
# field of `Answer` → column of the list
ANSWER_COLUMNS = {
    "conclusion": "conclusion",
    "cause_code": "cause",
    "nature": "nature",
    "amount_confirmed": "amount_confirmed",
    "method": "method",
    "account": "account",
    "responsible": "responsible",
    "remark": "remark",
}


@dataclass(frozen=True)
class Problem:
    """An error, or a remark if not `is_error`, at a cell of the workbook; in Chinese."""

    sheet: str
    cell: str
    message: str
    finding_id: str = ""
    is_error: bool = True

    @property
    def row(self) -> int:
        """Row number as Excel counts; 0 if the problem concerns no cell."""
        digits = self.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return int(digits) if digits.isdigit() else 0


@dataclass(frozen=True)
class FeedbackRow:
    """A filled row as values: codes, Decimals, dates; missing texts are empty."""

    row: int
    finding_id: str
    checkers: tuple[str, ...]
    checked_date: date | None
    conclusion: str
    cause: str
    amount_confirmed: Decimal | None
    nature: str
    method: str
    account: str
    responsible: str
    disposition: tuple[str, ...]
    amount_to_recover: Decimal | None
    amount_recovered: Decimal | None
    recovered_date: date | None
    penalty: str
    referral: str
    remedy: str
    attachments: str
    remark: str

    @property
    def as_answer(self) -> Answer:
        """The part that is recorded as the verdict of the finding."""
        return Answer(**{name: getattr(self, key) for name, key in ANSWER_COLUMNS.items()})


class BadCell(Exception):
    """A value that its column does not take; the message says what it takes."""


def parse_row(
    row: ReturnedRow, *, issued_on: date, today: date, settles: bool = False
) -> tuple[FeedbackRow | None, list[Problem]]:
    """Parse a filled row into its answer and its problems; no answer if one is an error.

    `settles`: the case is confirmed, so that only measures and money may be filled in.
    """
    problems = [
        _build_problem(row, cell, "反馈栏不接受公式，请改为填写结果")
        for cell in sorted(row.formulas)
    ]
    values = {}
    for key in OPEN_KEYS:
        try:
            values[key] = _parse_value(COLUMNS[key], row.feedback.get(key))
        except BadCell as error:
            problems.append(
                _build_problem(row, locate_cell(key, row.number), f"{TITLES[key]}：{error}")
            )
    if not problems:
        problems += [
            _build_problem(row, locate_cell(key, row.number), f"{TITLES[key]}：{message}")
            for key, message in (_check_settlement if settles else _check_rules)(
                values, issued_on, today
            )
        ]
    problems += _list_remarks(row, values)
    if any(p.is_error for p in problems):
        return None, problems
    fields = {k: v for k, v in values.items() if k not in DESK_ONLY}
    return FeedbackRow(row=row.number, finding_id=row.finding_id, **fields), problems


def _build_problem(row, cell, message, *, is_error=True):
    return Problem(LIST, cell, message, row.finding_id, is_error)


def _list_remarks(row, values):
    return [
        _build_problem(
            row,
            locate_cell(key, row.number),
            f"{TITLES[key]}：审核、销号须在系统内办理，此栏未导入",
            is_error=False,
        )
        for key in DESK_ONLY
        if values.get(key)
    ]


def _parse_value(column, cell):
    if column.key == "checkers":
        return _parse_names(cell)
    if column.form == "date":
        return _parse_date(cell)
    if column.form == "yuan":
        return _parse_yuan(cell)
    if column.choices:
        return _parse_choices(column, cell)
    return _parse_text(cell)


def _parse_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFC", str(cell)).strip()
    if len(text) > MOST_ACCOUNT:
        raise BadCell(f"不超过 {MOST_ACCOUNT} 字，现为 {len(text)} 字")
    return text


def _parse_names(cell):
    """Parse names; blanks part them only where nothing else does."""
    text = _parse_text(cell)
    parts = PARTS_OF_NAMES.split(text) if PARTS_OF_NAMES.search(text) else text.split()
    names = tuple(dict.fromkeys(BLANK_IN_NAME.sub("", n.strip()) for n in parts if n.strip()))
    if any(len(n) > 30 for n in names):
        raise BadCell("请填写姓名，两人以“、”隔开")
    return names


def _parse_date(cell):
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return _check_date_range(cell.date())
    if isinstance(cell, date):
        return _check_date_range(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _check_date_range(_parse_serial_date(cell))
    return _check_date_range(_parse_written_date(str(cell)))


def _parse_serial_date(number):
    """Parse a date that lost its format: eight digits, or Excel's count of days."""
    if 19_000_101 <= number <= 21_001_231:
        return _parse_written_date(str(int(number)))
    if not 1 <= number <= 100_000:
        raise BadCell(f"“{number:g}”不是日期，请写成 2026-07-15")
    return EXCEL_EPOCH + timedelta(days=int(number))


def _parse_written_date(text):
    plain_text = unicodedata.normalize("NFKC", text).replace(" ", "")
    plain_text = re.sub(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3", plain_text)
    parts = DATE_TEXT.fullmatch(plain_text)
    try:
        return date(*(int(p) for p in parts.groups()))
    except (AttributeError, ValueError):
        raise BadCell(f"“{text.strip()[:20]}”不是日期，请写成 2026-07-15") from None


def _check_date_range(day):
    if not EARLIEST <= day <= date(2100, 1, 1):
        raise BadCell(f"日期 {day} 不合理")
    return day


def _parse_yuan(cell):
    if cell is None or cell == "":
        return None
    if isinstance(cell, (bool, date)):
        raise BadCell("请填写金额（元），如 1234.50")
    plain_text = unicodedata.normalize("NFKC", str(cell)).strip().strip("￥¥").removesuffix("元")
    if "万" in plain_text:
        raise BadCell("单位是元，请勿填写“万”")
    try:
        amount = Decimal(strip_group_commas(plain_text))
    except (InvalidOperation, ValueError):
        raise BadCell(f"“{str(cell)[:20]}”不是金额，请写成 1234.50") from None
    if not amount.is_finite() or not 0 <= amount <= MOST_AMOUNT:
        raise BadCell("金额应不小于 0，且小于 100 亿元")
    return _round_to_cents(amount, cell)


def _round_to_cents(amount, cell):
    rounded = amount.quantize(Decimal("0.01"))
    # a float computed in Excel has rounding errors far below this; three written decimals are a
    # slip
    if abs(rounded - amount) > Decimal("0.000001"):
        raise BadCell(f"“{str(cell)[:20]}”超过两位小数")
    return rounded


def _parse_choices(column, cell):
    text = _parse_text(cell)
    if column.several:
        return tuple(
            dict.fromkeys(_match_choice(column, part) for part in SPLIT.split(text) if part.strip())
        )
    return _match_choice(column, text) if text else ""


def _match_choice(column, text):
    """Return the code of a choice that is given as "1 属实", "1" or "属实"."""
    for choice in column.choices:
        code, _, name = choice.partition(" ")
        if _normalize_text(text) in {
            _normalize_text(choice),
            _normalize_text(code),
            _normalize_text(name or choice),
        }:
            return code
    raise BadCell(f"“{text.strip()[:20]}”不在可选内容中，可填：{'；'.join(column.choices)}")


def _normalize_text(text):
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).casefold()


def _check_rules(v, issued_on, today):
    """Yield (key, message) of every rule that the values break together."""
    answer = Answer(**{name: v[key] for name, key in ANSWER_COLUMNS.items()})
    for name, problem in find_answer_problems(answer):
        yield ANSWER_COLUMNS[name], problem.zh
    if not answer.conclusion:
        return
    yield from _check_dates(v, issued_on, today)
    if answer.conclusion in DECIDED:
        yield from _check_inspection(v)
    yield from _check_recovery(v)


def _check_settlement(v, issued_on, today):
    if v["conclusion"]:
        yield "conclusion", "结论已经复核，不能在处置阶段改动"
    yield from _check_dates(v, issued_on, today)
    yield from _check_recovery(v)
    if FINE in v["disposition"] and not parse_fine(v["penalty"]):
        yield "penalty", "行政处罚须填写文号和金额，如 甬人社罚〔2026〕1号 5000"


def parse_fine(text: str) -> tuple[str, Decimal] | None:
    """Parse "甬人社罚〔2026〕1号 5000元" into (number, yuan); None if one is missing."""
    match = FINE_TEXT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        amount = Decimal(strip_group_commas(match[2])).quantize(Decimal("0.01"))
    except (TypeError, ValueError, InvalidOperation):
        return None
    return (match[1].strip(" /,，、;；"), amount) if 0 < amount <= MOST_AMOUNT else None


def _check_dates(v, issued_on, today):
    if v["recovered_date"] and v["recovered_date"] > today:
        yield "recovered_date", f"{v['recovered_date']} 晚于今天"
    if not v["checked_date"]:
        return
    problem = find_check_date_problem(v["checked_date"], issued_on=issued_on, today=today)
    if problem:
        yield "checked_date", problem.zh


def _check_inspection(v):
    if len(v["checkers"]) != 2:
        yield "checkers", "须有两名核查人，以“、”隔开"
    if not v["checked_date"]:
        yield "checked_date", "须填写核查日期"


def _check_recovery(v):
    if (v["amount_recovered"] or 0) > (v["amount_to_recover"] or 0):
        yield "amount_recovered", "已追回金额大于应追回金额"
    if v["amount_recovered"] and not v["recovered_date"]:
        yield "recovered_date", "有已追回金额的，须填写追回日期"
