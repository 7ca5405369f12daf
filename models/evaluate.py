"""How good a ranking is, with how sure one can be."""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

Z95 = 1.959963984540054


def wilson_interval(hits: int, count: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927). Raises ValueError without observations."""
    if count <= 0:
        raise ValueError("an interval needs observations")
    share, z2 = hits / count, Z95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * np.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return float(max(middle - half, 0.0)), float(min(middle + half, 1.0))


def ranking(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Area under the ROC curve and average precision."""
    return {"auc": float(roc_auc_score(labels, scores)), "ap": float(average_precision_score(labels, scores))}
