"""Charges that exclude each other or that nobody can have had: pairs, limits, hours, incisions.

The rules are data that an agency loads, in local codes. A rule whose code the catalogue does not
know applies to nothing.
"""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.incision_group import IncisionGroup
from contracts.tables.institution import Institution
from contracts.tables.item_limit_rule import ItemLimitRule
from contracts.tables.item_pair_rule import ItemPairRule
from contracts.tables.stay_operation import StayOperation
from features.common.calendar import count_hours_between
from features.common.exact_sums import sum_exactly
from features.common.join_helpers import left_join_columns
from features.common.stays import stay_of_bill
from features.hospital_stays.items import (
    add_up_charges,
    convert_to_money,
    itemized_stays,
    stay_items,
)
from features.hospital_stays.populations import stay_sheets

AT_ONCE, ONE_DAY = "1", "2"  # codes of pair_window; else within the stay
AT_ONCE_MINUTES = 60
# a tenth of the usual price: tablets, minutes or pieces were keyed as the unit
SLIP_SHARE = 0.2
TOLERANCE_HOURS = 1.0  # admission and discharge are rounded to the hour
TOLERANCE_DAYS = 1.0  # two wards charge the day of a transfer
FULL_SHARE = 0.99  # of the price: anything less was reduced
APART_HOURS = 12.0  # later than that the wound was opened again
MATERIAL_STAYS = 10  # below that, slips of single stays


@derived(key=("stay_id", "item_a", "item_b", "day"))
def paired_items(items: stay_items, rules: ItemPairRule, itemized: itemized_stays):
    """Both items of a rule paid for one stay within its window; yuan of the cheaper one.

    Stays posted in one go are left to the rules that look at the whole stay.
    """
    paid = items.filter(items.fund_scope_amount > 0, items.qty > 0)
    ruled = rules.select("item_a", "item_b", "window", "valid_from")
    columns = ("stay_id", "institution_code", "day", "fund_scope_amount", "first_fee_time")
    first = paid.select(*columns, item_a="item_code").join(ruled, "item_a")
    second = paid.select(
        "stay_id",
        item_b="item_code",
        other_day="day",
        other_amount="fund_scope_amount",
        other_time="first_fee_time",
    )
    both = first.join(second, ["stay_id", "item_b"])
    both = both.join(itemized.select("stay_id", "is_batch_posted"), "stay_id")
    is_one_day = both.day == both.other_day
    minutes = (count_hours_between(both.other_time, both.first_fee_time) * 60).abs()
    is_at_once = is_one_day & (minutes <= AT_ONCE_MINUTES).fill_null(False)
    # times and days of a stay posted in one go are those of the posting
    is_timed = ~both.is_batch_posted
    is_hit = ibis.cases(
        (both.window == AT_ONCE, is_at_once & is_timed),
        (both.window == ONE_DAY, is_one_day & is_timed),
        else_=ibis.literal(True),
    )
    both = both.filter(is_hit, both.day >= both.valid_from)
    return both.group_by("stay_id", "institution_code", "item_a", "item_b", "day").agg(
        yuan=ibis.least(both.fund_scope_amount, both.other_amount).max()
    )


@derived(key=("institution_code",))
def double_charges(pairs: paired_items, itemized: itemized_stays):
    """H17: pairs of items charged together against the rules; is_material from ten stays on."""
    counted = add_up_charges(pairs, itemized, prefix="h17", events="h17_pairs")
    return counted.mutate(is_material_pairs=counted.h17_stays >= MATERIAL_STAYS)


@derived(key=("institution_code", "setl_id"))
def double_charge_bills(pairs: paired_items):
    """The first settlements of the stays behind H17."""
    return pairs.select("institution_code", setl_id="stay_id").distinct()


@derived(key=("stay_id", "item_code", "day"))
def items_beyond_limits(items: stay_items, rules: ItemLimitRule, itemized: itemized_stays):
    """Items beyond what a day or a stay may hold; yuan of what is beyond.

    A quantity at a fifth of the item's usual price was keyed in another unit, and is left out.
    """
    ruled = items.join(rules, "item_code")
    ruled = ruled.filter(ruled.day >= ruled.valid_from, ruled.qty > 0)
    ruled = ruled.join(itemized.select("stay_id", "is_batch_posted"), "stay_id")
    price = ruled.amount.cast("float64") / ruled.qty
    usual = ruled.mutate(price=price).group_by("item_code").agg(usual=lambda t: t.price.median())
    ruled = ruled.mutate(price=price).join(usual, "item_code")
    ruled = ruled.filter(ruled.price >= SLIP_SHARE * ruled.usual)
    in_stay = ruled.qty.sum().over(group_by=["stay_id", "item_code"])
    last = ruled.day.max().over(group_by=["stay_id", "item_code"])
    # what a stay holds beyond its limit is told once, on the last day
    over_stay = ((ruled.per_stay.notnull()) & (ruled.day == last)).ifelse(
        in_stay - ruled.per_stay, 0.0
    )
    over_day = (ruled.per_day.notnull() & ~ruled.is_batch_posted).ifelse(
        ruled.qty - ruled.per_day, 0.0
    )
    beyond = ruled.mutate(beyond=ibis.greatest(over_stay, over_day))
    beyond = beyond.filter(beyond.beyond > 0)
    return beyond.select(
        "stay_id",
        "item_code",
        "day",
        "institution_code",
        yuan=convert_to_money(beyond.beyond * beyond.price),
    )


