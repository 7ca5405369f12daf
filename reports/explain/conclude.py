"""The state of a subject in a run: its status on the list, or the first condition on the way there
that it does not meet.
"""

from contracts.levels import RULE_LEVELS
from reports.explain.facts import (
    CARRIED,
    CLOSED,
    EXPLAINED,
    HIT,
    NO_VALUE,
    NOT_HIT,
    IndicatorResult,
)

# states of those who have no case tonight, in the order of the way to the list
ABSENT = "absent"  # in no population
NOT_COMPUTED_STATE = "not_computed"  # in a population, but none of its indicators could be computed
NOTHING_HIT = "no_hit"
ALL_EXPLAINED = "explained"
WEAK_ONLY = "weak_only"  # only indicators of level M, which list nobody by themselves
BELOW_AMOUNT = "below_amount"  # one source of level S, and too little money
CLOSED_UNCHANGED = "closed"
UNCLEAR = "unclear"  # hit and eligible by its features, and yet not there: the folder is not what the run wrote


def conclude_state(case: dict | None, results: list[IndicatorResult], is_recorded: bool) -> str:
    """The list status of a case, else the state of a subject without one; `is_recorded`: it is in
    some population.
    """
    if case is not None:
        return case["list_status"]
    if not is_recorded:
        return ABSENT
    outcomes = {r.outcome for r in results}
    strong = [r for r in results if r.outcome in (HIT, CARRIED) and r.level in RULE_LEVELS]
    if strong:
        return UNCLEAR if any(r.level == "H" for r in strong) else BELOW_AMOUNT
    if CLOSED in outcomes:
        return CLOSED_UNCHANGED
    if EXPLAINED in outcomes:
        return ALL_EXPLAINED
    if HIT in outcomes:
        return WEAK_ONLY
    return NOTHING_HIT if outcomes & {NOT_HIT, NO_VALUE} else NOT_COMPUTED_STATE
