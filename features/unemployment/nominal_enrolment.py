"""Nominal enrolment: a short spell at a unit after long contributions, then a claim."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from features.common.calendar import convert_index_to_month, extract_month_index
from features.common.join_helpers import left_join_columns
from features.common.spells import NORMAL, PENSION, SHORT_MONTHS, last_spell
from features.unemployment.claims import ASSISTANCE, claim_base
from features.unemployment.employers import last_unit
from features.unemployment.wages import spell_wages

IDLE_MONTHS = 6  # half a year without any employer before the last spell
LONG_MONTHS = 36  # three years of contributions buy a claim worth the trouble
PROMPT_DAYS = 60  # claimed at once: within the sixty days in which one should
# three months of paying for oneself: without an employer, and insured all the same
SELF_PAID_MONTHS = 3
# three such claimants and three in ten of a unit's are its habit
SAME_UNIT_PERSONS, PARKED_SHARE = 3, 0.3
PARKED_MONTHS = 6  # at most half a year with the last employer
GRANT_SHARE, GRANT_CLAIMS = 0.3, 10  # grants of newcomers: three in ten of ten claims and more


@derived(key=("claim_id",))
def self_paid_before(
    claims: claim_base, spells: last_spell, contributions: ContributionMonth, employers: Employer
):
    """Months of self-payment through a window in the year before the last spell."""
    windows = employers.filter(employers.unit_nature == "60").select("employer_id")
    self_paid_months = contributions.filter(
        contributions.insurance_type == PENSION, contributions.pay_kind == NORMAL
    )
    self_paid_months = self_paid_months.semi_join(
        claims.select("person_id").distinct(), "person_id"
    ).join(windows, "employer_id")
    self_paid_months = self_paid_months.select(
        "person_id", month=extract_month_index(self_paid_months.contrib_month)
    ).distinct()
    dated = claims.select("claim_id", "person_id").join(spells, "claim_id")
    joined = dated.join(self_paid_months, "person_id")
    before = joined.filter(
        joined.month.between(joined.spell_start_month - 12, joined.spell_start_month - 1)
    )
    return before.group_by("claim_id").agg(self_paid_months=before.count())


@derived(key=("claim_id",))
def nominal_claims(
    claims: claim_base, spells: last_spell, paid: self_paid_before, wages: spell_wages
):
    """is_parked, is_doubtful, and the unit's doubtful claims: at_unit, unit_share (of its
    claimants).

    Parked: at most half a year with the last employer after half a year without any, claimed at
    once after long contributions. Doubtful: parked, unless wages in every month and no self-payment
    before show real work.
    """
    joined = left_join_columns(
        left_join_columns(claims.join(spells, "claim_id"), paid, "claim_id"), wages, "claim_id"
    )
    is_parked = (
        (joined.last_spell_months <= PARKED_MONTHS)
        & (joined.idle_before_months >= IDLE_MONTHS)
        & (joined.claim_delay_days <= PROMPT_DAYS)
        & (joined.paid_months_total >= LONG_MONTHS)
    )
    with_flags = joined.mutate(
        is_parked=is_parked,
        is_waged=(joined.wage_months == joined.covered_months).fill_null(False),
        self_paid_months=joined.self_paid_months.fill_null(0),
    )
    is_doubtful = with_flags.is_parked & ~(
        with_flags.is_waged & (with_flags.self_paid_months < SELF_PAID_MONTHS)
    )
    with_flags = with_flags.mutate(is_doubtful=is_doubtful, own=is_doubtful.cast("int64"))
    group = ibis.window(group_by=with_flags.group_id)
    counted = with_flags.mutate(
        at_unit=with_flags.own.sum().over(group), of_unit=with_flags.person_id.count().over(group)
    )
    return counted.select(
        "claim_id",
        "last_employer_id",
        "group_id",
        "claim_date",
        "amount_involved",
        "paid_months_total",
        "last_spell_months",
        "spell_start_month",
        "idle_before_months",
        "self_paid_months",
        "is_parked",
        "is_waged",
        "is_doubtful",
        "at_unit",
        unit_share=counted.at_unit / counted.of_unit,
    )


@derived(key=("claim_id",))
def nominal_spell(claims: nominal_claims, units: last_unit):
    """U05, U06: months of the last spell, whether it follows half a year without an employer."""
    joined = left_join_columns(claims, units, "claim_id")
    is_short = joined.last_spell_months <= SHORT_MONTHS
    is_group = (joined.at_unit >= SAME_UNIT_PERSONS) & (joined.unit_share >= PARKED_SHARE)
    is_strong = joined.is_doubtful & (
        is_group | (is_short & (joined.self_paid_months >= SELF_PAID_MONTHS))
    )
    return joined.select(
        "claim_id",
        "last_spell_months",
        "idle_before_months",
        "self_paid_months",
        parked_at_unit=joined.at_unit,
        spell_from=convert_index_to_month(joined.spell_start_month),
        u06_parked=joined.is_parked.cast("int64"),
        paid_per_spell_ratio=joined.paid_months_total / joined.last_spell_months,
        is_self_payer_or_group=is_strong,
        is_parked_or_at_suspicious_unit=is_strong | joined.is_at_suspicious_unit,
        is_paid_work=joined.is_waged & ~is_group,
        is_from_mass_layoff=joined.is_unit_layoff,
    )


@derived(key=("employer_id",))
def nominal_claims_at_units(claims: nominal_claims):
    """U17: doubtful claimants of a unit and its affiliates, and their yuan from this unit."""
    doubtful_claims = claims.filter(claims.is_doubtful)
    return doubtful_claims.group_by(employer_id=doubtful_claims.last_employer_id).agg(
        u17_persons=doubtful_claims.at_unit.max(),
        u17_share=doubtful_claims.unit_share.max(),
        u17_own=doubtful_claims.count(),
        u17_yuan=doubtful_claims.amount_involved.sum(),
        u17_from=doubtful_claims.claim_date.min(),
        u17_to=doubtful_claims.claim_date.max(),
        u17_self_paid_months=doubtful_claims.self_paid_months.max(),
        is_receiving_group=doubtful_claims.unit_share.max() >= PARKED_SHARE,
    )


@derived(key=("claim_id",))
def grant_look_back(claims: claim_base):
    """U07: assistance grants of newcomers: one to eleven months, first insured up to three months
    before.
    """
    grants = claims.filter(claims.benefit_kind == ASSISTANCE)
    is_new = grants.paid_months_total.between(1, 11) & (grants.months_enrolled <= 3)
    at_unit = grants.mutate(is_new=is_new.fill_null(False).cast("int64"))
    counted = at_unit.group_by("last_employer_id").agg(
        unit_grants=at_unit.count(), unit_new=at_unit.is_new.sum()
    )
    joined = at_unit.join(counted, "last_employer_id")
    clustered = (joined.unit_grants >= GRANT_CLAIMS) & (
        joined.unit_new >= GRANT_SHARE * joined.unit_grants
    )
    return joined.select(
        "claim_id", "unit_grants", "unit_new", u07_new=joined.is_new, is_grant_cluster=clustered
    )
