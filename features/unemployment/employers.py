"""Units of claimants: insured heads, joiners, leavers, claim rates."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.employer import Employer
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import join_known_units, known_units
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.shrunken_rates import add_shrunken_rate
from features.common.spells import SHORT_MONTHS, employment_months, group_consecutive_months
from features.common.tail_probability import compute_binomial_rarity
from features.unemployment.claims import claim_base
from features.unemployment.rates_by_heads import (
    LEAST_CASES,
    RARE,
    THOUSAND,
    UNIT,
    YEAR,
    add_rarity,
    body_years,
    join_telling_body,
    list_bodies,
)

WIND_UP_REASONS = ("14", "15")  # layoff, bankruptcy: reported and checked as such
CLAIM_HEADS = 48  # in the province one insured of 48 claims in a year
# the share of short spells among leavers that is known beforehand, and the leavers it weighs as
USUAL_SHORT, USUAL_LEAVERS = 3, 10
UNUSUAL = 1.3  # -log10: a share that one unit in twenty has


@derived(key=("employer_id", "year_back"))
def unit_years(years: body_years):
    """employer_id, year_back (0: the last twelve months, 1: the twelve before), mean_heads of
    months with any, insured_months.
    """
    units = years.filter(years.body_kind == UNIT)
    return units.select("year_back", "mean_heads", "insured_months", employer_id="body_id")


@derived(key=("employer_id",))
def unit_claim_rate(claims: claim_base, years: body_years, units: known_units, *, as_of):
    """U08: distinct claimants over mean insured heads, in the worse of the last two trailing years.

    u08_claimants, u08_mean_heads, u08_rate, u08_peer (rate of the industry), u08_times_peer,
    u08_shrunk. u08_ratio: the rate of the unit or of its group of affiliates in a year with more
    claimants than the heads lead to expect (two at least, rarer than one in ten thousand), and with
    it u08_group_claimants, u08_group_heads.
    """
    end = compute_month_index(as_of)
    dated = claims.mutate(
        employer_id=claims.last_employer_id,
        year_back=((end - extract_month_index(claims.claim_date)) / YEAR).floor().cast("int64"),
    )
    dated = dated.filter(dated.year_back.between(0, 1))
    rows = list_bodies(dated, "year_back", "person_id")
    keys = ["body_kind", "body_id", "year_back"]
    counted = rows.group_by(*keys).agg(cases=rows.person_id.nunique())
    bodies = left_join_columns(years, counted, *keys)
    bodies = bodies.mutate(cases=bodies.cases.fill_null(0))
    bodies = bodies.mutate(weight_thousandths=bodies.cases * THOUSAND)
    rated = add_rarity(bodies, usual_heads=CLAIM_HEADS, strata=("year_back",))
    return left_join_columns(
        _rate_units_beside_peers(rated, units),
        _find_rare_rates(rated, units, claims),
        "employer_id",
    )


def _find_rare_rates(rated, units, claims):
    """The highest rate of each unit and its group in a year in which its claimants were rare."""
    rare = rated.filter(rated.rarity >= RARE)
    rare = rare.mutate(rate=rare.cases / rare.mean_heads)
    rare = select_first_per_group(
        rare, ["body_kind", "body_id"], [ibis.desc("rate"), "year_back"]
    ).select("body_kind", "body_id", "cases", "mean_heads", "rate", rarity=lambda t: t.rate)
    # a unit of which nothing is known is a group of its own
    claimed = claims.select("group_id", employer_id="last_employer_id")
    rows = units.select("group_id", "employer_id").union(claimed, distinct=True)
    own = join_telling_body(rows, rare, "cases", "mean_heads", "rate")
    return own.filter(own.rate.notnull()).select(
        "employer_id",
        u08_ratio=own.rate,
        u08_group_claimants=own.cases,
        u08_group_heads=own.mean_heads,
    )


def _rate_units_beside_peers(rated, units):
    """Each unit's rate in the worse of its two years, and that of its industry."""
    alone = rated.filter(rated.body_kind == UNIT).select(
        "year_back", "mean_heads", employer_id="body_id", u08_claimants="cases"
    )
    joined = join_known_units(alone, units, "industry_code")
    beside = add_shrunken_rate(
        joined, "u08_claimants", "mean_heads", by=("industry_code",), name="u08"
    )
    worse = select_first_per_group(beside, "employer_id", [ibis.desc("u08_rate"), "year_back"])
    times = (worse.u08_peer > 0).ifelse(worse.u08_shrunk / worse.u08_peer, None)
    return worse.select(
        "employer_id",
        "u08_claimants",
        "u08_rate",
        "u08_peer",
        "u08_shrunk",
        u08_year_back=worse.year_back,
        u08_rate_share=worse.u08_rate,
        u08_peer_share=worse.u08_peer,
        u08_mean_heads=worse.mean_heads,
        u08_times_peer=times,
    )


@derived(key=("employer_id",))
def unit_separations(claims: claim_base, raw: UnemploymentClaim):
    """Separations of a unit's claimants: shares laid off, involuntary, with short spells.

    First claim.
    """
    reasons = claims.join(raw.select("claim_id", "separation_reason"), "claim_id")
    return reasons.group_by(employer_id=reasons.last_employer_id).agg(
        claim_count=reasons.count(),
        windup_share=reasons.separation_reason.isin(WIND_UP_REASONS).cast("float64").mean(),
        first_claim_date=reasons.claim_date.min(),
        last_claim_date=reasons.claim_date.max(),
        claims_yuan=reasons.amount_involved.sum(),
        own_revolving_count=reasons.count() - reasons.person_id.nunique(),
    )


