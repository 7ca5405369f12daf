"""Amounts just below the tiers from which a second person must approve."""

import ibis

from contracts.derived import derived
from features.common.join_helpers import select_first_per_group
from features.operators.operators import ACCEPTED, EDITED, operator_events

# tiers of approval are the agency's own rule, not law: to be set to those of the city
TIERS_YUAN = (5_000, 10_000, 50_000)
NEAR_SHARE = 0.05  # five per cent of the tier on either side
LEAST_CASES = 20  # with fewer the ratio of below to above is chance


@derived(key=("log_id",))
def near_tiers(events: operator_events):
    """O17: pieces of high-risk business within 5 % of a tier."""
    staff_events = events.filter(
        events.is_high_risk, events.action.isin([ACCEPTED, EDITED]), ~events.is_service_account
    )
    parts = []
    for tier in TIERS_YUAN:
        near = staff_events.filter(
            staff_events.yuan >= tier * (1 - NEAR_SHARE),
            staff_events.yuan < tier * (1 + NEAR_SHARE),
        )
        parts.append(
            near.select(
                "log_id",
                "op_id",
                "day",
                "yuan",
                tier_yuan=ibis.literal(tier, "int64"),
                is_below=near.yuan < tier,
            )
        )
    return ibis.union(*parts)


@derived(key=("op_id",))
def below_tiers(near: near_tiers):
    """O17: ratio of pieces just below a tier to those just above, at the tier with the largest
    ratio (20 and more).
    """
    counted = near.group_by("op_id", "tier_yuan").agg(
        o17_below=near.is_below.sum(),
        o17_above=(~near.is_below).sum(),
        o17_yuan=near.yuan.sum(where=near.is_below),
        o17_from=near.day.min(),
        o17_to=near.day.max(),
    )
    counted = counted.filter(counted.o17_below >= LEAST_CASES)
    ratio = counted.o17_below.cast("float64") / ibis.greatest(counted.o17_above, 1)
    counted = counted.mutate(o17_ratio=ratio.round(2), o17_tier_yuan=counted.tier_yuan)
    return select_first_per_group(counted, "op_id", [ibis.desc("o17_ratio"), "tier_yuan"]).drop(
        "tier_yuan"
    )
