"""Stays and invoices that the medical fund reimbursed, and double reimbursements."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import LOOK_BACK_DAYS, is_in_last_days
from features.pharmacy.purchases_without_presence import STAYS

SECOND_LAYER = ("320", "330")  # supplements that pay on top of the basic scheme, by design
OVERLAP_DAYS = 2  # an interim bill shares one day
ELSEWHERE_DAYS = 4  # a transfer is settled late by a day or two


@derived(key=("setl_id",))
def reimbursements(headers: ClaimHeader, institutions: Institution, persons: Person, *, as_of):
    """Population: settlements of a stay or with an invoice number, two years, fund money net of
    returns (yuan).
    """
    settlements = headers.filter(
        headers.med_type.isin(STAYS) | headers.invoice_no_hash.notnull(),
        headers.reversal_of.isnull(),
        headers.fund_amount > 0,
        headers.settle_time.cast("date") <= as_of,
        is_in_last_days(headers.service_time, as_of, LOOK_BACK_DAYS),
    )
    back = headers.filter(headers.reversal_of.notnull(), headers.settle_time.cast("date") <= as_of)
    back = back.group_by(setl_id=back.reversal_of).agg(back_yuan=back.fund_amount.sum())
    joined = left_join_columns(settlements, back, "setl_id")
    joined = joined.join(
        institutions.select("institution_code", place=institutions.district), "institution_code"
    )
    joined = joined.join(persons.select("person_id", "hukou_district"), "person_id")
    service_date = joined.service_time.cast("date")
    to_date = joined.discharge_date.fill_null(service_date)
    return joined.select(
        "setl_id",
        "person_id",
        "institution_code",
        "insutype",
        "med_type",
        "invoice_no_hash",
        "settle_time",
        subject_id=joined.person_id,
        record_id=joined.setl_id,
        district=joined.hukou_district.fill_null(joined.place),
        period_from=joined.admit_date.fill_null(service_date),
        period_to=to_date,
        amount_involved=joined.fund_amount + joined.back_yuan.fill_null(0),
        settle_delay_days=count_days_between(joined.settle_time, to_date),
        fund_per_day_yuan=(
            joined.fund_amount / (count_days_between(to_date, service_date) + 1)
        ).cast("float64"),
        settled_date=joined.settle_time.cast("date"),
    )


@derived(key=("setl_id", "first_setl_id"))
def reimbursement_pairs(settlements: reimbursements):
    """Pairs of settlements of one person with one invoice or overlapping days; the later first."""
    first = settlements.select(
        "person_id",
        first_setl_id=settlements.setl_id,
        first_place=settlements.institution_code,
        first_insutype=settlements.insutype,
        first_type=settlements.med_type,
        first_invoice=settlements.invoice_no_hash,
        first_settled=settlements.settle_time,
        first_from=settlements.period_from,
        first_to=settlements.period_to,
        first_fund_yuan=settlements.amount_involved,
    )
    joined = settlements.join(first, "person_id")
    is_later = (joined.settle_time > joined.first_settled) | (
        (joined.settle_time == joined.first_settled) & (joined.setl_id > joined.first_setl_id)
    )
    joined = joined.filter(is_later)
    shared = count_days_between(
        ibis.least(joined.period_to, joined.first_to),
        ibis.greatest(joined.period_from, joined.first_from),
    )
    is_stay = joined.med_type.isin(STAYS) & joined.first_type.isin(STAYS)
    same_invoice = (joined.invoice_no_hash == joined.first_invoice).fill_null(False)
    same_stay = is_stay & (joined.institution_code == joined.first_place) & (shared >= OVERLAP_DAYS)
    # nobody lies in two hospitals at once: one of the two stays is a copy, or the bed was empty
    two_places = (
        is_stay & (joined.institution_code != joined.first_place) & (shared >= ELSEWHERE_DAYS)
    )
    joined = joined.mutate(is_same_bill=same_invoice | same_stay)
    pairs = joined.filter(joined.is_same_bill | two_places)
    is_returned = (pairs.amount_involved <= 0) | (pairs.first_fund_yuan <= 0)
    return pairs.select(
        "setl_id",
        "first_setl_id",
        "first_fund_yuan",
        "is_same_bill",
        first_settled_date=pairs.first_settled.cast("date"),
        fund_yuan=pairs.amount_involved,
        is_layer=pairs.insutype.isin(SECOND_LAYER) | pairs.first_insutype.isin(SECOND_LAYER),
        is_returned=is_returned,
    )


@derived(key=("setl_id",))
def double_reimbursements(pairs: reimbursement_pairs):
    """X12: fund yuan of the later settlement of a pair.

    Explained where every pair is by design or was returned.
    """
    counted = pairs.group_by("setl_id").agg(
        x12_yuan=pairs.fund_yuan.max(),
        x12_first_yuan=pairs.first_fund_yuan.max(),
        first_settled_date=pairs.first_settled_date.min(),
        layers=pairs.is_layer.all(),
        same_bills=pairs.is_same_bill.cast("int64").sum(),
        returned=(pairs.is_returned | pairs.is_layer).all(),
        known_yuan=ibis.greatest(pairs.fund_yuan.max(), pairs.first_fund_yuan.max()),
    )
    return counted.select(
        "setl_id",
        "x12_first_yuan",
        "first_settled_date",
        # a settlement that was taken back is still seen, and explained
        x12_yuan=(counted.x12_yuan > 0).ifelse(counted.x12_yuan, counted.known_yuan),
        is_same_bill=counted.same_bills > 0,
        is_second_layer=counted.layers,
        is_returned=counted.returned & ~counted.layers,
    )


@derived(key=("record_id", "setl_id"))
def both_settlements(pairs: reimbursement_pairs):
    """Both settlements behind X12."""
    later = pairs.select(record_id=pairs.setl_id, setl_id=pairs.setl_id)
    return later.union(
        pairs.select(record_id=pairs.setl_id, setl_id=pairs.first_setl_id), distinct=True
    )
