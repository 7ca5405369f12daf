"""Confidence interval of a proportion."""

from functools import lru_cache


# scipy takes 0.4 ms; the desk's statistics page asks the same counts twice
@lru_cache(maxsize=4096)
def compute_wilson_interval(hits: int, count: int) -> tuple[float, float]:
    """95 % Wilson confidence interval of hits / count (Wilson 1927); sound for few observations.

    Raises:
        ValueError: count is below 1, or hits is not between 0 and count.
    """
    if count < 1:
        raise ValueError("an interval needs observations")
    # imported here: scipy.stats takes a second to load, and most commands and pages need no
    # interval
    from scipy.stats import binomtest

    interval = binomtest(hits, count).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)
