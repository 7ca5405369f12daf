"""One treatment that the injury fund and the medical fund paid both (I12)."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.common.stays import STAYS, stay_of_bill
from features.work_injury.injuries import COST_ITEMS, net_injury_payments

RECOVERY_DAYS = 90  # money back within a quarter of the stay was corrected in the ordinary way
INJURY_CHAPTERS = ("S", "T")  # ICD-10: what the injury fund pays for
# two bills are of one stay if they have most days of the shorter in common, or begin and end a day
# apart at most: admission and the night before it are dated differently
COMMON_SHARE, APART_DAYS = 0.8, 1


@derived(key=("setl_id",))
def settled_treatments(payments: net_injury_payments, claims: ClaimHeader, stay_of: stay_of_bill):
    """Medical settlements of the injured that the pooled fund paid, with the days of the stay.

    is_injury_stay: in hospital, with an injury as main diagnosis. is_returned: taken back in full
    within 90 days of the end.
    """
    settled = claims.filter(claims.reversal_of.isnull(), claims.fund_amount > 0).semi_join(
        payments.select("person_id").distinct(), "person_id"
    )
    back = (
        claims.filter(claims.reversal_of.notnull())
        .group_by("reversal_of")
        .agg(
            returned_yuan=lambda t: -t.fund_amount.sum(),
            returned_on=lambda t: t.settle_time.max().cast("date"),
        )
    )
    settled = left_join_columns(settled, back.rename(setl_id="reversal_of"), "setl_id")
    settled = left_join_columns(
        settled, stay_of.select("setl_id", "stay_from", "stay_to"), "setl_id"
    )
    service_date = settled.service_time.cast("date")
    to_date = settled.stay_to.fill_null(settled.discharge_date).fill_null(service_date)
    is_in_full = settled.returned_yuan >= settled.fund_amount
    is_in_time = count_days_between(settled.returned_on, to_date) <= RECOVERY_DAYS
    is_stay = settled.med_type.isin(STAYS) | settled.admit_date.notnull()
    is_injury = settled.diag_code.substr(0, 1).isin(INJURY_CHAPTERS).fill_null(False)
    return settled.select(
        "setl_id",
        "person_id",
        "institution_code",
        "invoice_no_hash",
        "fund_amount",
        from_date=settled.stay_from.fill_null(settled.admit_date).fill_null(service_date),
        to_date=to_date,
        is_injury_stay=is_stay & is_injury,
        is_returned=(is_in_full & is_in_time).fill_null(False),
    )


@derived(key=("case_id", "payment_id", "setl_id"))
def double_payments(payments: net_injury_payments, settled: settled_treatments):
    """Injury payments and medical settlements of one person and institution for one treatment.

    It is one where the invoice is the same and days overlap (is_same_invoice), or where a stay for
    an injury covers the same days.
    """
    bills = payments.filter(payments.item.isin(COST_ITEMS)).select(
        "case_id",
        "payment_id",
        "person_id",
        "institution_code",
        "service_from",
        "service_to",
        "amount",
        bill_invoice="invoice_no_hash",
    )
    joined = bills.join(settled, ["person_id", "institution_code"])
    is_overlapping = (joined.from_date <= joined.service_to) & (
        joined.to_date >= joined.service_from
    )
    is_same_invoice = (joined.bill_invoice == joined.invoice_no_hash).fill_null(False)
    is_same_invoice = is_same_invoice & is_overlapping.fill_null(True)
    is_same_stay = (joined.is_injury_stay & _cover_same_days(joined)).fill_null(False)
    return joined.filter(is_same_invoice | is_same_stay).select(
        "case_id",
        "payment_id",
        "setl_id",
        "service_from",
        "service_to",
        "amount",
        "fund_amount",
        "is_returned",
        is_same_invoice=is_same_invoice,
    )


def _cover_same_days(joined):
    """Whether a bill with nights and a settlement are of the same days."""
    bill_nights = count_days_between(joined.service_to, joined.service_from)
    claim_nights = count_days_between(joined.to_date, joined.from_date)
    first = ibis.greatest(joined.service_from, joined.from_date)
    last = ibis.least(joined.service_to, joined.to_date)
    common_days = count_days_between(last, first) + 1
    shorter_days = ibis.least(bill_nights, claim_nights) + 1
    apart = ibis.greatest(
        count_days_between(joined.service_from, joined.from_date).abs(),
        count_days_between(joined.service_to, joined.to_date).abs(),
    )
    is_same = (common_days >= COMMON_SHARE * shorter_days) | (apart <= APART_DAYS)
    return is_same & (common_days > 0) & (bill_nights > 0) & (claim_nights > 0)


@derived(key=("case_id",))
def two_fund_payments(doubles: double_payments):
    """I12: yuan that the medical fund paid beside the injury fund.

    Settlements that were taken back count where there are no others (is_taken_back). A settlement
    or payment that is paired twice counts once.
    """
    open_settlements = doubles.group_by("case_id").agg(open_count=(~doubles.is_returned).sum())
    marked = doubles.join(open_settlements, "case_id")
    counted = marked.filter((marked.open_count == 0) | ~marked.is_returned)
    settlements = counted.group_by("case_id", "setl_id").agg(yuan=counted.fund_amount.max())
    bills = counted.group_by("case_id", "payment_id").agg(yuan=counted.amount.max())
    money = settlements.group_by("case_id").agg(i12_yuan=settlements.yuan.sum())
    billed = bills.group_by("case_id").agg(i12_injury_yuan=bills.yuan.sum())
    facts = counted.group_by("case_id").agg(
        i12_from=counted.service_from.min(),
        i12_to=counted.service_to.max(),
        is_taken_back=counted.is_returned.all(),
        is_one_invoice=counted.is_same_invoice.any(),
    )
    return facts.join(money, "case_id").join(billed, "case_id")
