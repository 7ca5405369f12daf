"""How long institutions keep the injured, beside other institutions with the same injuries."""

import ibis

from contracts.derived import derived
from contracts.tables.injury_case import InjuryCase
from contracts.tables.institution import Institution
from features.common.calendar import (
    compute_month_index,
    count_days_between,
    extract_month_index,
)
from features.common.stays import number_stays
from features.work_injury.injuries import WINDOW_MONTHS, net_injury_payments

TREATMENT = "1"  # code of injury_item
BILLED_ON_DAYS = 1  # bills of the injury fund end on one day and go on with the next
CODE_LENGTH = 3  # ICD-10 by three characters: the kind and site of the injury
# a median needs some values; who has fewer stays with an injury elsewhere is not compared by it
LEAST_PEERS = 5
LEAST_STAYS = 5  # below five stays a median is one patient's
# stays that count as much as knowing nothing: halfway at fifteen, most of the way from twenty on;
# where lengths of stay vary as they do, 1.3 after shrinking is then as rare at any number of stays
PRIOR_STAYS = 15
SLOW_TRADES = ("康复", "烧伤")  # words in an institution's specialty: long stays by nature


@derived(key=("payment_id",))
def stay_bills(payments: net_injury_payments, cases: InjuryCase, *, as_of):
    """Bills of treatment with nights of the last 36 months, with the first day of their stay.

    A bill that begins by the day after another one of the same case and institution ends goes on
    with the same stay: institutions bill by the month.
    """
    first_month = compute_month_index(as_of) - WINDOW_MONTHS
    bills = payments.filter(
        payments.item == TREATMENT,
        payments.institution_code.notnull(),
        payments.service_to > payments.service_from,
        payments.service_to <= as_of,
        extract_month_index(payments.service_to) > first_month,
    )
    coded = cases.filter(cases.diag_code.notnull())
    coded = coded.select("case_id", diag=coded.diag_code.substr(0, CODE_LENGTH))
    bills = bills.join(coded, "case_id")
    numbered = number_stays(
        bills,
        by=("case_id", "institution_code"),
        begin="service_from",
        end="service_to",
        key="payment_id",
        gap_days=BILLED_ON_DAYS,
    )
    return numbered.select(
        "payment_id",
        "case_id",
        "institution_code",
        "diag",
        "service_from",
        "service_to",
        "amount",
        "stay_number",
    )


@derived(key=("institution_code", "case_id", "stay_number"))
def stays(bills: stay_bills, institutions: Institution):
    """Stays with their nights, yuan, and whether the institution's trade is slow."""
    merged = bills.group_by("institution_code", "case_id", "stay_number", "diag").agg(
        stay_from=bills.service_from.min(),
        stay_to=bills.service_to.max(),
        yuan=bills.amount.sum(),
    )
    is_slow = ibis.literal(False)
    for word in SLOW_TRADES:
        is_slow = is_slow | institutions.specialty.contains(word).fill_null(False)
    places = institutions.select("institution_code", "district", is_slow_trade=is_slow)
    joined = merged.join(places, "institution_code")
    return joined.mutate(days=count_days_between(joined.stay_to, joined.stay_from))


@derived(key=("institution_code", "case_id", "stay_number"))
def stays_beside_others(all_stays: stays):
    """Stays with usual_days: the median for the diagnosis at *other* institutions.

    The institution itself is left out, so that one with most of the stays is not its own measure;
    so are institutions for rehabilitation and burns. Fewer than five stays elsewhere measure
    nothing: the stay is not compared.
    """
    ordinary = all_stays.filter(~all_stays.is_slow_trade)
    ordinary = ordinary.select("diag", peer_days="days", peer_code="institution_code")
    pairs = all_stays.select("institution_code", "diag").distinct().join(ordinary, "diag")
    pairs = pairs.filter(pairs.peer_code != pairs.institution_code)
    usual = pairs.group_by("institution_code", "diag").agg(
        usual_days=pairs.peer_days.median().cast("float64"), peers=pairs.count()
    )
    usual = usual.filter(usual.peers >= LEAST_PEERS)
    joined = all_stays.join(usual, ["institution_code", "diag"])
    excess = ibis.greatest(joined.days - joined.usual_days, 0.0) / joined.days
    return joined.mutate(
        stay_ratio=joined.days / joined.usual_days,
        excess_yuan=(joined.yuan.cast("float64") * excess).round(2).cast("decimal(14,2)"),
    )


@derived(key=("institution_code",))
def injury_institutions(all_stays: stays):
    """Population of institutions: those where the injured stayed overnight in 36 months."""
    places = all_stays.group_by("institution_code", "district").agg(
        period_from=all_stays.stay_from.min(),
        period_to=all_stays.stay_to.max(),
        amount_involved=all_stays.yuan.sum(),
        stay_nights=all_stays.days.sum(),
        is_slow_trade=all_stays.is_slow_trade.any(),
    )
    return places.mutate(
        subject_id=places.institution_code,
        record_id=places.institution_code,
        yuan_per_night=places.amount_involved.cast("float64") / places.stay_nights,
    )


@derived(key=("institution_code",))
def lengths_of_stay(compared: stays_beside_others):
    """I19: median of the stays' days over the usual ones, shrunk towards 1 where stays are few.

    i19_ratio = median^(n / (n + 15)). i19_yuan: the part of the bills beyond the usual days.
    """
    places = compared.group_by("institution_code").agg(
        i19_stays=compared.count(),
        i19_median=compared.stay_ratio.median(),
        i19_yuan=compared.excess_yuan.sum(),
        i19_from=compared.stay_from.min(),
        i19_to=compared.stay_to.max(),
    )
    places = places.filter(places.i19_stays >= LEAST_STAYS)
    weight = places.i19_stays.cast("float64") / (places.i19_stays + PRIOR_STAYS)
    return places.mutate(i19_ratio=(places.i19_median.ln() * weight).exp())


@derived(key=("institution_code", "payment_id"))
def long_stay_bills(compared: stays_beside_others, bills: stay_bills):
    """The bills of stays longer than usual."""
    longer = compared.filter(compared.days > compared.usual_days)
    longer = longer.select("institution_code", "case_id", "stay_number")
    return bills.join(longer, ["institution_code", "case_id", "stay_number"]).select(
        "institution_code", "payment_id"
    )