@derived(key=("employer_id",))
def unit_turnover(months: employment_months, *, as_of):
    """U09, U10: share of leavers with short spells, joiners plus leavers over heads, two years.

    u09_share is known where the leavers of all other units make so many short ones unusual (two
    leavers at least).
    """
    end = compute_month_index(as_of)
    # spells with the unit itself here: moves between affiliates are turnover of each
    unit_months = months.select("person_id", "month", group_id=months.employer_id)
    spells = group_consecutive_months(unit_months).rename(employer_id="group_id")
    recent = spells.filter(spells.end_month > end - 2 * YEAR)
    left = recent.end_month < end - 1
    joined = (recent.start_month > end - 2 * YEAR).cast("int64")
    counted = recent.group_by("employer_id").agg(
        leaver_count=left.cast("int64").sum(),
        short_leaver_count=(left & (recent.spell_months <= SHORT_MONTHS)).cast("int64").sum(),
        joiner_count=joined.sum(),
        month_count=recent.spell_months.sum(),
    )
    whole = ibis.window()
    other_short = counted.short_leaver_count.sum().over(whole) - counted.short_leaver_count
    other_leavers = counted.leaver_count.sum().over(whole) - counted.leaver_count
    rarity = compute_binomial_rarity(
        counted.short_leaver_count,
        counted.leaver_count,
        (other_short + USUAL_SHORT) / (other_leavers + USUAL_LEAVERS),
    )
    is_unusual = (counted.leaver_count >= LEAST_CASES) & (rarity >= UNUSUAL)
    return counted.select(
        "employer_id",
        "leaver_count",
        "short_leaver_count",
        u09_share=is_unusual.ifelse(counted.short_leaver_count / counted.leaver_count, None),
        u10_turnover_share=(counted.leaver_count + counted.joiner_count) / counted.month_count,
    )


@derived(key=("employer_id",))
def units_with_claims(
    units: known_units, claims: claim_base, employers: OrEmpty[Employer], *, as_of
):
    """Population of units: those with a claim in the last two years, with what is known of them."""
    end = compute_month_index(as_of)
    recent = claims.filter(extract_month_index(claims.claim_date) > end - 2 * YEAR)
    money = recent.group_by(employer_id=recent.last_employer_id).agg(
        amount_involved=recent.amount_involved.sum(),
        period_from=recent.claim_date.min(),
        period_to=recent.claim_date.max(),
        claims_district=recent.district.min(),
    )
    sizes = employers.select("employer_id", "size_class")
    facts = ("group_id", "unit_district", "industry_code", "register_date", "deregister_date")
    joined = join_known_units(money, units, *facts, "is_dispatch", "is_window")
    joined = left_join_columns(joined, sizes, "employer_id")
    return joined.filter(~joined.is_window).select(
        "employer_id",
        "group_id",
        "industry_code",
        "register_date",
        "period_from",
        "period_to",
        "amount_involved",
        "is_dispatch",
        subject_id=joined.employer_id,
        record_id=joined.employer_id,
        district=joined.unit_district.fill_null(joined.claims_district),
        size_class=joined.size_class.fill_null("?"),
        is_deregistered=joined.deregister_date.notnull() & (joined.deregister_date <= as_of),
        unit_age_months=end - extract_month_index(joined.register_date),
    )


@derived(key=("employer_id",))
def unit_signs(bases: units_with_claims, separations: unit_separations, rates: unit_claim_rate):
    """Innocent explanations of a high claim rate in the records."""
    joined = left_join_columns(bases.join(separations, "employer_id"), rates, "employer_id")
    wound_up = joined.windup_share >= 0.5
    return joined.select(
        "employer_id",
        is_wound_up=joined.is_deregistered & wound_up,
        is_mass_layoff=wound_up,
        is_dispatch_unit=joined.is_dispatch,
        is_far_above_peers=(joined.u08_ratio > 0.5) | (joined.u08_times_peer > 10),
    )


@derived(key=("employer_id",))
def first_claims(employers: Employer, separations: unit_separations):
    """U12: months from a unit's registration to its first claim."""
    joined = employers.select("employer_id", "register_date").join(separations, "employer_id")
    return joined.select(
        "employer_id",
        u12_months=extract_month_index(joined.first_claim_date)
        - extract_month_index(joined.register_date),
    )


@derived(key=("claim_id",))
def last_unit(
    claims: claim_base, rates: unit_claim_rate, turnover: unit_turnover, signs: unit_signs
):
    """Figures of the last employer, by claim."""
    joined = claims.select("claim_id", "last_employer_id", "claim_date")
    for part in (rates, turnover, signs):
        joined = left_join_columns(
            joined, part.rename(last_employer_id="employer_id"), "last_employer_id"
        )
    return joined.select(
        "claim_id",
        unit_claimants=joined.u08_claimants,
        unit_mean_heads=joined.u08_mean_heads,
        unit_claim_share=joined.u08_rate,
        unit_short_leaver_share=joined.u09_share,
        unit_turnover_share=joined.u10_turnover_share,
        is_unit_layoff=joined.is_mass_layoff.fill_null(False),
        is_unit_dispatch=joined.is_dispatch_unit.fill_null(False),
        is_at_suspicious_unit=(joined.u08_ratio > 0.5).fill_null(False)
        & ~joined.is_mass_layoff
        & ~joined.is_dispatch_unit,
    )
