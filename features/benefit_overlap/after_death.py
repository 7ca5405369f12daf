"""What continues after a death: payments, checks, purchases, funeral grants."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.qualification_check import QualificationCheck
from features.common.benefit_recipients import (
    CARE,
    DEATH_GRANT,
    DISABILITY,
    FUNERAL,
    INJURY_FUND,
    recipients,
    select_regular_pensions,
    select_standing_allowances,
    select_standing_pensions,
)
from features.common.calendar import compute_month_index, count_days_between, extract_month_index
from features.common.deaths import death_facts
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases_without_presence import purchase_totals_after_death

AUTOMATIC = "2"  # code of check_method: match of data; nobody saw the person
# one payment run after the month of death is in preparation when the death is reported
LAG_MONTHS = 2
# notice within 90 days, at most four months, stopped within a month of notice: a lag of notice
LATE_NOTICE_DAYS, LATE_NOTICE_MONTHS, STOP_DAYS = 90, 4, 31
RECENT_MONTHS = 24  # deaths of two years: enough for a median in a district


@derived(key=("person_id", "insurance_type", "benefit_month", "kind", "seq"))
def payments_after_death(
    dead: death_facts, pensions: PensionPayment, injuries: OrEmpty[InjuryPayment], *, as_of
):
    """Monthly pensions and disability allowances for months after that of the death, itself still
    due.
    """
    regular = select_regular_pensions(pensions, as_of)
    paid = regular.select(
        "person_id", "insurance_type", "benefit_month", "kind", "seq", "amount", "paid_date"
    )
    monthly = select_standing_allowances(injuries, as_of, (DISABILITY, CARE))
    monthly = monthly.filter(monthly.benefit_month.notnull())
    allowances = monthly.select(
        person_id=monthly.person_id,
        insurance_type=ibis.literal(INJURY_FUND),
        benefit_month=monthly.benefit_month,
        kind=monthly.item,
        seq=ibis.row_number()
        .over(
            group_by=[monthly.person_id, monthly.benefit_month, monthly.item],
            order_by=monthly.payment_id,
        )
        .cast(paid.seq.type()),
        amount=monthly.amount,
        paid_date=monthly.paid_date,
    )
    joined = paid.union(allowances).join(
        dead.select("person_id", "known_death_date", "first_received_date"), "person_id"
    )
    return joined.filter(
        extract_month_index(joined.benefit_month) > extract_month_index(joined.known_death_date)
    )


@derived(key=("person_id", "check_time"))
def checks_after_death(dead: death_facts, checks: QualificationCheck, *, as_of):
    """Checks of entitlement after the day of death; is_automatic: a data match, nobody was seen."""
    past_checks = checks.filter(checks.check_time.cast("date") <= as_of)
    joined = past_checks.join(dead.select("person_id", "known_death_date"), "person_id")
    after = joined.filter(joined.check_time.cast("date") > joined.known_death_date)
    return after.select("person_id", "check_time", "method", is_automatic=after.method == AUTOMATIC)


@derived(key=("person_id",))
def checks_after_death_summary(after: checks_after_death):
    """X03: checks passed after death, those by data match apart."""
    counted = after.group_by("person_id").agg(
        x03_seen=(~after.is_automatic).cast("int64").sum(),
        x03_automatic=after.is_automatic.cast("int64").sum(),
        x03_from=after.check_time.min().cast("date"),
        x03_to=after.check_time.max().cast("date"),
    )
    is_automatic = counted.x03_seen == 0
    return counted.select(
        "person_id",
        "x03_from",
        "x03_to",
        x03_checks=is_automatic.ifelse(counted.x03_automatic, counted.x03_seen),
        is_data_match_only=is_automatic,
    )


@derived(key=("person_id",))
def benefits_after_death(
    after: payments_after_death, dead: death_facts, checks: OrEmpty[QualificationCheck], *, as_of
):
    """X01: months and yuan after the month of death.

    is_short_lag, is_late_notice: delay explains them.
    """
    paid = after.group_by("person_id").agg(
        x01_months=extract_month_index(after.benefit_month).nunique(),
        x01_yuan=after.amount.sum(),
        x01_from=after.benefit_month.min(),
        x01_to=after.benefit_month.max(),
        last_late_paid=after.paid_date.max(),
    )
    joined = paid.join(dead, "person_id")
    acts = _find_persons_seen_after(checks, joined, as_of)
    joined = left_join_columns(joined, acts, "person_id")
    has_act = joined.has_act.fill_null(False)
    notice_days = count_days_between(joined.first_received_date, joined.first_death_date)
    is_prompt = count_days_between(joined.last_late_paid, joined.first_received_date) <= STOP_DAYS
    return joined.select(
        "person_id",
        "x01_months",
        "x01_yuan",
        "x01_from",
        "x01_to",
        notice_days=notice_days,
        is_paid_after_death=ibis.literal(True),
        is_short_lag=(joined.x01_months <= LAG_MONTHS) & ~has_act,
        is_late_notice=(notice_days <= LATE_NOTICE_DAYS)
        & is_prompt
        & (joined.x01_months <= LATE_NOTICE_MONTHS)
        & ~has_act,
    )


def _find_persons_seen_after(checks, dead, as_of):
    """Persons of `dead` whom a check by face, visit, counter or paper passed after the death."""
    past_checks = checks.filter(checks.check_time.cast("date") <= as_of, checks.method != AUTOMATIC)
    joined = past_checks.select("person_id", "check_time").join(
        dead.select("person_id", "known_death_date"), "person_id"
    )
    after = joined.filter(joined.check_time.cast("date") > joined.known_death_date)
    return after.select("person_id").distinct().mutate(has_act=True)


@derived(key=("person_id",))
def card_used_after_death(bought: purchase_totals_after_death, paid: benefits_after_death):
    """X04: purchases after death (P10) of those whose pension continued, as a sign of deceit."""
    both = bought.semi_join(paid, "person_id")
    return both.select(
        "person_id",
        "p10_yuan",
        x04_count=both.p10_count,
        x04_from=both.p10_from,
        x04_to=both.p10_to,
    )


@derived(key=("person_id",))
def funeral_grants(
    dead: death_facts, pensions: PensionPayment, injuries: OrEmpty[InjuryPayment], *, as_of
):
    """X08: funds that paid a grant for one death, and the yuan beyond the largest grant."""
    grants = select_standing_pensions(pensions, as_of)
    grants = grants.filter(grants.kind == DEATH_GRANT)
    funeral = select_standing_allowances(injuries, as_of, (FUNERAL,))
    paid = grants.select("person_id", "amount", "paid_date", fund=grants.insurance_type).union(
        funeral.select("person_id", "amount", "paid_date", fund=ibis.literal(INJURY_FUND))
    )
    paid = paid.join(dead.select("person_id", "first_death_date"), "person_id")
    grants_after_death = paid.filter(paid.paid_date >= paid.first_death_date)
    by_fund = grants_after_death.group_by("person_id", "fund").agg(
        yuan=grants_after_death.amount.sum(),
        paid_from=grants_after_death.paid_date.min(),
        paid_to=grants_after_death.paid_date.max(),
    )
    return by_fund.group_by("person_id").agg(
        x08_funds=by_fund.count(),
        x08_total_yuan=by_fund.yuan.sum(),
        x08_yuan=by_fund.yuan.sum() - by_fund.yuan.max(),
        x08_from=by_fund.paid_from.min(),
        x08_to=by_fund.paid_to.max(),
    )


@derived(key=("person_id",))
def district_stop_days(dead: death_facts, pensions: PensionPayment, base: recipients, *, as_of):
    """X16: median days from death to the last regular pension, by district, deaths of two years."""
    sure = dead.filter(~dead.is_weak_death & ~dead.is_death_disputed)
    sure = sure.filter(
        extract_month_index(sure.known_death_date) > compute_month_index(as_of) - RECENT_MONTHS
    )
    regular = select_regular_pensions(pensions, as_of)
    last = regular.group_by("person_id").agg(last_regular=regular.paid_date.max())
    joined = sure.join(last, "person_id").join(base.select("person_id", "district"), "person_id")
    days = count_days_between(joined.last_regular, joined.known_death_date)
    timed = joined.select("person_id", "district", stop_days=(days > 0).ifelse(days, 0))
    medians = timed.group_by("district").agg(
        x16_days=timed.stop_days.median(), x16_deaths=timed.count()
    )
    return left_join_columns(timed, medians, "district").select(
        "person_id", "x16_days", "x16_deaths", "stop_days"
    )
