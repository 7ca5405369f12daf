"""Nominal enrolment: a short spell at a unit after long contributions, then a claim."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import convert_index_to_month, extract_month_index
from features.common.join_helpers import left_join_columns
from features.common.spells import NORMAL, PENSION, SHORT_MONTHS, last_spell
from features.unemployment.claims import claim_base
from features.unemployment.employers import last_unit
from features.unemployment.rates_by_heads import (
    RARE,
    THOUSAND,
    add_rarity,
    body_heads,
    join_counts_to_heads,
    join_telling_body,
    list_bodies,
)
from features.unemployment.wages import spell_wages

IDLE_MONTHS = 6  # half a year without any employer before the last spell
LONG_MONTHS = 36  # three years of contributions buy a claim worth the trouble
PROMPT_DAYS = 60  # claimed at once: within the sixty days in which one should
# three months of paying for oneself: without an employer, and insured all the same
SELF_PAID_MONTHS = 3
OFTEN_CHANGED = 2  # one correction of the reason of separation is a slip
LONG_GRANT_MONTHS = 12  # a year and more of benefit for some months of enrolment
FAILED_PROBATION = "16"  # code of change_reason
PATTERN = 0.25  # a grade at which the pattern is worth a look
# a short last spell after long contributions, claimed at once: whole up to the first number, and
# nothing from the second on, so that no single month or day decides
SHORT_SPELL, SOON_DAYS, LONG_PAID = (6, 12), (30, 90), (60, 24)
USUAL_HEADS = 60  # in cities one such claim comes on sixty insured heads in two to three years


@derived(key=("claim_id",))
def self_paid_before(
    claims: claim_base,
    spells: last_spell,
    contributions: ContributionMonth,
    employers: OrEmpty[Employer],
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
    claims: claim_base,
    raw: UnemploymentClaim,
    spells: last_spell,
    paid: self_paid_before,
    wages: spell_wages,
):
    """Grades from 0 to 1 of two patterns, and what lies behind them.

    park_grade: a short spell after half a year without an employer, claimed at once after long
    contributions; 1 where all four conditions hold (is_parked), less for each that is missed by a
    little. short_grade: a short spell after long contributions, claimed soon, however the time
    before was spent. is_doubtful: not shown to be real work by wages in every month without
    self-payment before.
    """
    joined = left_join_columns(
        left_join_columns(claims.join(spells, "claim_id"), paid, "claim_id"), wages, "claim_id"
    )
    joined = joined.join(raw.select("claim_id", "separation_reason"), "claim_id")
    self_paid_months = joined.self_paid_months.fill_null(0)
    is_waged = (joined.wage_months == joined.covered_months).fill_null(False)
    park_grade = (
        ibis.least(SHORT_MONTHS / joined.last_spell_months, 1.0)
        * ibis.least(joined.idle_before_months / IDLE_MONTHS, 1.0)
        * _grade(joined.claim_delay_days, whole=PROMPT_DAYS, nothing=2 * PROMPT_DAYS)
        * ibis.least(joined.paid_months_total / LONG_MONTHS, 1.0)
    )
    short_grade = (
        _grade(joined.last_spell_months, whole=SHORT_SPELL[0], nothing=SHORT_SPELL[1])
        * _grade(joined.claim_delay_days, whole=SOON_DAYS[0], nothing=SOON_DAYS[1])
        * _grade(joined.paid_months_total, whole=LONG_PAID[0], nothing=LONG_PAID[1])
    )
    return joined.select(
        "claim_id",
        "person_id",
        "group_id",
        "claim_date",
        "amount_involved",
        "paid_months_total",
        "granted_months",
        "reason_changed_count",
        "separation_reason",
        "last_spell_months",
        "spell_start_month",
        "idle_before_months",
        employer_id=joined.last_employer_id,
        self_paid_months=self_paid_months,
        park_grade=ibis.greatest(park_grade, 0.0),
        short_grade=short_grade,
        is_waged=is_waged,
        is_doubtful=~(is_waged & (self_paid_months < SELF_PAID_MONTHS)),
    )


def _grade(value, *, whole, nothing):
    """1 up to `whole`, falling straight to 0 at `nothing` (either may be the larger number)."""
    return ibis.least(ibis.greatest((nothing - value) / (nothing - whole), 0.0), 1.0)


def _count_by_body(claims, grade: str):
    """Cases and weights (grades, in thousandths) of doubtful claims by unit and by group."""
    rows = claims.filter(claims.is_doubtful, claims[grade] >= PATTERN)
    rows = rows.mutate(weight=(rows[grade] * THOUSAND).round().cast("int64"))
    rows = list_bodies(rows, "weight", "person_id")
    return rows.group_by("body_kind", "body_id").agg(
        cases=rows.person_id.nunique(), weight_thousandths=rows.weight.sum()
    )


@derived(key=("body_kind", "body_id"))
def parked_by_body(claims: nominal_claims, heads: body_heads):
    """Parked claims (by grade) of units and groups beside what their heads lead to expect."""
    bodies = join_counts_to_heads(heads, _count_by_body(claims, "park_grade"))
    return add_rarity(bodies, usual_heads=USUAL_HEADS)


@derived(key=("body_kind", "body_id"))
def short_claims_by_body(claims: nominal_claims, heads: body_heads):
    """Claims after a short spell and long contributions (by grade) beside what heads lead to
    expect.
    """
    bodies = join_counts_to_heads(heads, _count_by_body(claims, "short_grade"))
    return add_rarity(bodies, usual_heads=USUAL_HEADS)


@derived(key=("claim_id",))
def nominal_spell(claims: nominal_claims, bodies: parked_by_body, units: last_unit):
    """U05, U06: months of the last spell, how far it fits the pattern of parking, and what raises
    it.

    u06_score: the grade, times one more for each of: self-payment before, such a group at the unit
    (rarer than one in ten thousand), a reason changed again, a grant of a year and more.
    is_clearly_parked: all four conditions hold (a failed probation with none of the first three
    raises is a return to work), or the pattern is there and such a group at the unit.
    """
    joined = join_telling_body(claims, bodies, "cases")
    joined = left_join_columns(joined, units, "claim_id")
    is_group = (joined.rarity >= RARE).fill_null(False)
    has_paid_himself = joined.self_paid_months >= SELF_PAID_MONTHS
    is_changed = joined.reason_changed_count >= OFTEN_CHANGED
    is_long = joined.granted_months >= LONG_GRANT_MONTHS
    signs = sum(sign.cast("int64") for sign in (has_paid_himself, is_group, is_changed, is_long))
    is_return = (joined.separation_reason == FAILED_PROBATION) & ~(
        has_paid_himself | is_group | is_changed
    )
    is_strong = joined.is_doubtful & (
        ((joined.park_grade >= 1.0) & ~is_return) | ((joined.park_grade >= PATTERN) & is_group)
    )
    return joined.select(
        "claim_id",
        "last_spell_months",
        "idle_before_months",
        "self_paid_months",
        parked_at_unit=joined.cases.fill_null(0),
        spell_from=convert_index_to_month(joined.spell_start_month),
        u06_grade=joined.park_grade,
        u06_score=joined.park_grade * (1 + signs),
        paid_per_spell_ratio=joined.paid_months_total / joined.last_spell_months,
        is_clearly_parked=is_strong,
        is_parked_or_at_suspicious_unit=is_strong | joined.is_at_suspicious_unit,
        is_paid_work=joined.is_waged & ~is_group,
        is_from_mass_layoff=joined.is_unit_layoff,
        is_from_dispatch_unit=joined.is_unit_dispatch,
    )


@derived(key=("claim_id",))
def short_claim(claims: nominal_claims, bodies: short_claims_by_body):
    """U22: rarity of the short claims of the unit or its group, for each of these claims."""
    own = claims.filter(claims.is_doubtful, claims.short_grade >= PATTERN)
    joined = join_telling_body(own, bodies, "cases", "heads", "expected")
    return joined.select(
        "claim_id",
        u22_rarity=joined.rarity,
        u22_cases=joined.cases,
        u22_heads=joined.heads,
        u22_expected=joined.expected,
    )


@derived(key=("claim_id", "employer_id"))
def parked_claim_keys(claims: nominal_claims):
    """Keys of the claims behind U17."""
    parked = claims.filter(claims.is_doubtful, claims.park_grade >= PATTERN)
    return parked.select("claim_id", "employer_id")


@derived(key=("claim_id", "employer_id"))
def short_claim_keys(claims: nominal_claims):
    """Keys of the claims behind U21."""
    short = claims.filter(claims.is_doubtful, claims.short_grade >= PATTERN)
    return short.select("claim_id", "employer_id")


def _sum_by_unit(claims, keys, bodies, name):
    own = claims.semi_join(keys, "claim_id")
    units = own.group_by("employer_id", "group_id").agg(
        own=own.count(),
        yuan=own.amount_involved.sum(),
        first=own.claim_date.min(),
        last=own.claim_date.max(),
        self_paid=own.self_paid_months.max(),
    )
    joined = join_telling_body(units, bodies, "cases", "heads", "expected")
    return joined.select(
        "employer_id",
        **{
            f"{name}_rarity": joined.rarity,
            f"{name}_persons": joined.cases,
            f"{name}_heads": joined.heads,
            f"{name}_expected": joined.expected,
            f"{name}_own": joined.own,
            f"{name}_yuan": joined.yuan,
            f"{name}_from": joined["first"],
            f"{name}_to": joined["last"],
            f"{name}_self_paid_months": joined.self_paid,
        },
    )


@derived(key=("employer_id",))
def nominal_claims_at_units(
    claims: nominal_claims, keys: parked_claim_keys, bodies: parked_by_body
):
    """U17: parked claimants of a unit or its group beside its heads, and this unit's yuan."""
    return _sum_by_unit(claims, keys, bodies, "u17")


@derived(key=("employer_id",))
def short_claims_at_units(
    claims: nominal_claims, keys: short_claim_keys, bodies: short_claims_by_body
):
    """U21: claims after a short spell and long contributions of a unit or its group beside its
    heads.
    """
    return _sum_by_unit(claims, keys, bodies, "u21")
