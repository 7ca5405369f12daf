"""The plan of a quarter: chance first, then who is visited, then when and by whom."""

import json
import math
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from contracts.errors import UsageError
from contracts.plans import get_plan_tables
from planning import describe
from planning.chance import draw_targets, hash_parts, order_by_hash, pair_districts
from planning.choose_targets import Choice, Room, choose_targets, select_candidates
from planning.eligibility import (
    COMPLAINT,
    COVERAGE,
    LEAD,
    RANDOM,
    ROUTINE,
    add_tasks,
    find_obstacles,
)
from planning.fairness import count_groups
from planning.helpers import assign_helpers, list_helpers
from planning.leads import OFFICE, RunFacts, select_leads
from planning.learned_rates import learn_rates
from planning.quarter import Closings, Quarter
from planning.registers import Registers, split_list
from planning.schedule_visits import Schedule, locate_districts, schedule_visits
from planning.settings import CROSS_KINDS, SKILL_SHARES, PlanSettings
from planning.teams import Team, build_rules, build_teams
from planning.value import add_chances, keep_best_by_record, value_targets

DRAWS = 6  # of the number of random visits: each try fits it to the number of visits
CIRCLES = 50  # tries for a circle of districts that rotation blocks least


@dataclass(frozen=True)
class PlanTables:
    """The tables of a plan by name, and what a further plan of the quarter must know of it."""

    tables: dict[str, pd.DataFrame]
    busy: dict[tuple[str, int], float]
    teams: tuple[Team, ...]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @property
    def summary(self) -> dict:
        """The one row of `plan`."""
        return self.tables["plan"].iloc[0].to_dict()


def make_plan(
    facts: RunFacts,
    registers: Registers,
    quarter: Quarter,
    settings: PlanSettings,
    *,
    restricted: bool = False,
    busy: dict[tuple[str, int], float] | None = None,
) -> PlanTables:
    """Make the plan of a quarter: the ordinary part, or that of the agency's own offices.

    `busy` are staff-days of (team, week) that the other part has taken. The same inputs give the
    same tables.
    """
    return _Planner(facts, registers, quarter, settings, restricted, busy or {}).run()


def try_staff_days(
    facts: RunFacts,
    registers: Registers,
    quarter: Quarter,
    settings: PlanSettings,
    factors: tuple[float, ...],
) -> pd.DataFrame:
    """Choose (not place) with other numbers of staff-days; one row a factor.

    Columns: factor, staff_days, visit_count, expected_yuan, came and went (ids by comma, beside the
    factor of the settings).
    """
    rows, base = [], None
    for factor in (settings.staff_days_factor, *factors):
        changed = replace(settings, staff_days_factor=factor)
        planner = _Planner(facts, registers, quarter, changed, False, {})
        choice, _ = planner.choose()
        chosen = set(choice.chosen)
        base = chosen if base is None else base
        worth = planner.tasks[planner.tasks.target_id.isin(chosen)]
        rows.append(
            {
                "factor": factor,
                "staff_days": round(float(worth.staff_days.sum()), 1),
                "visit_count": len(chosen),
                "expected_yuan": round(float(worth.expected_yuan.sum()), 2),
                "came": ",".join(sorted(chosen - base)),
                "went": ",".join(sorted(base - chosen)),
            }
        )
    return pd.DataFrame(rows)


