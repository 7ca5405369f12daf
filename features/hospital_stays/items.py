"""What was charged on each day of a stay, and stays whose times are those of the posting."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.claim_line import ClaimLine
from contracts.tables.stay import Stay
from contracts.tables.stay_item_day import StayItemDay
from features.common.exact_sums import sum_exactly
from features.common.join_helpers import left_join_columns
from features.common.stays import stay_of_bill
from features.hospital_stays.populations import year_stays

# many systems post all lines of a stay at its settlement: nine in ten lines of one time say so
BATCH_SHARE, LEAST_ROWS = 0.9, 5
GROUPED = ("3", "4")  # codes of hospital_pay_method: DIP and DRG


@derived(key=("setl_id", "item_code", "day"))
def stay_items(
    days: StayItemDay,
    stay_of: stay_of_bill,
    stays: year_stays,
    lines: OrEmpty[ClaimLine],
):
    """Items of a year's stays by day; lines with a time of cost where no days were delivered."""
    year = stays.filter(stays.is_year).select("stay_id", "person_id", "institution_code")
    bills = stay_of.select("setl_id", "stay_id").join(year, "stay_id")
    given = days.select(
        "setl_id",
        "item_code",
        "day",
        "qty",
        "amount",
        "fund_scope_amount",
        "first_fee_time",
        "exec_staff_code",
    )
    timed = lines.filter(lines.fee_time.notnull())
    timed = timed.semi_join(bills, "setl_id").anti_join(days.select("setl_id"), "setl_id")
    timed = timed.mutate(day=timed.fee_time.cast("date"))
    summed = timed.group_by("setl_id", "item_code", "day").agg(
        qty=sum_exactly(timed.qty),
        amount=timed.amount.sum().cast("decimal(14,2)"),
        fund_scope_amount=timed.fund_scope_amount.sum().cast("decimal(14,2)"),
        first_fee_time=timed.fee_time.min(),
        exec_staff_code=timed.exec_staff_code.min(),
    )
    return given.union(summed).join(bills, "setl_id")


@derived(key=("stay_id",))
def itemized_stays(items: stay_items, stays: year_stays, sheets: OrEmpty[Stay]):
    """Stays with items: fund_share of what lies within the scope, and what their times are worth.

    is_batch_posted: nine in ten lines carry one time stamp, so that days and hours say nothing.
    is_grouped: paid by DRG or DIP, where lines cost the fund nothing by themselves.
    """
    by_time = items.group_by("stay_id", "first_fee_time").agg(same=items.count())
    times = by_time.group_by("stay_id").agg(rows=by_time.same.sum(), most=by_time.same.max())
    sums = items.group_by("stay_id").agg(
        scope_yuan=items.fund_scope_amount.sum(), item_yuan=items.amount.sum()
    )
    facts = stays.select(
        "stay_id",
        "fund_yuan",
        "nights",
        "is_birth",
        "is_bed_day",
        "pay_method",
        "admit_date",
        "discharge_date",
    )
    joined = sums.join(times, "stay_id").join(facts, "stay_id")
    share = joined.fund_yuan.cast("float64") / joined.scope_yuan.cast("float64").nullif(0)
    return joined.mutate(
        fund_share=ibis.least(share.fill_null(0.0), 1.0),
        is_batch_posted=(joined["rows"] >= LEAST_ROWS)
        & (joined.most >= BATCH_SHARE * joined["rows"]),
        is_grouped=joined.pay_method.isin(GROUPED).fill_null(False),
    )


def convert_to_money(number):
    """Convert a float of yuan to money."""
    return number.round(2).cast("decimal(14,2)")


def add_up_charges(found, itemized, *, prefix: str, events: str):
    """Add up undue charges (stay_id, institution_code, day, yuan) a hospital.

    `<prefix>_billed_yuan` is all of it, `<prefix>_yuan` what it cost the fund: the stay's share of
    it, nothing where the fund pays a group.
    """
    joined = found.join(itemized.select("stay_id", "fund_share", "is_grouped"), "stay_id")
    cost = joined.is_grouped.ifelse(0.0, joined.yuan.cast("float64") * joined.fund_share)
    joined = joined.mutate(cost=convert_to_money(cost))
    return joined.group_by("institution_code").agg(
        **{
            events: joined.count(),
            f"{prefix}_stays": joined.stay_id.nunique(),
            f"{prefix}_billed_yuan": joined.yuan.sum(),
            f"{prefix}_yuan": joined.cost.sum(),
            f"{prefix}_from": joined.day.min(),
            f"{prefix}_to": joined.day.max(),
        }
    )


def count_itemized(itemized, stays):
    """Count a hospital's stays with items, and those that were posted in one go."""
    joined = left_join_columns(
        itemized.select("stay_id", "is_batch_posted"),
        stays.select("stay_id", "institution_code"),
        "stay_id",
    )
    return joined.group_by("institution_code").agg(
        itemized_stays=joined.count(),
        batch_stays=joined.is_batch_posted.cast("int64").sum(),
    )
