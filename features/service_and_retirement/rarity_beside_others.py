"""How unlikely the cases of a doctor, an agent or an approver are beside those of the others.

A minimum count is reached by everybody in a large office and by nobody in a small one. What is
telling is a count, or a share, that the others' own rate hardly ever leads to.
"""

import ibis

from features.common.tail_probability import (
    compute_binomial_rarity,
    compute_gamma_poisson_rarity,
)

LEAST_CASES = 2  # one case is no coincidence
# units with up to four times the median are ordinary: others must not hide behind each other
ORDINARY_TIMES = 4
FEW_UNITS, WIDE_SHAPE = 3, 1.0  # how far fewer units differ cannot be seen: it is taken as wide
ALIKE_SHAPE = 1e6  # a gamma so narrow is a number: the units do not differ
# what counts as usual before any other case is known: one in four, on four cases
PRIOR_HITS, PRIOR_CASES = 1.0, 4.0


def add_rarity_of_count(units, count: str, *, name: str, prior_units: int = 0):
    """Add `<name>_usual` (mean count of the other ordinary units) and `<name>_rarity` to units.

    The rarity is -log10 of the chance that one of all the units has so many, where units differ as
    the others do (gamma-Poisson). The unit itself and units far above the median are left out of
    the mean and spread. Null where there is no other unit or only one case. With `prior_units` so
    many units of one case each are added to the others: where fewer units are known, they decide
    what is usual.
    """
    ranked = units.mutate(rank=ibis.row_number().over(order_by=units[count]) + 1)
    is_lower_half = ranked["rank"] * 2 <= ranked.count().over() + 1 - prior_units
    medians = ranked.mutate(lower=is_lower_half.ifelse(ranked[count], 1)).agg(
        median_count=lambda t: t.lower.max()
    )
    marked = units.cross_join(medians)
    marked = marked.mutate(
        is_ordinary=marked[count] <= ORDINARY_TIMES * ibis.greatest(marked.median_count, 1)
    )
    cases = marked.is_ordinary.ifelse(marked[count], 0).cast("int64")
    totals = marked.agg(
        units_compared=marked.count(),
        ordinary_units=marked.is_ordinary.cast("int64").sum(),
        ordinary_cases=cases.sum(),
        ordinary_squares=(cases * cases).sum(),
    )
    joined = marked.cross_join(totals)
    own = joined.is_ordinary.ifelse(joined[count], 0)
    others = joined.ordinary_units - joined.is_ordinary.cast("int64") + prior_units
    others = others.cast("float64")
    mean = (joined.ordinary_cases - own + prior_units) / others.nullif(0.0)
    squares = (joined.ordinary_squares - own * own + prior_units) / others.nullif(0.0)
    excess = squares - mean * mean - mean
    shape = (excess > 0).ifelse(mean * mean / excess, ALIKE_SHAPE)
    shape = (others < FEW_UNITS).ifelse(ibis.least(shape, WIDE_SHAPE), shape)
    joined = joined.mutate(usual_count=mean, usual_shape=shape)
    rarity = compute_gamma_poisson_rarity(joined[count], joined.usual_count, joined.usual_shape)
    rarity = allow_for_comparisons(rarity, joined.units_compared)
    return joined.mutate(
        **{
            f"{name}_usual": joined.usual_count,
            f"{name}_rarity": (joined[count] >= LEAST_CASES).ifelse(rarity, None),
        }
    ).drop(
        "median_count",
        "is_ordinary",
        "units_compared",
        "ordinary_units",
        "ordinary_cases",
        "ordinary_squares",
        "usual_count",
        "usual_shape",
    )


def compute_rarity_of_share(hits, cases, usual_share, comparisons):
    """Compute -log10 of the chance that one of all who are compared has so many hits in its cases.

    Null where there is only one hit.
    """
    rarity = compute_binomial_rarity(hits, cases, usual_share)
    return (hits >= LEAST_CASES).ifelse(allow_for_comparisons(rarity, comparisons), None)


def compute_usual_share(hits, cases):
    """Compute the share of others' cases that are hits; a quarter where nothing is known."""
    return (hits + PRIOR_HITS) / (cases + PRIOR_CASES)


def allow_for_comparisons(rarity, comparisons):
    """Lower a rarity by the number of comparisons made; 0 at least."""
    return ibis.greatest(rarity - ibis.greatest(comparisons, 1).cast("float64").log10(), 0.0)
