"""研判与下发: issue, assign, snooze, merge and reopen cases."""

from datetime import date, timedelta
from decimal import Decimal

from contracts.verdict_codes import Conclusion
from contracts.workdays import add_workdays
from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case, start_clock, stop_clock
from review.deadlines import get_day_end, get_legal_number
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Case, Deadline, Officer
from review.models.deadline import FEEDBACK, RECHECK
from review.models.notice import ASSIGNED
from review.notices import notify
from review.permissions import can_see, has_right, require_not_recused

# a confirmed case takes no further findings: its amounts and papers stand
MERGE_TARGETS = (
    transitions.JUDGE,
    *transitions.WAITING_FOR_CHECK,
    transitions.CHECKING,
    *transitions.WAITING_FOR_REVIEW,
)


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
        before = locked_case.assignee_id
        locked_case.assignee, locked_case.taken_at = to, None
        move_case(locked_case, officer, "assign", None, from_officer=before, to_officer=to.pk)
        if to.pk != before:
            notify(to, ASSIGNED, locked_case, by=officer)
        return locked_case


def snooze(case, officer: Officer, *, until: date, because: str, version=None) -> Case:
    """Move to 92: put a case off until a day."""
    with lock_case(case, officer, "snooze", version=version) as locked_case:
        if until <= get_today():
            raise NotValid("暂缓日期须晚于今天", "the day must be after today")
        if not because.strip():
            raise NotValid("请填写暂缓原因", "say why")
        locked_case.state_before, locked_case.snoozed_until = locked_case.state, until
        _shift_due_day(locked_case, until - get_today())
        move_case(
            locked_case,
            officer,
            "snooze",
            transitions.SNOOZED,
            because,
            until=until.isoformat(),
            **_describe_due_day(locked_case),
        )
        return locked_case


def wake(case, officer: Officer | None, *, because: str = "", version=None) -> Case:
    """Move 92 back to the state before."""
    with lock_case(case, officer, "wake", version=version) as locked_case:
        return wake_locked_case(locked_case, officer, because)


def wake_locked_case(case: Case, officer: Officer | None, because: str) -> Case:
    """Wake a case that the caller has locked."""
    if case.snoozed_until and (early := case.snoozed_until - get_today()) > timedelta(0):
        _shift_due_day(case, -early)
    back, case.state_before, case.snoozed_until = case.state_before or transitions.JUDGE, "", None
    move_case(case, officer, "wake", back, because, **_describe_due_day(case))
    return case


def dismiss_locked_case(case: Case, officer: Officer, cause_code: str, because: str) -> None:
    """Move 01 → 94 after two officers agreed that the lead is plainly innocent."""
    case.cause_code, case.conclusion = cause_code, Conclusion.NOT_TRUE
    case.confirmed_by, case.confirmed_on = officer, get_today()
    move_case(case, officer, "dismiss", transitions.FALSE_ALARM, because, cause_code=cause_code)
    case.findings.filter(is_current=True).update(
        conclusion=Conclusion.NOT_TRUE, cause_code=cause_code, amount_confirmed=None
    )


def require_mergeable(case: Case, into: Case, officer: Officer) -> None:
    """Refuse a merge that would lose something, or that goes out of the officer's scope."""
    if into.pk == case.pk or not can_see(officer, into):
        raise NotValid("不能并入该案件", "it cannot be merged into that case")
    if into.authority != case.authority or into.state not in MERGE_TARGETS:
        raise NotValid(
            "只能并入同一主管部门、尚未复核的在办案件",
            "only into an open, unconfirmed case of the same authority",
        )
    if case.merged.filter(state=transitions.MERGED).exists():
        raise NotValid(
            "已有案件并入本案，不能再并入他案", "cases were merged into this one: it stays"
        )


def merge_locked_case(case: Case, officer: Officer, into: Case) -> None:
    """Move to 93: the findings are answered with the other case from now on."""
    case.merged_into, case.state_before = into, case.state
    _cancel_clocks(case)
    move_case(case, officer, "merge", transitions.MERGED, into=into.pk)
    sum_merged_amounts(into)
    move_case(into, officer, "merge_in", None, merged=case.pk, amount=str(case.amount_involved))


def unmerge(case, officer: Officer, *, because: str, version=None) -> Case:
    """Move 93 back to the state before, while the other case is not confirmed."""
    with lock_case(case, officer, "unmerge", version=version) as locked_case:
        if not because.strip():
            raise NotValid("请写明理由", "say why")
        into = Case.objects.select_for_update().get(pk=locked_case.merged_into_id)
        if into.state not in MERGE_TARGETS:
            raise NotNow(
                "并入的案件已复核，不能撤销并案", "the other case is confirmed: it stays merged"
            )
        back = locked_case.state_before or transitions.JUDGE
        locked_case.merged_into, locked_case.state_before = None, ""
        if locked_case.due_on and back != transitions.JUDGE:
            start_clock(locked_case, FEEDBACK, get_day_end(locked_case.due_on))
        move_case(locked_case, officer, "unmerge", back, because, into=into.pk)
        sum_merged_amounts(into)
        move_case(into, officer, "unmerge_from", None, because, merged=locked_case.pk)
        return locked_case


def sum_merged_amounts(case: Case) -> None:
    """Bring the involved yuan of the cases merged into a case up to date, unsaved."""
    merged = case.merged.filter(state=transitions.MERGED)
    case.amount_merged = sum(merged.values_list("amount_involved", flat=True), Decimal(0))


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
    case.second_officer = None


def _shift_due_day(case, days):
    """Move the due day and the running clocks of the check: a case put off does not get late."""
    if case.due_on is None:
        return
    case.due_on += days
    running = Deadline.objects.filter(case=case, kind__in=(FEEDBACK, RECHECK), met_at=None)
    running.filter(is_void=False).update(due_at=get_day_end(case.due_on))


def _describe_due_day(case):
    return {"due_on": case.due_on.isoformat()} if case.due_on else {}


def _cancel_clocks(case):
    for kind in (FEEDBACK, RECHECK):
        stop_clock(case, kind, is_void=True)
