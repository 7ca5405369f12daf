"""How far figures that are stated lie from those of a ledger that is not their source."""

import ibis

from features.common.join_helpers import left_join_columns

LEAST_ALIKE = 20  # refunds whose tails say something; fewer are measured with all others
LEAST_KNOWN = 5  # below it no spread can be measured, and the ledger's figure is taken as it is
LEAST_WIDTH = 1.05  # a twentieth: corrections of single persons, even where nearly all agree
# three robust deviations leave one honest refund in a thousand; the lowest hundredth is mirrored,
# as honest differences go both ways, while what is overstated must not widen its own measure
DEVIATIONS, MAD_TO_DEVIATION, LOW_TAIL = 3.0, 1.4826, 0.01


def add_usual_ratio(table, ratio: str, *, by: tuple[str, ...]):
    """Add usual_ratio (median of the ratio, above 0) and widest_ratio (beyond it a ratio stands
    out).

    Both come from the group `by` where it has 20 rows and more, else from all rows; with fewer than
    five rows in all they are 1 and 1.05.
    """
    logs = table.mutate(ln_ratio=table[ratio].ln())
    groups = _measure(logs, by)
    everything = logs.mutate(all_rows=ibis.literal(1))
    whole = _measure(everything, ("all_rows",)).drop("all_rows").rename("whole_{name}")
    joined = left_join_columns(logs, groups, *by).cross_join(whole)
    is_alike = joined.alike >= LEAST_ALIKE
    is_known = joined.whole_alike >= LEAST_KNOWN
    middle = is_alike.ifelse(joined.middle, is_known.ifelse(joined.whole_middle, 0.0))
    width = is_alike.ifelse(joined.width, is_known.ifelse(joined.whole_width, 0.0))
    width = ibis.greatest(width, ibis.literal(LEAST_WIDTH).ln())
    return joined.mutate(usual_ratio=middle.exp(), widest_ratio=(middle + width).exp()).select(
        *table.columns, "usual_ratio", "widest_ratio"
    )


def _measure(logs, by):
    """Per group: alike (rows), middle and width of the logarithms."""
    middles = logs.group_by(*by).agg(
        alike=logs.count(),
        middle=logs.ln_ratio.median(),
        low=logs.ln_ratio.quantile(LOW_TAIL),
    )
    off = left_join_columns(logs, middles, *by)
    off = off.mutate(off=(off.ln_ratio - off.middle).abs())
    spreads = off.group_by(*by).agg(spread=off.off.median())
    joined = middles.join(spreads, list(by))
    deviation = MAD_TO_DEVIATION * joined.spread
    return joined.select(
        *by,
        "alike",
        "middle",
        width=ibis.greatest(DEVIATIONS * deviation, joined.middle - joined.low),
    )
