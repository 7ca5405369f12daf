"""Stage 1: who is visited. What the solver is for is keeping the constraints, not more yuan."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planning.chance import hash_share
from planning.settings import SKILL_SHARES, PlanSettings
from planning.solver import INFEASIBLE, SOLVER, Programme

# of the largest value: decides between equal ones and nothing else. It is a cost, so that a target
# without any value is visited only where a draw, coverage or a ring asks for it
TIE = 1e-6
# what gives way first costs least: coverage, then load, then focus; a step is worth any number of
# units of the step before it in a city of fewer than 1,000 districts and kinds
GIVE_WAY = {"coverage": 1.0, "load": 1e3, "focus": 1e6}
WORDS = {
    "coverage": ("覆盖", "coverage"),
    "load": ("人日", "staff-days"),
    "focus": ("重点专科", "focus"),
}


@dataclass(frozen=True)
class Room:
    """What there is in a quarter: staff-days in all, and by skill where anybody has it."""

    staff_days: float
    by_skill: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """`chosen`: target ids in order; `relaxed`: (constraint, group) → units that gave way."""

    chosen: tuple[str, ...]
    objective: float
    bound: float
    gap: float
    nodes: int
    is_proven: bool
    relaxed: dict[tuple[str, str], float]
    solver: str = SOLVER


def select_candidates(
    valued: pd.DataFrame, fixed: set[str], groups: dict[str, list[str]], settings: PlanSettings
) -> pd.DataFrame:
    """Cut eligible targets to the settings' number: fixed ones and groups, then the best.

    The best are taken in turn from the strata district x kind, so that coverage stays possible.
    `valued` has target_id, district, target_kind, value_rank.
    """
    needed = fixed | {i for members in groups.values() for i in members}
    place = valued.sort_values("value_rank").groupby(["district", "target_kind"]).cumcount()
    order = valued.assign(is_extra=~valued.target_id.isin(needed), place=place)
    best = order.sort_values(["is_extra", "place", "value_rank"]).head(
        max(settings.candidates, len(needed))
    )
    return best.sort_values("target_id", ignore_index=True).drop(columns=["is_extra", "place"])


def choose_targets(
    candidates: pd.DataFrame,
    room: Room,
    *,
    fixed: set[str],
    groups: dict[str, list[str]],
    salt: str,
    settings: PlanSettings,
) -> Choice:
    """Choose whom to visit.

    `candidates`: target_id, district, target_kind, specialty, chain_id, staff_days, value; all may
    be visited by law. `fixed` ones are visited, `groups` together or not at all. Where that cannot
    be, coverage gives way first, then load, then focus.
    """
    if candidates.empty:
        return Choice((), 0.0, 0.0, 0.0, 0, True, {})
    strict = _Model(candidates, room, fixed, groups, salt, settings)
    solution = strict.solve(elastic=False)
    if solution.status == INFEASIBLE:
        # first as few units as can be, then as much value as those units allow
        least = strict.solve(elastic=True, only_units=True)
        solution = strict.solve(elastic=True, most_units=least.cost)
    return strict.read(solution)


class _Model:
    def __init__(self, candidates, room, fixed, groups, salt, settings):
        self.rows = candidates.reset_index(drop=True)
        self.room, self.fixed, self.salt, self.settings = room, fixed, salt, settings
        self.number = {i: n for n, i in enumerate(self.rows.target_id)}
        self.groups = {
            g: [i for i in members if i in self.number] for g, members in sorted(groups.items())
        }
        values = self.rows.value.to_numpy(dtype=float)
        self.scale = max(values.max(initial=0.0), 1.0)
        ties = np.array([hash_share(salt, "tie", i) for i in self.rows.target_id])
        self.worth = values / self.scale - TIE * (1 + ties)

    def solve(self, *, elastic, only_units=False, most_units=None):
        self.programme, self.slack = Programme(), {}
        self.elastic, self.only_units = elastic, only_units
        for n in range(len(self.rows)):
            self.programme.add_variable(0.0 if only_units else -self.worth[n])
        self._add_fixed()
        self._add_groups()
        self._add_load()
        self._add_coverage()
        self._add_chains()
        if most_units is not None:
            terms = {v: GIVE_WAY[name] for (name, _), v in self.slack.items()}
            # the solver's own tolerance on a sum of units
            self.programme.add_row(terms, high=most_units * (1 + 1e-6) + 1e-6)
        gap = 0.0 if only_units else self.settings.gap
        return self.programme.solve(gap=gap, node_limit=self.settings.node_limit)

    def _add_fixed(self):
        for target_id in sorted(self.fixed & set(self.number)):
            self.programme.add_row({self.number[target_id]: 1}, low=1)

    def _add_groups(self):
        for members in self.groups.values():
            worth = sum(self.worth[self.number[i]] for i in members)
            weight = 0.0 if self.only_units else -self.settings.ring_weight * worth
            struck = self.programme.add_variable(weight)
            for i in members:
                # a member that is visited anyway does not force the others
                low = -1 if i in self.fixed else 0
                self.programme.add_row({struck: 1, self.number[i]: -1}, low=low, high=0)

    def _add_load(self):
        days = self.rows.staff_days.to_numpy(dtype=float)
        self._add_at_most("load", "all", dict(enumerate(days)), self.room.staff_days)
        for skill, room in sorted(self.room.by_skill.items()):
            shares = self.rows.target_kind.map(lambda k, s=skill: SKILL_SHARES.get(k, {}).get(s, 0))
            terms = {n: days[n] * share for n, share in enumerate(shares) if share}
            self._add_at_most("load", skill, terms, room)

    def _add_coverage(self):
        s = self.settings
        for name, least, column in (
            ("coverage", s.least_per_district, "district"),
            ("coverage", s.least_per_kind, "target_kind"),
        ):
            for code, rows in self.rows.groupby(column, sort=True):
                self._add_at_least(name, str(code), rows.index, least)
        for specialty in s.focus:
            rows = self.rows[self.rows.specialty == specialty]
            self._add_at_least("focus", specialty, rows.index, s.least_per_focus)

    def _add_chains(self):
        for _, rows in self.rows.groupby("chain_id", sort=True):
            free = {n: 1 for n in rows.index if self.rows.target_id[n] not in self.fixed}
            if len(free) > self.settings.most_per_chain:
                self.programme.add_row(free, high=self.settings.most_per_chain)

    def _add_at_most(self, name, group, terms, high):
        if self.elastic:
            terms = terms | {self._add_slack(name, group, upper=1e6): -1}
        self.programme.add_row(terms, high=high)

    def _add_at_least(self, name, group, numbers, least):
        # a group of fewer is covered when all of it is visited
        least = min(least, len(numbers))
        terms = dict.fromkeys(numbers, 1)
        if self.elastic:
            terms = terms | {self._add_slack(name, group, upper=least): 1}
        if least:
            self.programme.add_row(terms, low=least)

    def _add_slack(self, name, group, *, upper):
        cost = GIVE_WAY[name] if self.only_units else 0.0
        self.slack[name, group] = self.programme.add_variable(cost, upper=upper, whole=False)
        return self.slack[name, group]

    def read(self, solution):
        if solution.values is None:
            raise AssertionError("fixed visits and groups have no solution")  # excluded by design
        is_chosen = solution.values[: len(self.rows)] > 0.5
        relaxed = {
            key: round(float(solution.values[v]), 2)
            for key, v in self.slack.items()
            if solution.values[v] > 1e-4
        }
        objective, bound = (-v * self.scale for v in (solution.cost, solution.bound))
        return Choice(
            chosen=tuple(self.rows.target_id[is_chosen]),
            objective=round(objective, 2),
            bound=round(max(bound, objective), 2),
            gap=round(solution.gap, 6),
            nodes=solution.nodes,
            is_proven=solution.status == 0,
            relaxed=relaxed,
        )
