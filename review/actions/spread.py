"""均衡指派: cases shared out by load and by practice with their scenario, planned before done."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import QuerySet

from review.actions.issue import assign
from review.errors import NotAllowed
from review.models import Case, Officer
from review.permissions import can_see, has_right, recused_case_ids
from review.scenario_names import load_scenario_names
from review.workload import count_in_hand

# a practised officer may end with this many cases more than the least loaded: quicker with each, and
# nobody calls two cases unjust
SKILL_SLACK = 2


@dataclass(frozen=True)
class Share:
    """An officer's part of a plan; `by_scenario` counts the new cases by scenario."""

    officer: Officer
    before: int
    new: int
    by_scenario: dict[str, int]
    practised: int

    @property
    def after(self) -> int:
        return self.before + self.new


@dataclass(frozen=True)
class SpreadPlan:
    """Who gets which case: case id → officer; None if none of them may work it."""

    officer_by_case: dict[str, Officer | None]
    shares: list[Share]

    @property
    def digest(self) -> str:
        """Short digest of who gets what: what is done must be what was shown."""
        said = sorted((c, o.pk if o else 0) for c, o in self.officer_by_case.items())
        return sha256(repr(said).encode()).hexdigest()[:16]

    @property
    def refused(self) -> int:
        return sum(officer is None for officer in self.officer_by_case.values())


def plan_spread(cases: QuerySet[Case], among: Iterable[Officer]) -> SpreadPlan:
    """Share cases out, the worst first, and change nothing.

    Each goes to who has confirmed most cases of its scenario among those near the least loaded; of
    equals to the least loaded.
    """
    among = sorted(among, key=lambda o: o.pk)
    load = count_in_hand([o.pk for o in among])
    before, skill = dict(load), _count_practice(among)
    recused = {o.pk: set(recused_case_ids(o)) for o in among}
    scenarios, chosen, new = load_scenario_names(), {}, defaultdict(Counter)
    practised = Counter()
    fields = ("pk", "is_restricted", "district", "authority", "assignee_id", "marks")
    for case in cases.only(*fields).order_by("level_order", "-severity", "case_id"):
        scenario = _find_scenario(case, scenarios)
        able = [
            o
            for o in among
            if has_right(o, "take") and can_see(o, case) and case.pk not in recused[o.pk]
        ]
        best = _choose(able, load, skill, scenario)
        chosen[case.pk] = best
        if best is not None:
            load[best.pk] += 1
            new[best.pk][scenario] += 1
            practised[best.pk] += skill[best.pk, scenario] > 0
    shares = [
        Share(o, before[o.pk], load[o.pk] - before[o.pk], dict(new[o.pk]), practised[o.pk])
        for o in among
    ]
    return SpreadPlan(chosen, shares)


def assign_by_plan(case, officer: Officer, *, plan: SpreadPlan, version=None) -> Case:
    """Assign a case to whom the plan gives it."""
    best = plan.officer_by_case.get(getattr(case, "pk", case))
    if best is None:
        raise NotAllowed(
            "所选人员均不能承办此案（角色、属地或回避）", "none of these officers can work the case"
        )
    return assign(case, officer, best, version=version)


def _choose(able, load, skill, scenario):
    if not able:
        return None
    least = min(load[o.pk] for o in able)
    near = [o for o in able if load[o.pk] - least < SKILL_SLACK]
    return min(near, key=lambda o: (-skill[o.pk, scenario], load[o.pk], o.pk))


def _count_practice(officers):
    """Count the confirmed cases of each officer by scenario: (officer, scenario) → cases."""
    scenarios, counts = load_scenario_names(), Counter()
    confirmed = Case.objects.filter(concluded_by__in=officers, confirmed_by__isnull=False)
    for pk, marks in confirmed.values_list("concluded_by", "marks"):
        counts.update((pk, s) for s in marks.strip("|").split("|") if s in scenarios)
    return counts


def _find_scenario(case, scenarios):
    """Return the first scenario among the marks of a case; "" for a control case."""
    return next((m for m in case.marks.strip("|").split("|") if m in scenarios), "")
