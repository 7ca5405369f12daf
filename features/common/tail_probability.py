"""Tail probabilities of counts: how unlikely a count is where chance alone is at work.

A count that stands far above what its exposure (heads, visits, pieces of business) leads to expect
is telling in a unit of any size; a minimum count is not. Every function returns an upper bound of
the tail in closed form, which both engines compute alike: the first term, times the geometric
series that bounds the terms after it. The bound lies within a few per cent where it is small.

Make every argument a column first (`table.mutate(expected=…)`): the formulas name each one up to
fifty times, and a longer expression would be spelled out, parsed and planned as often.
"""

import math

import ibis

# a share or an expectation of 0 or 1 has no logarithm, and no rate is known as exactly as this
LEAST_SHARE = 1e-12


def compute_poisson_rarity(count, expected):
    """Compute -log10 of P(X >= count) for X Poisson with mean `expected`; 0 up to the mean.

    Arguments are ibis columns or numbers; null where one is null.
    """
    count, mean = _cast(count), _bound_below(_cast(expected))
    first = count * mean.ln() - mean - _ln_factorial(count)
    return _convert_to_rarity(first, ratio=mean / (count + 1.0))


def compute_gamma_poisson_rarity(count, expected, shape):
    """Compute -log10 of P(X >= count) where units differ: X Poisson, its mean gamma distributed.

    `expected` is the mean over units and `shape` (> 0) the gamma's shape: variance = expected +
    expected² / shape. A small shape says that honest units differ widely.
    """
    count, mean, shape = _cast(count), _bound_below(_cast(expected)), _cast(shape)
    success = mean / (mean + shape)
    first = (
        _ln_gamma(count + shape)
        - _ln_gamma(shape)
        - _ln_factorial(count)
        + shape * (shape / (mean + shape)).ln()
        + count * success.ln()
    )
    # for a shape below 1 the terms fall slower and slower, down to `success` each
    ratio = ibis.greatest((count + shape) / (count + 1.0) * success, success)
    return _convert_to_rarity(first, ratio=ratio)


def compute_binomial_rarity(count, trials, share):
    """Compute -log10 of P(X >= count) for X binomial: `trials` tries of the chance `share`."""
    count, trials = _cast(count), _cast(trials)
    share = ibis.least(_bound_below(_cast(share)), 1.0 - LEAST_SHARE)
    first = _ln_choose(trials, count) + count * share.ln() + (trials - count) * (1.0 - share).ln()
    ratio = (trials - count) * share / ((count + 1.0) * (1.0 - share))
    return _convert_to_rarity(first, ratio=ratio)


def compute_hypergeometric_rarity(count, drawn, marked, population):
    """Compute -log10 of P(X >= count) for X marked ones among `drawn` of a population.

    `marked` of the `population` carry the mark; drawing is without replacement.
    """
    count, drawn = _cast(count), _cast(drawn)
    marked, population = _cast(marked), _cast(population)
    others = population - marked
    first = (
        _ln_choose(marked, count)
        + _ln_choose(others, drawn - count)
        - _ln_choose(population, drawn)
    )
    ratio = (marked - count) * (drawn - count) / ((count + 1.0) * (others - drawn + count + 1.0))
    return _convert_to_rarity(first, ratio=ratio)


def _convert_to_rarity(first, *, ratio):
    """-log10 of the bound first / (1 - ratio): ratios of later terms only fall."""
    bound = first - (1.0 - ratio).ln()
    return (ratio < 1.0).ifelse(ibis.greatest(-bound / math.log(10), 0.0), 0.0)


def _ln_choose(whole, part):
    """Ln of the number of choices; part is clipped to 0..whole, as impossible counts have none."""
    part = ibis.greatest(ibis.least(part, whole), 0.0)
    return _ln_factorial(whole) - _ln_factorial(part) - _ln_factorial(whole - part)


def _ln_factorial(number):
    return _ln_gamma(number + 1.0)


def _ln_gamma(number):
    """Ln of the gamma function for number > 0, from Stirling's series four steps further up.

    The engines have no such function in common. The series errs by less than 1e-7.
    """
    shifted = number + 4.0
    series = (
        (shifted - 0.5) * shifted.ln()
        - shifted
        + 0.5 * math.log(2 * math.pi)
        + 1.0 / (12.0 * shifted)
        - 1.0 / (360.0 * shifted**3)
        + 1.0 / (1260.0 * shifted**5)
    )
    return series - (number * (number + 1.0) * (number + 2.0) * (number + 3.0)).ln()


def _cast(value):
    value = value if isinstance(value, ibis.Expr) else ibis.literal(value)
    return value.cast("float64")


def _bound_below(value):
    return ibis.greatest(value, LEAST_SHARE)
