"""Adjustment of a score by verdicts: logistic regression weights on tail scores and scaled values.

The score is the offset of the regression: without verdicts the weights are 0 and the score is
unchanged. Unjudged rows take part as "not true" with a small weight, since judged rows come from
the top of the list and may all be true. The adjustment is a sum over features, so reasons still add
up.
"""

from dataclasses import dataclass

import numpy as np

from models.logistic import fit_logistic

LEAST_VERDICTS = 5  # fewer, of which one may be wrong, made the places worse (docs/experiments.md)
# with true ones alone the precision of the model's places fell from 0.148 to 0.140
# (docs/experiments.md)
LEAST_NOT_TRUE = 2
STRENGTH = 1.0  # ridge penalty; a larger one trusts few verdicts less
UNJUDGED_ROWS, UNJUDGED_WEIGHT = 400, 0.1  # docs/experiments.md: 0.05 to 0.25 were tried
CUT = 0.98  # quantile of the score at which the odds are even before any verdict
FOLDS = 5  # the usual number; each fold costs one fit
DIGITS = 9  # further digits of a sum differ between machines
DISTANCE_UNIT = (
    3.0  # brings scaled values to the range of tail scores, so that one penalty fits both
)


@dataclass(frozen=True)
class VerdictAdjustment:
    """Weights of the tail scores of all sides, then of the scaled values of all features.

    `unit` is the standard deviation of the scores; `verdicts` and `true` count the rows learned
    from.
    """

    weights: np.ndarray
    unit: float
    verdicts: int
    true: int

    def compute_terms(self, tail_scores: np.ndarray, scaled_values: np.ndarray) -> np.ndarray:
        """rows × (sides + features): the addition of each input to the score."""
        return self.unit * self.weights * stack_inputs(tail_scores, scaled_values)


def stack_inputs(tail_scores: np.ndarray, scaled_values: np.ndarray) -> np.ndarray:
    """rows × (sides + features): tail scores, and absolute scaled values brought to their range."""
    return np.hstack([tail_scores, np.abs(scaled_values) / DISTANCE_UNIT])


def fit_adjustment(
    tail_scores: np.ndarray,
    scaled_values: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
) -> VerdictAdjustment | None:
    """Fit the adjustment to labels (1 true, 0 not true, NaN not judged).

    None with fewer than LEAST_VERDICTS judged rows, or LEAST_NOT_TRUE of weight 1 that are not
    true. `weights` are those of the verdicts, 1 by default. Rows stand in their canonical order,
    from which the unjudged ones are taken evenly.

    Raises:
        ValueError: a label is neither 1, 0 nor NaN.
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
            np.linspace(0, len(unjudged_rows) - 1, min(UNJUDGED_ROWS, len(unjudged_rows))).astype(
                int
            )
        )
    ]
    rows = np.concatenate([judged_rows, unjudged_rows])
    weights = _fit_weights(
        stack_inputs(tail_scores[rows], scaled_values[rows]),
        np.concatenate([labels[judged_rows], np.zeros(len(unjudged_rows))]),
        (scores[rows] - np.quantile(scores, CUT)) / unit,
        np.concatenate([weights[judged_rows], np.full(len(unjudged_rows), UNJUDGED_WEIGHT)]),
    )
    return VerdictAdjustment(weights, unit, len(judged_rows), int(labels[judged_rows].sum()))


def compute_held_out_scores(
    tail_scores: np.ndarray,
    scaled_values: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """Cross-validated scores: each judged row is scored by the verdicts of the other four folds."""
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
    """Fit the weights; the intercept is fitted too but dropped, since it changes no rank."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.full(rows.shape[1], STRENGTH)
    return np.round(fit_logistic(rows, labels, counts, start, penalty)[:-1], DIGITS)
