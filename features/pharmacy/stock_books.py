"""A pharmacy's stock books against what it settled, for items whose books were supplied."""

import ibis

from contracts.derived import derived
from contracts.tables.stock_month import StockMonth
from features.common.calendar import compute_month_index, extract_month_index
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchase_lines

# a few packs, or five per cent of what was sold, are errors of counting
LEAST_PACKS, SOLD_SHARE = 5, 0.05
# a shop without books of an item is asked for them where nine in ten of three and more others
# that sell it have supplied theirs; else the item's books are not part of the delivery
LEAST_OTHERS, SUPPLIED_SHARE = 3, 0.9
# packs that other shops lack of an item: twice their median is still the item's, not the shop's
USUAL_FACTOR = 2
CARRIED_SHARE = 0.8  # of months open with the last one's closing where books are carried on
YEAR_MONTHS = 12
DRUGS = "101"  # code of list_type
EXACT = 10_000  # whole ten-thousandths of packs, so that a sum does not depend on its order
KEY = ("institution_code", "item_code")


@derived(key=(*KEY, "month_index"))
def packs_settled(lines: purchase_lines, *, as_of):
    """Net packs (ten-thousandths) and yuan of an item that a shop settled in a month of the last
    twelve.
    """
    recent = lines.filter(
        lines.list_type == DRUGS,
        lines.packs.notnull(),
        is_in_last_days(lines.service_date, as_of, YEAR_DAYS),
    )
    recent = recent.mutate(month_index=extract_month_index(recent.service_date))
    recent = recent.filter(recent.month_index > compute_month_index(as_of) - YEAR_MONTHS)
    return recent.group_by(*KEY, "month_index").agg(
        settled=(recent.packs * EXACT).round().cast("int64").sum(),
        yuan=recent.amount.sum(),
        first_sold=recent.service_date.min(),
        last_sold=recent.service_date.max(),
        is_single_shop=(recent.chain == recent.institution_code).all(),
    )


@derived(key=(*KEY, "month_index"))
def booked_months(stock: StockMonth, *, as_of):
    """Packs (ten-thousandths) sold by the books of a month, and those that they had to sell.

    The opening of a month that follows a booked one is left out and so is the closing before it:
    what lies between is the books' own business, and stock that appears there was bought by nobody.
    Not so in a city whose books do not carry the closing on: every month stands by itself there.
    """
    end = compute_month_index(as_of)
    dated = stock.mutate(month_index=extract_month_index(stock.month))
    dated = dated.filter(dated.month_index.between(end - YEAR_MONTHS + 1, end))
    window = {
        "group_by": [dated.institution_code, dated.item_code],
        "order_by": dated.month_index,
    }
    follows = (dated.month_index.lag().over(**window) == dated.month_index - 1).fill_null(False)
    goes_on = (dated.month_index.lead().over(**window) == dated.month_index + 1).fill_null(False)
    step = (dated.opening - dated.closing.lag().over(**window)).abs()
    dated = dated.mutate(follows=follows, goes_on=goes_on, is_carried=follows & (step < 1))
    chain = dated.agg(
        steps=dated.follows.cast("int64").sum(), carried=dated.is_carried.cast("int64").sum()
    )
    dated = dated.cross_join(chain)
    is_chained = dated.carried >= CARRIED_SHARE * dated.steps
    dated = dated.mutate(follows=dated.follows & is_chained, goes_on=dated.goes_on & is_chained)
    moved = (
        dated.purchased
        + dated.returned
        - dated.written_off
        + dated.follows.ifelse(0.0, dated.opening)
        - dated.goes_on.ifelse(0.0, dated.closing)
    )
    return dated.select(
        *KEY,
        "month_index",
        available=(moved * EXACT).round().cast("int64"),
        closing_left_out=(dated.goes_on.ifelse(dated.closing, 0.0) * EXACT).round().cast("int64"),
        booked=(dated.sold * EXACT).round().cast("int64"),
    )


@derived(key=KEY)
def stock_balances(settled: packs_settled, books: booked_months, *, as_of):
    """Packs of an item that a shop sold (by its books or settled) beyond what its books had.

    Only months in which the shop supplied books and items that stand in them. missing: over all
    these months, so that an invoice entered a month late evens out; early_missing: without the
    month of the as-of date, whose invoices may still come (null if there is no other).
    """
    delivered = books.select("institution_code", "month_index").distinct()
    sold = settled.semi_join(delivered, ["institution_code", "month_index"])
    sold = sold.semi_join(books.select(*KEY).distinct(), list(KEY))
    end = compute_month_index(as_of)
    early = sold.month_index < end
    sales = sold.group_by(*KEY).agg(
        settled=sold.settled.sum(),
        early_settled=sold.settled.sum(where=early),
        yuan=sold.yuan.sum(),
        first_sold=sold.first_sold.min(),
        last_sold=sold.last_sold.max(),
    )
    before = books.month_index < end
    totals = books.group_by(*KEY).agg(
        available=books.available.sum(),
        booked=books.booked.sum(),
        early_moved=books.available.sum(where=before),
        early_closing=books.closing_left_out.sum(where=books.month_index == end - 1),
        early_booked=books.booked.sum(where=before),
        early_months=before.cast("int64").sum(),
        has_last=(books.month_index == end).any(),
    )
    joined = sales.join(totals, list(KEY))
    missing = ibis.greatest(joined.settled, joined.booked) - joined.available
    # the closing before the last month was left out, as the last month goes on from it
    early_available = joined.early_moved - joined.early_closing.fill_null(0)
    early_missing = (
        ibis.greatest(joined.early_settled.fill_null(0), joined.early_booked) - early_available
    )
    return joined.select(
        *KEY,
        "settled",
        "booked",
        "yuan",
        "first_sold",
        "last_sold",
        missing=missing,
        early_missing=(joined.has_last & (joined.early_months > 0)).ifelse(early_missing, None),
    ).filter(lambda t: t.settled > 0)


