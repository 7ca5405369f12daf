"""Ridge logistic regression with an offset; scikit-learn's has no offset."""

import numpy as np

STEPS, HALVINGS = 200, 30  # bounds only: Newton converges long before; 2^-30 of a step is none


def fit_logistic(
    rows: np.ndarray,
    targets: np.ndarray,
    counts: np.ndarray,
    start: np.ndarray,
    penalty: np.ndarray,
) -> np.ndarray:
    """Minimise Σ counts · log-loss(targets, start + rows @ weights) + ½ Σ penalty · weights².

    Newton's method with step halving, since whole steps diverge where the offset is far from the
    targets.
    """
    weights = np.zeros(rows.shape[1])
    loss = _compute_loss(rows, targets, counts, start, penalty, weights)
    for _ in range(STEPS):
        # exp(30) is far from overflow, and a chance of 1 - 1e-13 is 1
        chance = 1.0 / (1.0 + np.exp(-np.clip(start + rows @ weights, -30, 30)))
        slope = rows.T @ (counts * (chance - targets)) + penalty * weights
        curve = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        for _ in range(HALVINGS):
            tried = _compute_loss(rows, targets, counts, start, penalty, weights - step)
            if tried <= loss:
                break
            step = step / 2
        else:
            break
        weights, loss = weights - step, tried
        if np.abs(step).max() < 1e-12:
            break
    return weights


def _compute_loss(rows, targets, counts, start, penalty, weights):
    at = start + rows @ weights
    return float(
        (counts * (np.logaddexp(0.0, at) - targets * at)).sum() + 0.5 * (penalty * weights**2).sum()
    )
