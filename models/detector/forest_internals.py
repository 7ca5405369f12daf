"""The private attributes of IsolationForest that the kernel needs, read here alone.

Read from sklearn/ensemble/_iforest.py of scikit-learn 1.9.1. Before a newer version goes into the
lock, compare that file and run tests/models/detector/test_isolation_kernel.py, which compares every
bit with `IsolationForest.score_samples`.
"""

import numpy as np
from sklearn.ensemble import IsolationForest

READ_FROM_VERSION = "1.9.1"


def has_path_lengths(forest: IsolationForest) -> bool:
    """Whether the fitted forest has the attributes; another version may have renamed them."""
    return hasattr(forest, "_decision_path_lengths") and hasattr(
        forest, "_average_path_length_per_tree"
    )


def get_path_lengths(forest: IsolationForest) -> list[np.ndarray]:
    """For each tree and node: the path length that scikit-learn adds up where a row ends there."""
    pairs = zip(forest._decision_path_lengths, forest._average_path_length_per_tree, strict=True)
    # the terms in scikit-learn's order: a sum of floats depends on it
    return [depth + average - 1.0 for depth, average in pairs]