@derived(key=("institution_code",))
def charges_beyond_limits(beyond: items_beyond_limits, itemized: itemized_stays):
    """H18: days of items beyond their limits; is_material from ten stays on."""
    counted = add_up_charges(beyond, itemized, prefix="h18", events="h18_count")
    return counted.mutate(is_material_limits=counted.h18_stays >= MATERIAL_STAYS)


@derived(key=("institution_code", "setl_id"))
def limit_bills(beyond: items_beyond_limits):
    """The first settlements of the stays behind H18."""
    return beyond.select("institution_code", setl_id="stay_id").distinct()


@derived(key=("stay_id", "item_code"))
def impossible_hours(
    items: stay_items, catalogue: DrugCatalog, sheets: stay_sheets, itemized: itemized_stays
):
    """Items charged by the hour or day beyond the length of the stay; yuan of what is beyond.

    One hour, or one day for a transfer, is allowed; births, where mother and child share a bill,
    are left out.
    """
    timed = catalogue.filter(catalogue.hourly.fill_null(False) | catalogue.daily.fill_null(False))
    timed = timed.select("item_code", is_hourly=timed.hourly.fill_null(False))
    sums = items.join(timed, "item_code").group_by(
        "stay_id", "institution_code", "item_code", "is_hourly"
    )
    sums = sums.agg(
        qty=lambda t: sum_exactly(t.qty), yuan=lambda t: t.amount.sum(), day=lambda t: t.day.max()
    )
    times = sheets.select("stay_id", "admit_time", "discharge_time")
    joined = sums.join(times, "stay_id").join(
        itemized.select("stay_id", "nights", "is_birth"), "stay_id"
    )
    joined = joined.filter(~joined.is_birth, joined.qty > 0)
    hours = count_hours_between(joined.discharge_time, joined.admit_time)
    most = joined.is_hourly.ifelse(hours + TOLERANCE_HOURS, joined.nights + 1 + TOLERANCE_DAYS)
    beyond = joined.mutate(beyond=joined.qty - most).filter(lambda t: t.beyond > 0)
    return beyond.select(
        "stay_id",
        "institution_code",
        "item_code",
        "day",
        yuan=convert_to_money(beyond.beyond * beyond.yuan.cast("float64") / beyond.qty),
    )


@derived(key=("institution_code",))
def charged_hours(beyond: impossible_hours, itemized: itemized_stays):
    """H19: items of stays charged for longer than the stay lasted."""
    return add_up_charges(beyond, itemized, prefix="h19", events="h19_count")


@derived(key=("institution_code", "setl_id"))
def hour_bills(beyond: impossible_hours):
    """The first settlements of the stays behind H19."""
    return beyond.select("institution_code", setl_id="stay_id").distinct()


@derived(key=("stay_id", "incision_group", "day"))
def full_price_incisions(
    items: stay_items,
    groups: IncisionGroup,
    catalogue: DrugCatalog,
    institutions: Institution,
    stay_of: stay_of_bill,
    operations: OrEmpty[StayOperation],
):
    """Two and more operations of one incision on one day, each at full price.

    yuan: what the cheapest should have been reduced by. Operations that began more than twelve
    hours apart on the sheet opened the wound again.
    """
    priced = catalogue.select("item_code", "price_3", "price_2", "price_1")
    joined = items.join(groups, "item_code").join(priced, "item_code")
    joined = joined.join(institutions.select("institution_code", "level"), "institution_code")
    price = ibis.cases(
        (joined.level == "3", joined.price_3),
        (joined.level == "2", joined.price_2),
        else_=joined.price_1,
    )
    # half a quantity is a way of charging half the price
    paid = joined.amount.cast("float64") / ibis.greatest(joined.qty, 1.0)
    full = joined.mutate(price=price.cast("float64"), paid=paid)
    full = full.filter(
        full.qty > 0, full.paid >= FULL_SHARE * full.price, full.day >= full.valid_from
    )
    by = ["stay_id", "institution_code", "incision_group", "day"]
    found = full.group_by(*by).agg(
        operations=full.item_code.nunique(),
        cheapest=full.paid.min(),
        second_share=full.second_share.max(),
    )
    found = found.filter(found.operations > 1)
    begun = operations.filter(
        operations.start_time.notnull(),
        operations.start_time != operations.start_time.truncate("D"),
    ).join(stay_of.select("setl_id", "stay_id"), "setl_id")
    begun = begun.group_by("stay_id").agg(first=begun.start_time.min(), last=begun.start_time.max())
    found = left_join_columns(found, begun, "stay_id")
    is_apart = (count_hours_between(found["last"], found["first"]) > APART_HOURS).fill_null(False)
    found = found.filter(~is_apart)
    return found.select(*by, yuan=convert_to_money(found.cheapest * (1.0 - found.second_share)))


@derived(key=("institution_code",))
def undiscounted_incisions(found: full_price_incisions, itemized: itemized_stays):
    """H20: operations of one incision of which none was reduced."""
    return add_up_charges(found, itemized, prefix="h20", events="h20_count")


@derived(key=("institution_code", "setl_id"))
def incision_bills(found: full_price_incisions):
    """The first settlements of the stays behind H20."""
    return found.select("institution_code", setl_id="stay_id").distinct()
