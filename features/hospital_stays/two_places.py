"""Patients who lay in two hospitals at once."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.injury_payment import InjuryPayment
from features.common.calendar import count_days_between
from features.common.join_helpers import select_first_per_group
from features.hospital_stays.populations import year_stays

IN_HOSPITAL_ITEMS = ("1", "4")  # codes of injury_item: treatment and rehabilitation
LATE_NIGHTS = 3  # a transfer is entered late by so many days


@derived(key=("stay_id", "other_id"))
def nights_in_two_places(stays: year_stays, injuries: OrEmpty[InjuryPayment]):
    """Nights that two stays at different institutions have in common; the later one first.

    Treatment with nights that the injury fund paid at another institution counts as a stay.
    is_late_transfer: the second goes on after the first, which was ended three days late at most.
    """
    own = stays.select(
        "person_id",
        "institution_code",
        "fund_yuan",
        "has_supplement",
        bill_id="stay_id",
        begin="admit_date",
        until="discharge_date",
        is_injury=ibis.literal(False),
    )
    paid = injuries.filter(
        ~injuries.reversed,
        injuries.item.isin(IN_HOSPITAL_ITEMS),
        injuries.institution_code.notnull(),
        injuries.service_from.notnull(),
        injuries.service_to.notnull(),
    )
    paid = paid.select(
        "person_id",
        "institution_code",
        fund_yuan=paid.amount.cast("decimal(14,2)"),
        has_supplement=ibis.literal(False),
        bill_id=paid.payment_id,
        begin=paid.service_from,
        until=paid.service_to,
        is_injury=ibis.literal(True),
    )
    other = own.union(paid)
    other = other.rename({f"other_{c}": c for c in other.columns if c != "person_id"})
    joined = own.join(other, "person_id")
    is_later = (joined.begin > joined.other_begin) | (
        (joined.begin == joined.other_begin) & (joined.bill_id > joined.other_bill_id)
    )
    joined = joined.filter(
        joined.institution_code != joined.other_institution_code,
        is_later | joined.other_is_injury,
    )
    shared = count_days_between(
        ibis.least(joined.until, joined.other_until),
        ibis.greatest(joined.begin, joined.other_begin),
    )
    joined = joined.mutate(nights=shared).filter(lambda t: t.nights >= 1)
    goes_on = (joined.until > joined.other_until) & (joined.nights <= LATE_NIGHTS)
    return joined.select(
        "person_id",
        "nights",
        "fund_yuan",
        "institution_code",
        "other_institution_code",
        "other_is_injury",
        stay_id="bill_id",
        other_id="other_bill_id",
        shared_from=ibis.greatest(joined.begin, joined.other_begin),
        is_late_transfer=goes_on,
        is_second_layer=joined.has_supplement | joined.other_has_supplement,
    )


@derived(key=("person_id",))
def two_places(pairs: nights_in_two_places):
    """H14: most nights that a person lay in two hospitals; what nothing explains comes first."""
    order = [
        "is_second_layer",
        "is_late_transfer",
        ibis.desc("nights"),
        "stay_id",
        "other_id",
    ]
    worst = select_first_per_group(pairs, "person_id", order)
    return worst.select(
        "person_id",
        "is_late_transfer",
        "is_second_layer",
        h14_nights=worst.nights,
        h14_yuan=worst.fund_yuan,
        h14_from=worst.shared_from,
        h14_to=(worst.shared_from + worst.nights.as_interval("D")).cast("date"),
        h14_place=worst.institution_code,
        h14_other=worst.other_institution_code,
    )


@derived(key=("person_id", "setl_id"))
def two_place_bills(pairs: nights_in_two_places):
    """The first settlements of both stays behind H14."""
    later = pairs.select("person_id", setl_id="stay_id")
    other = pairs.filter(~pairs.other_is_injury).select("person_id", setl_id="other_id")
    return later.union(other, distinct=True)
