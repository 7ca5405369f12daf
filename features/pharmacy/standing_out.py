"""Counts of a unit that stand out from those of the others, among all units compared."""

import math

import ibis

from features.common.tail_probability import compute_binomial_rarity

# where the others are few, one case in forty is taken for ordinary: late uploads, slips
PRIOR_CASES, PRIOR_TRIALS = 1, 40
# such a unit is expected once in a hundred nights, whatever the number of units compared
STANDS_OUT = 2
# of that many others, the one with most cases is left out of their rate: two that do the same
# thing do not cover each other; of fewer, none can be left out
LEAST_TRIMMED = 3
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


def add_sums_of_others(table, columns: tuple[str, ...], *, cases: str, unit: str, within=None):
    """Add `<column>_elsewhere`: the sum over the other rows (of the same `within`, if given).

    Where there are three and more others, the one with most `cases` is left out.
    """
    group = {} if within is None else {"group_by": table[within]}
    order = [ibis.desc(table[cases]), table[unit]]
    ranked = table.mutate(
        place=ibis.row_number().over(order_by=order, **group), units=table.count().over(**group)
    )
    group = {} if within is None else {"group_by": ranked[within]}
    for name in columns:
        first, second = [
            (ranked.place == n).ifelse(ranked[name], 0).sum().over(**group) for n in (0, 1)
        ]
        most = (ranked.place == 0).ifelse(second, first)
        trimmed = (ranked.units > LEAST_TRIMMED).ifelse(most, 0)
        whole = ranked[name].sum().over(**group)
        ranked = ranked.mutate(**{f"{name}_elsewhere": whole - ranked[name] - trimmed})
    return ranked.drop("place", "units")
