"""Purchases by persons who cannot have come: the dead, and patients in hospital."""

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from features.common.calendar import count_days_between
from features.common.deaths import death_facts
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchases, settlement_returns

STAYS = ("21", "52")  # codes of med_type: in-patient
REPEATED = 3  # three purchases during a stay: the stay itself is in doubt


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


@derived(key=("setl_id", "stay_setl"))
def purchases_in_hospital(
    sold: purchases, headers: ClaimHeader, back: settlement_returns, *, as_of
):
    """Purchases in person between the day after admission and that before discharge, last year."""
    stays = headers.filter(
        headers.med_type.isin(STAYS),
        headers.reversal_of.isnull(),
        headers.admit_date.notnull(),
        headers.discharge_date.notnull(),
    )
    stays = stays.anti_join(back.select(setl_id="original"), "setl_id").select(
        "person_id", "admit_date", "discharge_date", stay_setl="setl_id", stay_yuan="fund_amount"
    )
    # what a relative fetched with the card, or a courier brought, does not show the patient outside
    recent = sold.filter(
        is_in_last_days(sold.service_date, as_of, YEAR_DAYS),
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
        "stay_setl",
        "stay_yuan",
        "service_date",
        "fund_yuan",
        "account_yuan",
    )


@derived(key=("person_id", "setl_id"))
def stays_and_purchases(inside: purchases_in_hospital):
    """The purchases behind P11 and the stays in which they were made."""
    bought = inside.select("person_id", "setl_id")
    return bought.union(inside.select("person_id", setl_id="stay_setl"), distinct=True)


@derived(key=("person_id",))
def purchase_totals_in_hospital(inside: purchases_in_hospital):
    """P11: purchases while in hospital.

    p11_yuan counts them and, from three on, what the fund paid for the stays: a patient who is
    often at the counter was perhaps not in hospital.
    """
    once = inside.select(
        "person_id", "setl_id", "service_date", "fund_yuan", "account_yuan"
    ).distinct()
    counted = once.group_by("person_id").agg(
        p11_count=once.count(),
        bought_yuan=(once.fund_yuan + once.account_yuan).sum(),
        p11_from=once.service_date.min(),
        p11_to=once.service_date.max(),
    )
    stays = inside.select("person_id", "stay_setl", "stay_yuan").distinct()
    paid = stays.group_by("person_id").agg(
        p11_stays=stays.count(), p11_stay_yuan=stays.stay_yuan.sum()
    )
    joined = counted.join(paid, "person_id")
    is_repeated = joined.p11_count >= REPEATED
    return joined.mutate(
        is_repeated=is_repeated,
        p11_yuan=joined.bought_yuan + is_repeated.ifelse(joined.p11_stay_yuan, 0),
    )
