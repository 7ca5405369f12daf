"""Sums, intervals and counts alike in the log of one operator."""

import ibis

from contracts.derived import derived
from features.common.coincidences import add_gaps, compute_group_rarity, compute_trait_rarity
from features.operators.operators import ACTS, operator_events

PAUSE_SECONDS = 3600  # after a longer pause the interval says nothing of how the work is done
ROUND_YUAN = 100
COLUMNS = ("same_sum_rarity", "same_gap_rarity", "same_day_rarity", "round_sum_rarity")
NOTHING = ibis.null("float64")


@derived(key=("op_id",))
def operator_coincidences(events: operator_events):
    """same_sum_rarity: equal sums of different persons; same_gap_rarity: acts at equal intervals
    (seconds); same_day_rarity: days with equally many acts; round_sum_rarity: sums of whole
    hundreds.
    """
    acts = events.filter(~events.is_service_account, events.action.isin(ACTS))
    money = acts.filter(acts.is_high_risk, acts.yuan > 0)
    sums = compute_group_rarity(
        money, subject="person_id", values=("yuan",), group="op_id", name="same_sum_rarity"
    )
    timed = add_gaps(acts, time="ts", group="op_id", order="log_id", unit="second", name="gap")
    timed = timed.filter(timed.gap > 0, timed.gap <= PAUSE_SECONDS)
    gaps = compute_group_rarity(
        timed, subject="log_id", values=("gap",), group="op_id", name="same_gap_rarity"
    )
    days = acts.group_by("op_id", "day").agg(acts=acts.count())
    equal_days = compute_group_rarity(
        days, subject="day", values=("acts",), group="op_id", name="same_day_rarity"
    )
    cents = (money.yuan * 100).cast("int64")
    rounded = compute_trait_rarity(
        money.mutate(is_round=cents % (ROUND_YUAN * 100) == 0),
        trait="is_round",
        group="op_id",
        name="round_sum_rarity",
    )
    parts = [
        part.select("op_id", **{n: part[n] if n in part.columns else NOTHING for n in COLUMNS})
        for part in (sums, gaps, equal_days, rounded)
    ]
    united = ibis.union(*parts)
    return united.group_by("op_id").agg(**{name: united[name].max() for name in COLUMNS})
