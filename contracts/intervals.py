"""How sure one can be of a share."""

from math import sqrt

Z95 = 1.959963984540054


def compute_wilson_interval(hits: int, count: int) -> tuple[float, float]:
    """95 % interval of hits / count (Wilson 1927), honest for few observations and near 0 and 1.

    Raises ValueError without observations.
    """
    if count <= 0:
        raise ValueError("an interval needs observations")
    share, z2 = hits / count, Z95**2
    middle = (hits + z2 / 2) / (count + z2)
    half = Z95 * sqrt(share * (1 - share) * count + z2 / 4) / (count + z2)
    return max(middle - half, 0.0), min(middle + half, 1.0)
