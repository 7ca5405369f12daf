"""Experts and third parties: they bring a skill that a team lacks, and never go alone."""

from dataclasses import dataclass

from planning.chance import order_by_hash
from planning.registers import Registers, list_skills, split_list
from planning.settings import SKILL_SHARES
from planning.teams import is_recused


@dataclass(frozen=True)
class Helper:
    """Somebody who may be sent: conflicts declared, and secrecy signed where they are a firm."""

    helper_id: str
    skills: frozenset[str]
    days: float
    conflicts: frozenset[str]


def list_helpers(registers: Registers) -> list[Helper]:
    """List the experts and third parties who may be sent."""
    experts = registers.expert[registers.expert.conflict_declared_on.notna()]
    firms = registers.third_party
    firms = firms[firms.conflict_declared_on.notna() & firms.secrecy_signed_on.notna()]
    rows = [(r.expert_id, r) for r in experts.itertuples()]
    rows += [(r.party_id, r) for r in firms.itertuples()]
    return [
        Helper(
            helper_id,
            frozenset(list_skills(row.skills)),
            float(row.days_per_quarter),
            frozenset(split_list(row.conflict_target_ids)),
        )
        for helper_id, row in rows
    ]


def assign_helpers(visits, schedule, helpers, rules, salt):
    """Assign a helper for each skill that a team lacks, by hash among those with days left.

    Returns the ids by comma of each visit (None without), and [(target id, skill)] that lack one.
    """
    left = {h.helper_id: h.days for h in helpers}
    chosen, lacking = [], []
    for visit in visits.itertuples():
        place = schedule.placed.get(visit.target_id)
        ids = []
        shares = SKILL_SHARES.get(visit.target_kind, {}) if place else {}
        for skill, share in shares.items():
            if skill in place.team.skills:
                continue
            days = share * visit.staff_days
            free = {
                h.helper_id
                for h in helpers
                if skill in h.skills
                and left[h.helper_id] >= days
                and visit.target_id not in h.conflicts
                and not is_recused(h.helper_id, visit, rules)
            }
            if free:
                ids.append(order_by_hash(free, f"{salt}{visit.target_id}", "helper")[0])
                left[ids[-1]] -= days
            else:
                lacking.append((visit.target_id, skill))
        chosen.append(",".join(ids) or None)
    return chosen, lacking
