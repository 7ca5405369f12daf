"""均衡指派: each case goes to the officer who has least in hand, the most practised first."""

from collections.abc import Iterable

from review.actions.issue import assign
from review.actions.move_deadline import lock_case
from review.errors import NotAllowed
from review.models import Case, Officer
from review.permissions import can_see, has_right, is_recused
from review.workload import count_in_hand


def assign_to_least_loaded(
    case, officer: Officer, *, among: Iterable[Officer], version=None
) -> Case:
    """Assign a case to whoever of some officers may take it and has the fewest cases in hand.

    Of several, the one who has confirmed most cases of the same scenario.
    """
    with lock_case(case, officer, "assign", version=version) as locked_case:
        able = [
            o
            for o in among
            if has_right(o, "take") and can_see(o, locked_case) and not is_recused(o, locked_case)
        ]
        if not able:
            raise NotAllowed(
                "所选人员均不能承办此案（角色、属地或回避）",
                "none of these officers can work the case",
            )
        load = count_in_hand([o.pk for o in able])
        skill = {o.pk: _count_practice(o, locked_case) for o in able}
        best = min(able, key=lambda o: (load[o.pk], -skill[o.pk], o.pk))
        return assign(locked_case, officer, best)


def _count_practice(officer, case):
    """Count the confirmed cases of the officer that share a mark of scenario or indicator."""
    scenario = case.marks.strip("|").split("|")[-1]
    confirmed = Case.objects.filter(concluded_by=officer, confirmed_by__isnull=False)
    return confirmed.filter(marks__contains=f"|{scenario}|").count() if scenario else 0
