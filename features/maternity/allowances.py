"""Maternity allowances of two years, the job that they rest on, and the wages paid in it."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.maternity_payment import MaternityPayment
from contracts.tables.person import Person
from contracts.tables.tax_wage_month import TaxWageMonth
from features.common.calendar import compute_month_index, extract_month_index
from features.common.employer_groups import affiliates
from features.common.exact_sums import mean_exactly, sum_exactly
from features.common.first_full_month import select_full_months
from features.common.join_helpers import left_join_columns

RECENT_MONTHS = 24  # allowances of two years
INSURANCES = ("310", "510")  # employee medical insurance, which maternity is part of since 2019
PAID_KINDS = ("1", "2")  # codes of pay_kind: normal, back-payment
BIRTHS = ("1", "2", "3")  # codes of birth_kind; the others are miscarriages and operations
PREGNANCY_MONTHS = 10  # a job begun before them was begun without knowing
BASE_MONTHS = 3  # months before birth whose base an inflation would show in
YEAR = 12
MONTH_DAYS = 30
MOVED_HEADS, MOVED_SHARE = 3, 0.6  # that many joined on one day, most of the unit: it moved
MOTHERS_SHARE = 1 / 3  # of those who moved; above it the move is no one's but the mothers'
PAID_SHARE = 0.9  # of the months with wages: a month may be declared late
LEVEL = 0.5  # wages of half the base and more: a part-time wage is a wage


@derived(key=("payment_id",))
def allowance_base(payments: MaternityPayment, persons: Person, units: affiliates, *, as_of):
    """Population: allowances paid in two years and not reversed, with the mother and her unit.

    birth_month and leave_end_month are indices of months. mother_yuan_a_day is the daily amount.
    """
    recent = payments.filter(
        ~payments.reversed,
        payments.paid_date <= as_of,
        extract_month_index(payments.paid_date) > compute_month_index(as_of) - RECENT_MONTHS,
    )
    mothers = persons.select(
        "person_id",
        "sex",
        "id_hash",
        "hukou_district",
        mother_born=persons.birth_date,
        household=persons.household_hash.fill_null(persons.person_id),
    )
    joined = recent.join(mothers, "person_id").join(
        units.select("employer_id", "group_id", "unit_district", "industry_code"), "employer_id"
    )
    birth_month = extract_month_index(joined.birth_date)
    return joined.select(
        "payment_id",
        "person_id",
        "id_hash",
        "household",
        "hukou_district",
        "employer_id",
        "group_id",
        "industry_code",
        "birth_date",
        "birth_kind",
        "institution_code",
        "days",
        "base_source",
        "apply_date",
        "payee_kind",
        "bank_hash",
        "agent_phone_hash",
        subject_id=joined.person_id,
        record_id=joined.payment_id,
        district=joined.unit_district,
        period_from=joined.birth_date,
        period_to=joined.paid_date,
        amount_involved=joined.amount,
        is_birth=joined.birth_kind.isin(BIRTHS),
        birth_month=birth_month,
        leave_end_month=birth_month + (joined.days / MONTH_DAYS).floor().cast("int64"),
        base_used_yuan=joined.daily_amount.cast("float64") * MONTH_DAYS,
        mother_age=(birth_month - extract_month_index(joined.mother_born)) / YEAR,
    )


@derived(key=("person_id", "employer_id", "month"))
def mother_months(
    allowances: allowance_base, contributions: ContributionMonth, units: affiliates, *, as_of
):
    """Months for which a unit paid a mother's premium: group_id, month (index), base_yuan."""
    paid = contributions.filter(
        contributions.insurance_type.isin(INSURANCES),
        contributions.pay_kind.isin(PAID_KINDS),
        contributions.contrib_month <= as_of,
        contributions.posted_date.isnull() | (contributions.posted_date <= as_of),
    ).semi_join(allowances, "person_id")
    joined = paid.join(
        units.filter(~units.is_window).select("employer_id", "group_id"), "employer_id"
    )
    joined = joined.mutate(month=extract_month_index(joined.contrib_month))
    return joined.group_by("person_id", "employer_id", "group_id", "month").agg(
        base_yuan=joined.base_amount.cast("float64").max()
    )


