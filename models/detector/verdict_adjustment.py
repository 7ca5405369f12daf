"""What verdicts add to a score: weights on what the detector sees, learned from a few rows that were judged.

A logistic regression whose starting point is the score itself: without verdicts the weights are 0 and the score is as
it was; each verdict moves those features by which it contradicts the score. Ordinary rows, of which nothing is known,
stand by as a little of "not true": judged rows come from the top of the list, and all of them may be true. What is
learned stays a sum over features, so reasons add up.
"""

from dataclasses import dataclass

import numpy as np

from models.detector.logistic import fit_logistic

LEAST_VERDICTS = 5  # fewer, of which one may be wrong, made the places worse (docs/experiments.md)
LEAST_NOT_TRUE = (
    2  # with true ones alone the model's places got worse: 0.148 to 0.140 (docs/experiments.md)
)
STRENGTH = 1.0  # of the pull of the weights to 0
STAND_BY, STAND_BY_WEIGHT = 400, 0.1  # both were tried, see docs/experiments.md
CUT = 0.98  # the score at which a record is as likely true as not, before any verdict
FOLDS = 5
DIGITS = 9  # beyond them a sum depends on the machine


@dataclass(frozen=True)
class VerdictAdjustment:
    """Weights over the sides' heights and then over the features' distances; `unit` brings them to the score's scale."""

    weights: np.ndarray
    unit: float
    verdicts: int
    true: int

    def compute_terms(self, tail_scores: np.ndarray, scaled_values: np.ndarray) -> np.ndarray:
        """rows × (sides + features): what each adds to the score."""
        return self.unit * self.weights * stack_inputs(tail_scores, scaled_values)


def stack_inputs(tail_scores: np.ndarray, scaled_values: np.ndarray) -> np.ndarray:
    """rows × (sides + features): heights of the tails, and how far out on the robust scale, in like units."""
    return np.hstack([tail_scores, np.abs(scaled_values) / 3.0])


def fit_adjustment(
    tail_scores: np.ndarray,
    scaled_values: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
) -> VerdictAdjustment | None:
    """The correction from labels (1, 0, NaN = not judged); None where fewer than five rows were judged, or two not true.

    `weights` say how much each verdict counts; a verdict of less than 1 is none of the two. Rows come in their canonical order: those that stand by are taken evenly from it.
    """
    judged_rows = np.flatnonzero(~np.isnan(labels))
    if not set(np.unique(labels[judged_rows])) <= {0.0, 1.0}:
        raise ValueError("y holds verdicts: 1 true, 0 not true, NaN not judged")
    weights = np.ones(len(labels)) if weights is None else weights
    if len(judged_rows) < LEAST_VERDICTS or ((labels == 0) & (weights >= 1)).sum() < LEAST_NOT_TRUE:
        return None
    unit = float(np.std(scores)) or 1.0
    unjudged_rows = np.flatnonzero(np.isnan(labels))
    unjudged_rows = unjudged_rows[
        np.unique(
            np.linspace(0, len(unjudged_rows) - 1, min(STAND_BY, len(unjudged_rows))).astype(int)
        )
    ]
    rows = np.concatenate([judged_rows, unjudged_rows])
    weights = _fit_weights(
        stack_inputs(tail_scores[rows], scaled_values[rows]),
        np.concatenate([labels[judged_rows], np.zeros(len(unjudged_rows))]),
        (scores[rows] - np.quantile(scores, CUT)) / unit,
        np.concatenate([weights[judged_rows], np.full(len(unjudged_rows), STAND_BY_WEIGHT)]),
    )
    return VerdictAdjustment(weights, unit, len(judged_rows), int(labels[judged_rows].sum()))


def compute_held_out_scores(
    tail_scores: np.ndarray,
    scaled_values: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """The scores as they would be for each judged row if its own verdict, and those of its fifth, were not known."""
    judged_rows, held_out_scores = np.flatnonzero(~np.isnan(labels)), scores.copy()
    for fold in range(FOLDS):
        fold_rows = judged_rows[fold::FOLDS]
        other_labels = labels.copy()
        other_labels[fold_rows] = np.nan
        adjustment = fit_adjustment(tail_scores, scaled_values, scores, other_labels, weights)
        if adjustment is not None and len(fold_rows):
            held_out_scores[fold_rows] += adjustment.compute_terms(
                tail_scores[fold_rows], scaled_values[fold_rows]
            ).sum(axis=1)
    return held_out_scores


def _fit_weights(rows, labels, start, counts):
    """The weights; the intercept, which moves no rank, is learned and left out."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.full(rows.shape[1], STRENGTH)
    return np.round(fit_logistic(rows, labels, counts, start, penalty)[:-1], DIGITS)
