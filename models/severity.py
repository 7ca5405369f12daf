"""Scores on a scale that people read: 0 to 100, percentile of the training reference."""

import numpy as np

KNOTS = 500


def reference_grid(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(scores, percentiles): knots of a training reference, dense at the top so that 99.0 and 99.9 differ."""
    ordered = np.sort(scores)
    count = len(ordered)
    from_top = np.unique(np.geomspace(1, count, KNOTS).round().astype(int))
    rows = np.unique(np.concatenate([count - from_top, np.linspace(0, count - 1, KNOTS).astype(int)]))
    # a tie has the percentile of its last row: the share at or below it
    at_or_below = np.searchsorted(ordered, ordered[rows], side="right") / (count + 1)
    values, first = np.unique(ordered[rows], return_index=True)
    return values, 100.0 * at_or_below[first]


def severity(scores: np.ndarray, grid: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Percentile of each score; below the reference 0, above it just under 100."""
    values, percentiles = grid
    above = 100.0 - (100.0 - percentiles[-1]) / (1.0 + np.clip(scores - values[-1], 0.0, None))
    return np.where(scores > values[-1], above, np.interp(scores, values, percentiles, left=0.0))
