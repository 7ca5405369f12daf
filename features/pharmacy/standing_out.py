"""Counts of a unit that stand out from those of the others, among all units compared."""

import math

import ibis

from features.common.tail_probability import compute_binomial_rarity

# where the others are few, one case in forty is taken for ordinary: late uploads, slips
PRIOR_CASES, PRIOR_TRIALS = 1, 40
# such a unit is expected once in a hundred nights, whatever the number of units compared
STANDS_OUT = 2
LEAST_CASES = 2  # a single case is an accident however rare
# units differ more than chance alone lets them: below twice the others' rate it is a difference
LEAST_EXCESS = 2


def compute_rate_of_others(cases, trials):
    """Rate of the other units' cases, drawn to one in forty where their trials are few."""
    return (cases + PRIOR_CASES) / (trials + PRIOR_TRIALS)


def compute_excess_rarity(cases, trials, rate, compared):
    """-log10 of how many of the `compared` units would reach `cases` of `trials` by chance.

    `rate` is the other units' own. Zero below two cases, and below twice the rate.
    """
    rarity = compute_binomial_rarity(cases, trials, rate)
    allowed = ibis.greatest(compared, 1).cast("float64").ln() / math.log(10)
    is_excess = (cases >= LEAST_CASES) & (cases >= LEAST_EXCESS * rate * trials)
    return is_excess.ifelse(ibis.greatest(rarity - allowed, 0.0), 0.0)
