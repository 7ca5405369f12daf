"""Tail scores: -log10 P(X >= x) from the training values, a scale on which features add up.

0 for the smallest value, 2 for the top 1 %, 3 for the top 0.1 %.
"""

from dataclasses import dataclass

import numpy as np

MOST_KNOTS = 400  # keeps a stored model small; between knots the curve is interpolated
BEYOND = 2.0  # most that a value above the training maximum gains over it: two powers of ten


@dataclass(frozen=True)
class Tail:
    """A fitted upper tail: increasing `values`, their `tail_scores`, the slope above the last."""

    values: np.ndarray
    tail_scores: np.ndarray
    slope: float
    count: int

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Tail scores of values; unknown (NaN) is 0, like the smallest value."""
        if not len(self.values):
            return np.zeros(len(x))
        scores = np.interp(x, self.values, self.tail_scores, left=0.0)
        beyond = np.clip((x - self.values[-1]) * self.slope, 0.0, BEYOND)
        return np.where(np.isnan(x), 0.0, scores + np.where(np.isnan(beyond), 0.0, beyond))


def fit_tail(x: np.ndarray) -> Tail:
    """Fit the upper tail of values (NaN left out). Tied values share P(X >= x)."""
    known_values = np.sort(x[~np.isnan(x)])
    count = len(known_values)
    values, first = np.unique(known_values, return_index=True)
    # half a row is added to both counts, so that the largest value has a finite score
    tail_scores = -np.log10((count - first + 0.5) / (count + 0.5)) if count else np.empty(0)
    values, tail_scores = _reduce_knots(values, tail_scores)
    return Tail(values, tail_scores, _compute_slope(values, tail_scores), count)


def _reduce_knots(values, tail_scores):
    """Keep at most MOST_KNOTS knots, half of them evenly spaced in score, for the far tail."""
    if len(values) <= MOST_KNOTS:
        return values, tail_scores
    target_scores = np.concatenate(
        [
            np.linspace(0, tail_scores[-1], MOST_KNOTS // 2),
            np.quantile(tail_scores, np.linspace(0, 1, MOST_KNOTS // 2)),
        ]
    )
    positions = np.unique(
        np.searchsorted(tail_scores, np.unique(target_scores)).clip(0, len(values) - 1)
    )
    return values[positions], tail_scores[positions]


def _compute_slope(values, tail_scores):
    """Score per unit above the largest value: an exponential tail through the top tenth."""
    if len(values) < 2:
        return 1.0
    start = min(np.searchsorted(tail_scores, max(tail_scores[-1] - 1.0, 0.0)), len(values) - 2)
    return float((tail_scores[-1] - tail_scores[start]) / (values[-1] - values[start]))
