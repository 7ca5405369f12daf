"""A pharmacy's months beside its own past, with what its district did taken out."""

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

MEMORY, YEAR, LEAST_MONTHS = 0.8, 12, 6
GAP = 3  # months: a surge of two months is not measured by itself
LEAST_MEAN_FEN, LEAST_SPREAD = 50_000, 0.15
NEIGHBOUR_MONTHS = 4
EXACT = 1_000_000


@derived(purchases, key=("institution_code", "month"))
def shop_months(sold, *, as_of):
    """Money a shop took in a whole month by pooled fund and accounts, divided by how its district's money stands to the
    district's mean month: fen (whole).
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


@derived(shop_months, key=("institution_code", "month"))
def month_surges(months, *, as_of):
    """z of a month against the exponentially weighted mean and spread of the shop's twelve months up to the third before it."""
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


@derived(month_surges, neighbour_closures, shop_year, key=("institution_code",))
def shop_growth(surges, closed, shops, *, as_of):
    """P17: the smaller z of the two most surging months of the last twelve, and whether a shop next door had closed."""
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