@derived(key=("item_code",))
def item_books(settled: packs_settled, books: booked_months):
    """Shops that sell an item (by settlements or books), and those of them with books of it."""
    with_books = books.select(*KEY).distinct().mutate(has_books=True)
    sellers = settled.select(*KEY).distinct().union(books.select(*KEY).distinct(), distinct=True)
    sellers = left_join_columns(sellers, with_books, *KEY)
    return sellers.group_by("item_code").agg(
        sellers=sellers.count(), supplied=sellers.has_books.fill_null(False).cast("int64").sum()
    )


@derived(key=KEY)
def unbooked_sales(settled: packs_settled, books: booked_months, items: item_books):
    """Items that a shop settled and for which it supplied no books.

    is_expected: nearly all others that sell the item did, and the shop is no branch, whose chain
    may keep them. All others are not computed: what was never supplied was not never bought.
    """
    without = settled.anti_join(books, list(KEY))
    sales = without.group_by(*KEY).agg(
        settled=without.settled.sum(),
        yuan=without.yuan.sum(),
        first_sold=without.first_sold.min(),
        last_sold=without.last_sold.max(),
        is_single_shop=without.is_single_shop.all(),
    )
    joined = sales.join(items, "item_code")
    others = joined.sellers - 1
    is_expected = (
        (others >= LEAST_OTHERS)
        & (joined.supplied >= SUPPLIED_SHARE * others)
        & joined.is_single_shop
    )
    return joined.select(
        *KEY, "settled", "yuan", "first_sold", "last_sold", is_expected=is_expected
    )


@derived(key=KEY)
def stock_gaps(balances: stock_balances, unbooked: unbooked_sales):
    """Packs of an item sold beyond the books, where they are more than errors of counting.

    More, too, than other shops lack of the same item (median share of three and more): books in
    another unit than the settlements leave everybody short.
    """
    sold = ibis.greatest(balances.settled, balances.booked)
    shares = balances.mutate(sold=sold).filter(lambda t: t.sold > 0)
    shares = shares.mutate(gap_share=ibis.greatest(shares.missing, 0) / shares["sold"])
    usual = shares.group_by("item_code").agg(
        usual_share=shares.gap_share.median(), balance_shops=shares.count()
    )
    booked = balances.join(usual, "item_code").mutate(
        sold=ibis.greatest(balances.settled, balances.booked)
    )
    is_known = booked.balance_shops > LEAST_OTHERS
    booked = booked.mutate(
        usual_share=is_known.ifelse(booked.usual_share, 0.0),
        early_missing=booked.early_missing.fill_null(booked.missing),
    )
    asked = unbooked.filter(unbooked.is_expected)
    columns = (*KEY, "settled", "yuan", "first_sold", "last_sold")
    gaps = booked.select(*columns, "missing", "early_missing", "sold", "usual_share").union(
        asked.select(
            *columns,
            missing=asked.settled,
            early_missing=asked.settled,
            sold=asked.settled,
            usual_share=ibis.literal(0.0),
        )
    )
    allowed = ibis.greatest(
        ibis.literal(float(LEAST_PACKS * EXACT)),
        ibis.greatest(SOLD_SHARE, USUAL_FACTOR * gaps.usual_share) * gaps["sold"],
    )
    gaps = gaps.filter((gaps.missing > allowed) & (gaps.early_missing > allowed))
    return gaps.select(
        *KEY,
        "first_sold",
        "last_sold",
        gap_exact=gaps.missing,
        # never more than was settled: packs that others paid for cost the fund nothing
        gap_yuan=(gaps.yuan.cast("float64") * ibis.least(gaps.missing, gaps.settled) / gaps.settled)
        .round(2)
        .cast("decimal(14,2)"),
    )


@derived(key=("institution_code",))
def stock_gap(gaps: stock_gaps, unbooked: unbooked_sales):
    """P15: packs sold that the books cannot have had, over all items of a shop.

    p15_unbooked_items: items settled without any books, which are not computed.
    """
    skipped = unbooked.filter(~unbooked.is_expected)
    skipped = skipped.group_by("institution_code").agg(items=skipped.count())
    counted = gaps.group_by("institution_code").agg(
        p15_packs=(gaps.gap_exact.sum() / EXACT).round(2),
        p15_items=gaps.count(),
        p15_yuan=gaps.gap_yuan.sum(),
        p15_from=gaps.first_sold.min(),
        p15_to=gaps.last_sold.max(),
    )
    joined = counted.outer_join(skipped, "institution_code")
    return joined.select(
        "p15_packs",
        "p15_items",
        "p15_yuan",
        "p15_from",
        "p15_to",
        institution_code=joined.institution_code.fill_null(joined.institution_code_right),
        p15_unbooked_items=joined["items"].fill_null(0),
    )


@derived(key=(*KEY, "month"))
def gap_months(gaps: stock_gaps, stock: StockMonth, *, as_of):
    """The stock rows behind P15."""
    end = compute_month_index(as_of)
    recent_stock = stock.filter(
        extract_month_index(stock.month).between(end - YEAR_MONTHS + 1, end)
    )
    return recent_stock.semi_join(gaps, list(KEY)).select(*KEY, "month")
