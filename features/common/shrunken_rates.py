"""Rates beside those of peers, shrunk towards them where they rest on few observations."""

LEAST_VARIANCE = 1e-9  # below it the units of a group do not differ: every rate is the group's
EXACT = 1_000_000  # whole millionths, so that a sum does not depend on its order


def add_shrunken_rate(table, numerator: str, denominator: str, *, by: tuple[str, ...], name: str):
    """Add `<name>_rate`, `<name>_shrunk` and `<name>_peer` (rate of the group) to a table of units.

    Gamma-Poisson empirical Bayes by the method of moments (Marshall 1991): shrunk = (numerator +
    peer * k) / (denominator + k), where k is the group's mean rate over the variance of true rates.
    """
    number, base = table[numerator].cast("float64"), table[denominator].cast("float64")
    with_rate = table.mutate(**{f"{name}_rate": (base > 0).ifelse(number / base, None)})
    rate = with_rate[f"{name}_rate"]
    # whole millionths, so that the sums do not depend on the order in which threads add them
    scaled = (rate * EXACT).round().cast("int64").cast("decimal(38,0)")
    groups = with_rate.group_by(*by).agg(
        peer_sum=with_rate[numerator].cast("float64").sum(),
        peer_base=(base * EXACT).round().cast("int64").sum() / EXACT,
        peer_units=with_rate.count(),
        peer_known=rate.count(),
        rate_sum=scaled.sum(),
        rate_squares=(scaled * scaled).sum(),
    )
    average = groups.rate_sum.cast("float64") / groups.peer_known / EXACT
    spread = groups.rate_squares.cast("float64") / groups.peer_known / EXACT**2 - average * average
    mean = (groups.peer_base > 0).ifelse(groups.peer_sum / groups.peer_base, 0.0)
    chance = mean / (groups.peer_base / groups.peer_units)
    true_variance = spread.fill_null(0.0) - chance
    prior = (true_variance > LEAST_VARIANCE).ifelse(mean / true_variance, groups.peer_base)
    groups = groups.mutate(**{f"{name}_peer": mean, "peer_weight": prior}).select(
        *by, f"{name}_peer", "peer_weight"
    )
    joined = with_rate.join(groups, list(by))
    shrunken = (joined[numerator].cast("float64") + joined[f"{name}_peer"] * joined.peer_weight) / (
        joined[denominator].cast("float64") + joined.peer_weight
    )
    return joined.mutate(**{f"{name}_shrunk": shrunken}).drop("peer_weight")
