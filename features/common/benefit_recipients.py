"""Recipients of lifelong benefits and death grants: which funds pay them, and since when."""

import ibis

from contracts.city import read_city
from contracts.derived import OrEmpty, derived
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from features.common.calendar import (
    compute_month_index,
    compute_window_start,
    count_days_between,
    extract_month_index,
)

REGULAR, BACK_PAY, DEATH_GRANT = "1", "2", "3"  # codes of pension_pay_kind
DISABILITY, CARE, FUNERAL, SURVIVOR = "8", "9", "10", "11"  # codes of injury_item
INJURY_FUND = "410"  # code of insurance_type
# months; paid now: last month or the one before, since payments of a month may come late
YEAR, PAID_NOW_MONTHS = 12, 2
AGE_BAND_YEARS = 10  # peers within ten years of age


def select_standing_pensions(pensions, as_of):
    """Pension payments that were not reversed and were paid by the as-of date."""
    return pensions.filter(~pensions.reversed, pensions.paid_date <= as_of, pensions.amount > 0)


def select_regular_pensions(pensions, as_of):
    """The monthly pensions among the standing ones."""
    standing = select_standing_pensions(pensions, as_of)
    return standing.filter(standing.kind == REGULAR)


def select_standing_allowances(payments, as_of, items):
    """Injury payments of some items that were not reversed and were paid by the as-of date."""
    return payments.filter(
        ~payments.reversed,
        payments.paid_date <= as_of,
        payments.amount > 0,
        payments.item.isin(items),
    )


def _combine_payments(pensions, injuries, as_of):
    """person_id, fund, month (date), amount, paid_date, is_own (monthly, in one's own right) of all
    that is paid.
    """
    pensions = select_standing_pensions(pensions, as_of)
    injuries = select_standing_allowances(injuries, as_of, (DISABILITY, CARE, FUNERAL, SURVIVOR))
    is_survivor = injuries.item == SURVIVOR
    injuries = injuries.filter(~is_survivor | injuries.dependant_person_id.notnull())
    return pensions.select(
        "person_id",
        "amount",
        "paid_date",
        fund=pensions.insurance_type,
        month=pensions.benefit_month,
        is_own=pensions.kind == REGULAR,
    ).union(
        injuries.select(
            person_id=(injuries.item == SURVIVOR).ifelse(
                injuries.dependant_person_id, injuries.person_id
            ),
            amount=injuries.amount,
            paid_date=injuries.paid_date,
            fund=ibis.literal(INJURY_FUND),
            month=injuries.benefit_month.fill_null(injuries.paid_date.truncate("M").cast("date")),
            is_own=injuries.item.isin([DISABILITY, CARE]),
        )
    )


@derived(key=("person_id",))
def recipients(
    pensions: PensionPayment, persons: Person, injuries: OrEmpty[InjuryPayment], *, as_of
):
    """Population of recipients: persons who were paid, with the yuan of the last twelve months."""
    paid = _combine_payments(pensions, injuries, as_of)
    since = compute_window_start(as_of, YEAR)
    money = paid.group_by("person_id").agg(
        amount_involved=(paid.month >= since).ifelse(paid.amount, 0).sum(),
        period_from=paid.month.min(),
        period_to=paid.month.max(),
        last_paid=paid.paid_date.max(),
        scheme=paid.fund.min(),
        fund_count=paid.fund.nunique(where=paid.is_own),
    )
    person_facts = persons.select("person_id", "birth_date", "hukou_district")
    joined = money.join(person_facts, "person_id")
    # whole days and a fixed divisor, so that every engine makes the same number of it
    age = count_days_between(ibis.literal(as_of), joined.birth_date) / 365.25
    is_paid_now = (
        extract_month_index(joined.period_to) > compute_month_index(as_of) - PAID_NOW_MONTHS
    )
    band = ((age / AGE_BAND_YEARS).floor() * AGE_BAND_YEARS).cast("int64").cast("string")
    return joined.select(
        "person_id",
        "scheme",
        "fund_count",
        "amount_involved",
        "period_from",
        "period_to",
        subject_id=joined.person_id,
        record_id=joined.person_id,
        district=joined.hukou_district.fill_null(read_city().city_level),
        age_years=age,
        age_band=band,
        is_paid_now=is_paid_now,
        paid_age_years=is_paid_now.ifelse(age.floor(), None),
        # the money of X04, X06 and X07 is counted at P10, U02 and I13
        counted_elsewhere_yuan=ibis.literal(0).cast("decimal(14,2)"),
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def benefit_links(pensions: PensionPayment, *, as_of):
    """Ties of persons whose pensions are paid into one account."""
    paid = select_standing_pensions(pensions, as_of)
    pairs = paid.filter(paid.bank_hash.notnull()).select("person_id", "bank_hash").distinct()
    shared = pairs.group_by("bank_hash").agg(holders=pairs.count())
    shared = shared.filter(shared.holders > 1).select("bank_hash")
    account_pairs = pairs.semi_join(shared, "bank_hash")
    return account_pairs.select(
        subject_kind=ibis.literal("person"),
        subject_id=account_pairs.person_id,
        link_kind=ibis.literal("bank"),
        link_id=account_pairs.bank_hash,
    )
