"""Wages by the tax authority during insured spells."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.tax_wage_month import TaxWageMonth
from features.common.calendar import compute_month_index, extract_month_index
from features.common.join_helpers import left_join_columns
from features.common.spells import last_spell
from features.unemployment.claims import claim_base
from features.unemployment.employers import unit_claim_rate, unit_years

# as for nominal enrolment: a short unpaid spell after long contributions, claimed promptly
SHORT_UNPAID_MONTHS, LONG_MONTHS, PROMPT_DAYS = 6, 36, 60
# five heads; wages declared for less than a tenth of them: the unit does not declare at all
LEAST_HEADS, DECLARED_SHARE, YEAR = 5, 0.1, 12
TRADER = "50"  # code of unit_nature: an individual business


@derived(key=("claim_id",))
def spell_wages(
    claims: claim_base,
    spells: last_spell,
    persons: OrEmpty[Person],
    wages: OrEmpty[TaxWageMonth],
    *,
    as_of,
):
    """covered_months of the last spell with delivered wages, wage_months with any wage.

    Any payer counts: wages may come from an affiliate.
    """
    declared = wages.filter(wages.wage_amount > 0, wages.month <= as_of)
    delivered = declared.agg(
        first_wage=extract_month_index(declared.month.min()),
        last_wage=extract_month_index(declared.month.max()),
    )
    spell = claims.select("claim_id", "person_id").join(spells, "claim_id").cross_join(delivered)
    first = ibis.greatest(spell.spell_start_month, spell.first_wage)
    last = ibis.least(spell.spell_end_month, spell.last_wage)
    spell = spell.mutate(first_covered=first, last_covered=last).filter(
        lambda t: t.last_covered >= t.first_covered
    )
    with_id_hash = spell.join(persons.select("person_id", "id_hash"), "person_id")
    claimant_wages = declared.semi_join(with_id_hash, "id_hash")
    paid = claimant_wages.select(
        "id_hash", month=extract_month_index(claimant_wages.month)
    ).distinct()
    joined = with_id_hash.join(paid, "id_hash")
    inside = joined.filter(joined.month.between(joined.first_covered, joined.last_covered))
    counted = inside.group_by("claim_id").agg(wage_months=inside.count())
    covered_spells = with_id_hash.select(
        "claim_id", covered_months=with_id_hash.last_covered - with_id_hash.first_covered + 1
    )
    return left_join_columns(covered_spells, counted, "claim_id").mutate(
        wage_months=lambda t: t.wage_months.fill_null(0)
    )


@derived(key=("employer_id",))
def unit_wage_declarations(
    wages: TaxWageMonth, employers: Employer, years: unit_years, rates: unit_claim_rate, *, as_of
):
    """is_undeclaring_unit: five heads and more, an ordinary claim rate, hardly any wages."""
    end = compute_month_index(as_of)
    recent = wages.filter(
        extract_month_index(wages.month).between(end - 2 * YEAR + 1, end), wages.wage_amount > 0
    )
    declared = recent.group_by(uscc_hash=recent.payer_uscc_hash).agg(declared_months=recent.count())
    insured = years.group_by("employer_id").agg(
        insured_months=years.insured_months.sum(), heads=years.mean_heads.max()
    )
    joined = insured.join(
        employers.select("employer_id", "uscc_hash", "unit_nature"), "employer_id"
    )
    joined = left_join_columns(
        left_join_columns(joined, declared, "uscc_hash"), rates, "employer_id"
    )
    is_rare = joined.declared_months.fill_null(0) < DECLARED_SHARE * joined.insured_months
    is_drained = joined.u08_ratio > 0.5
    return joined.select(
        "employer_id",
        is_small_trader=joined.unit_nature == TRADER,
        is_undeclaring_unit=is_rare & (joined.heads >= LEAST_HEADS) & ~is_drained.fill_null(False),
    )


@derived(key=("claim_id",))
def unpaid_spell(
    claims: claim_base,
    persons: Person,
    spells: last_spell,
    wages: spell_wages,
    units: unit_wage_declarations,
):
    """U15: share of the last spell's months without any declared wage."""
    joined = claims.semi_join(persons, "person_id").join(spells, "claim_id").join(wages, "claim_id")
    joined = left_join_columns(
        joined, units.rename(last_employer_id="employer_id"), "last_employer_id"
    )
    is_short = (
        (joined.last_spell_months <= SHORT_UNPAID_MONTHS)
        & (joined.paid_months_total >= LONG_MONTHS)
        & (joined.claim_delay_days <= PROMPT_DAYS)
    )
    return joined.select(
        "claim_id",
        u15_share=1 - joined.wage_months / joined.covered_months,
        u15_months=joined.covered_months - joined.wage_months,
        is_short_unpaid=is_short,
        is_small_trader=joined.is_small_trader.fill_null(False),
        is_undeclaring_unit=joined.is_undeclaring_unit.fill_null(False),
    )
