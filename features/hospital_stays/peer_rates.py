"""Rates of hospitals beside those of the other hospitals of their kind."""

# Events that count as knowing nothing: a hospital with five of them is believed half. With fewer a
# small hospital would stand out by chance, with more a middling one could hide.
PRIOR_EVENTS = 5.0
# Where a count is the indicator and the peers only explain it, one: two of a kind are to be seen.
COUNTED_PRIOR = 1.0


def add_ratio_to_peers(
    table, numerator: str, denominator: str, *, by: str, name: str, prior: float = PRIOR_EVENTS
):
    """Add `<name>_ratio` (to the peers, shrunk towards 1) and `<name>_peer_share` to a table.

    The peers are the other rows of `by`; a hospital is never its own measure. Where the others saw
    nothing at all, half an event is assumed of them. `prior` is what knowing nothing weighs, in
    events.
    """
    scaled = table.mutate(
        all_numbers=table[numerator].cast("int64").sum().over(group_by=by),
        all_bases=table[denominator].cast("int64").sum().over(group_by=by),
    )
    others = (scaled.all_numbers - scaled[numerator].cast("int64")).cast("float64")
    other_base = (scaled.all_bases - scaled[denominator].cast("int64")).cast("float64")
    share = (other_base > 0).ifelse((others + 0.5) / (other_base + 1.0), None)
    expected = share * scaled[denominator].cast("float64")
    ratio = (scaled[numerator].cast("float64") + prior) / (expected + prior)
    return scaled.mutate(**{f"{name}_ratio": ratio, f"{name}_peer_share": share}).drop(
        "all_numbers", "all_bases"
    )
