"""反馈: what the check found, finding by finding; two officers check."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from contracts.checklist import MEASURES, NATURES
from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case, stop_clock
from review.errors import NotNow, NotValid
from review.models import Case, Officer, Verdict
from review.models.deadline import FEEDBACK, RECHECK

TRUE, PARTLY, NOT_TRUE, STILL, CANNOT = "1", "2", "3", "4", "5"


@dataclass(frozen=True)
class Answer:
    """What a check found of one finding. `amount_confirmed` is needed where it is (partly) true, `cause_code` where not."""

    conclusion: str
    cause_code: str = ""
    nature: str = ""
    amount_confirmed: Decimal | None = None
    method: str = ""
    account: str = ""
    responsible: str = ""


@dataclass(frozen=True)
class Check:
    """Who checked and when; the second officer is named since an inspection needs two."""

    second_checker: str
    checked_on: date = field(default_factory=get_today)
    source: str = "desk"


def answer(
    case, officer: Officer, answers: dict[str, Answer], check: Check, *, version=None
) -> Case:
    """03 → 04: a verdict for every current finding (finding_id → Answer). "Still being checked" leaves it at 03.

    Raises NotValid with the first thing that does not do; nothing is kept then.
    """
    with lock_case(case, officer, "answer", version=version) as locked_case:
        if locked_case.assignee_id != officer.pk:
            raise NotNow("只能反馈自己承办的案件", "only a case that is yours can be answered")
        findings = {f.finding_id: f for f in locked_case.findings.filter(is_current=True)}
        check_answers(answers, findings, check, officer)
        _save_verdicts(locked_case, officer, answers, findings, check)
        set_conclusion(locked_case, officer, answers, check)
        if locked_case.conclusion == STILL:
            move_case(locked_case, officer, "answer", None, conclusion=STILL, source=check.source)
            return locked_case
        stop_clock(locked_case, FEEDBACK)
        stop_clock(locked_case, RECHECK)
        move_case(
            locked_case,
            officer,
            "answer",
            transitions.ANSWERED,
            conclusion=locked_case.conclusion,
            source=check.source,
        )
        return locked_case


def set_conclusion(case: Case, officer: Officer, answers: dict[str, Answer], check: Check) -> None:
    """Set what the case's own row says of its check."""
    case.conclusion = combine_conclusions([a.conclusion for a in answers.values()])
    case.cause_code = next((a.cause_code for a in answers.values() if a.cause_code), "")
    case.nature = next((a.nature for a in answers.values() if a.nature), "")
    case.concluded_by, case.second_checker = officer, check.second_checker.strip()
    case.concluded_on = check.checked_on
    case.confirmed_by = case.confirmed_on = None


def combine_conclusions(conclusions: list[str]) -> str:
    """The conclusion of a case from those of its findings."""
    found = set(conclusions)
    if STILL in found:
        return STILL
    if found == {TRUE}:
        return TRUE
    if found & {TRUE, PARTLY}:
        return PARTLY
    return CANNOT if CANNOT in found else NOT_TRUE


def check_answer(answer: Answer) -> None:
    """Raises NotValid if an answer does not hold together."""
    if answer.conclusion not in dict(transitions.list_code_choices("feedback_conclusion")):
        raise NotValid("请选择是否属实", "choose a conclusion")
    if answer.conclusion == NOT_TRUE and answer.cause_code not in dict(
        transitions.list_code_choices("feedback_cause")
    ):
        raise NotValid("不属实须选择原因代码", "not true: choose the cause")
    if answer.conclusion != NOT_TRUE and answer.cause_code:
        raise NotValid("只有不属实才填原因代码", "a cause goes with 'not true' alone")
    if answer.conclusion in (TRUE, PARTLY) and (
        answer.amount_confirmed is None or not answer.nature
    ):
        raise NotValid(
            "属实须填核实金额和问题性质", "true: enter the amount confirmed and the nature"
        )
    if answer.conclusion not in (TRUE, PARTLY) and answer.amount_confirmed:
        raise NotValid("不属实不能有核实金额", "no amount is confirmed where it is not true")
    if answer.amount_confirmed is not None and not 0 <= answer.amount_confirmed < Decimal(10) ** 12:
        raise NotValid("核实金额须为不小于0的金额", "the amount must be 0 or more")
    if answer.nature and answer.nature not in NATURES:
        raise NotValid("问题性质不在字典内", "this nature is not in the list")
    if answer.method and answer.method not in MEASURES:
        raise NotValid("核查方式不在字典内", "this method is not in the list")
    if answer.conclusion != STILL and len(answer.account.strip()) < 2:
        raise NotValid("请填写核查情况说明", "describe what the check found")


def check_answers(
    answers: dict[str, Answer], findings: dict, check: Check, officer: Officer
) -> None:
    """Raises NotValid unless every current finding has an answer that holds together, given by two officers."""
    if set(answers) != set(findings):
        raise NotValid("每条疑点都须有结论", "every finding needs a conclusion")
    for each in answers.values():
        check_answer(each)
    second = check.second_checker.strip()
    if not second or second in (officer.name, officer.username):
        raise NotValid("须有两名核查人", "an inspection needs two different officers")
    if check.checked_on > get_today():
        raise NotValid("核查日期晚于今天", "the day of the check is in the future")


def _save_verdicts(case, officer, answers, findings, check):
    now = timezone.now()
    Verdict.objects.bulk_create(
        Verdict(
            case=case,
            finding=findings[finding_id],
            evidence_hash=findings[finding_id].evidence_hash,
            by=officer,
            at=now,
            second_checker=check.second_checker.strip(),
            checked_on=check.checked_on,
            source=check.source,
            **vars(given),
        )
        for finding_id, given in answers.items()
    )
    for finding_id, given in answers.items():
        case.findings.filter(pk=finding_id).update(
            conclusion=given.conclusion,
            cause_code=given.cause_code,
            amount_confirmed=given.amount_confirmed,
        )
