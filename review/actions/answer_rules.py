"""Rules of an answer, whether it was entered on the desk or in a workbook."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from contracts.bilingual_text import BilingualText
from contracts.checklist import MEASURES, NATURES
from contracts.checklist_book import MOST_YUAN
from contracts.codes import load_code_lists
from contracts.verdict_codes import CONFIRMED, Conclusion

# shorter accounts say nothing that a reviewer could check ("属实", "已查")
LEAST_ACCOUNT = 4
# a page of the case file; longer reports are attached as a file
MOST_ACCOUNT = 2_000
MOST_RESPONSIBLE = 200  # width of the column `Verdict.responsible`
MOST_AMOUNT = Decimal(str(MOST_YUAN))


@dataclass(frozen=True)
class Answer:
    """Result of the check of one finding.

    `conclusion` and `cause_code` are codes of `feedback_conclusion` and `feedback_cause`,
    `amount_confirmed` is in yuan.
    """

    conclusion: str
    cause_code: str = ""
    nature: str = ""
    amount_confirmed: Decimal | None = None
    method: str = ""
    account: str = ""
    responsible: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Check:
    """Second officer (name or login of an account), day and source of a check.

    The law asks for two officers.
    """

    second_checker: str
    checked_on: date = field(default_factory=timezone.localdate)
    source: str = "desk"


def find_answer_problems(answer: Answer) -> list[tuple[str, BilingualText]]:
    """List every rule that an answer breaks, as (field of `Answer`, message); empty if none."""
    if answer.conclusion not in load_code_lists()["feedback_conclusion"]:
        return [("conclusion", BilingualText("须同时填写是否属实", "choose a conclusion"))]
    problems = [
        *_check_cause(answer),
        *_check_amount(answer),
        *_check_nature_and_method(answer),
        *_check_texts(answer),
    ]
    return [(name, BilingualText(zh, en)) for name, zh, en in problems]


def find_excess_problem(answer: Answer, involved: Decimal) -> BilingualText | None:
    """Check that no more is confirmed than the finding involves, unless the remark says why."""
    amount = answer.amount_confirmed
    if amount is None or amount <= involved or len(answer.remark.strip()) >= LEAST_ACCOUNT:
        return None
    return BilingualText(
        f"核实金额 {amount:,.2f} 元超过涉及金额 {involved:,.2f} 元，须在备注写明理由，"
        f"不少于 {LEAST_ACCOUNT} 字",
        f"{amount:,.2f} yuan are confirmed and {involved:,.2f} are involved: say why in the remark",
    )


def find_check_date_problem(
    checked_on: date, *, issued_on: date | None, today: date
) -> BilingualText | None:
    """Check that the day of a check lies between the hand-out and today; None if it does."""
    if checked_on > today:
        return BilingualText(f"{checked_on} 晚于今天", f"{checked_on} is in the future")
    if issued_on is not None and checked_on < issued_on:
        return BilingualText(
            f"{checked_on} 早于下发日期 {issued_on}",
            f"{checked_on} is before the case was issued on {issued_on}",
        )
    return None


def _check_cause(answer):
    if answer.conclusion != Conclusion.NOT_TRUE:
        if answer.cause_code:
            yield (
                "cause_code",
                "只有不属实才填写不属实原因，部分属实的请写入核查情况说明",
                "a cause goes with 'not true' alone; where partly true, say it in the account",
            )
    elif answer.cause_code not in load_code_lists()["feedback_cause"]:
        yield "cause_code", "结论为不属实的，须选择不属实原因", "not true: choose the cause"


def _check_amount(answer):
    amount = answer.amount_confirmed
    if answer.conclusion in CONFIRMED:
        if amount is None:
            yield (
                "amount_confirmed",
                "结论为属实或部分属实的，须填写核实金额，没有损失填 0",
                "true or partly true: enter the amount confirmed, 0 if nothing was lost",
            )
    elif amount:
        yield (
            "amount_confirmed",
            "结论不是属实或部分属实，不应有核实金额",
            "no amount is confirmed where it is not true",
        )
    if amount is None:
        return
    if not amount.is_finite() or not 0 <= amount <= MOST_AMOUNT:
        yield (
            "amount_confirmed",
            "金额应不小于 0，且小于 100 亿元",
            "the amount must be 0 or more and below 10 billion yuan",
        )
    elif amount != amount.quantize(Decimal("0.01")):
        yield "amount_confirmed", f"“{amount}”超过两位小数", f"{amount} has more than two decimals"


def _check_nature_and_method(answer):
    if answer.conclusion in CONFIRMED and not answer.nature:
        yield (
            "nature",
            "结论为属实或部分属实的，须选择问题性质",
            "true or partly true: choose the nature",
        )
    if answer.nature and answer.nature not in NATURES:
        yield "nature", "问题性质不在可选内容中", "this nature is not in the list"
    if answer.method and answer.method not in MEASURES:
        yield "method", "核查方式不在可选内容中", "this method is not in the list"


def _check_texts(answer):
    length = len(answer.account.strip())
    if answer.conclusion != Conclusion.STILL_CHECKING and length < LEAST_ACCOUNT:
        yield (
            "account",
            f"须填写核查情况说明，不少于 {LEAST_ACCOUNT} 字",
            f"describe what the check found, in {LEAST_ACCOUNT} characters or more",
        )
    for name, most in (
        ("account", MOST_ACCOUNT),
        ("responsible", MOST_RESPONSIBLE),
        ("remark", MOST_ACCOUNT),
    ):
        length = len(getattr(answer, name).strip())
        if length > most:
            yield (
                name,
                f"不超过 {most} 字，现为 {length} 字",
                f"{most} characters at most, not {length}",
            )
