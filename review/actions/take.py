"""领取: a case is worked on by one officer at a time, and nobody collides."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from review import transitions
from review.actions.move_deadline import lock_case, move_case
from review.errors import NotNow
from review.models import Case, Officer, Recusal
from review.permissions import list_visible_cases, require_right


def take(case, officer: Officer, *, version=None) -> Case:
    """02 or 91 → 03, by me: refused if somebody else has it."""
    with lock_case(case, officer, "take", version=version) as locked_case:
        if locked_case.assignee_id not in (None, officer.pk):
            raise NotNow("该案件已由他人承办", "somebody else has this case")
        locked_case.assignee, locked_case.taken_at = officer, timezone.now()
        move_case(locked_case, officer, "take", transitions.CHECKING)
        return locked_case


def take_next(officer: Officer) -> Case | None:
    """The best case that is free, taken; None if there is none.

    Mine first, then overdue before level before severity. Two officers who ask in the same instant get two cases.
    """
    require_right(officer, "take")
    with transaction.atomic():
        best = list_free_cases(officer).select_for_update(skip_locked=_can_skip_locked()).first()
        return take(best, officer) if best else None


def list_free_cases(officer: Officer) -> QuerySet[Case]:
    """Cases to be checked that are mine or nobody's, best first, without those that I must keep away from."""
    cases = list_visible_cases(officer).filter(state__in=transitions.WAITING_FOR_CHECK)
    cases = cases.filter(assignee=officer) | cases.filter(assignee__isnull=True)
    cases = cases.exclude(pk__in=Recusal.objects.filter(officer=officer).values("case_id"))
    if officer.op_id:
        cases = cases.exclude(handlers__op_id=officer.op_id).exclude(subject_id=officer.op_id)
    return cases.order_by("-state", "level_order", "due_on", "-severity", "case_id")


def release(case, officer: Officer, *, because: str = "", version=None) -> Case:
    """03 → 02: I give it back."""
    with lock_case(case, officer, "release", version=version) as locked_case:
        if locked_case.state != transitions.CHECKING or locked_case.assignee_id != officer.pk:
            raise NotNow(
                "只能退回自己正在核查的案件", "only a case that you are checking can be given back"
            )
        locked_case.assignee = locked_case.taken_at = None
        move_case(locked_case, officer, "release", transitions.ISSUED, because)
        return locked_case


def _can_skip_locked():
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked
