"""What claims have in common that ought to differ: the day, the career, the length of the job before."""

from contracts.derived import derived
from features.calendar import index_of, month_index
from features.claims import claim_base
from features.spells import last_spell

YEARS_MONTHS = 24
LEAST_CLAIMS = 4


@derived(claim_base, key=("claim_id",))
def claims_alike(claims, *, as_of):
    """alike_claims: claims after work for other employer groups in one district with the same day of separation and the
    same months granted.
    """
    alike = ["district", "separation_date", "granted_months"]
    counted = claims.group_by(*alike).agg(all_claims=claims.count())
    of_group = claims.group_by(*alike, "group_id").agg(own_claims=claims.count())
    joined = claims.join(counted, alike).join(of_group, [*alike, "group_id"])
    return joined.select("claim_id", alike_claims=joined.all_claims - joined.own_claims)


@derived(claim_base, last_spell, key=("employer_id",))
def claimants_tenure(claims, spells, *, as_of):
    """tenure_spread_months: how much a unit's claimants of two years (four and more) differ in months of employment
    (standard deviation).
    """
    recent = claims.filter(month_index(claims.claim_date) > index_of(as_of) - YEARS_MONTHS)
    joined = recent.select("claim_id", employer_id=recent.last_employer_id).join(spells, "claim_id")
    tenure = joined.last_spell_months
    by_unit = joined.group_by("employer_id").agg(
        claims=joined.count(),
        months=tenure.sum(),
        squares=(tenure * tenure).sum(),
    )
    enough = by_unit.filter(by_unit["claims"] >= LEAST_CLAIMS)
    mean = enough.months / enough["claims"]
    variance = enough.squares / enough["claims"] - mean * mean
    return enough.select("employer_id", tenure_spread_months=(variance > 0).ifelse(variance, 0.0).sqrt())
