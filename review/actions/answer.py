"""反馈: the answers of one case, entered by its officer."""

from django.utils import timezone

from contracts.verdict_codes import CONFIRMED, Conclusion
from review import transitions
from review.actions.answer_rules import (
    Answer,
    Check,
    find_answer_problems,
    find_check_date_problem,
    find_excess_problem,
)
from review.actions.move_deadline import get_today, lock_case, move_case, stop_clock
from review.case_findings import list_case_findings
from review.errors import NotNow, NotValid
from review.models import Case, Finding, Officer, Verdict
from review.models.deadline import FEEDBACK, RECHECK
from review.second_checkers import SecondCheckers


def answer(
    case, officer: Officer, answers: dict[str, Answer], check: Check, *, version=None
) -> Case:
    """Move 03 → 04 with a verdict for every current finding (finding_id → Answer).

    The case stays at 03 while an answer is "still being checked".

    Raises NotValid with the first problem; nothing is kept then.
    """
    with lock_case(case, officer, "answer", version=version) as locked_case:
        if locked_case.assignee_id != officer.pk:
            raise NotNow("只能反馈自己承办的案件", "only a case that is yours can be answered")
        findings = {f.finding_id: f for f in list_case_findings(locked_case)}
        second = check_answers(answers, findings, check, locked_case, officer, SecondCheckers())
        _save_verdicts(locked_case, officer, answers, findings, check, second)
        set_conclusion(locked_case, officer, answers, check, second)
        next_state = None
        if locked_case.conclusion != Conclusion.STILL_CHECKING:
            next_state = transitions.ANSWERED
            stop_clock(locked_case, FEEDBACK)
            stop_clock(locked_case, RECHECK)
        facts = list_answer_facts(locked_case, answers, check)
        move_case(locked_case, officer, "answer", next_state, **facts)
        return locked_case


def list_answer_facts(case: Case, answers: dict[str, Answer], check: Check) -> dict:
    """Return what the history and the log say of an answered case."""
    return {
        "conclusion": case.conclusion,
        "source": check.source,
        "findings": len(answers),
        "second": case.second_officer_id,
    }


def set_conclusion(
    case: Case, officer: Officer, answers: dict[str, Answer], check: Check, second: Officer
) -> None:
    """Set the conclusion, cause, nature and officers of a case from its answers."""
    case.conclusion = combine_conclusions([a.conclusion for a in answers.values()])
    case.cause_code = next((a.cause_code for a in answers.values() if a.cause_code), "")
    case.nature = next((a.nature for a in answers.values() if a.nature), "")
    case.concluded_by, case.second_officer, case.second_checker = officer, second, second.name
    case.concluded_on = check.checked_on
    case.confirmed_by = case.confirmed_on = None


def combine_conclusions(conclusions: list[str]) -> str:
    """Combine the conclusions of a case's findings into one."""
    distinct = set(conclusions)
    if Conclusion.STILL_CHECKING in distinct:
        return Conclusion.STILL_CHECKING
    if distinct == {Conclusion.TRUE}:
        return Conclusion.TRUE
    if distinct & set(CONFIRMED):
        return Conclusion.PARTLY_TRUE
    if Conclusion.CANNOT_VERIFY in distinct:
        return Conclusion.CANNOT_VERIFY
    return Conclusion.NOT_TRUE


def check_answers(
    answers: dict[str, Answer],
    findings: dict,
    check: Check,
    case: Case,
    officer: Officer,
    second_checkers: SecondCheckers,
) -> Officer:
    """Check that every finding has a valid answer, given by two officers; return the second.

    Raises NotValid with the first problem.
    """
    if set(answers) != set(findings):
        raise NotValid("每条疑点都须有结论", "every finding needs a conclusion")
    for finding_id, each in answers.items():
        for _, problem in find_answer_problems(each):
            raise NotValid(problem.zh, problem.en)
        if problem := find_excess_problem(each, findings[finding_id].amount_involved):
            raise NotValid(problem.zh, problem.en)
    second = second_checkers.find(check.second_checker, officer, case)
    problem = find_check_date_problem(check.checked_on, issued_on=case.issued_on, today=get_today())
    if problem:
        raise NotValid(f"核查日期：{problem.zh}", f"day of the check: {problem.en}")
    return second


def _save_verdicts(case, officer, answers, findings, check, second):
    now = timezone.now()
    Verdict.objects.bulk_create(
        build_verdict(case, findings[finding_id], officer, one, check, second, now)
        for finding_id, one in answers.items()
    )
    for finding_id, one in answers.items():
        Finding.objects.filter(pk=finding_id).update(
            conclusion=one.conclusion,
            cause_code=one.cause_code,
            amount_confirmed=one.amount_confirmed,
        )


def build_verdict(case, finding, officer, answer, check, second, now) -> Verdict:
    """Build the verdict on a finding, unsaved."""
    return Verdict(
        case=case,
        finding=finding,
        evidence_hash=finding.evidence_hash,
        by=officer,
        at=now,
        second_checker=second.name,
        second_officer=second,
        checked_on=check.checked_on,
        source=check.source,
        **vars(answer),
    )
