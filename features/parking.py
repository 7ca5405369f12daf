"""People with long old contributions who are parked at a unit for a moment and then claim."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from features.calendar import month_date, month_index
from features.claims import ASSISTANCE, claim_base
from features.employers import last_unit
from features.joining import beside
from features.spells import NORMAL, PENSION, SHORT_MONTHS, last_spell

IDLE_MONTHS = 6
LONG_MONTHS = 36
PROMPT_DAYS = 60
SELF_PAID_MONTHS = 3
SAME_UNIT_PERSONS = 3
GRANT_SHARE, GRANT_CLAIMS = 0.3, 10


@derived(claim_base, last_spell, ContributionMonth, Employer, key=("claim_id",))
def self_paid_before(claims, spells, contributions, employers, *, as_of):
    """Months of self-payment through a window in the year before the last spell."""
    windows = employers.filter(employers.unit_nature == "60").select("employer_id")
    own = contributions.filter(contributions.insurance_type == PENSION, contributions.pay_kind == NORMAL)
    own = own.semi_join(claims.select("person_id").distinct(), "person_id").join(windows, "employer_id")
    own = own.select("person_id", month=month_index(own.contrib_month)).distinct()
    dated = claims.select("claim_id", "person_id").join(spells, "claim_id")
    joined = dated.join(own, "person_id")
    before = joined.filter(joined.month.between(joined.spell_start_month - 12, joined.spell_start_month - 1))
    return before.group_by("claim_id").agg(self_paid_months=before.count())


@derived(claim_base, last_spell, self_paid_before, last_unit, key=("claim_id",))
def parking(claims, spells, paid, units, *, as_of):
    """U05, U06: length of the last spell, and whether it follows half a year without any employer."""
    joined = beside(beside(claims.join(spells, "claim_id"), paid, "claim_id"), units, "claim_id")
    is_short = joined.last_spell_months <= SHORT_MONTHS
    is_parked = (
        is_short
        & (joined.idle_before_months >= IDLE_MONTHS)
        & (joined.claim_delay_days <= PROMPT_DAYS)
        & (joined.paid_months_total >= LONG_MONTHS)
    )
    at_unit = is_parked.cast("int64").sum().over(ibis.window(group_by=joined.group_id))
    marked = joined.mutate(is_parked=is_parked, parked_at_unit=at_unit)
    return marked.select(
        "claim_id",
        "last_spell_months",
        "idle_before_months",
        "parked_at_unit",
        self_paid_months=marked.self_paid_months.fill_null(0),
        spell_from=month_date(marked.spell_start_month),
        u06_parked=marked.is_parked.cast("int64"),
        paid_per_spell_ratio=marked.paid_months_total / marked.last_spell_months,
        is_self_payer_or_group=(marked.self_paid_months.fill_null(0) >= SELF_PAID_MONTHS)
        | (marked.parked_at_unit >= SAME_UNIT_PERSONS),
        is_parked_or_at_suspicious_unit=marked.is_parked | marked.is_at_suspicious_unit,
    )


@derived(claim_base, key=("claim_id",))
def grant_look_back(claims, *, as_of):
    """U07: assistance grants of newcomers with one to eleven months, first insured up to three months before."""
    grants = claims.filter(claims.benefit_kind == ASSISTANCE)
    is_new = grants.paid_months_total.between(1, 11) & (grants.months_enrolled <= 3)
    at_unit = grants.mutate(is_new=is_new.fill_null(False).cast("int64"))
    counted = at_unit.group_by("last_employer_id").agg(
        unit_grants=at_unit.count(), unit_new=at_unit.is_new.sum()
    )
    joined = at_unit.join(counted, "last_employer_id")
    clustered = (joined.unit_grants >= GRANT_CLAIMS) & (joined.unit_new >= GRANT_SHARE * joined.unit_grants)
    return joined.select(
        "claim_id", "unit_grants", "unit_new", u07_new=joined.is_new, is_grant_cluster=clustered
    )
