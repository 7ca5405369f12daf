"""Days, lengths and sums alike among the claims of one employer, contact or office."""

from contracts.derived import derived
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.coincidences import compute_coincidence_rarity, compute_group_rarity
from features.common.join_helpers import left_join_columns
from features.common.spells import last_spell
from features.unemployment.claims import claim_base

DAYS = ("separation_date", "claim_date")
LENGTHS = ("last_spell_months", "idle_before_months", "claim_delay_days", "paid_months_total")
HANDS = ("last_employer_id", "device_hash", "bank_hash", "accept_op", "review_op")


@derived(key=("claim_id",))
def claim_values(claims: claim_base, raw: UnemploymentClaim, spells: last_spell):
    """One row a claim: the values that ought to differ, and the hands it went through."""
    hands = raw.select("claim_id", "device_hash", "bank_hash", "accept_op", "review_op")
    joined = left_join_columns(claims, hands, "claim_id")
    joined = left_join_columns(joined, spells, "claim_id")
    return joined.select("claim_id", "person_id", *DAYS, *LENGTHS, *HANDS)


@derived(key=("claim_id",))
def claim_day_coincidences(claims: claim_values):
    """same_day_rarity: days alike among the claims of one employer."""
    return compute_coincidence_rarity(
        claims,
        subject="claim_id",
        values=DAYS,
        groups=("last_employer_id",),
        name="same_day_rarity",
    )


@derived(key=("claim_id",))
def claim_length_coincidences(claims: claim_values):
    """same_length_rarity: months and days alike among the claims of one employer, device, account
    or operator.
    """
    return compute_coincidence_rarity(
        claims, subject="claim_id", values=LENGTHS, groups=HANDS, name="same_length_rarity"
    )


@derived(key=("employer_id",))
def unit_claim_coincidences(claims: claim_values):
    """unit_same_rarity: the rarest value that a unit's claimants have in common."""
    return compute_group_rarity(
        claims.rename(employer_id="last_employer_id"),
        subject="person_id",
        values=DAYS + LENGTHS,
        group="employer_id",
        name="unit_same_rarity",
    )
