"""研判与下发: issue, assign, snooze, dismiss, merge, reopen."""

from datetime import date

from contracts.workdays import workdays_after
from review import transitions
from review.actions.move_deadline import changing, move, start_clock, stop_clock, today
from review.deadlines import end_of, number
from review.errors import NotAllowed, NotValid
from review.models import Case, Officer
from review.models.deadline import FEEDBACK, RECHECK
from review.permissions import may, not_recused, sees


def issue(case, officer: Officer, *, due_on: date | None = None, batch_no: str = "", version=None) -> Case:
    """01 → 02: hand the case out for checking, by default with 15 working days to answer."""
    with changing(case, officer, "issue", version=version) as held:
        due_on = due_on or workdays_after(today(), number("check_working_days", "usual"))
        if due_on < today():
            raise NotValid("反馈期限早于今天", "the day to answer is past")
        held.issued_on, held.due_on = today(), due_on
        held.batch_no = batch_no or f"{today():%Y%m%d}"
        start_clock(held, FEEDBACK, end_of(due_on))
        move(held, officer, "issue", transitions.ISSUED, due_on=due_on.isoformat())
        return held


def assign(case, officer: Officer, to: Officer, *, version=None) -> Case:
    """Give the case to somebody; one to be judged is issued on the way."""
    with changing(case, officer, "assign", version=version) as held:
        if held.state not in transitions.OPEN:
            raise NotValid("案件已办结", "the case has ended")
        if not may(to, "take") or not sees(to, held):
            raise NotAllowed(
                "该人员不能承办此案（角色或属地不符）", "this person cannot work the case: role or district"
            )
        not_recused(to, held)
        if held.state == transitions.JUDGE:
            held = issue(held, officer)
        held.assignee, held.taken_at = to, None
        move(held, officer, "assign", None, to_officer=to.pk)
        return held


def snooze(case, officer: Officer, *, until: date, because: str, version=None) -> Case:
    """→ 92: put off until a day, waiting for what others must supply."""
    with changing(case, officer, "snooze", version=version) as held:
        if until <= today():
            raise NotValid("暂缓日期须晚于今天", "the day must be after today")
        if not because.strip():
            raise NotValid("请填写暂缓原因", "say why")
        held.state_before, held.snoozed_until = held.state, until
        move(held, officer, "snooze", transitions.SNOOZED, because, until=until.isoformat())
        return held


def wake(case, officer: Officer | None, *, because: str = "", version=None) -> Case:
    """92 → where it was before."""
    with changing(case, officer, "wake", version=version) as held:
        return awake(held, officer, because)


def awake(held: Case, officer: Officer | None, because: str) -> Case:
    """The step itself, for a case that is locked already."""
    back, held.state_before, held.snoozed_until = held.state_before or transitions.JUDGE, "", None
    move(held, officer, "wake", back, because)
    return held


def dismiss(case, officer: Officer, *, cause_code: str, because: str, version=None) -> Case:
    """01 → 94: known or plainly innocent; not handed out."""
    with changing(case, officer, "dismiss", version=version) as held:
        if cause_code not in dict(transitions.choices("feedback_cause")):
            raise NotValid("请选择不属实原因", "choose the cause")
        if not because.strip():
            raise NotValid("请填写理由", "say why")
        held.cause_code, held.conclusion = cause_code, "3"
        move(held, officer, "dismiss", transitions.FALSE_ALARM, because, cause_code=cause_code)
        held.findings.filter(is_current=True).update(conclusion="3", cause_code=cause_code)
        return held


def merge(case, officer: Officer, *, into: Case, version=None) -> Case:
    """→ 93: worked on as part of another case of the same authority and list."""
    with changing(case, officer, "merge", version=version) as held:
        if into.pk == held.pk or not sees(officer, into):
            raise NotValid("不能并入该案件", "it cannot be merged into that case")
        if into.authority != held.authority or into.state in transitions.ENDED:
            raise NotValid("只能并入同一主管部门的在办案件", "only into an open case of the same authority")
        held.merged_into = into
        _call_off(held)
        move(held, officer, "merge", transitions.MERGED, into=into.pk)
        return held


def reopen(case, officer: Officer, *, because: str, version=None) -> Case:
    """08 or 94 → 01: an end is taken back."""
    with changing(case, officer, "reopen", version=version) as held:
        if not because.strip():
            raise NotValid("请填写重新开启的理由", "say why")
        return reopened(held, officer, because)


def reopened(held: Case, officer: Officer | None, because: str) -> Case:
    """The step itself: what was concluded stays in the history, the case starts afresh."""
    held.assignee = held.taken_at = held.due_on = held.merged_into = None
    clear_conclusion(held)
    move(held, officer, "reopen", transitions.JUDGE, because)
    return held


def clear_conclusion(held: Case) -> None:
    """Nobody has concluded, confirmed or closed it any more."""
    held.concluded_by = held.confirmed_by = held.closed_by = held.close_proposed_by = None
    held.concluded_on = held.confirmed_on = held.closed_on = None
    held.conclusion = held.cause_code = held.nature = held.second_checker = ""


def _call_off(held):
    for kind in (FEEDBACK, RECHECK):
        stop_clock(held, kind, is_void=True)