class _Planner:
    def __init__(self, facts, registers, quarter, settings, restricted, busy):
        self.facts, self.registers, self.quarter = facts, registers, quarter
        self.settings, self.restricted, self.busy = settings, restricted, busy
        self.input_hash = hash_parts(
            facts.run_id, registers.compute_hash(), facts.findings.to_csv(index=False)
        )
        # not the settings: a plan with other staff-days draws from the same lot
        self.salt = hash_parts("salt", quarter.text, self.input_hash, restricted)[:32]
        self.plan_id = (
            "P"
            + hash_parts(quarter.text, self.input_hash, settings.as_json(), restricted)[:16].upper()
        )
        team_salt = hash_parts("teams", quarter.text, registers.compute_hash())
        self.teams = build_teams(
            registers.inspector, quarter, team_salt, team_size=settings.team_size
        )
        frozen_on = date.fromisoformat(facts.as_of)
        if quarter.last <= frozen_on:
            raise UsageError(
                f"{quarter.text} 早于运行的截止日 lies before the run's day {facts.as_of}",
                next_step="plan a quarter that is to come",
            )
        self.closings = Closings(quarter, registers.inspection_calendar, frozen_on)
        self._value_targets()
        self._set_rules()

    def _value_targets(self):
        is_office = self.registers.inspection_target.target_kind == OFFICE
        part = self.registers.inspection_target[is_office == self.restricted]
        part = part.reset_index(drop=True)
        complaints = self.registers.complaint
        complaints = complaints[complaints.target_id.isin(set(part.target_id))]
        registers = replace(self.registers, inspection_target=part, complaint=complaints)
        leads = select_leads(self.facts, part)
        rates = learn_rates(registers.visit_result, registers.visit_item, part, leads)
        self.leads = keep_best_by_record(add_chances(leads, self.facts, rates))
        valued = value_targets(registers, self.leads, self.facts, rates, self.settings)
        self.tasks = add_tasks(valued, complaints, self.quarter, self.settings)

    def _set_rules(self):
        districts = sorted({team.district for team in self.teams})
        crossed = self.tasks[self.tasks.inspection_kind.isin(CROSS_KINDS)]
        self.visiting = _draw_circle(districts, crossed, self.salt)
        self.helpers = list_helpers(self.registers)
        self.rules = build_rules(
            self.registers.recusal_pair,
            self.visiting,
            [h.skills for h in self.helpers],
            self.teams,
            self.quarter,
        )
        self.obstacles = find_obstacles(
            self.tasks,
            self.teams,
            self.rules,
            self.closings,
            self.busy,
        )

    def _measure_room(self) -> tuple[float, Room]:
        """Staff-days of the quarter, and what of them this part may plan."""
        months = 3
        s = self.settings
        available = sum(t.days_per_month for t in self.teams) * months * s.staff_days_factor
        has_offices = (self.registers.inspection_target.target_kind == OFFICE).any()
        internal = s.internal_share if has_offices else 0.0
        share = internal if self.restricted else 1 - internal
        planned = available * (1 - s.reserve_share) * share
        skills = {skill for shares in SKILL_SHARES.values() for skill in shares}
        by_skill = {}
        for skill in sorted(skills & self.rules.all_skills):
            days = sum(
                t.days_per_month * months * s.staff_days_factor
                for t in self.teams
                if skill in t.skills
            )
            days += sum(h.days for h in self.helpers if skill in h.skills)
            by_skill[skill] = days * (1 - s.reserve_share) * share
        return round(available * share, 4), Room(planned, by_skill)

    def choose(self) -> tuple[Choice, pd.DataFrame]:
        """Stages 0 and 1: the draws, then the programme; the number of draws follows the visits."""
        tasks = self.tasks[~self.tasks.target_id.isin(set(self.obstacles))]
        self.available, self.room = self._measure_room()
        must = set(tasks[tasks.source.notna()].target_id)
        frame = tasks[~tasks.target_id.isin(must)]
        frame = frame[["target_id", "district", "target_kind", "grade"]]
        share = self.settings.random_share
        count = 0
        for _ in range(DRAWS):
            drawn = draw_targets(frame, self.salt, count)
            choice = self._choose_with(tasks, must | set(drawn.target_id))
            wanted = min(math.ceil(share * len(choice.chosen) - 1e-9), len(frame))
            if len(drawn) >= wanted:
                break
            count = wanted
        return choice, drawn

    def _choose_with(self, tasks, fixed):
        self.groups = self._list_groups(tasks)
        candidates = select_candidates(tasks, fixed, self.groups, self.settings)
        self.candidate_ids = set(candidates.target_id)
        return choose_targets(
            candidates,
            self.room,
            fixed=fixed,
            groups=self.groups,
            salt=self.salt,
            settings=self.settings,
        )

    def _list_groups(self, tasks):
        """Rings of which two and more may be visited, and not more than pairs of officers."""
        pairs = sum(team.pairs for team in self.teams)
        rings = tasks.dropna(subset="ring_id").groupby("ring_id").target_id.apply(list)
        self.too_large = {r for r, ids in rings.items() if len(ids) > pairs}
        return {r: ids for r, ids in rings.items() if 2 <= len(ids) <= pairs}

    def run(self) -> PlanTables:
        choice, drawn = self.choose()
        visits = self._list_visits(choice, drawn)
        schedule = schedule_visits(
            visits,
            self.teams,
            self.rules,
            self.closings,
            salt=self.salt,
            node_limit=self.settings.node_limit,
            busy=self.busy,
            homes=locate_districts(self.registers.inspection_target),
        )
        # who was chosen for leads alone and finds no team waits; the others stay and say so
        waiting = set(visits[visits.source.isin((LEAD, COVERAGE))].target_id) & set(
            schedule.unplaced
        )
        visits = visits[~visits.target_id.isin(waiting)].reset_index(drop=True)
        return self._write_tables(choice, visits, schedule, waiting)

    def _list_visits(self, choice, drawn):
        draws = drawn.set_index("target_id")
        chosen = self.tasks[self.tasks.target_id.isin(set(choice.chosen))].copy()
        is_drawn = chosen.target_id.isin(draws.index)
        chosen["source"] = chosen.source.where(~is_drawn, RANDOM)
        is_routine = is_drawn & ~chosen.inspection_kind.isin(("8", "9"))
        chosen["inspection_kind"] = chosen.inspection_kind.where(~is_routine, ROUTINE)
        for column in ("draw_chance", "draw_stratum", "draw_hash"):
            chosen[column] = chosen.target_id.map(draws[column])
        complete = {
            i: ring
            for ring, ids in self.groups.items()
            if set(ids) <= set(choice.chosen)
            for i in ids
        }
        chosen["group_id"] = chosen.target_id.map(complete).astype(object)
        chosen["source"] = [_name_source(row) for row in chosen.itertuples()]
        chosen["visit_id"] = [
            "V" + hash_parts(self.plan_id, i)[:16].upper() for i in chosen.target_id
        ]
        return chosen.sort_values("target_id", ignore_index=True)

    def _write_tables(self, choice, visits, schedule, waiting):
        placed = _place_columns(visits, schedule, self.quarter, self.salt)
        visits = pd.concat([visits, placed], axis=1)
        visits["helper_ids"], lacking = assign_helpers(
            visits, schedule, self.helpers, self.rules, self.salt
        )
        words = describe.Words(self, choice, visits, schedule, waiting)
        visits = words.add_visit_words(visits)
        visits["plan_id"], visits["is_restricted"] = self.plan_id, self.restricted
        visits["cap_per_year"] = visits.cap_per_year.where(visits.is_enterprise)
        candidates = words.list_candidates()
        reserve = words.list_reserve(candidates)
        notes_zh, notes_en = words.list_notes(lacking)
        tables = {
            "plan": self._summarize(choice, visits, notes_zh, notes_en),
            "plan_candidate": candidates,
            "visit": visits,
            "visit_lead": self._list_visit_leads(visits),
            "reserve": reserve,
            "fairness": count_groups(self.tasks, visits, self.plan_id, self.visiting),
        }
        return PlanTables(
            {name: _conform(rows, name) for name, rows in tables.items()},
            schedule.busy,
            tuple(self.teams),
        )

    def _summarize(self, choice, visits, notes_zh, notes_en):
        row = {
            "plan_id": self.plan_id,
            "quarter": self.quarter.text,
            "run_id": self.facts.run_id,
            "frozen_on": self.closings.until,
            "is_restricted": self.restricted,
            "salt": self.salt,
            "settings": self.settings.as_json(),
            "input_hash": self.input_hash,
            "target_count": len(self.candidate_ids),
            "visit_count": len(visits),
            "random_count": int((visits.source == RANDOM).sum()),
            "staff_days_available": self.available,
            "staff_days_reserved": round(self.available - self.room.staff_days, 4),
            "staff_days_planned": round(float(visits.staff_days.sum()), 2),
            "expected_yuan": round(float(visits.expected_yuan.sum()), 2),
            "expected_low_yuan": round(float(visits.expected_low_yuan.sum()), 2),
            "objective": choice.objective,
            "bound": choice.bound,
            "gap": choice.gap,
            "node_count": choice.nodes,
            "solver": choice.solver,
            "status": "relaxed" if choice.relaxed else "optimal" if choice.is_proven else "gap",
            "relaxed": json.dumps({"|".join(k): v for k, v in sorted(choice.relaxed.items())}),
            "notes_zh": notes_zh,
            "notes_en": notes_en,
        }
        return pd.DataFrame([row])

    def _list_visit_leads(self, visits):
        rows = self.leads.merge(visits[["visit_id", "target_id"]], on="target_id")
        # all of level H and what is in the top twentieth by yuan is checked with certainty
        large = rows.amount_involved >= rows.groupby("visit_id").amount_involved.transform(
            lambda s: s.quantile(0.95)
        )
        role = (large | (rows.level == "H")).map({True: "certainty", False: "frame"})
        return rows.assign(sample_role=role)


