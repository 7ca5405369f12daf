"""领取: an officer takes a case to check it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from review import transitions
from review.actions.move_deadline import lock_case, move_case
from review.errors import NotNow
from review.models import Case, Officer
from review.permissions import list_visible_cases, recused_case_ids, require_right


def take(case, officer: Officer, *, version=None) -> Case:
    """Move 02 or 91 → 03, assigned to the officer; refused if somebody else has the case."""
    with lock_case(case, officer, "take", version=version) as locked_case:
        if locked_case.assignee_id not in (None, officer.pk):
            raise NotNow("该案件已由他人承办", "somebody else has this case")
        locked_case.assignee, locked_case.taken_at = officer, timezone.now()
        move_case(locked_case, officer, "take", transitions.CHECKING)
        return locked_case


def take_next(officer: Officer) -> Case | None:
    """Take the best free case; None if there is none.

    Two officers who ask at the same moment get two cases.
    """
    require_right(officer, "take")
    with transaction.atomic():
        best = list_free_cases(officer).select_for_update(skip_locked=_can_skip_locked()).first()
        return take(best, officer) if best else None


def list_free_cases(officer: Officer) -> QuerySet[Case]:
    """List the cases that the officer could take, best first.

    Sent back before issued, then by level, due day and severity.
    """
    cases = list_visible_cases(officer).filter(state__in=transitions.WAITING_FOR_CHECK)
    cases = cases.filter(assignee=officer) | cases.filter(assignee__isnull=True)
    cases = cases.exclude(pk__in=recused_case_ids(officer))
    return cases.order_by("-state", "level_order", "due_on", "-severity", "case_id")


def release(case, officer: Officer, *, because: str = "", version=None) -> Case:
    """Move 03 → 02: give a case back."""
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
