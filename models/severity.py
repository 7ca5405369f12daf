"""Severity (percentile) and rarity of scores against the training reference."""

import numpy as np

KNOTS = 500  # twice: geometric from the top, and evenly; keeps a stored model small
TAIL_FROM, TAIL_TO = 75.0, 95.0  # decision 26: percentiles through which the tail is fitted


def build_reference_grid(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(scores, percentiles): knots of the training reference, dense at the top."""
    ordered = np.sort(scores)
    count = len(ordered)
    from_top = np.unique(np.geomspace(1, count, KNOTS).round().astype(int))
    rows = np.unique(
        np.concatenate([count - from_top, np.linspace(0, count - 1, KNOTS).astype(int)])
    )
    # a tie has the percentile of its last row: the share at or below it
    at_or_below = np.searchsorted(ordered, ordered[rows], side="right") / (count + 1)
    values, first = np.unique(ordered[rows], return_index=True)
    return values, 100.0 * at_or_below[first]


def compute_severity(scores: np.ndarray, grid: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Percentile of each score: 0 below the reference, just under 100 above it."""
    values, percentiles = grid
    above = 100.0 - (100.0 - percentiles[-1]) / (1.0 + np.clip(scores - values[-1], 0.0, None))
    return np.where(scores > values[-1], above, np.interp(scores, values, percentiles, left=0.0))


def compute_rarity(scores: np.ndarray, grid: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """-log10 of the share of the reference above each score: 1 for the top tenth.

    In the top quarter it follows an exponential tail through the 75th and the 95th percentile, so
    that a population of a hundred rows compares with one of a million: percentiles end at the
    largest training score.
    """
    values, percentiles = grid
    start, end = np.interp([TAIL_FROM, TAIL_TO], percentiles, values)
    beyond = 1.0 - np.interp(scores, values, percentiles, left=0.0) / 100.0
    if end <= start:
        return -np.log10(beyond)
    at_start, at_end = -np.log10(1.0 - np.array([TAIL_FROM, TAIL_TO]) / 100.0)
    along = at_start + (scores - start) * (at_end - at_start) / (end - start)
    return np.where(scores > start, along, -np.log10(beyond))
