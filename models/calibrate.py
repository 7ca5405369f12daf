"""From a score to the chance that a verdict would be "true", where enough verdicts are known."""

from dataclasses import dataclass

import numpy as np

from contracts.intervals import wilson_interval
from models.detector.logistic import fitted

LEAST_VERDICTS, LEAST_OF_EACH = 30, 5


@dataclass(frozen=True)
class Calibration:
    """chance = 1 / (1 + exp(-(slope · (score - centre) / spread + level)))."""

    slope: float
    level: float
    centre: float
    spread: float
    verdicts: int

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        """Chances between 0 and 1; a higher score never has a lower one."""
        steps = self.slope * (scores - self.centre) / self.spread + self.level
        return 1.0 / (1.0 + np.exp(-np.clip(steps, -30, 30)))


def calibrated(
    scores: np.ndarray, labels: np.ndarray, shares: np.ndarray | None = None
) -> Calibration | None:
    """Learned from judged rows (labels 1, 0, NaN); None with fewer than thirty, or fewer than five of a kind.

    `shares` say how likely each row was to be judged (`judged_shares`): without them the chances hold for listed rows alone.
    """
    known = ~np.isnan(labels)
    own, upheld = scores[known], labels[known]
    if len(own) < LEAST_VERDICTS or min(upheld.sum(), (1 - upheld).sum()) < LEAST_OF_EACH:
        return None
    weights = np.ones(len(own)) if shares is None else 1.0 / shares[known]
    weights = weights / weights.mean()
    centre, spread = float(own.mean()), float(own.std()) or 1.0
    rows = np.column_stack([(own - centre) / spread, np.ones(len(own))])
    # Platt's targets: not quite 1 and 0, so that few verdicts do not make sure
    target = np.where(upheld > 0, (upheld.sum() + 1) / (upheld.sum() + 2), 1 / ((1 - upheld).sum() + 2))
    found = fitted(rows, target, weights, np.zeros(len(rows)), np.full(2, 1e-3))
    return Calibration(
        round(max(float(found[0]), 0.0), 9), round(float(found[1]), 9), centre, spread, len(own)
    )


def judged_shares(is_listed: np.ndarray, is_control: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How likely each row was to be judged: among listed rows, and among the others, for which the control sample stands.

    Verdicts come from the top of the list; a row of the control sample speaks for all that were not listed.
    """
    known, shares = ~np.isnan(labels), np.ones(len(labels))
    for chosen, drawn in ((is_listed, is_listed), (~is_listed, is_control)):
        judged = (known & drawn & chosen).sum()
        if judged:
            shares[chosen] = judged / chosen.sum()
    return shares


def missed(control_true: int, control_judged: int, below: int, found: int) -> dict[str, float]:
    """What the control sample says of those below the cut: how many are missed, and the recall, with 95 % bounds.

    `below` subjects were not listed, `found` is how many true ones the list has. Raises ValueError without a judged control.
    """
    low, high = wilson_interval(control_true, control_judged)
    rate = control_true / control_judged
    told = {"rate": rate, "rate_low": low, "rate_high": high, "missed": rate * below}
    for name, value in (("recall", rate), ("recall_low", high), ("recall_high", low)):
        told[name] = found / (found + value * below) if found + value * below else float("nan")
    return told
