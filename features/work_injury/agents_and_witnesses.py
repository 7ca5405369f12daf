"""Agents and witnesses of injury cases, and injury rates of units."""

import ibis

from contracts.derived import derived
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.shrunken_rates import add_shrunken_rate
from features.common.tail_probability import compute_poisson_rarity
from features.unemployment.employers import unit_years
from features.work_injury.injuries import BY_UNIT, injury_base

RECENT_MONTHS = 24  # cases of two years
SMALL_HEADS = 30  # below thirty heads one accident is a high rate
YEAR = 12  # months
# -log10 of the chance of so many at the trade's rate: of thousands of small units in a city some
# have three accidents in a year
RARE = 4.0


@derived(key=("case_id", "kind", "helper"))
def case_helpers(raw: InjuryCase, cases: injury_base, *, as_of):
    """case_id, group_id, kind (agent, witness), helper, of cases of 24 months."""
    recent = cases.filter(
        extract_month_index(cases.injury_time) > compute_month_index(as_of) - RECENT_MONTHS
    )
    helper_columns = raw.select("case_id", "agent_phone_hash", "witness1_hash", "witness2_hash")
    joined = recent.select("case_id", "person_id", "group_id").join(helper_columns, "case_id")
    columns = (
        ("agent", "agent_phone_hash"),
        ("witness", "witness1_hash"),
        ("witness", "witness2_hash"),
    )
    parts = [
        joined.filter(joined[column].notnull()).select(
            "case_id", "person_id", "group_id", kind=ibis.literal(kind), helper=joined[column]
        )
        for kind, column in columns
    ]
    return ibis.union(*parts, distinct=True)


@derived(key=("employer_id",))
def unit_injuries(cases: injury_base, years: unit_years, units: affiliates, *, as_of):
    """I07, I08: recognised cases over mean insured heads, in the worse of the last two years.

    is_rarely_many: chance at the others' rate would hardly bring so many to a unit of that size.
    """
    end = compute_month_index(as_of)
    unit_cases = cases.filter(cases.is_recognised, cases.insured_by == BY_UNIT)
    dated = unit_cases.mutate(
        year_back=((end - extract_month_index(unit_cases.injury_time)) / YEAR).floor().cast("int64")
    )
    dated = dated.filter(dated.year_back.between(0, 1))
    counted = dated.group_by("employer_id", "year_back").agg(
        injury_count=dated.count(),
        unit_injury_yuan=dated.amount_involved.sum(),
        first_injury=dated.injury_date.min(),
        last_injury=dated.injury_date.max(),
    )
    joined = left_join_columns(years, counted, "employer_id", "year_back").join(
        units.select("employer_id", "industry_code", "is_dispatch"), "employer_id"
    )
    joined = joined.mutate(injury_count=joined.injury_count.fill_null(0))
    rated = add_shrunken_rate(
        joined, "injury_count", "mean_heads", by=("industry_code",), name="injury"
    )
    order = [ibis.desc("injury_rate"), "year_back"]
    worst = select_first_per_group(rated, "employer_id", order)
    worst = _expect_as_others(worst, joined)
    rarity = compute_poisson_rarity(worst.injury_count, worst.expected)
    is_small = worst.mean_heads <= SMALL_HEADS
    enough = worst.injury_count >= 3
    return worst.select(
        "employer_id",
        "injury_count",
        "injury_rate",
        "injury_peer",
        "unit_injury_yuan",
        "first_injury",
        "last_injury",
        injury_mean_heads=worst.mean_heads,
        i07_times_peer=(worst.injury_peer > 0).ifelse(
            worst.injury_shrunk / worst.injury_peer, None
        ),
        i08_rate=(is_small & enough).ifelse(worst.injury_rate, None),
        is_rarely_many=(rarity >= RARE).fill_null(True),
        is_dispatch_unit=worst.is_dispatch,
    )


def _expect_as_others(units, years):
    """Add `expected` to units: injuries at the rate of the other units of the trade or, where that
    is lower, of the city; null where there are no others.
    """
    trade = years.group_by("industry_code").agg(
        trade_injuries=years.injury_count.sum(), trade_heads=years.mean_heads.sum()
    )
    city = years.agg(city_injuries=years.injury_count.sum(), city_heads=years.mean_heads.sum())
    joined = left_join_columns(units, trade, "industry_code").cross_join(city)
    rates = [
        (joined[f"{body}_injuries"] - joined.injury_count)
        / (joined[f"{body}_heads"] - joined.mean_heads).nullif(0.0)
        for body in ("trade", "city")
    ]
    highest = ibis.greatest(rates[0].fill_null(0.0), rates[1])
    return joined.mutate(expected=rates[1].notnull().ifelse(highest, None) * joined.mean_heads)


@derived(key=("employer_id",))
def injury_units(employers: Employer, units: affiliates, cases: injury_base, *, as_of):
    """Population of units: those with a recognised case in the last two years."""
    end = compute_month_index(as_of)
    recent = cases.filter(
        cases.is_recognised, extract_month_index(cases.injury_time) > end - 2 * YEAR
    )
    money = recent.group_by("employer_id").agg(
        amount_involved=recent.amount_involved.sum(),
        period_from=recent.injury_date.min(),
        period_to=recent.injury_date.max(),
    )
    joined = money.join(units, "employer_id").join(
        employers.select("employer_id", "size_class"), "employer_id"
    )
    return joined.select(
        "employer_id",
        "industry_code",
        "period_from",
        "period_to",
        "amount_involved",
        subject_id=joined.employer_id,
        record_id=joined.employer_id,
        district=joined.unit_district,
        size_class=joined.size_class.fill_null("?"),
        unit_age_months=end - extract_month_index(joined.register_date),
    )


@derived(key=("case_id",))
def case_unit(cases: injury_base, units: unit_injuries):
    """Injury figures of the unit, by case."""
    figures = units.select(
        "employer_id",
        unit_injury_rate=units.injury_rate,
        unit_times_peer=units.i07_times_peer,
        unit_heads=units.injury_mean_heads,
    )
    return left_join_columns(cases.select("case_id", "employer_id"), figures, "employer_id").drop(
        "employer_id"
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def injury_links(helpers: case_helpers, cases: injury_base):
    """Ties of injured persons by agent and witness, and with their unit."""
    person, unit = ibis.literal("person"), ibis.literal("employer")
    parts = [
        helpers.select(
            subject_kind=person,
            subject_id=helpers.person_id,
            link_kind=helpers.kind,
            link_id=helpers.helper,
        ),
        cases.select(
            subject_kind=person,
            subject_id=cases.person_id,
            link_kind=unit,
            link_id=cases.employer_id,
        ),
        cases.select(
            subject_kind=unit,
            subject_id=cases.employer_id,
            link_kind=unit,
            link_id=cases.employer_id,
        ),
    ]
    return ibis.union(*parts, distinct=True)
