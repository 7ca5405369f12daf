"""Platt calibration: from a score to the chance of a true verdict."""

from dataclasses import dataclass

import numpy as np

from contracts.intervals import compute_wilson_interval
from models.logistic import fit_logistic

# fewer verdicts would move a chance by a tenth each
LEAST_VERDICTS, LEAST_OF_EACH = 30, 5
PENALTY = 1e-3  # just enough for a solution where the classes separate


@dataclass(frozen=True)
class Calibration:
    """chance = 1 / (1 + exp(-(slope · (score - centre) / spread + level)))."""

    slope: float
    level: float
    centre: float
    spread: float
    verdicts: int

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        """Chances between 0 and 1, non-decreasing in the score."""
        steps = self.slope * (scores - self.centre) / self.spread + self.level
        return 1.0 / (1.0 + np.exp(-np.clip(steps, -30, 30)))


def fit_calibration(
    scores: np.ndarray, labels: np.ndarray, shares: np.ndarray | None = None
) -> Calibration | None:
    """Fit a calibration to judged rows (labels 1, 0, NaN).

    None with fewer than LEAST_VERDICTS, or LEAST_OF_EACH of a kind. `shares` say how likely each
    row was to be judged (`compute_judged_shares`); without them the chances hold for listed rows
    alone.
    """
    is_judged = ~np.isnan(labels)
    judged_scores, judged_labels = scores[is_judged], labels[is_judged]
    if (
        len(judged_scores) < LEAST_VERDICTS
        or min(judged_labels.sum(), (1 - judged_labels).sum()) < LEAST_OF_EACH
    ):
        return None
    weights = np.ones(len(judged_scores)) if shares is None else 1.0 / shares[is_judged]
    weights = weights / weights.mean()
    centre, spread = float(judged_scores.mean()), float(judged_scores.std()) or 1.0
    rows = np.column_stack([(judged_scores - centre) / spread, np.ones(len(judged_scores))])
    # Platt's targets (1999): not quite 1 and 0, against overconfidence from few verdicts
    target = np.where(
        judged_labels > 0,
        (judged_labels.sum() + 1) / (judged_labels.sum() + 2),
        1 / ((1 - judged_labels).sum() + 2),
    )
    coefficients = fit_logistic(rows, target, weights, np.zeros(len(rows)), np.full(2, PENALTY))
    return Calibration(
        round(max(float(coefficients[0]), 0.0), 9),
        round(float(coefficients[1]), 9),
        centre,
        spread,
        len(judged_scores),
    )


def compute_judged_shares(
    is_listed: np.ndarray, is_control: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    """How likely each row was to be judged; the control sample stands for all unlisted rows."""
    is_judged, shares = ~np.isnan(labels), np.ones(len(labels))
    for stratum, sampled_rows in ((is_listed, is_listed), (~is_listed, is_control)):
        judged_count = (is_judged & sampled_rows & stratum).sum()
        if judged_count:
            shares[stratum] = judged_count / stratum.sum()
    return shares


def estimate_missed(
    control_true: int, control_judged: int, below: int, true_listed: int
) -> dict[str, float]:
    """Estimate from the control sample how many true subjects are below the cut, and the recall.

    `below` subjects were not listed; `true_listed` is how many true ones the list has.
    Keys: rate, rate_low, rate_high (95 % bounds), missed, recall, recall_low, recall_high.

    Raises:
        ValueError: nothing of the control sample was judged.
    """
    low, high = compute_wilson_interval(control_true, control_judged)
    rate = control_true / control_judged
    estimates = {"rate": rate, "rate_low": low, "rate_high": high, "missed": rate * below}
    for name, value in (("recall", rate), ("recall_low", high), ("recall_high", low)):
        estimates[name] = (
            true_listed / (true_listed + value * below)
            if true_listed + value * below
            else float("nan")
        )
    return estimates
