"""Rates beside those of peers, shrunk where they rest on little."""

LEAST_VARIANCE = 1e-9


def shrunk_rate(table, numerator: str, denominator: str, *, by: tuple[str, ...], name: str):
    """Add `<name>_rate`, `<name>_shrunk` and `<name>_peer` (rate of the group) to a table of units.

    Gamma-Poisson empirical Bayes by the method of moments (Marshall 1991): shrunk = (numerator + peer * k) /
    (denominator + k), where k is the group's mean rate over the variance of true rates.
    """
    number, base = table[numerator].cast("float64"), table[denominator].cast("float64")
    rated = table.mutate(**{f"{name}_rate": (base > 0).ifelse(number / base, None)})
    rate = rated[f"{name}_rate"]
    groups = rated.group_by(*by).agg(
        peer_sum=rated[numerator].cast("float64").sum(),
        peer_base=rated[denominator].cast("float64").sum(),
        peer_units=rated.count(),
        peer_spread=rate.var(how="pop"),
    )
    mean = (groups.peer_base > 0).ifelse(groups.peer_sum / groups.peer_base, 0.0)
    chance = mean / (groups.peer_base / groups.peer_units)
    true_variance = groups.peer_spread.fill_null(0.0) - chance
    prior = (true_variance > LEAST_VARIANCE).ifelse(mean / true_variance, groups.peer_base)
    groups = groups.mutate(**{f"{name}_peer": mean, "peer_weight": prior}).select(
        *by, f"{name}_peer", "peer_weight"
    )
    joined = rated.join(groups, list(by))
    shrunk = (joined[numerator].cast("float64") + joined[f"{name}_peer"] * joined.peer_weight) / (
        joined[denominator].cast("float64") + joined.peer_weight
    )
    return joined.mutate(**{f"{name}_shrunk": shrunk}).drop("peer_weight")
