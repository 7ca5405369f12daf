"""How far a row lies from the nearest of a few sampled rows (LeSiNN: Pang, Ting and Albrecht 2015).

A sample of few rows holds ordinary ones: what is far from all of them is unusual, also in the middle of two crowds,
where neither a tail nor a cut finds it. Distances are sums over features, so that they can be shared out.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics.pairwise import manhattan_distances
from sklearn.utils import check_random_state

from models.detector.isolation_kernel import sum_nearest_distances

FARTHEST = 1e300
PERCENTILES = (10, 25, 50, 75, 90)


@dataclass(frozen=True)
class RobustScale:
    """A robust scale learned from `count` values: 0 at the median, about 0.9 at one spread from it, then as a logarithm."""

    centre: float
    spread: float
    count: int

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Coordinates of values; unknown (NaN) is 0, like the median."""
        steps = np.clip((x - self.centre) / self.spread, -FARTHEST, FARTHEST)
        return np.where(np.isnan(x), 0.0, np.arcsinh(steps))


def fit_robust_scale(x: np.ndarray, *, min_spread: float = 0.0) -> RobustScale:
    """Median and interquartile range of training values (NaN left out).

    Where half of the values are one, the range of the middle four fifths counts, then the standard deviation, then 1;
    no spread is below `least`.
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
    """rounds × size × features: `size` rows drawn without replacement, `rounds` times."""
    random = check_random_state(seed)
    size = min(size, len(scaled_values))
    return np.stack(
        [scaled_values[random.permutation(len(scaled_values))[:size]] for _ in range(rounds)]
    )


def compute_mean_distance(scaled_values: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """The mean over the rounds of the distance (sum of absolute differences) to the nearest sampled row."""
    return sum_nearest_distances(scaled_values, samples) / len(samples)


def compute_distance_parts(scaled_values: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """rows × features: what each feature gives to `mean_distance`."""
    total = np.zeros(scaled_values.shape)
    for sample in samples:
        nearest = manhattan_distances(scaled_values, sample).argmin(axis=1)
        total += np.abs(scaled_values - sample[nearest])
    return total / len(samples)
