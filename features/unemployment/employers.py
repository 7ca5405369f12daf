"""Units of claimants: insured heads, joiners, leavers, claim rates."""

import ibis

from contracts.derived import derived
from contracts.tables.employer import Employer
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.shrunken_rates import add_shrunken_rate
from features.common.spells import SHORT_MONTHS, employment_months, group_consecutive_months
from features.unemployment.claims import claim_base

YEAR = 12  # months
WIND_UP_REASONS = ("14", "15")  # layoff, bankruptcy: reported and checked as such
LEAST_CLAIMANTS = 5  # a rate of fewer claimants is chance


@derived(key=("employer_id", "year_back"))
def unit_years(months: employment_months, *, as_of):
    """employer_id, year_back (0: the last twelve months, 1: the twelve before), mean_heads of
    months with any.
    """
    end = compute_month_index(as_of)
    recent = months.filter((months.month <= end) & (months.month > end - 2 * YEAR))
    recent = recent.mutate(year_back=((end - recent.month) / YEAR).floor().cast("int64"))
    heads = recent.group_by("employer_id", "year_back", "month").agg(heads=recent.count())
    return heads.group_by("employer_id", "year_back").agg(
        mean_heads=heads.heads.sum().cast("float64") / heads.count(),
        insured_months=heads.heads.sum(),
    )


@derived(key=("employer_id",))
def unit_claim_rate(claims: claim_base, years: unit_years, units: affiliates, *, as_of):
    """U08: distinct claimants over mean insured heads, in the worse of the last two trailing years.

    u08_claimants, u08_mean_heads, u08_rate, u08_peer (rate of the industry), u08_times_peer,
    u08_ratio (the rate, null with fewer than five claimants), u08_shrunk.
    """
    end = compute_month_index(as_of)
    dated = claims.mutate(
        year_back=((end - extract_month_index(claims.claim_date)) / YEAR).floor().cast("int64")
    )
    dated = dated.filter(dated.year_back.between(0, 1))
    pairs = dated.select("last_employer_id", "year_back", "person_id").distinct()
    counted = pairs.group_by("last_employer_id", "year_back").agg(u08_claimants=pairs.count())
    joined = years.left_join(
        counted,
        [years.employer_id == counted.last_employer_id, years.year_back == counted.year_back],
    ).select(
        "employer_id", "year_back", "mean_heads", u08_claimants=counted.u08_claimants.fill_null(0)
    )
    joined = joined.join(units.select("employer_id", "industry_code"), "employer_id")
    rated = add_shrunken_rate(
        joined, "u08_claimants", "mean_heads", by=("industry_code",), name="u08"
    )
    rated = select_first_per_group(rated, "employer_id", [ibis.desc("u08_rate"), "year_back"])
    times = (rated.u08_peer > 0).ifelse(rated.u08_shrunk / rated.u08_peer, None)
    return rated.select(
        "employer_id",
        "u08_claimants",
        "u08_rate",
        "u08_peer",
        "u08_shrunk",
        u08_year_back=rated.year_back,
        u08_rate_share=rated.u08_rate,
        u08_peer_share=rated.u08_peer,
        u08_mean_heads=rated.mean_heads,
        u08_times_peer=times,
        u08_ratio=(rated.u08_claimants >= LEAST_CLAIMANTS).ifelse(rated.u08_rate, None),
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
    """U09, U10: share of leavers with short spells, joiners plus leavers over heads, two years."""
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
    return counted.select(
        "employer_id",
        "leaver_count",
        "short_leaver_count",
        u09_share=(counted.leaver_count >= 15).ifelse(
            counted.short_leaver_count / counted.leaver_count, None
        ),
        u10_turnover_share=(counted.leaver_count + counted.joiner_count) / counted.month_count,
    )


@derived(key=("employer_id",))
def units_with_claims(employers: Employer, units: affiliates, claims: claim_base, *, as_of):
    """Population of units: those with a claim in the last two years."""
    end = compute_month_index(as_of)
    recent = claims.filter(extract_month_index(claims.claim_date) > end - 2 * YEAR)
    money = recent.group_by(employer_id=recent.last_employer_id).agg(
        amount_involved=recent.amount_involved.sum(),
        period_from=recent.claim_date.min(),
        period_to=recent.claim_date.max(),
    )
    joined = money.join(units, "employer_id").join(
        employers.select("employer_id", "size_class"), "employer_id"
    )
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
        district=joined.unit_district,
        size_class=joined.size_class.fill_null("?"),
        is_deregistered=joined.deregister_date.notnull() & (joined.deregister_date <= as_of),
        unit_age_months=end - extract_month_index(joined.register_date),
    )


@derived(key=("employer_id",))
def unit_signs(bases: units_with_claims, separations: unit_separations, rates: unit_claim_rate):
    """Innocent explanations of a high claim rate in the records, and months to the first claim
    (U12).
    """
    joined = left_join_columns(bases.join(separations, "employer_id"), rates, "employer_id")
    wound_up = joined.windup_share >= 0.5
    return joined.select(
        "employer_id",
        is_wound_up=joined.is_deregistered & wound_up,
        is_mass_layoff=wound_up,
        is_dispatch_unit=joined.is_dispatch,
        u12_months=extract_month_index(joined.first_claim_date)
        - extract_month_index(joined.register_date),
        is_far_above_peers=(joined.u08_ratio > 0.5) | (joined.u08_times_peer > 10),
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
        is_at_suspicious_unit=(joined.u08_claimants >= LEAST_CLAIMANTS)
        & (joined.u08_rate > 0.5)
        & ~joined.is_mass_layoff
        & ~joined.is_dispatch_unit,
    )