@derived(key=("payment_id",))
def months_at_unit(allowances: allowance_base, months: mother_months, *, as_of):
    """M01, M02: months insured at the unit (affiliates merged) in the ten before the month of
    birth, and months from the end of leave to the last one insured there.

    Months are counted and not the length of an unbroken run, so that a premium that was paid late
    makes no one new. is_returning: the group insured her before these ten months. first_at_unit,
    last_at_unit: indices.
    """
    births = allowances.filter(allowances.is_birth)
    rows = births.select(
        "payment_id", "person_id", "group_id", "birth_month", "leave_end_month"
    ).join(months.select("person_id", "group_id", "month").distinct(), ["person_id", "group_id"])
    before = rows.birth_month - rows.month
    counted = rows.group_by("payment_id", "birth_month", "leave_end_month").agg(
        pregnant_months=before.between(1, PREGNANCY_MONTHS).cast("int64").sum(),
        earlier_months=(before > PREGNANCY_MONTHS).cast("int64").sum(),
        first_at_unit=rows.month.min(where=before <= PREGNANCY_MONTHS),
        last_at_unit=rows.month.max(),
    )
    # the ledger's last month may still be open
    has_left = counted.last_at_unit < compute_month_index(as_of) - 1
    return counted.select(
        "payment_id",
        "first_at_unit",
        "last_at_unit",
        m01_months=counted.pregnant_months,
        is_returning=(counted.earlier_months > 0) & (counted.pregnant_months < PREGNANCY_MONTHS),
        m02_months=has_left.ifelse(counted.last_at_unit - counted.leave_end_month, None),
    )


@derived(key=("employer_id", "month"))
def unit_arrivals(
    allowances: allowance_base, contributions: ContributionMonth, persons: Person, *, as_of
):
    """Heads by month of units with an allowance: those whose first month there it is, heads, and
    those of them who drew an allowance.
    """
    mothers = allowances.select("person_id").distinct().mutate(is_mother=True)
    paid = contributions.filter(
        contributions.insurance_type.isin(INSURANCES), contributions.contrib_month <= as_of
    ).semi_join(allowances, "employer_id")
    dated = paid.select("person_id", "employer_id", month=extract_month_index(paid.contrib_month))
    firsts = dated.group_by("employer_id", "person_id").agg(month=dated.month.min())
    firsts = left_join_columns(firsts, mothers, "person_id")
    heads = dated.group_by("employer_id", "month").agg(heads=dated.person_id.nunique())
    arrived = firsts.group_by("employer_id", "month").agg(
        arrived_heads=firsts.count(),
        arrived_mothers=firsts.is_mother.fill_null(False).cast("int64").sum(),
    )
    return arrived.join(heads, ["employer_id", "month"])


@derived(key=("payment_id",))
def arrival_with_others(
    allowances: allowance_base, spells: months_at_unit, arrivals: unit_arrivals
):
    """is_unit_transfer: she came with most of the unit, few of whom drew an allowance: a unit that
    moved, merged or was taken over.
    """
    joined = allowances.select("payment_id", "employer_id").join(spells, "payment_id")
    joined = joined.join(arrivals.rename(first_at_unit="month"), ["employer_id", "first_at_unit"])
    return joined.select(
        "payment_id",
        is_unit_transfer=(joined.arrived_heads >= MOVED_HEADS)
        & (joined.arrived_heads >= MOVED_SHARE * joined.heads)
        & (joined.arrived_mothers <= MOTHERS_SHARE * joined.arrived_heads),
    )


@derived(key=("id_hash", "month"))
def mother_wages(allowances: allowance_base, wages: OrEmpty[TaxWageMonth], *, as_of):
    """Wages of mothers by month (index), all payers together: wage_yuan."""
    declared = wages.filter(wages.wage_amount > 0, wages.month <= as_of)
    mine = declared.semi_join(allowances, "id_hash")
    mine = mine.mutate(month=extract_month_index(mine.month))
    return mine.group_by("id_hash", "month").agg(wage_yuan=sum_exactly(mine.wage_amount))


@derived(key=("first_wage_month",))
def wage_months_supplied(wages: OrEmpty[TaxWageMonth], *, as_of):
    """First and last month (indices) of the wages that were delivered; stray rows aside."""
    months = wages.filter(wages.month <= as_of).select(month=lambda t: extract_month_index(t.month))
    full = select_full_months(months.group_by("month").agg(size=months.count()))
    return full.agg(first_wage_month=full.month.min(), last_wage_month=full.month.max())


