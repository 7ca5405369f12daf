"""Unemployment claims and the payments on them."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.law import get_law_number
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from features.common.calendar import (
    compute_month_index,
    convert_index_to_month,
    count_days_between,
    extract_month_index,
)
from features.common.deaths import deaths
from features.common.employer_groups import join_known_units, known_units
from features.common.join_helpers import left_join_columns

BENEFIT, ASSISTANCE, EXTENDED = "1", "2", "5"  # codes of unemployment_benefit
# codes of insurance_type, pension_pay_kind and pay_kind
EMPLOYED_INSURANCES = ("110", "120", "210")
PENSION_KIND_REGULAR = "1"
NORMAL = "1"
OFTEN_CHANGED = 3  # changes of the reason of separation


@derived(key=("claim_id", "benefit_month", "seq"))
def standing_payments(payments: UnemploymentPayment, *, as_of):
    """Payments not reversed, in money, by the as-of date, with is_settled: the cash of the whole
    month was paid back. The medical premium, which the fund paid to itself, may remain.
    """
    standing = payments.filter(
        ~payments.reversed, payments.paid_amount > 0, payments.paid_date <= as_of
    )
    month = ibis.window(group_by=[standing.claim_id, standing.benefit_month])
    recovered, paid = standing.recovered_amount.sum(), standing.paid_amount.sum()
    return standing.mutate(is_settled=recovered.over(month) >= paid.over(month))


@derived(key=("claim_id", "benefit_month", "seq"))
def net_benefit(payments: standing_payments, claims: UnemploymentClaim):
    """Payments that stand and are not settled, with person_id and month (index).

    yuan: cash and medical premium, net of what was paid back.
    """
    open_payments = payments.filter(~payments.is_settled)
    joined = open_payments.join(claims.select("claim_id", "person_id", "benefit_kind"), "claim_id")
    yuan = joined.paid_amount + joined.medical_premium_amount - joined.recovered_amount
    net = joined.mutate(yuan=yuan, month=extract_month_index(joined.benefit_month))
    return net.select(
        "claim_id", "benefit_month", "seq", "person_id", "benefit_kind", "yuan", "month"
    )


@derived(key=("claim_id",))
def claim_base(
    claims: UnemploymentClaim,
    units: known_units,
    benefit: net_benefit,
    persons: OrEmpty[Person],
    *,
    as_of,
):
    """Population: one row a claim made by the as-of date, with yuan, and with what is known of the
    person and the last unit.
    """
    paid = benefit.group_by("claim_id").agg(
        amount_involved=benefit.yuan.sum(),
        paid_months=benefit.month.nunique(),
        first_paid_month=benefit.month.min(),
        last_paid_month=benefit.month.max(),
    )
    past_claims = claims.filter(claims.claim_date <= as_of)
    # the claimant's own register_date is another: the day on which he registered as unemployed
    facts = ("group_id", "industry_code", "register_date", "deregister_date")
    past_claims = past_claims.drop("register_date")
    joined = join_known_units(past_claims, units, *facts, employer="last_employer_id")
    people = persons.select("person_id", "birth_date", first_enrolled=persons.first_enroll_month)
    joined = left_join_columns(joined, paid, "claim_id")
    joined = left_join_columns(joined, people, "person_id")
    return joined.select(
        "claim_id",
        "person_id",
        "last_employer_id",
        "group_id",
        "district",
        "industry_code",
        "claim_date",
        "separation_date",
        "benefit_kind",
        "granted_months",
        "paid_months_total",
        "carry_over_months",
        "reason_changed_count",
        subject_id=joined.person_id,
        record_id=joined.claim_id,
        period_from=joined.claim_date,
        period_to=joined.last_paid_month.isnull().ifelse(
            joined.claim_date, convert_index_to_month(joined.last_paid_month)
        ),
        amount_involved=joined.amount_involved.fill_null(0),
        paid_months=joined.paid_months.fill_null(0),
        claim_delay_days=count_days_between(joined.claim_date, joined.separation_date),
        unit_age_months=extract_month_index(joined.claim_date)
        - extract_month_index(joined.register_date),
        claimant_age_years=count_days_between(joined.claim_date, joined.birth_date) / 365.25,
        months_enrolled=extract_month_index(joined.separation_date)
        - extract_month_index(joined.first_enrolled),
        is_older_recipient=joined.benefit_kind == EXTENDED,
        is_changed_often=joined.reason_changed_count >= OFTEN_CHANGED,
        is_unit_deregistered=joined.deregister_date.notnull() & (joined.deregister_date <= as_of),
    )


@derived(key=("claim_id",))
def benefit_with_pension(pensions: PensionPayment, benefit: net_benefit, *, as_of):
    """U02: months with both unemployment benefit and a regular pension."""
    regular = pensions.filter(
        ~pensions.reversed,
        pensions.kind == PENSION_KIND_REGULAR,
        pensions.amount > 0,
        pensions.paid_date <= as_of,
    ).semi_join(benefit.select("person_id").distinct(), "person_id")
    months = regular.select(
        "person_id", month=extract_month_index(regular.benefit_month)
    ).distinct()
    return _sum_months_and_money(benefit.join(months, ["person_id", "month"]), "u02")


@derived(key=("claim_id",))
def benefit_after_death_or_custody(
    dead: deaths, benefit: net_benefit, custody: OrEmpty[CustodyRecord], *, as_of
):
    """U03: months of benefit after the month of death, or wholly inside custody in which benefits
    must stop.
    """
    late = benefit.join(dead.select("person_id", "death_date"), "person_id")
    late = late.filter(late.month > extract_month_index(late.death_date)).select(benefit.columns)
    custody_spells = custody.filter(custody.stop_required).select(
        "person_id", "from_date", "to_date"
    )
    inside = benefit.join(custody_spells, "person_id")
    until = extract_month_index(inside.to_date).fill_null(compute_month_index(as_of) + 1)
    inside = inside.filter(
        (inside.month > extract_month_index(inside.from_date)) & (inside.month < until)
    )
    return _sum_months_and_money(late.union(inside.select(benefit.columns)).distinct(), "u03")


@derived(key=("claim_id",))
def overlong_payment(claims: claim_base, benefit: net_benefit, *, as_of):
    """U04: months paid beyond the provincial formula of months contributed and carried over."""
    rule = get_law_number("unemployment_benefit_months").on(as_of)
    extra = claims.paid_months_total - rule["first_paid_months"]
    steps = (extra / rule["step_paid_months"]).floor().cast("int64")
    rest = extra - steps * rule["step_paid_months"]
    months = (
        rule["first_benefit_months"] + steps + (rest > rule["round_up_over_months"]).cast("int64")
    )
    earned = (extra < 0).ifelse(0, months) + claims.carry_over_months
    entitled = ibis.least(earned, rule["cap_months"])
    benefit_claims = claims.filter(claims.benefit_kind.isin([BENEFIT, EXTENDED]))
    benefit_claims = benefit_claims.mutate(
        entitled_months=entitled, u04_months=benefit_claims.paid_months - entitled
    )
    place = ibis.row_number().over(group_by=benefit.claim_id, order_by=benefit.month)
    ranked = benefit.mutate(place=place + 1).join(
        benefit_claims.select("claim_id", "entitled_months"), "claim_id"
    )
    beyond = ranked.filter(ranked.place > ranked.entitled_months)
    money = beyond.group_by("claim_id").agg(
        u04_amount=beyond.yuan.sum(), first_beyond=beyond.month.min()
    )
    joined = benefit_claims.left_join(money, "claim_id")
    return joined.select(
        "claim_id",
        "entitled_months",
        "u04_months",
        "u04_amount",
        u04_from=convert_index_to_month(joined.first_beyond),
    )


@derived(key=("claim_id",))
def repeat_claims(claims: claim_base, *, as_of):
    """U14: claims of one person with one employer group as the last employer within 36 months."""
    recent = claims.filter(extract_month_index(claims.claim_date) > compute_month_index(as_of) - 36)
    counted = recent.group_by("person_id", "group_id").agg(
        u14_claims=recent.count(), last_claim=recent.claim_id.max()
    )
    joined = recent.join(counted, ["person_id", "group_id"])
    # one finding a person and group: it stands on the latest claim
    return joined.filter(joined.claim_id == joined.last_claim).select("claim_id", "u14_claims")


def _sum_months_and_money(rows, name):
    months = rows.group_by("claim_id", "month").agg(yuan=rows.yuan.sum())
    return months.group_by("claim_id").agg(
        **{
            f"{name}_months": months.count(),
            f"{name}_amount": months.yuan.sum(),
            f"{name}_from": convert_index_to_month(months.month.min()),
            f"{name}_to": convert_index_to_month(months.month.max()),
        }
    )
