"""Why a row is unusual: its score in parts, one a feature, and each value beside its peers.

The tail part is additive by construction, and so is a distance that sums over features. The forest's part is attributed
on path length by tree SHAP (Lundberg et al. 2020, the `shap` package), which is additive too.
"""

from functools import cache

import numpy as np
import pandas as pd
import shap
from sklearn.ensemble import IsolationForest

from models.detector import Detector
from models.nearest import distance_parts


def tail_parts(detector: Detector, heights: np.ndarray) -> np.ndarray:
    """rows × features: parts of the additive tail score in units of the blended score."""
    return detector.tail_share * heights / detector.scale_["sum"][1]


def near_parts(detector: Detector, coordinates: np.ndarray) -> np.ndarray:
    """rows × features: parts of the distance score in units of the blended score.

    The score is a logarithm of the mean distance; it is shared out in proportion to what each feature gives to that.
    """
    parts = distance_parts(coordinates, detector.samples_)
    distance = parts.sum(axis=1)
    score = detector.near_share * detector.nearness(distance) / detector.scale_["near"][1]
    return parts * np.divide(score, distance, out=np.zeros(len(score)), where=distance > 0)[:, None]


def path_parts(detector: Detector, heights: np.ndarray) -> tuple[np.ndarray, float]:
    """(rows × sides SHAP values of the mean path length, its expectation); a negative part makes a row stick out."""
    explainer = shap.TreeExplainer({"trees": path_trees(detector.forest_), "input_dtype": np.float32})
    return explainer.shap_values(heights), float(np.ravel(explainer.expected_value)[0])


def path_trees(forest: IsolationForest) -> list[dict]:
    """The forest's trees in the form that shap reads, with a leaf's expected path length as its value.

    shap reads scikit-learn's forest too, but computes these values node by node, which takes longer than all the rest.
    """
    return [_path_tree(estimator.tree_, len(forest.estimators_)) for estimator in forest.estimators_]


def _path_tree(tree, tree_count):
    left, right = tree.children_left, tree.children_right
    depth = np.zeros(tree.node_count)
    for node in np.flatnonzero(left >= 0):  # parents stand before their children
        depth[[left[node], right[node]]] = depth[node] + 1
    lengths = np.where(left < 0, depth + _average_path(tree.n_node_samples), 0.0)
    return {
        "children_left": left,
        "children_right": right,
        "children_default": left,
        "features": tree.feature,
        "thresholds": tree.threshold,
        "values": (lengths / tree_count)[:, None],
        "node_sample_weight": tree.weighted_n_node_samples,
    }


def _average_path(count):
    """Mean path length of an unsuccessful search among `count` rows (Liu, Ting and Zhou 2008, equation 1)."""
    count = np.asarray(count, dtype=float)
    more = np.maximum(count, 3.0)
    length = 2.0 * (np.log(more - 1.0) + np.euler_gamma) - 2.0 * (more - 1.0) / more
    return np.select([count <= 1, count == 2], [0.0, 1.0], length)


def contributions(detector: Detector, X: pd.DataFrame) -> pd.DataFrame:
    """rows × features: how much each feature makes each row stick out, in units of the blended score.

    The forest's score is 2^(-path/c); each row's difference from the score at the expected path length is shared out
    in proportion to the SHAP values of its path length, so that parts of a row sum to that difference exactly.
    """
    heights, coordinates = detector.side_heights(X), detector.coordinates(X)
    paths, expected = path_parts(detector, heights)
    forest = detector.loneliness(heights)
    shift = paths.sum(axis=1)
    # score = 2^(-path/c): c is what maps this row's path length to its score
    at_expected = np.exp2(np.log2(forest) * expected / (expected + shift))
    slope = np.divide(forest - at_expected, shift, out=np.zeros(len(shift)), where=np.abs(shift) > 1e-12)
    share = detector.shares()["forest"] / detector.scale_["forest"][1]
    sides = share * paths * slope[:, None]
    total = tail_parts(detector, detector.tail_terms(X)) + near_parts(detector, coordinates)
    total += np.add.reduceat(sides, detector.side_starts(), axis=1)
    return pd.DataFrame(total, index=X.index, columns=list(detector.directions))


def explain(detector: Detector, X: pd.DataFrame, *, training: pd.DataFrame, top: int = 3) -> pd.DataFrame:
    """The `top` largest contributions of each row, largest first, beside the peers in `training`.

    Columns: row (position), record_id (the index of X), feature, contribution, value, peer_median, peer_percentile
    (share of the peer group on the innocent side of the value or at it, 0 to 100). Unknown values are left out.
    """
    parts = contributions(detector, X)
    rows = []
    for position, record in enumerate(X.index):
        known = parts.iloc[position][X.iloc[position][parts.columns].notna().to_numpy()]
        for feature in known.sort_values(ascending=False, kind="stable").index[:top]:
            rows.append((position, record, feature, float(known[feature])))
    told = pd.DataFrame(rows, columns=["row", "record_id", "feature", "contribution"])
    peers = _peers(detector, training)
    beside = [_beside(detector, X.iloc[r.row], r.feature, peers) for r in told.itertuples()]
    return told.join(
        pd.DataFrame(beside, columns=["value", "peer_median", "peer_percentile"], index=told.index)
    )


def _peers(detector, training):
    """A function (group, feature) → the known values of that peer group in order."""

    @cache
    def values(group, feature):
        rows = training if group is None else training[training[detector.group_column] == group]
        return np.sort(rows[feature].dropna().to_numpy(dtype=float))

    return values


def _beside(detector, row, feature, peers):
    values = peers(None if detector.group_column is None else row[detector.group_column], feature)
    value = float(row[feature])
    if not len(values):
        return value, np.nan, np.nan
    if detector.directions[feature] == "low":
        innocent = len(values) - np.searchsorted(values, value, side="left")
    else:
        innocent = np.searchsorted(values, value, side="right")
    return value, float(np.median(values)), float(100.0 * innocent / len(values))
