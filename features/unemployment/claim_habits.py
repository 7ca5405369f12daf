"""Coincidences among claims: day, career, length of the job before."""

from contracts.derived import derived
from features.common.calendar import compute_month_index, extract_month_index
from features.common.spells import last_spell
from features.unemployment.claims import claim_base

YEARS_MONTHS = 24  # two years of claims


@derived(key=("claim_id",))
def claims_alike(claims: claim_base):
    """alike_claims: claims of one district with the same separation day and months, of other
    employer groups.
    """
    alike = ["district", "separation_date", "granted_months"]
    counted = claims.group_by(*alike).agg(all_claims=claims.count())
    of_group = claims.group_by(*alike, "group_id").agg(own_claims=claims.count())
    joined = claims.join(counted, alike).join(of_group, [*alike, "group_id"])
    return joined.select("claim_id", alike_claims=joined.all_claims - joined.own_claims)


@derived(key=("employer_id",))
def claimants_tenure(claims: claim_base, spells: last_spell, *, as_of):
    """same_tenure_claims: most claims of two years after equally many months at the unit."""
    recent = claims.filter(
        extract_month_index(claims.claim_date) > compute_month_index(as_of) - YEARS_MONTHS
    )
    joined = recent.select("claim_id", employer_id=recent.last_employer_id).join(spells, "claim_id")
    counted = joined.group_by("employer_id", "last_spell_months").agg(same=joined.count())
    return counted.group_by("employer_id").agg(same_tenure_claims=counted.same.max())
