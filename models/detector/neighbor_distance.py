"""Distance to the nearest row of small subsamples (LeSiNN: Pang, Ting and Albrecht 2015).

A small subsample holds ordinary rows. A row far from all of them is unusual, also between two
clusters, where neither tail scores nor the forest find it. Distances are sums over features, so
they split into parts.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics.pairwise import manhattan_distances
from sklearn.utils import check_random_state

from models.detector.isolation_kernel import sum_nearest_distances

FARTHEST = 1e300  # an infinite value: arcsinh of it stays finite
PERCENTILES = (10, 25, 50, 75, 90)  # quartiles, and the tenths for values that are mostly equal


@dataclass(frozen=True)
class RobustScale:
    """arcsinh((x - centre) / spread): 0 at the median, 0.88 at one spread, then like a logarithm.

    `count` is the number of values that it was fitted on.
    """

    centre: float
    spread: float
    count: int

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Scale values; unknown (NaN) is 0, like the median."""
        steps = np.clip((x - self.centre) / self.spread, -FARTHEST, FARTHEST)
        return np.where(np.isnan(x), 0.0, np.arcsinh(steps))


def fit_robust_scale(x: np.ndarray, *, min_spread: float = 0.0) -> RobustScale:
    """Fit median and interquartile range (NaN left out).

    Where half of the values are equal, the range of the middle four fifths is the spread, then the
    standard deviation, then 1. No spread is below `min_spread`.
    """
    known_values = x[~np.isnan(x)]
    if not len(known_values):
        return RobustScale(0.0, min_spread or 1.0, 0)
    tenth, quarter, centre, three_quarters, nine_tenths = np.percentile(known_values, PERCENTILES)
    ranges = (three_quarters - quarter, nine_tenths - tenth, float(np.std(known_values)), 1.0)
    return RobustScale(
        float(centre), max(float(next(r for r in ranges if r > 0)), min_spread), len(known_values)
    )


def draw_samples(scaled_values: np.ndarray, *, rounds: int, size: int, seed: int) -> np.ndarray:
    """subsamples × size × features: `size` rows drawn without replacement, `rounds` times."""
    random = check_random_state(seed)
    size = min(size, len(scaled_values))
    return np.stack(
        [scaled_values[random.permutation(len(scaled_values))[:size]] for _ in range(rounds)]
    )


def compute_mean_distance(scaled_values: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """Mean over the subsamples of the Manhattan distance to the nearest sampled row."""
    return sum_nearest_distances(scaled_values, samples) / len(samples)


def compute_distance_parts(scaled_values: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """rows × features: the part of each feature in `compute_mean_distance`."""
    total = np.zeros(scaled_values.shape)
    for sample in samples:
        nearest = manhattan_distances(scaled_values, sample).argmin(axis=1)
        total += np.abs(scaled_values - sample[nearest])
    return total / len(samples)
