"""Sums, counts and intervals alike among the tickets of one pharmacy or one buyer."""

from contracts.derived import derived
from features.common.coincidences import (
    add_gaps,
    compute_coincidence_rarity,
    compute_group_rarity,
    compute_trait_rarity,
)
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchases
from features.pharmacy.shop_habits import CENTS_A_YUAN, shop_days

ROUND_CENTS = 10_000  # whole hundreds of yuan: baskets of drugs hardly ever come to one
MINUTES_OF_A_LULL = 60  # after a longer pause the interval says nothing of how tickets are made


@derived(key=("institution_code", "person_id", "cents"))
def sums_of_buyers(sold: purchases, *, as_of):
    """One row a pharmacy, buyer and sum (cents) of the year: tickets, days."""
    recent = sold.filter(is_in_last_days(sold.service_date, as_of, YEAR_DAYS), sold.total_yuan > 0)
    recent = recent.mutate(cents=(recent.total_yuan * CENTS_A_YUAN).cast("int64"))
    return recent.group_by("institution_code", "person_id", "cents").agg(
        tickets=recent.count(), days=recent.service_date.nunique()
    )


@derived(key=("institution_code",))
def shop_sum_coincidences(sums: sums_of_buyers):
    """same_sum_rarity: buyers of one pharmacy with equal tickets; round_sum_rarity: buyers with
    tickets of whole hundreds of yuan.
    """
    equal = compute_group_rarity(
        sums,
        subject="person_id",
        values=("cents",),
        group="institution_code",
        name="same_sum_rarity",
    )
    rounded = compute_trait_rarity(
        sums.mutate(is_round=sums.cents % ROUND_CENTS == 0),
        trait="is_round",
        group="institution_code",
        name="round_sum_rarity",
    )
    return left_join_columns(equal, rounded, "institution_code")


@derived(key=("institution_code",))
def shop_day_coincidences(days: shop_days):
    """same_day_rarity: days of one pharmacy with equal takings, or equally many tickets or
    customers.
    """
    return compute_group_rarity(
        days,
        subject="service_date",
        values=("cents", "tickets", "visits"),
        group="institution_code",
        name="same_day_rarity",
    )


@derived(key=("institution_code",))
def shop_gap_coincidences(sold: purchases, *, as_of):
    """same_gap_rarity: tickets of one pharmacy at equal intervals (seconds, within an hour)."""
    recent = sold.filter(is_in_last_days(sold.service_date, as_of, YEAR_DAYS))
    recent = recent.mutate(till=recent.institution_code + "/" + recent.till_id.fill_null("?"))
    timed = add_gaps(
        recent, time="service_time", group="till", order="setl_id", unit="second", name="gap"
    )
    short = timed.filter(timed.gap > 0, timed.gap <= MINUTES_OF_A_LULL * 60)
    return compute_group_rarity(
        short,
        subject="setl_id",
        values=("gap",),
        group="institution_code",
        name="same_gap_rarity",
    )


@derived(key=("person_id",))
def buyer_coincidences(sums: sums_of_buyers):
    """shared_sum_rarity: a sum that other buyers of the pharmacy have too."""
    return compute_coincidence_rarity(
        sums,
        subject="person_id",
        values=("cents",),
        groups=("institution_code",),
        name="shared_sum_rarity",
    )
