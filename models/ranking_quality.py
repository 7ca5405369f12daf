"""Quality of a ranking."""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score


def measure_ranking(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Area under the ROC curve and average precision."""
    return {
        "auc": float(roc_auc_score(labels, scores)),
        "ap": float(average_precision_score(labels, scores)),
    }
