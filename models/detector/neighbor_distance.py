"""How far a row lies from the nearest of a few sampled rows (LeSiNN: Pang, Ting and Albrecht 2015).

A sample of few rows holds ordinary ones: what is far from all of them is unusual, also in the middle of two crowds,
where neither a tail nor a cut finds it. Distances are sums over features, so that they can be shared out.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics.pairwise import manhattan_distances
from sklearn.utils import check_random_state

from models.detector.isolation_kernel import nearest_distances

FARTHEST = 1e300
PERCENTILES = (10, 25, 50, 75, 90)


@dataclass(frozen=True)
class Yardstick:
    """A robust scale learned from `count` values: 0 at the median, about 0.9 at one spread from it, then as a logarithm."""

    centre: float
    spread: float
    count: int

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Coordinates of values; unknown (NaN) is 0, like the median."""
        steps = np.clip((x - self.centre) / self.spread, -FARTHEST, FARTHEST)
        return np.where(np.isnan(x), 0.0, np.arcsinh(steps))


def learned_yardstick(x: np.ndarray, *, least: float = 0.0) -> Yardstick:
    """Median and interquartile range of training values (NaN left out).

    Where half of the values are one, the range of the middle four fifths counts, then the standard deviation, then 1;
    no spread is below `least`.
    """
    known = x[~np.isnan(x)]
    if not len(known):
        return Yardstick(0.0, least or 1.0, 0)
    tenth, quarter, centre, three_quarters, nine_tenths = np.percentile(known, PERCENTILES)
    ranges = (three_quarters - quarter, nine_tenths - tenth, float(np.std(known)), 1.0)
    return Yardstick(float(centre), max(float(next(r for r in ranges if r > 0)), least), len(known))


def sampled(coordinates: np.ndarray, *, rounds: int, size: int, seed: int) -> np.ndarray:
    """rounds × size × features: `size` rows drawn without replacement, `rounds` times."""
    random = check_random_state(seed)
    size = min(size, len(coordinates))
    return np.stack([coordinates[random.permutation(len(coordinates))[:size]] for _ in range(rounds)])


def mean_distance(coordinates: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """The mean over the rounds of the distance (sum of absolute differences) to the nearest sampled row."""
    return nearest_distances(coordinates, samples) / len(samples)


def distance_parts(coordinates: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """rows × features: what each feature gives to `mean_distance`."""
    total = np.zeros(coordinates.shape)
    for sample in samples:
        nearest = manhattan_distances(coordinates, sample).argmin(axis=1)
        total += np.abs(coordinates - sample[nearest])
    return total / len(samples)