def _name_source(row):
    """Why a chosen target is visited, where nothing made it a must: what it is worth most for."""
    if isinstance(row.source, str):
        return row.source
    if row.complaint_yuan > row.lead_yuan:
        return COMPLAINT
    return LEAD if row.lead_count or isinstance(row.group_id, str) else COVERAGE


def _draw_circle(districts, crossed, salt):
    """Of circles drawn one after the other the first that rotation blocks least."""

    past = crossed.dropna(subset="past_visiting_districts")
    past = [(row.district, split_list(row.past_visiting_districts)) for row in past.itertuples()]

    def count_blocked(circle):
        return sum(circle.get(district) in came for district, came in past)

    circles = [pair_districts(districts, salt, n) for n in range(CIRCLES)]
    best = min(circles, key=count_blocked)  # the first of equals
    # a district without a team visits nobody, so whoever visits it starts no pair
    for district in sorted(set(crossed.district) - set(districts)):
        if districts:
            best[district] = order_by_hash(districts, f"{salt}{district}", "visitor")[0]
    return best


def _place_columns(visits, schedule: Schedule, quarter, salt):
    """Columns of where a visit stands; days follow each other within a team's week."""
    rows, used = {}, {}
    order = sorted(
        visits.itertuples(),
        key=lambda v: (
            v.group_id is None or v.group_id != v.group_id,
            hash_parts(salt, v.target_id),
        ),
    )
    for visit in order:
        place = schedule.placed.get(visit.target_id)
        if place is None:
            rows[visit.target_id] = {}
            continue
        team, days = place.team, quarter.weeks[place.week].workdays
        is_grouped = isinstance(visit.group_id, str)
        done = used.get((team.team_id, place.week), 0.0)
        start = 0 if is_grouped else min(int(done / team.persons), len(days) - 1)
        used[team.team_id, place.week] = done + visit.staff_days / place.weeks
        rows[visit.target_id] = {
            "team_id": team.team_id,
            "visiting_district": team.district,
            "leader_id": team.leader_id,
            "member_ids": ",".join(team.member_ids),
            "week_start_on": quarter.weeks[place.week].monday,
            "starts_on": days[start],
            "working_days": math.ceil(visit.staff_days / team.persons - 1e-9),
        }
    columns = [
        "team_id",
        "visiting_district",
        "leader_id",
        "member_ids",
        "week_start_on",
        "starts_on",
        "working_days",
    ]
    frame = pd.DataFrame([rows[i] for i in visits.target_id], columns=columns, index=visits.index)
    return frame.astype(object).where(frame.notna(), None)


def _conform(rows, name):
    """The declared columns in order, rows in the order of the key, missing values as None."""
    contract = get_plan_tables()[name].contract
    rows = rows.reindex(columns=list(contract.columns))
    rows = rows.sort_values(list(contract.key), ignore_index=True)
    return rows.astype(object).where(rows.notna(), None)
