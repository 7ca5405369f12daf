"""Units whose staff draw maternity allowances: how many, in what trade, with what wages, ties."""

import ibis

from contracts.derived import derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.tax_wage_month import TaxWageMonth
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import affiliates
from features.common.exact_sums import sum_exactly
from features.common.join_helpers import left_join_columns
from features.common.tail_probability import compute_poisson_rarity
from features.maternity.allowances import (
    INSURANCES,
    RECENT_MONTHS,
    YEAR,
    allowance_base,
    months_at_unit,
    wages_before_birth,
)
from features.maternity.signs import LATE_MONTHS, job_around_birth

FERTILE_FROM, FERTILE_TO, BAND_YEARS = 20, 45, 5
UNUSUAL = 4  # digits: once in ten thousand units of that size and age
LEAST_CLAIMS = 4  # fewer are a family event
SHARED_UNITS = 3  # units at one address that are no coincidence, up to
HUB_UNITS = 30  # an incubator's address or a default number, which tie nobody
FAR_ABOVE = 4.0  # times what is expected
SMALL = 0.5  # births expected at the least: a unit of two women has not expected none
CHAIN_UNITS = 2
HUB_MOTHERS = 200  # an office that serves a whole district


@derived(key=("employer_id",))
def units_with_allowances(employers: Employer, units: affiliates, allowances: allowance_base):
    """Population of units: those with an allowance for a birth in two years, windows left out."""
    births = allowances.filter(allowances.is_birth)
    money = births.group_by("employer_id").agg(
        allowance_mothers=births.person_id.nunique(),
        amount_involved=births.amount_involved.sum(),
        period_from=births.period_from.min(),
        period_to=births.period_to.max(),
    )
    joined = money.join(units.filter(~units.is_window), "employer_id").join(
        employers.select("employer_id", "size_class", "address_hash", "uscc_hash"), "employer_id"
    )
    return joined.select(
        "employer_id",
        "group_id",
        "industry_code",
        "register_date",
        "address_hash",
        "uscc_hash",
        "amount_involved",
        "period_from",
        "period_to",
        "allowance_mothers",
        subject_id=joined.employer_id,
        record_id=joined.employer_id,
        district=joined.unit_district,
        size_class=joined.size_class.fill_null("?"),
    )


@derived(key=("employer_id", "age_band"))
def women_months(contributions: ContributionMonth, persons: Person, units: affiliates, *, as_of):
    """Months insured of women between twenty and forty-five in two years, by unit and age band."""
    women = persons.filter(persons.sex == "2").select(
        "person_id", born=extract_month_index(persons.birth_date)
    )
    end = compute_month_index(as_of)
    paid = contributions.filter(
        contributions.insurance_type.isin(INSURANCES),
        contributions.contrib_month <= as_of,
        extract_month_index(contributions.contrib_month) > end - RECENT_MONTHS,
    )
    rows = paid.select("person_id", "employer_id").join(women, "person_id")
    age = (end - RECENT_MONTHS / 2 - rows.born) / YEAR
    dated = rows.mutate(age_band=(age / BAND_YEARS).floor().cast("int64") * BAND_YEARS)
    dated = dated.filter(dated.age_band.between(FERTILE_FROM, FERTILE_TO - 1))
    known = dated.semi_join(units.filter(~units.is_window), "employer_id")
    return known.group_by("employer_id", "age_band").agg(months=known.count())


@derived(key=("employer_id",))
def unit_births(
    bases: units_with_allowances,
    allowances: allowance_base,
    women: women_months,
    units: affiliates,
):
    """M04: mothers over those expected by the ages of the unit's women and the city's rates.

    Null below four, and where chance has so many in one of ten thousand such units and more.
    m04_trade_ratio: the same over what the trade has; is_usual_in_trade: it is below four.
    """
    bands = allowances.filter(allowances.is_birth).mutate(
        age_band=lambda t: (t.mother_age / BAND_YEARS).floor().cast("int64") * BAND_YEARS
    )
    births = bands.group_by("age_band").agg(births=bands.count())
    exposed = women.group_by("age_band").agg(all_months=women.months.sum())
    rates = exposed.join(births, "age_band").select(
        "age_band", rate=lambda t: t.births / t.all_months
    )
    by_unit = women.join(rates, "age_band")
    expected = by_unit.group_by("employer_id").agg(
        expected_mothers=sum_exactly(by_unit.months * by_unit.rate),
        women_months=by_unit.months.sum(),
    )
    joined = left_join_columns(
        bases.select("employer_id", "industry_code", "allowance_mothers"), expected, "employer_id"
    )
    trade = expected.join(units.select("employer_id", "industry_code"), "employer_id")
    trade = left_join_columns(
        trade, bases.select("employer_id", "allowance_mothers"), "employer_id"
    )
    trades = trade.group_by("industry_code").agg(
        trade_mothers=trade.allowance_mothers.fill_null(0).sum(),
        trade_expected=sum_exactly(trade.expected_mothers),
    )
    joined = left_join_columns(joined, trades, "industry_code")
    mean = ibis.greatest(joined.expected_mothers.fill_null(0.0), SMALL)
    # of the others of its trade
    other = (joined.trade_mothers - joined.allowance_mothers + 1) / (
        joined.trade_expected - joined.expected_mothers + 1
    )
    rarity = compute_poisson_rarity(joined.allowance_mothers, mean)
    ratio = joined.allowance_mothers / mean
    telling = (joined.allowance_mothers >= LEAST_CLAIMS) & (rarity >= UNUSUAL)
    return joined.select(
        "employer_id",
        "women_months",
        expected_mothers=mean,
        m04_ratio=telling.ifelse(ratio, None),
        m04_trade_ratio=ratio / ibis.greatest(other, 1.0),
        is_usual_in_trade=((other > 1.0) & (ratio / other < FAR_ABOVE)).fill_null(False),
    )


