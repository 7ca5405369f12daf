"""工作量: what each officer and district has in hand, for heads and for sharing cases out."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.utils import timezone

from review import transitions
from review.models import Case, Officer
from review.models.officer import CHECKER, DISCIPLINE
from review.permissions import list_visible_cases

# waiting for the officer: later states wait for somebody else
IN_HAND = (transitions.ISSUED, transitions.CHECKING, transitions.RETURNED)
NOTHING = {"n": 0, "hand": 0, "late": 0, "days": None, "yuan": Decimal(0)}
YUAN = DecimalField(max_digits=20, decimal_places=2)


@dataclass(frozen=True)
class Workload:
    """Open and overdue cases, mean days since they were issued, involved yuan."""

    name: str
    unit: str
    key: str
    open: int
    in_hand: int
    overdue: int
    mean_days: float | None
    yuan: Decimal


def list_officer_workloads(officer: Officer) -> tuple[list[Workload], int]:
    """List the workload of every officer, the most in hand first; count the cases nobody has.

    Those who could be given cases and have none come last.
    """
    names = {o.pk: o for o in Officer.objects.all()}
    rows = {r["key"]: r for r in _count(_list_open_cases(officer), "assignee")}
    unassigned = rows.pop(None, NOTHING)["hand"]
    role = DISCIPLINE if officer.role == DISCIPLINE else CHECKER
    idle = [o for o in names.values() if o.is_active and o.role == role and o.pk not in rows]
    rows |= {o.pk: NOTHING for o in idle}
    found = [_build(names[pk].name, names[pk].unit, str(pk), row) for pk, row in rows.items()]
    return sorted(found, key=lambda w: (-w.in_hand, w.name)), unassigned


def list_district_workloads(officer: Officer) -> list[Workload]:
    """List the workload of every district with visible open cases."""
    rows = _count(_list_open_cases(officer), "district")
    return sorted((_build(r["key"], "", r["key"], r) for r in rows), key=lambda w: -w.open)


def count_in_hand(officer_ids) -> dict[int, int]:
    """Count the cases in hand of some officers."""
    mine = Case.objects.filter(assignee__in=officer_ids, state__in=IN_HAND)
    counts = dict.fromkeys(officer_ids, 0)
    return counts | dict(mine.values_list("assignee").annotate(n=Count("pk")))


def _list_open_cases(officer) -> QuerySet[Case]:
    return list_visible_cases(officer).filter(state__in=transitions.OPEN, issued_on__isnull=False)


def _count(cases, field):
    """Count by a field, in one walk over the cases, which are many.

    Days are counted here, by the day of issue: databases count them differently.
    """
    today, found = timezone.localdate(), defaultdict(Counter)
    late = Q(state__in=IN_HAND, due_on__lt=today)
    rows = (
        cases.order_by()
        .values_list(field, "issued_on")
        .annotate(
            n=Count("pk"),
            hand=Count("pk", filter=Q(state__in=IN_HAND)),
            late=Count("pk", filter=late),
            yuan=Sum(F("amount_involved") + F("amount_merged"), output_field=YUAN),
        )
    )
    for key, issued_on, n, hand, overdue, yuan in rows:
        days = (today - issued_on).days * n
        found[key].update({"n": n, "hand": hand, "late": overdue, "days": days, "yuan": yuan})
    return [
        dict(sums) | {"key": key, "days": sums["days"] / sums["n"]} for key, sums in found.items()
    ]


def _build(name, unit, key, row):
    return Workload(name, unit, key, row["n"], row["hand"], row["late"], row["days"], row["yuan"])
