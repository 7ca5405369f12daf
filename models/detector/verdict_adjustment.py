"""What verdicts add to a score: weights on what the detector sees, learned from a few rows that were judged.

A logistic regression whose starting point is the score itself: without verdicts the weights are 0 and the score is as
it was; each verdict moves those features by which it contradicts the score. Ordinary rows, of which nothing is known,
stand by as a little of "not true": judged rows come from the top of the list, and all of them may be true. What is
learned stays a sum over features, so reasons add up.
"""

from dataclasses import dataclass

import numpy as np

from models.detector.logistic import fitted

LEAST_VERDICTS = 5  # fewer, of which one may be wrong, made the places worse (docs/experiments.md)
LEAST_NOT_TRUE = 2  # with true ones alone the model's places got worse: 0.148 to 0.140 (docs/experiments.md)
STRENGTH = 1.0  # of the pull of the weights to 0
STAND_BY, STAND_BY_WEIGHT = 400, 0.1  # both were tried, see docs/experiments.md
CUT = 0.98  # the score at which a record is as likely true as not, before any verdict
FOLDS = 5
DIGITS = 9  # beyond them a sum depends on the machine


@dataclass(frozen=True)
class Correction:
    """Weights over the sides' heights and then over the features' distances; `unit` brings them to the score's scale."""

    weights: np.ndarray
    unit: float
    verdicts: int
    true: int

    def terms(self, heights: np.ndarray, coordinates: np.ndarray) -> np.ndarray:
        """rows × (sides + features): what each adds to the score."""
        return self.unit * self.weights * seen(heights, coordinates)


def seen(heights: np.ndarray, coordinates: np.ndarray) -> np.ndarray:
    """rows × (sides + features): heights of the tails, and how far out on the robust scale, in like units."""
    return np.hstack([heights, np.abs(coordinates) / 3.0])


def learned(
    heights: np.ndarray,
    coordinates: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
) -> Correction | None:
    """The correction from labels (1, 0, NaN = not judged); None where fewer than five rows were judged, or two not true.

    `weights` say how much each verdict counts; a verdict of less than 1 is none of the two. Rows come in their canonical order: those that stand by are taken evenly from it.
    """
    known = np.flatnonzero(~np.isnan(labels))
    if not set(np.unique(labels[known])) <= {0.0, 1.0}:
        raise ValueError("y holds verdicts: 1 true, 0 not true, NaN not judged")
    weights = np.ones(len(labels)) if weights is None else weights
    if len(known) < LEAST_VERDICTS or ((labels == 0) & (weights >= 1)).sum() < LEAST_NOT_TRUE:
        return None
    unit = float(np.std(scores)) or 1.0
    rest = np.flatnonzero(np.isnan(labels))
    rest = rest[np.unique(np.linspace(0, len(rest) - 1, min(STAND_BY, len(rest))).astype(int))]
    rows = np.concatenate([known, rest])
    weights = _fitted(
        seen(heights[rows], coordinates[rows]),
        np.concatenate([labels[known], np.zeros(len(rest))]),
        (scores[rows] - np.quantile(scores, CUT)) / unit,
        np.concatenate([weights[known], np.full(len(rest), STAND_BY_WEIGHT)]),
    )
    return Correction(weights, unit, len(known), int(labels[known].sum()))


def held_out(
    heights: np.ndarray,
    coordinates: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """The scores as they would be for each judged row if its own verdict, and those of its fifth, were not known."""
    known, told = np.flatnonzero(~np.isnan(labels)), scores.copy()
    for fold in range(FOLDS):
        own = known[fold::FOLDS]
        others = labels.copy()
        others[own] = np.nan
        correction = learned(heights, coordinates, scores, others, weights)
        if correction is not None and len(own):
            told[own] += correction.terms(heights[own], coordinates[own]).sum(axis=1)
    return told


def _fitted(rows, labels, start, counts):
    """The weights; the intercept, which moves no rank, is learned and left out."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.full(rows.shape[1], STRENGTH)
    return np.round(fitted(rows, labels, counts, start, penalty)[:-1], DIGITS)