@derived(key=("employer_id",))
def unit_emptiness(
    bases: units_with_allowances,
    births: unit_births,
    contributions: ContributionMonth,
    wages: TaxWageMonth,
    employers: Employer,
    *,
    as_of,
):
    """M05: share of insured months of two years without a wage declared by the unit.

    shared_units: units at its address. is_shell: beside a rate of births far above (M04), or three
    units and more at its address, fewer than thirty.
    """
    end = compute_month_index(as_of)
    insured = contributions.filter(
        contributions.insurance_type.isin(INSURANCES),
        contributions.contrib_month <= as_of,
        extract_month_index(contributions.contrib_month) > end - RECENT_MONTHS,
    ).semi_join(bases, "employer_id")
    dated = insured.select(
        "employer_id", "person_id", month=extract_month_index(insured.contrib_month)
    ).distinct()
    delivered = wages.agg(
        first_wage=extract_month_index(wages.month.min()),
        last_wage=extract_month_index(wages.month.max()),
    )
    dated = dated.cross_join(delivered)
    dated = dated.filter(dated.month.between(dated.first_wage, dated.last_wage))
    months = dated.group_by("employer_id").agg(insured_months=dated.count())
    declared = wages.filter(wages.wage_amount > 0)
    declared = declared.filter(extract_month_index(declared.month) > end - RECENT_MONTHS)
    paid = declared.group_by(uscc_hash=declared.payer_uscc_hash).agg(wage_rows=declared.count())
    places = employers.filter(employers.address_hash.notnull())
    places = places.group_by("address_hash").agg(shared_units=places.count())
    joined = left_join_columns(bases.join(months, "employer_id"), paid, "uscc_hash")
    joined = left_join_columns(joined, places, "address_hash")
    joined = left_join_columns(joined, births.select("employer_id", "m04_ratio"), "employer_id")
    share = 1 - joined.wage_rows.fill_null(0) / joined.insured_months
    is_shared = joined.shared_units.between(SHARED_UNITS, HUB_UNITS)
    return joined.select(
        "employer_id",
        "insured_months",
        shared_units=joined.shared_units.fill_null(1),
        m05_share=ibis.greatest(share, 0.0),
        is_shell=(joined.m04_ratio >= FAR_ABOVE).fill_null(False)
        | (is_shared.fill_null(False) & (joined.allowance_mothers >= 2)),
    )


@derived(key=("payment_id",))
def unexplained_arrivals(
    allowances: allowance_base,
    spells: months_at_unit,
    jobs: job_around_birth,
    wages: wages_before_birth,
):
    """Allowances of mothers who arrived within six months of birth and were not paid wages."""
    joined = allowances.join(
        spells.select("payment_id", "m01_months", "is_returning"), "payment_id"
    )
    joined = joined.join(jobs.select("payment_id", "is_unit_transfer"), "payment_id")
    joined = left_join_columns(joined, wages.select("payment_id", "is_paid_wages"), "payment_id")
    late = joined.filter(
        joined.m01_months <= LATE_MONTHS,
        ~joined.is_returning,
        ~joined.is_unit_transfer,
        ~joined.is_paid_wages.fill_null(False),
    )
    return late.select("payment_id", "person_id", "employer_id", "bank_hash", "agent_phone_hash")


@derived(key=("tie_kind", "tie", "employer_id"))
def chain_ties(arrivals: unexplained_arrivals, employers: Employer):
    """What ties late arrivals of several units: representative, phone, address, agent, account."""
    ties = ("legal_rep_hash", "phone_hash", "address_hash")
    facts = arrivals.join(
        employers.select("employer_id", *ties, unit_bank=employers.bank_hash), "employer_id"
    )
    foreign = (facts.bank_hash == facts.unit_bank).ifelse(ibis.null("string"), facts.bank_hash)
    columns = {name: facts[name] for name in (*ties, "agent_phone_hash")} | {"bank_hash": foreign}
    rows = ibis.union(
        *[
            facts.select(
                "payment_id",
                "person_id",
                "employer_id",
                tie_kind=ibis.literal(kind),
                tie=column,
            )
            for kind, column in columns.items()
        ]
    )
    rows = rows.filter(rows.tie.notnull())
    return rows.group_by("tie_kind", "tie", "employer_id").agg(mothers=rows.person_id.nunique())


@derived(key=("employer_id",))
def unit_chain(bases: units_with_allowances, ties: chain_ties):
    """M12: mothers who arrived late, over all units that one representative, phone, address, agent
    or account ties; two units and more, and no more than thirty.
    """
    totals = ties.group_by("tie_kind", "tie").agg(
        chain_mothers=ties.mothers.sum(), chain_units=ties.count()
    )
    shared = totals.filter(
        totals.chain_units.between(CHAIN_UNITS, HUB_UNITS), totals.chain_mothers <= HUB_MOTHERS
    )
    joined = ties.join(shared, ["tie_kind", "tie"])
    best = joined.group_by("employer_id").agg(
        m12_mothers=joined.chain_mothers.max(), m12_units=joined.chain_units.max()
    )
    return bases.select("employer_id").join(best, "employer_id")
