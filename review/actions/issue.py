"""研判与下发: issue, assign, snooze, dismiss, merge and reopen cases."""

from datetime import date

from contracts.verdict_codes import Conclusion
from contracts.workdays import add_workdays
from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case, start_clock, stop_clock
from review.deadlines import get_day_end, get_legal_number
from review.errors import NotAllowed, NotValid
from review.models import Case, Officer
from review.models.deadline import FEEDBACK, RECHECK
from review.permissions import can_see, has_right, require_not_recused


def issue(
    case, officer: Officer, *, due_on: date | None = None, batch_no: str = "", version=None
) -> Case:
    """Move 01 → 02: hand the case out, by default with 15 working days to answer."""
    with lock_case(case, officer, "issue", version=version) as locked_case:
        due_on = due_on or add_workdays(
            get_today(), get_legal_number("check_working_days", "usual")
        )
        if due_on < get_today():
            raise NotValid("反馈期限早于今天", "the day to answer is past")
        locked_case.issued_on, locked_case.due_on = get_today(), due_on
        locked_case.batch_no = batch_no or f"{get_today():%Y%m%d}"
        start_clock(locked_case, FEEDBACK, get_day_end(due_on))
        move_case(locked_case, officer, "issue", transitions.ISSUED, due_on=due_on.isoformat())
        return locked_case


def assign(case, officer: Officer, to: Officer, *, version=None) -> Case:
    """Assign a case to an officer; a case at 01 is issued first."""
    with lock_case(case, officer, "assign", version=version) as locked_case:
        if locked_case.state not in transitions.OPEN:
            raise NotValid("案件已办结", "the case has ended")
        if not has_right(to, "take") or not can_see(to, locked_case):
            raise NotAllowed(
                "该人员不能承办此案（角色或属地不符）",
                "this person cannot work the case: role or district",
            )
        require_not_recused(to, locked_case)
        if locked_case.state == transitions.JUDGE:
            locked_case = issue(locked_case, officer)
        locked_case.assignee, locked_case.taken_at = to, None
        move_case(locked_case, officer, "assign", None, to_officer=to.pk)
        return locked_case


def snooze(case, officer: Officer, *, until: date, because: str, version=None) -> Case:
    """Move to 92: put a case off until a day."""
    with lock_case(case, officer, "snooze", version=version) as locked_case:
        if until <= get_today():
            raise NotValid("暂缓日期须晚于今天", "the day must be after today")
        if not because.strip():
            raise NotValid("请填写暂缓原因", "say why")
        locked_case.state_before, locked_case.snoozed_until = locked_case.state, until
        move_case(
            locked_case, officer, "snooze", transitions.SNOOZED, because, until=until.isoformat()
        )
        return locked_case


def wake(case, officer: Officer | None, *, because: str = "", version=None) -> Case:
    """Move 92 back to the state before."""
    with lock_case(case, officer, "wake", version=version) as locked_case:
        return wake_locked_case(locked_case, officer, because)


def wake_locked_case(case: Case, officer: Officer | None, because: str) -> Case:
    """Wake a case that the caller has locked."""
    back, case.state_before, case.snoozed_until = case.state_before or transitions.JUDGE, "", None
    move_case(case, officer, "wake", back, because)
    return case


def dismiss(case, officer: Officer, *, cause_code: str, because: str, version=None) -> Case:
    """Move 01 → 94: close a lead that is plainly innocent without handing it out."""
    with lock_case(case, officer, "dismiss", version=version) as locked_case:
        if cause_code not in dict(transitions.list_code_choices("feedback_cause")):
            raise NotValid("请选择不属实原因", "choose the cause")
        if not because.strip():
            raise NotValid("请填写理由", "say why")
        locked_case.cause_code, locked_case.conclusion = cause_code, Conclusion.NOT_TRUE
        move_case(
            locked_case, officer, "dismiss", transitions.FALSE_ALARM, because, cause_code=cause_code
        )
        locked_case.findings.filter(is_current=True).update(
            conclusion=Conclusion.NOT_TRUE, cause_code=cause_code
        )
        return locked_case


def merge(case, officer: Officer, *, into: Case, version=None) -> Case:
    """Move to 93: work the case as part of another one of the same authority."""
    with lock_case(case, officer, "merge", version=version) as locked_case:
        if into.pk == locked_case.pk or not can_see(officer, into):
            raise NotValid("不能并入该案件", "it cannot be merged into that case")
        if into.authority != locked_case.authority or into.state in transitions.ENDED:
            raise NotValid(
                "只能并入同一主管部门的在办案件", "only into an open case of the same authority"
            )
        locked_case.merged_into = into
        _cancel_clocks(locked_case)
        move_case(locked_case, officer, "merge", transitions.MERGED, into=into.pk)
        return locked_case


def reopen(case, officer: Officer, *, because: str, version=None) -> Case:
    """Move 08 or 94 → 01."""
    with lock_case(case, officer, "reopen", version=version) as locked_case:
        if not because.strip():
            raise NotValid("请填写重新开启的理由", "say why")
        return reopen_locked_case(locked_case, officer, because)


def reopen_locked_case(case: Case, officer: Officer | None, because: str) -> Case:
    """Reopen a case that the caller has locked; earlier conclusions stay in its history."""
    case.assignee = case.taken_at = case.due_on = case.merged_into = None
    clear_conclusion(case)
    move_case(case, officer, "reopen", transitions.JUDGE, because)
    return case


def clear_conclusion(case: Case) -> None:
    """Remove conclusion, confirmation and closing from the case's own row."""
    case.concluded_by = case.confirmed_by = case.closed_by = case.close_proposed_by = None
    case.concluded_on = case.confirmed_on = case.closed_on = None
    case.conclusion = case.cause_code = case.nature = case.second_checker = ""


def _cancel_clocks(case):
    for kind in (FEEDBACK, RECHECK):
        stop_clock(case, kind, is_void=True)
