"""Stage 2: when and by whom. A second programme places the chosen visits on teams and weeks."""

import math
from dataclasses import dataclass, field

import pandas as pd

from planning.chance import order_by_hash
from planning.places import get_capacity, get_month, get_month_room, list_places
from planning.quarter import Closings
from planning.solver import Programme
from planning.teams import Rules, Team

KM_A_DEGREE = 111.2  # of latitude
# weights beside each other: a visit that is not placed costs more than any order of the others;
# lateness is in shares of the value of the plan, km in shares of a far drive, load in shares of use
UNPLACED, LATE, KM, LOAD, OVERDUE, TIE = 100.0, 1.0, 0.5, 0.5, 5.0, 1e-6
FAR_KM = 100.0
GAP = 0.01  # of a cost that mixes km and weeks: more exactness has no meaning


@dataclass(frozen=True)
class Placement:
    """Where a visit stands: team, number of its first week, weeks that it takes."""

    team: Team
    week: int
    weeks: int


@dataclass
class Schedule:
    """`placed`: target id → placement; `hindered`: target id → reason → teams."""

    placed: dict[str, Placement]
    unplaced: list[str]
    hindered: dict[str, dict[str, int]]
    busy: dict[tuple[str, int], float] = field(default_factory=dict)


def schedule_visits(
    visits: pd.DataFrame,
    teams: list[Team],
    rules: Rules,
    closings: Closings,
    *,
    salt: str,
    node_limit: int,
    busy: dict[tuple[str, int], float] | None = None,
    homes: dict[str, tuple[float, float]] | None = None,
) -> Schedule:
    """Place visits on teams and weeks.

    `visits`: target_id, target_kind, district, inspection_kind, source, staff_days, value,
    group_id, blackout, closed_on, due_on, lon, lat, past_visiting_districts. `busy` are staff-days
    of (team, week) that another plan has taken; `homes` maps a district to its lon, lat.
    """
    busy = busy or {}
    if visits.empty or not teams:
        return Schedule({}, list(visits.target_id), {}, dict(busy))
    model = _Model(visits, teams, rules, closings, salt, busy, homes or {})
    return model.solve(node_limit)


