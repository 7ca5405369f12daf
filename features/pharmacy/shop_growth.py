"""A pharmacy's monthly money against its past, net of the district's movement."""

import ibis

from contracts.derived import derived
from features.common.calendar import (
    compute_month_index,
    convert_index_to_month,
    extract_month_index,
)
from features.common.join_helpers import left_join_columns
from features.pharmacy.distances import neighbour_closures
from features.pharmacy.purchases import purchases, shop_year

# weight of the month before in the running mean; half a year is the least to judge by
MEMORY, YEAR, LEAST_MONTHS = 0.8, 12, 6
GAP = 3  # months: a surge of two months is not measured by itself
# 500 yuan a month and a spread of 15 %: below, z would be large for nothing
LEAST_MEAN_FEN, LEAST_SPREAD = 50_000, 0.15
# a closed neighbour's customers come within these months (docs/scenarios, P17)
NEIGHBOUR_MONTHS = 4
EXACT = 1_000_000  # whole millionths, so that a sum does not depend on its order


@derived(key=("institution_code", "month"))
def shop_months(sold: purchases, *, as_of):
    """Fen (whole) of pooled fund and accounts in a month, divided by the district's index of that
    month.
    """
    end = compute_month_index(as_of)
    dated = sold.mutate(
        month=extract_month_index(sold.service_date),
        fen=((sold.fund_yuan + sold.account_yuan) * 100).cast("int64"),
    )
    dated = dated.filter(dated.month.between(end - 2 * YEAR + 1, end))
    shop_totals = dated.group_by("institution_code", "shop_district", "month").agg(
        fen=dated.fen.sum()
    )
    # the district's usual shop, so that one shop's surge is not the district's
    usual = shop_totals.group_by("shop_district", "month").agg(usual_fen=shop_totals.fen.median())
    level = usual.group_by("shop_district").agg(level_fen=usual.usual_fen.median())
    joined = shop_totals.join(usual, ["shop_district", "month"]).join(level, "shop_district")
    factor = joined.usual_fen / ibis.greatest(joined.level_fen, 1.0)
    adjusted = joined.fen / ibis.greatest(factor, 0.2)
    return joined.select(
        "institution_code", "month", "fen", adjusted=adjusted.round().cast("int64")
    )


@derived(key=("institution_code", "month"))
def month_surges(months: shop_months, *, as_of):
    """z of a month against the shop's weighted mean and spread of twelve months up to the third
    before it.
    """
    before = months.select("institution_code", earlier="month", earlier_fen="adjusted").rename(
        shop="institution_code"
    )
    end = compute_month_index(as_of)
    recent_months = months.filter(months.month > end - YEAR)
    joined = recent_months.join(
        before,
        [
            recent_months.institution_code == before.shop,
            (recent_months.month - before.earlier).between(GAP, GAP + YEAR - 1),
        ],
    )
    weight = ibis.literal(MEMORY).pow(joined.month - joined.earlier - GAP)
    weight = (weight * EXACT).round().cast("int64")
    value = joined.earlier_fen.cast("decimal(38,0)")
    past = joined.mutate(weight=weight, weighted=weight * value, squares=weight * value * value)
    past = past.group_by("institution_code", "month", "fen", "adjusted").agg(
        weights=past.weight.sum(),
        total=past.weighted.sum(),
        squares=past.squares.sum(),
        known=past.count(),
    )
    mean = past.total.cast("float64") / past.weights
    variance = past.squares.cast("float64") / past.weights - mean * mean
    spread = ibis.greatest(ibis.greatest(variance, 0.0).sqrt(), LEAST_SPREAD * mean)
    with_z = past.mutate(mean_fen=mean, z=(past.adjusted - mean) / spread)
    return with_z.filter((with_z.known >= LEAST_MONTHS) & (with_z.mean_fen >= LEAST_MEAN_FEN))


@derived(key=("institution_code",))
def shop_growth(surges: month_surges, closed: neighbour_closures, shops: shop_year):
    """P17: the smaller z of the two most surging months of a year.

    is_neighbour_closed explains it.
    """
    window = {"group_by": surges.institution_code, "order_by": [ibis.desc(surges.z), surges.month]}
    ranked = surges.mutate(place=ibis.row_number().over(**window))
    two = ranked.filter(ranked.place <= 1)
    counted = two.group_by("institution_code").agg(
        months=two.count(),
        p17_z=two.z.min(),
        first_month=two.month.min(),
        last_month=two.month.max(),
        taken=two.fen.sum(),
        usual=two.mean_fen.min(),
    )
    counted = counted.filter(counted.months == 2)
    near = counted.join(closed, "institution_code")
    gap = near.first_month - extract_month_index(near.closed_from)
    near = near.filter(gap.between(0, NEIGHBOUR_MONTHS)).select("institution_code").distinct()
    joined = left_join_columns(counted, near.mutate(has_closed=True), "institution_code")
    joined = joined.semi_join(shops, "institution_code")
    return joined.select(
        "institution_code",
        "p17_z",
        p17_yuan=(joined.taken / 100).round(2).cast("decimal(14,2)"),
        p17_usual_yuan=(joined.usual / 100).round(2).cast("decimal(14,2)"),
        p17_from=convert_index_to_month(joined.first_month),
        p17_to=convert_index_to_month(joined.last_month),
        is_neighbour_closed=joined.has_closed.fill_null(False),
    )
