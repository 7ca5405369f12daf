"""Teams of a quarter: drawn by hash within an office's district, and whom each may visit."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from planning.chance import order_by_hash
from planning.quarter import Quarter
from planning.registers import list_skills, split_list
from planning.settings import CROSS_KINDS, SKILL_SHARES

PAIR = 2  # officers who show a licence (国令735 art. 29)


@dataclass(frozen=True)
class Team:
    """A team: members in order, the leader first.

    `licensed_until` is the last day on which two members and the leader hold a licence;
    `days_per_month` its staff-days.
    """

    team_id: str
    district: str
    leader_id: str
    member_ids: tuple[str, ...]
    skills: frozenset[str]
    pairs: int
    licensed_until: date
    days_per_month: float
    most_weeks: int

    @property
    def persons(self) -> int:
        return len(self.member_ids)


def build_teams(
    inspectors: pd.DataFrame, quarter: Quarter, salt: str, *, team_size: int
) -> list[Team]:
    """Build the teams of each district; both sides are drawn, so members are taken by hash.

    A team has a leader, at least two licences that are valid at the start of the quarter, and about
    `team_size` members. A district without two licences and a leader has no team.
    """
    teams = []
    for district, people in inspectors.groupby("district", sort=True):
        people = people.set_index("inspector_id", drop=False)
        order = order_by_hash(people.index, salt, "team")
        is_licensed = {
            i: bool(people.licence_no[i])
            and people.licence_valid_to[i] is not None
            and people.licence_valid_to[i] >= quarter.first
            for i in order
        }
        licensed = [i for i in order if is_licensed[i]]
        leaders = [i for i in licensed if people.can_lead[i]]
        count = min(len(leaders), len(licensed) // PAIR, max(len(order) // team_size, 1))
        if not count:
            continue
        chosen = leaders[:count]
        members = [[leader] for leader in chosen]
        # licences first, so that each team has its pair, then helpers; the smallest team is next
        for i in [i for i in licensed if i not in chosen] + [
            i for i in order if not is_licensed[i]
        ]:
            min(members, key=len).append(i)
        teams += [
            _make_team(f"{district}-{n}", district, ids, people, is_licensed)
            for n, ids in enumerate(members, start=1)
        ]
    return teams


def _make_team(team_id, district, ids, people, is_licensed):
    rows = people.loc[ids]
    ends = sorted((people.licence_valid_to[i] for i in ids if is_licensed[i]), reverse=True)
    return Team(
        team_id=team_id,
        district=district,
        leader_id=ids[0],
        member_ids=tuple(ids),
        skills=frozenset().union(*(list_skills(text) for text in rows.skills)),
        pairs=len(ends) // PAIR,
        licensed_until=min(ends[PAIR - 1], people.licence_valid_to[ids[0]]),
        days_per_month=float(rows.days_per_month.astype(float).sum()),
        most_weeks=int(rows.max_consecutive_weeks.min()),
    )


@dataclass(frozen=True)
class Rules:
    """What forbids a team a target: (person, target or kind) recusals, and who visits whom."""

    recusals: frozenset[tuple[str, str]]
    visiting: dict[str, str]
    helper_skills: frozenset[str]
    all_skills: frozenset[str]


def build_rules(recusal_pairs, visiting, helpers, teams, quarter: Quarter) -> Rules:
    """Build the rules of a quarter; a recusal that ends in it still holds in all of it.

    `helpers` are the skills of experts and third parties who may be sent.
    """
    ends = recusal_pairs.until_on
    in_force = recusal_pairs[ends.map(lambda d: d is None or d >= quarter.first).astype(bool)]
    pairs = frozenset(
        (row.inspector_id, row.target_id or f"kind {row.target_kind}")
        for row in in_force.itertuples()
    )
    helper_skills = frozenset().union(*helpers)
    team_skills = frozenset().union(*(team.skills for team in teams))
    return Rules(pairs, visiting, helper_skills, helper_skills | team_skills)


def find_hindrance(team: Team, target, rules: Rules) -> str | None:
    """Why a team may not visit a target (target_id, target_kind, district, inspection_kind,
    past_visiting_districts): home, circle, rotation, recusal, skill; None if it may.
    """
    if target.inspection_kind in CROSS_KINDS:
        if team.district == target.district:
            return "home"
        if rules.visiting.get(target.district) != team.district:
            return "circle"
        if team.district in split_list(target.past_visiting_districts):
            return "rotation"
    if any(is_recused(i, target, rules) for i in team.member_ids):
        return "recusal"
    wanted = set(SKILL_SHARES.get(target.target_kind, {})) & rules.all_skills
    if wanted - team.skills - rules.helper_skills:
        return "skill"
    return None


def is_recused(person: str, target, rules: Rules) -> bool:
    """Whether a person may not visit a target."""
    return (person, target.target_id) in rules.recusals or (
        person,
        f"kind {target.target_kind}",
    ) in rules.recusals
