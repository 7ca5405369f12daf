"""Stays and invoices that the medical fund reimbursed, and double reimbursements."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.stays import STAYS, stay_of_bill
from features.pharmacy.purchases import LOOK_BACK_DAYS, is_in_last_days

SECOND_LAYER = ("320", "330")  # supplements that pay on top of the basic scheme, by design
OVERLAP_DAYS = 2  # an interim bill shares one day
ELSEWHERE_DAYS = 4  # a transfer is settled late by a day or two
# at the hospital's counter a stay is settled on leaving, or with the month's batch; by hand later
BY_HAND_DAYS = 15
FILLER_PERSONS = 3  # an invoice is one person's; two may share a misread number


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
        "mdtrt_id",
        "total_amount",
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


@derived(key=("invoice_no_hash",))
def placeholder_invoices(settlements: reimbursements):
    """Invoice numbers under which many persons were settled: a system's filler, no invoice."""
    persons = settlements.filter(settlements.invoice_no_hash.notnull())
    persons = persons.group_by("invoice_no_hash").agg(holders=persons.person_id.nunique())
    return persons.filter(persons.holders >= FILLER_PERSONS).select("invoice_no_hash")


@derived(key=("setl_id", "first_setl_id"))
def reimbursement_pairs(
    settlements: reimbursements, fillers: placeholder_invoices, stay_of: stay_of_bill
):
    """Pairs of settlements of one person with one invoice or overlapping days; the later first.

    is_same_bill: one invoice, or one stay (admission and discharge within a day, one hospital)
    under two insurances or settled by hand. is_interim: settlements of one visit, or of one invoice
    in parts. is_unclear: other overlaps at one hospital, which entry of dates explains as well. Two
    hospitals are compared by the days of whole stays, of which a bill may be a part.
    """
    columns = {
        "setl_id": "setl_id",
        "place": "institution_code",
        "insutype": "insutype",
        "type": "med_type",
        "visit": "mdtrt_id",
        "total": "total_amount",
        "settled": "settle_time",
        "settled_date": "settled_date",
        "from": "period_from",
        "to": "period_to",
        "delay": "settle_delay_days",
        "fund_yuan": "amount_involved",
        "stay_from": "stay_from",
        "stay_to": "stay_to",
    }
    known = left_join_columns(settlements, fillers.mutate(is_filler=True), "invoice_no_hash")
    days = stay_of.select("setl_id", "stay_from", "stay_to")
    known = left_join_columns(known, days, "setl_id")
    known = known.select(
        "person_id",
        invoice=known.is_filler.fill_null(False).ifelse(None, known.invoice_no_hash),
        **{name: known[column] for name, column in columns.items()},
    )
    first = known.rename({f"first_{name}": name for name in ("invoice", *columns)})
    joined = known.join(first, "person_id")
    is_later = (joined.settled > joined.first_settled) | (
        (joined.settled == joined.first_settled) & (joined.setl_id > joined.first_setl_id)
    )
    joined = joined.filter(is_later)
    shared = count_days_between(
        ibis.least(joined.to, joined.first_to), ibis.greatest(joined["from"], joined.first_from)
    )
    is_stay = joined.type.isin(STAYS) & joined.first_type.isin(STAYS)
    is_one_place = is_stay & (joined.place == joined.first_place)
    has_two_insurances = joined.insutype != joined.first_insutype
    same_invoice = (joined.invoice == joined.first_invoice).fill_null(False)
    # one invoice that is settled in one go as several rows is one bill in parts
    in_parts = (
        same_invoice
        & (joined.settled_date == joined.first_settled_date)
        & ~has_two_insurances
        & (joined.total != joined.first_total)
    )
    is_one_stay = (
        is_one_place
        & _is_within_a_day(joined["from"], joined.first_from)
        & _is_within_a_day(joined.to, joined.first_to)
        & ((shared > 0) | ((joined["from"] == joined.first_from) & (joined.to == joined.first_to)))
    )
    is_by_hand = ibis.greatest(joined.delay, joined.first_delay) >= BY_HAND_DAYS
    is_same_bill = same_invoice | (is_one_stay & (has_two_insurances | is_by_hand))
    overlaps = is_one_place & ((shared >= OVERLAP_DAYS) | is_one_stay)
    # nobody lies in two hospitals at once: one of the two stays is a copy, or the bed was empty
    both_days = count_days_between(
        ibis.least(joined.stay_to, joined.first_stay_to),
        ibis.greatest(joined.stay_from, joined.first_stay_from),
    )
    two_places = is_stay & (joined.place != joined.first_place) & (both_days >= ELSEWHERE_DAYS)
    is_one_visit = (joined.visit == joined.first_visit) & (joined.place == joined.first_place)
    pairs = joined.mutate(
        is_same_bill=is_same_bill,
        is_interim=(is_one_visit & ~same_invoice) | in_parts,
        is_unclear=~is_same_bill & ~two_places.fill_null(False),
    ).filter(is_same_bill | overlaps | two_places.fill_null(False))
    return pairs.select(
        "setl_id",
        "first_setl_id",
        "first_fund_yuan",
        "first_settled_date",
        "fund_yuan",
        "is_same_bill",
        "is_interim",
        "is_unclear",
        is_layer=pairs.insutype.isin(SECOND_LAYER) | pairs.first_insutype.isin(SECOND_LAYER),
        is_returned=(pairs.fund_yuan <= 0) | (pairs.first_fund_yuan <= 0),
    )


def _is_within_a_day(day, other):
    return count_days_between(day, other).between(-1, 1)


@derived(key=("setl_id",))
def double_reimbursements(pairs: reimbursement_pairs):
    """X12: fund yuan of the later settlement of a pair; a pair that nothing explains comes first.

    Without any, the first of the explained ones: a second layer, interim bills, a return, an
    overlap that says nothing.
    """
    reasons = ("is_layer", "is_interim", "is_returned", "is_unclear")
    is_explained = ibis.or_(*[pairs[reason] for reason in reasons])
    ranked = pairs.mutate(
        is_explained=is_explained,
        # a settlement that was taken back is still seen, and explained
        yuan=(pairs.fund_yuan > 0).ifelse(
            pairs.fund_yuan, ibis.greatest(pairs.fund_yuan, pairs.first_fund_yuan)
        ),
    )
    order = [
        "is_explained",
        ranked.is_same_bill.desc(),
        ranked.first_fund_yuan.desc(),
        "first_setl_id",
    ]
    worst = select_first_per_group(ranked, "setl_id", order)
    return worst.select(
        "setl_id",
        "first_settled_date",
        "is_same_bill",
        x12_yuan=worst.yuan,
        x12_first_yuan=worst.first_fund_yuan,
        is_second_layer=worst.is_layer,
        is_interim_bill=worst.is_interim & ~worst.is_layer,
        is_returned=worst.is_returned & ~worst.is_layer & ~worst.is_interim,
        is_unclear_overlap=worst.is_unclear
        & ~worst.is_layer
        & ~worst.is_interim
        & ~worst.is_returned,
    )


@derived(key=("record_id", "setl_id"))
def both_settlements(pairs: reimbursement_pairs):
    """Both settlements behind X12."""
    later = pairs.select(record_id=pairs.setl_id, setl_id=pairs.setl_id)
    return later.union(
        pairs.select(record_id=pairs.setl_id, setl_id=pairs.first_setl_id), distinct=True
    )
