"""Purchases by persons who cannot have come: the dead, and patients in hospital."""

from contracts.derived import derived
from contracts.tables.claim_line import ClaimLine
from features.common.calendar import count_days_between
from features.common.deaths import death_facts
from features.common.join_helpers import left_join_columns
from features.common.stays import in_patient_stays, stay_of_bill
from features.pharmacy.purchases import (
    LOOK_BACK_DAYS,
    YEAR_DAYS,
    is_in_last_days,
    net_shares,
    purchases,
)

# three purchases within a year, or one of a dear drug: the stay itself is in doubt
REPEATED, DEAR_YUAN = 3, 1000
# one purchase in twenty is collected; among a thousand without any, none was recorded
LEAST_SALES = 1000
PACK = "盒"  # code of qty_unit


@derived(key=("person_id", "setl_id"))
def purchases_after_death(sold: purchases, dead: death_facts):
    """Purchases after the day of death (by the time of purchase, not of settlement).

    The day is that of the certain sources: what may have been in life counts for nothing.
    """
    dates = dead.select("person_id", death_date="known_death_date")
    joined = sold.join(dates, "person_id")
    after = joined.filter(joined.service_date > joined.death_date)
    return after.select(
        "person_id",
        "setl_id",
        "service_date",
        "death_date",
        "institution_code",
        "fund_yuan",
        "account_yuan",
    )


@derived(key=("person_id",))
def purchase_totals_after_death(after: purchases_after_death):
    """P10: purchases after the day of death."""
    return after.group_by("person_id").agg(
        p10_count=after.count(),
        p10_death_date=after.death_date.min(),
        p10_days=count_days_between(after.service_date.max(), after.death_date.min()),
        p10_yuan=(after.fund_yuan + after.account_yuan).sum(),
        p10_from=after.service_date.min(),
        p10_to=after.service_date.max(),
    )


@derived(key=("setl_id", "stay_id"))
def purchases_in_hospital(sold: purchases, all_stays: in_patient_stays, *, as_of):
    """Purchases in person between the day after admission and that before discharge.

    Of all delivered days of the two years within which a fine is possible. An interim bill is no
    discharge.
    """
    stays = all_stays.select(
        "person_id", "admit_date", "discharge_date", "stay_id", stay_yuan="fund_yuan"
    )
    # what a relative fetched with the card, or a courier brought, does not show the patient outside
    recent = sold.filter(
        is_in_last_days(sold.service_date, as_of, LOOK_BACK_DAYS),
        sold.collector_hash.isnull(),
        ~sold.is_online,
    )
    joined = recent.join(stays, "person_id")
    inside = joined.filter(
        (count_days_between(joined.service_date, joined.admit_date) > 1)
        & (count_days_between(joined.discharge_date, joined.service_date) > 1)
    )
    return inside.select(
        "person_id",
        "setl_id",
        "stay_id",
        "stay_yuan",
        "service_date",
        "fund_yuan",
        "account_yuan",
    )


@derived(key=("person_id", "setl_id"))
def stays_and_purchases(inside: purchases_in_hospital, stay_of: stay_of_bill):
    """The purchases behind P11 and all bills of the stays in which they were made."""
    bought = inside.select("person_id", "setl_id")
    bills = inside.select("person_id", "stay_id").join(stay_of, "stay_id")
    return bought.union(bills.select("person_id", "setl_id"), distinct=True)


@derived(key=("setl_id",))
def dear_purchases_in_hospital(inside: purchases_in_hospital, lines: ClaimLine, left: net_shares):
    """Purchases among them with a pack of a dear drug that was not returned."""
    bought = lines.semi_join(inside, "setl_id")
    bought = left_join_columns(bought, left, "setl_id", "item_code")
    dear = bought.filter(
        bought.qty_unit == PACK,
        bought.unit_price >= DEAR_YUAN,
        bought.left_share.fill_null(1.0) > 0,
    )
    return dear.group_by("setl_id").agg(dear_lines=dear.count())


@derived(key=("person_id",))
def purchase_totals_in_hospital(
    inside: purchases_in_hospital, dear: dear_purchases_in_hospital, sold: purchases
):
    """P11: purchases while in hospital.

    is_repeated: three within any year, or one of a dear drug. p11_yuan then counts, beside the
    purchases, what the fund paid for the stays: a patient who is often at the counter was perhaps
    not in hospital. Never so in a city whose shops record no collectors: there nobody is known to
    have come in person.
    """
    once = inside.select(
        "person_id", "setl_id", "service_date", "fund_yuan", "account_yuan"
    ).distinct()
    once = left_join_columns(once, dear, "setl_id")
    third = once.service_date.lead(REPEATED - 1).over(
        group_by=once.person_id, order_by=[once.service_date, once.setl_id]
    )
    once = once.mutate(
        is_third=(count_days_between(third, once.service_date) < YEAR_DAYS).fill_null(False)
    )
    counted = once.group_by("person_id").agg(
        p11_count=once.count(),
        bought_yuan=(once.fund_yuan + once.account_yuan).sum(),
        p11_from=once.service_date.min(),
        p11_to=once.service_date.max(),
        p11_dear=once.dear_lines.count(),
        has_three=once.is_third.any(),
    )
    stays = inside.select("person_id", "stay_id", "stay_yuan").distinct()
    paid = stays.group_by("person_id").agg(
        p11_stays=stays.count(), p11_stay_yuan=stays.stay_yuan.sum()
    )
    joined = counted.join(paid, "person_id")
    records = sold.agg(sales=sold.count(), collected=sold.collector_hash.count())
    joined = joined.cross_join(records)
    is_in_person_known = (joined.collected > 0) | (joined.sales < LEAST_SALES)
    is_repeated = (joined.has_three | (joined.p11_dear > 0)) & is_in_person_known
    return joined.mutate(
        is_repeated=is_repeated,
        p11_yuan=joined.bought_yuan + is_repeated.ifelse(joined.p11_stay_yuan, 0),
    ).drop("has_three", "sales", "collected")