class _Model:
    def __init__(self, visits, teams, rules, closings, salt, busy, homes):
        self.visits = visits.sort_values("target_id", ignore_index=True)
        self.teams, self.quarter, self.salt = teams, closings.quarter, salt
        self.busy, self.homes = busy, homes
        self.programme = Programme()
        self.places, self.hindered = {}, {}
        for row in self.visits.itertuples():
            places, hindered = list_places(row, teams, rules, closings, busy)
            self.places[row.target_id], self.hindered[row.target_id] = places, hindered
        self._draw_teams_of_random_visits()

    def _draw_teams_of_random_visits(self):
        """Both sides are drawn: a random visit gets the first team by hash that has room left."""
        left = {
            team.team_id: sum(
                get_month_room(team, m, self.quarter, self.busy)
                for m in {*map(self._month, self._week_numbers())}
            )
            for team in self.teams
        }
        # a group needs whoever is there on its morning
        random = self.visits[(self.visits.source == "random") & self.visits.group_id.isna()]
        days = dict(zip(random.target_id, random.staff_days, strict=True))
        for target_id in order_by_hash(random.target_id, self.salt, "order"):
            open_ids = {team.team_id for team, _, _ in self.places[target_id]}
            drawn = order_by_hash(open_ids, f"{self.salt}{target_id}", "inspectors")
            fitting = [k for k in drawn if left[k] >= days[target_id]]
            if fitting:
                left[fitting[0]] -= days[target_id]
                self.places[target_id] = [
                    p for p in self.places[target_id] if p[0].team_id == fitting[0]
                ]

    def solve(self, node_limit) -> Schedule:
        self.at = {}  # (target, team, week) -> (variable, weeks)
        self.unplaced = {}
        total = max(float(self.visits.value.sum()), 1.0)
        for row in self.visits.itertuples():
            self._add_visit(row, total)
        self._add_groups()
        self._add_capacity()
        self._add_rest()
        self._add_balance()
        solution = self.programme.solve(gap=GAP, node_limit=node_limit)
        if (
            solution.values is None
        ):  # everything unplaced is a solution, so only the limit ends here
            return Schedule({}, list(self.visits.target_id), self.hindered)
        return self._read(solution.values)

    def _add_visit(self, row, total):
        weeks = len(self.quarter.weeks)
        fixed = 10.0 if row.source != "lead" else 1.0
        share = 0.1 + row.value / total  # a visit of no yuan is still to be placed first, not last
        terms = {}
        by_hash = {
            k: n
            for n, k in enumerate(
                order_by_hash([t.team_id for t in self.teams], row.target_id, "tie")
            )
        }
        for team, week, length in self.places[row.target_id]:
            late = (week + length - 1) / weeks
            cost = LATE * share * late + KM * self._measure_km(team, row) / FAR_KM
            due = row.due_on
            if due is not None and self.quarter.weeks[week].workdays[0] > due:
                cost += OVERDUE * late
            cost += TIE * by_hash[team.team_id]
            variable = self.programme.add_variable(cost)
            self.at[row.target_id, team.team_id, week] = (variable, length)
            terms[variable] = 1
        unplaced = self.programme.add_variable(UNPLACED * fixed * (1 + row.value / total))
        self.unplaced[row.target_id] = unplaced
        self.programme.add_row(terms | {unplaced: 1}, low=1, high=1)

    def _measure_km(self, team, row):
        home = self.homes.get(team.district)
        if home is None or row.lon is None or row.lat is None or row.lon != row.lon:
            return 0.0 if team.district == row.district else FAR_KM / 2
        east = (home[0] - row.lon) * math.cos(math.radians(row.lat)) * KM_A_DEGREE
        return math.hypot(east, (home[1] - row.lat) * KM_A_DEGREE)

    def _add_groups(self):
        """Members of a group start in the same week, each with a pair of its own on the morning."""
        pairs = {team.team_id: team.pairs for team in self.teams}
        grouped = self.visits.dropna(subset="group_id")
        together = {}
        for _, members in grouped.groupby("group_id", sort=True):
            ids = list(members.target_id)
            for other in ids[1:]:
                self.programme.add_row(
                    {self.unplaced[ids[0]]: 1, self.unplaced[other]: -1}, low=0, high=0
                )
                for week in self._week_numbers():
                    terms = dict.fromkeys(self._start_in(ids[0], week), 1)
                    terms |= dict.fromkeys(self._start_in(other, week), -1)
                    if terms:
                        self.programme.add_row(terms, low=0, high=0)
        for target_id in grouped.target_id:
            for team in self.teams:
                for week in self._week_numbers():
                    if found := self.at.get((target_id, team.team_id, week)):
                        together.setdefault((team.team_id, week), {})[found[0]] = 1
        for (team_id, _), terms in sorted(together.items()):
            self.programme.add_row(terms, high=pairs[team_id])

    def _start_in(self, target_id, week):
        return [
            self.at[target_id, team.team_id, week][0]
            for team in self.teams
            if (target_id, team.team_id, week) in self.at
        ]

    def _week_numbers(self):
        return range(len(self.quarter.weeks))

    def _month(self, week):
        return get_month(self.quarter, week)

    def _add_capacity(self):
        """No team does more in a week than it has days, nor more in a month than it gives."""
        days = dict(zip(self.visits.target_id, self.visits.staff_days, strict=True))
        self.load = {team.team_id: {} for team in self.teams}
        by_week, by_month = {}, {}
        for (target_id, team_id, week), (variable, length) in self.at.items():
            self.load[team_id][variable] = days[target_id]
            for n in range(week, week + length):
                by_week.setdefault((team_id, n), {})[variable] = days[target_id] / length
                terms = by_month.setdefault((team_id, self._month(n)), {})
                terms[variable] = terms.get(variable, 0.0) + days[target_id] / length
        teams = {team.team_id: team for team in self.teams}
        for (team_id, n), terms in sorted(by_week.items()):
            room = get_capacity(teams[team_id], n, self.quarter) - self.busy.get((team_id, n), 0.0)
            self.programme.add_row(terms, high=room)
        for (team_id, month), terms in sorted(by_month.items()):
            self.programme.add_row(
                terms, high=get_month_room(teams[team_id], month, self.quarter, self.busy)
            )

    def _add_rest(self):
        """No team is on the road for more weeks in a row than its members bear."""
        for team in self.teams:
            in_week = {}
            for (_, team_id, week), (variable, length) in self.at.items():
                if team_id == team.team_id:
                    for n in range(week, week + length):
                        in_week.setdefault(n, []).append(variable)
            away = {}
            for n, variables in sorted(in_week.items()):
                away[n] = self.programme.add_variable(0.0, whole=False)
                for variable in variables:
                    self.programme.add_row({variable: 1, away[n]: -1}, high=0)
            for n in self._week_numbers():
                stretch = range(n, n + team.most_weeks + 1)
                busy = sum((team.team_id, m) in self.busy for m in stretch)
                terms = {
                    away[m]: 1 for m in stretch if m in away and (team.team_id, m) not in self.busy
                }
                if stretch[-1] < len(self.quarter.weeks) and len(terms) + busy > team.most_weeks:
                    self.programme.add_row(terms, high=max(team.most_weeks - busy, 0))

    def _add_balance(self):
        """The difference between the team that is used most and least costs."""
        high = self.programme.add_variable(LOAD, whole=False)
        low = self.programme.add_variable(-LOAD, whole=False)
        months = {*map(self._month, self._week_numbers())}
        for team in self.teams:
            terms = self.load[team.team_id]
            room = max(team.days_per_month * len(months), 1.0)
            terms = {v: d / room for v, d in terms.items()}
            self.programme.add_row(terms | {high: -1}, high=0)
            self.programme.add_row(terms | {low: -1}, low=0)

    def _read(self, values):
        teams = {team.team_id: team for team in self.teams}
        days = dict(zip(self.visits.target_id, self.visits.staff_days, strict=True))
        placed, busy = {}, dict(self.busy)
        for (target_id, team_id, week), (variable, length) in self.at.items():
            if values[variable] > 0.5:
                placed[target_id] = Placement(teams[team_id], week, length)
                for n in range(week, week + length):
                    busy[team_id, n] = busy.get((team_id, n), 0.0) + days[target_id] / length
        unplaced = [i for i in self.visits.target_id if i not in placed]
        return Schedule(placed, unplaced, self.hindered, busy)


def locate_districts(targets: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """District → mean lon and lat of its targets, which stands for its office."""
    known = targets.dropna(subset=["lon", "lat"])
    if known.empty:
        return {}
    means = known.assign(lon=known.lon.astype(float), lat=known.lat.astype(float))
    means = means.groupby("district")[["lon", "lat"]].mean()
    return {d: (round(r.lon, 6), round(r.lat, 6)) for d, r in means.iterrows()}
