"""Changes of state and clocks: the only module that writes `Case.state`."""

from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils import timezone

from review import audit, transitions
from review.errors import NotNow, NotValid
from review.models import Case, CaseEvent, Deadline, Officer
from review.permissions import require_not_recused, require_right


@contextmanager
def lock_case(case: Case | str, officer: Officer, action: str, *, version: int | None = None):
    """Yield the case, locked in a transaction, if the officer may do the action on it now.

    `version` is the version that the officer saw; raises NotNow if the case has changed since.
    """
    case_id = case if isinstance(case, str) else case.case_id
    with transaction.atomic():
        locked_case = Case.objects.select_for_update().get(pk=case_id)
        require_right(officer, action, locked_case)
        require_not_recused(officer, locked_case)
        check_transition(locked_case, action, version)
        yield locked_case


def check_transition(case: Case, action: str, version: int | None) -> None:
    """Check that the case is unchanged since `version` and in a state that allows the action.

    Raises NotNow if not.
    """
    if version is not None and case.version != version:
        raise NotNow(
            "该案件刚被他人修改，请刷新后重试", "somebody has just changed this case; load it again"
        )
    if action in transitions.TRANSITIONS and case.state not in transitions.TRANSITIONS[action]:
        zh, en = (
            transitions.get_state_name(case.state).zh,
            transitions.get_state_name(case.state).en,
        )
        raise NotNow(
            f"案件处于“{zh}”，不能进行此操作", f"the case is {en}: this cannot be done now"
        )


def move_case(
    case: Case,
    officer: Officer | None,
    action: str,
    to: str | None = None,
    text: str = "",
    /,
    **facts,
):
    """Save the case in its new state, with an event in its history and an entry in the audit log.

    The state stays if `to` is None.
    """
    before, now = case.state, timezone.now()
    if to is not None and to != before:
        case.state, case.state_since = to, now
    case.version += 1
    case.save()
    CaseEvent.objects.create(
        case=case,
        at=now,
        by=officer,
        action=action,
        state_from=before,
        state_to=case.state,
        text=text,
        facts=facts,
    )
    audit.record(officer, action, case.case_id, **(facts | {"state": case.state}))


def start_clock(case: Case, kind: str, due_at, referral=None) -> Deadline:
    """Start a deadline; a running one of the same kind is called off."""
    stop_clock(case, kind, referral, is_void=True)
    return Deadline.objects.create(
        case=case, referral=referral, kind=kind, started_at=timezone.now(), due_at=due_at
    )


def stop_clock(case: Case, kind: str, referral=None, *, is_void: bool = False) -> None:
    """Mark the running deadlines of a kind as met, or as called off if `is_void`."""
    running = Deadline.objects.filter(
        case=case, kind=kind, referral=referral, met_at__isnull=True, is_void=False
    )
    running.update(**({"is_void": True} if is_void else {"met_at": timezone.now()}))


def require_day_in_case(case: Case, day: date) -> None:
    """Refuse a day after today, or before the case was issued."""
    if day > get_today():
        raise NotValid(f"日期 {day} 晚于今天", f"{day} is in the future")
    if case.issued_on is not None and day < case.issued_on:
        raise NotValid(
            f"日期 {day} 早于下发日期 {case.issued_on}",
            f"{day} is before the case was issued on {case.issued_on}",
        )


def get_today():
    """Return the day in China."""
    return timezone.localdate()