@derived(key=("payment_id",))
def wages_before_birth(
    allowances: allowance_base,
    spells: months_at_unit,
    wages: mother_wages,
    supplied: wage_months_supplied,
    months: mother_months,
):
    """Whether wages were declared for the months insured at the unit before birth (twelve at most).

    covered_months with delivered wages, wage_months of them with any, mean_wage_yuan over the
    covered ones. is_paid_wages: wages in nearly all, of half the base and more.
    """
    dated = allowances.select("payment_id", "person_id", "group_id", "id_hash", "birth_month")
    job = dated.join(spells.select("payment_id", "first_at_unit"), "payment_id").cross_join(
        supplied
    )
    insured = job.join(
        months.group_by("person_id", "group_id", "month").agg(base_yuan=months.base_yuan.max()),
        ["person_id", "group_id"],
    )
    insured = insured.filter(
        insured.month.between(insured.birth_month - YEAR, insured.birth_month - 1),
        insured.month >= insured.first_at_unit,
        insured.month.between(insured.first_wage_month, insured.last_wage_month),
    )
    paid = left_join_columns(insured, wages, "id_hash", "month")
    counted = paid.group_by("payment_id").agg(
        covered_months=paid.count(),
        wage_months=paid.wage_yuan.notnull().cast("int64").sum(),
        wage_sum=sum_exactly(paid.wage_yuan.fill_null(0.0)),
        base_sum=sum_exactly(paid.base_yuan),
    )
    return counted.select(
        "payment_id",
        "covered_months",
        "wage_months",
        mean_wage_yuan=counted.wage_sum / counted.covered_months,
        is_paid_wages=(counted.wage_months >= PAID_SHARE * counted.covered_months)
        & (counted.wage_sum >= LEVEL * counted.base_sum),
    )


@derived(key=("employer_id",))
def unit_bases(allowances: allowance_base, contributions: ContributionMonth, *, as_of):
    """Median base (yuan) of a unit's staff without an allowance in two years, three persons and
    more.
    """
    paid = contributions.filter(
        contributions.insurance_type.isin(INSURANCES),
        contributions.pay_kind.isin(PAID_KINDS),
        contributions.base_amount > 0,
        extract_month_index(contributions.contrib_month)
        > compute_month_index(as_of) - RECENT_MONTHS,
        contributions.contrib_month <= as_of,
    ).semi_join(allowances, "employer_id")
    others = paid.anti_join(allowances, "person_id")
    counted = others.group_by("employer_id").agg(
        others=others.person_id.nunique(),
        others_base_yuan=others.base_amount.cast("float64").median(),
    )
    return counted.filter(counted.others >= MOVED_HEADS).select("employer_id", "others_base_yuan")


@derived(key=("payment_id",))
def base_before_birth(allowances: allowance_base, months: mother_months, others: unit_bases):
    """M03: her base in the three months before birth over that of the year before, or over the
    median of the unit's other staff; the greater of the two.

    is_wage_of_that_level is found beside: see `base_beside_wage`.
    """
    births = allowances.filter(allowances.is_birth).select(
        "payment_id", "person_id", "employer_id", "group_id", "birth_month"
    )
    rows = births.join(
        months.select("person_id", "month", "base_yuan", of_group=months.group_id), "person_id"
    )
    back = rows.birth_month - rows.month
    means = rows.group_by("payment_id", "employer_id").agg(
        late_base_yuan=mean_exactly(
            rows.base_yuan, where=back.between(1, BASE_MONTHS) & (rows.of_group == rows.group_id)
        ),
        early_base_yuan=mean_exactly(
            rows.base_yuan, where=back.between(BASE_MONTHS + 1, BASE_MONTHS + YEAR)
        ),
    )
    joined = left_join_columns(means, others, "employer_id")
    return joined.select(
        "payment_id",
        "late_base_yuan",
        # who was not insured in the year before had a base of nothing
        early_base_yuan=joined.early_base_yuan.fill_null(0.0),
        others_base_yuan=joined.others_base_yuan.fill_null(0.0),
        m03_ratio=ibis.greatest(
            joined.late_base_yuan / joined.early_base_yuan,
            joined.late_base_yuan / joined.others_base_yuan,
        ),
    )


@derived(key=("employer_id",))
def unit_wages(allowances: allowance_base, employers: Employer, wages: TaxWageMonth, *, as_of):
    """Mean wage (yuan a month) that a unit with an allowance declared in two years, and how many
    wages that is.
    """
    payers = employers.semi_join(allowances, "employer_id").select("employer_id", "uscc_hash")
    recent = wages.filter(
        wages.wage_amount > 0,
        wages.month <= as_of,
        extract_month_index(wages.month) > compute_month_index(as_of) - RECENT_MONTHS - YEAR,
    )
    joined = payers.join(recent, payers.uscc_hash == recent.payer_uscc_hash)
    return joined.group_by("employer_id").agg(
        unit_wage_yuan=mean_exactly(joined.wage_amount), unit_wage_rows=joined.count()
    )
