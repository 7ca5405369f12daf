"""Amounts that an operator takes in just below the tiers above which somebody else must approve."""

import ibis

from contracts.derived import derived
from features.common.join_helpers import select_first_per_group
from features.operators.operators import ACCEPTED, EDITED, operator_events

# tiers of approval are the agency's own rule, not law: to be set to those of the city
TIERS_YUAN = (5_000, 10_000, 50_000)
NEAR_SHARE = 0.05
LEAST_CASES = 20


@derived(operator_events, key=("log_id",))
def near_tiers(events, *, as_of):
    """O17: pieces of high-risk business within five per cent below or above a tier."""
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


@derived(near_tiers, key=("op_id",))
def below_tiers(near, *, as_of):
    """O17: pieces just below a tier over those just above it, at the tier where the ratio is largest (20 and more below)."""
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
