"""Explanations of scores: additive contributions of the features, and each value beside its peers.

Tail scores and distances are sums over features. The isolation score is attributed by tree SHAP on
path lengths (Lundberg et al. 2020, the `shap` package), which is additive too.
"""

import numpy as np
import pandas as pd
import shap
from sklearn.ensemble import IsolationForest

from models.detector.detector import Detector
from models.detector.neighbor_distance import compute_distance_parts
from models.detector.pyod_detector import PyodDetector
from models.peer_values import ALL, PeerValues

LEAST_FAMILY_SHARE = 0.05  # a source below a twentieth does not explain a row
NO_SHIFT = 1e-12  # a path this near to the expected one has nothing to share out


def compute_tail_parts(detector: Detector, tail_scores: np.ndarray) -> np.ndarray:
    """rows × features: contributions of the tail scores, in units of the score."""
    share = detector.shares()["tails"]
    return share * detector.weigh_tail_scores(tail_scores) / detector.scale_["tails"][1]


def compute_neighbor_parts(detector: Detector, scaled_values: np.ndarray) -> np.ndarray:
    """rows × features: contributions of the neighbour score, in units of the score.

    The neighbour score is a logarithm of the mean distance; it is split in proportion to the
    features' distances.
    """
    weighted_values = detector.weigh_scaled_values(scaled_values)
    parts = compute_distance_parts(weighted_values, detector.samples_)
    distance = parts.sum(axis=1)
    score = (
        detector.shares()["neighbors"]
        * detector.neighbor_score(distance)
        / detector.scale_["neighbors"][1]
    )
    return parts * np.divide(score, distance, out=np.zeros(len(score)), where=distance > 0)[:, None]


def compute_verdict_parts(
    detector: Detector, tail_scores: np.ndarray, scaled_values: np.ndarray
) -> np.ndarray:
    """rows × features: contributions of the adjustment by verdicts; 0 without one."""
    if detector.adjustment_ is None:
        return np.zeros(scaled_values.shape)
    terms = detector.adjustment_.compute_terms(tail_scores, scaled_values)
    sides = tail_scores.shape[1]
    return np.add.reduceat(terms[:, :sides], detector.list_side_starts(), axis=1) + terms[:, sides:]


def compute_path_parts(detector: Detector, tail_scores: np.ndarray) -> tuple[np.ndarray, float]:
    """(rows × sides SHAP values of the mean path length, its expectation).

    Negative means more isolated.
    """
    explainer = shap.TreeExplainer(
        {"trees": build_path_trees(detector.forest_), "input_dtype": np.float32}
    )
    return explainer.shap_values(tail_scores), float(np.ravel(explainer.expected_value)[0])


def build_path_trees(forest: IsolationForest) -> list[dict]:
    """Convert the forest's trees for shap, with a leaf's expected path length as its value.

    shap converts an IsolationForest too, but node by node, which takes longer than everything else
    here.
    """
    return [
        _build_path_tree(estimator.tree_, len(forest.estimators_))
        for estimator in forest.estimators_
    ]


def _build_path_tree(tree, tree_count):
    left, right = tree.children_left, tree.children_right
    depth = np.zeros(tree.node_count)
    for node in np.flatnonzero(left >= 0):  # parents stand before their children
        depth[[left[node], right[node]]] = depth[node] + 1
    lengths = np.where(left < 0, depth + _compute_average_path(tree.n_node_samples), 0.0)
    return {
        "children_left": left,
        "children_right": right,
        "children_default": left,
        "features": tree.feature,
        "thresholds": tree.threshold,
        "values": (lengths / tree_count)[:, None],
        "node_sample_weight": tree.weighted_n_node_samples,
    }


def _compute_average_path(count):
    """Mean path length of an unsuccessful search among `count` rows (Liu et al. 2008, eq. 1)."""
    count = np.asarray(count, dtype=float)
    more = np.maximum(count, 3.0)
    length = 2.0 * (np.log(more - 1.0) + np.euler_gamma) - 2.0 * (more - 1.0) / more
    return np.select([count <= 1, count == 2], [0.0, 1.0], length)


def compute_contributions(detector: Detector, X: pd.DataFrame) -> pd.DataFrame:
    """rows × features: contribution of each feature to the score, in units of the score.

    The isolation score is 2^(-path/c). Its difference from the score at the expected path length is
    split in proportion to the SHAP values of the path length, so the parts of a row sum to that
    difference exactly. How a detector of PyOD shares out its score: `compute_scorer_parts`.
    """
    tail_scores, scaled_values = detector.compute_side_scores(X), detector.compute_scaled_values(X)
    if isinstance(detector, PyodDetector):
        total = detector.compute_scorer_parts(tail_scores)
        total += compute_verdict_parts(detector, tail_scores, scaled_values)
        return pd.DataFrame(total, index=X.index, columns=list(detector.directions))
    paths, expected = compute_path_parts(detector, tail_scores)
    forest = detector.isolation_score(tail_scores)
    shift = paths.sum(axis=1)
    # score = 2^(-path/c): c is what maps this row's path length to its score
    at_expected = np.exp2(np.log2(forest) * expected / (expected + shift))
    slope = np.divide(
        forest - at_expected, shift, out=np.zeros(len(shift)), where=np.abs(shift) > NO_SHIFT
    )
    share = detector.shares()["forest"] / detector.scale_["forest"][1]
    sides = share * paths * slope[:, None]
    total = compute_tail_parts(detector, detector.compute_tail_scores(X)) + compute_neighbor_parts(
        detector, scaled_values
    )
    total += np.add.reduceat(sides, detector.list_side_starts(), axis=1)
    total += compute_verdict_parts(detector, tail_scores, scaled_values)
    return pd.DataFrame(total, index=X.index, columns=list(detector.directions))


def explain_rows(
    detector: Detector, X: pd.DataFrame, *, peers: PeerValues, top: int = 3
) -> pd.DataFrame:
    """The `top` largest contributions of each row, largest first, beside the peers' values.

    Columns: row (position), record_id (index of X), feature, contribution, value, peer_median,
    peer_percentile (percent of the peer group at the value or on its innocent side). Unknown values
    are left out.
    """
    parts = compute_contributions(detector, X)
    is_known = X[list(parts.columns)].notna().to_numpy()
    order = np.argsort(np.where(is_known, -parts.to_numpy(), np.inf), axis=1, kind="stable")[
        :, :top
    ]
    rows, columns = np.repeat(np.arange(len(X)), order.shape[1]), order.ravel()
    return _build_reason_rows(detector, parts, X, rows, columns, peers)


def explain_by_evidence_source(
    detector: Detector,
    X: pd.DataFrame,
    *,
    peers: PeerValues,
    families: dict[str, str],
    top: int = 3,
    each: int = 2,
) -> pd.DataFrame:
    """The `top` evidence sources of each row by contribution, with their `each` largest features.

    `families` maps a feature to its source; a feature that is not in it is a source by itself.
    Columns as of `explain_rows`, with family and family_share (of all positive contributions, 0 to
    1). Sources below LEAST_FAMILY_SHARE and values on the innocent side of the peers' median are
    left out.
    """
    parts = compute_contributions(detector, X)
    names = pd.Index([families.get(c, c) for c in parts.columns])
    sums = sum_by_family(parts, families)
    source_sums = sums[names].to_numpy()
    whole = sums.clip(lower=0).sum(axis=1).to_numpy()[:, None]
    shares = np.divide(source_sums, whole, out=np.zeros(source_sums.shape), where=whole > 0)
    is_selected = (
        (detector.compute_tail_scores(X) > 0)
        & (parts.to_numpy() > 0)
        & (shares >= LEAST_FAMILY_SHARE)
    )
    rows, columns = np.nonzero(is_selected)
    reasons = pd.DataFrame(
        {"row": rows, "column": columns, "family": names[columns], "sum": source_sums[is_selected]}
    )
    reasons["part"], reasons["family_share"] = parts.to_numpy()[is_selected], shares[is_selected]
    reasons = reasons.sort_values(
        ["row", "sum", "family", "part"], ascending=[True, False, True, False], kind="stable"
    )
    place = (~reasons.duplicated(["row", "family"])).groupby(reasons.row).cumsum()
    reasons = reasons[(place <= top) & (reasons.groupby(["row", "family"]).cumcount() < each)]
    reason_rows = _build_reason_rows(
        detector, parts, X, reasons.row.to_numpy(), reasons.column.to_numpy(), peers
    )
    return reason_rows.assign(
        family=reasons["family"].to_numpy(), family_share=reasons.family_share.to_numpy()
    )


def _build_reason_rows(detector, parts, X, rows, columns, peers):
    """One row a (row, column) position, beside the peers; unknown values are left out."""
    values = X[list(parts.columns)].to_numpy(dtype=float)[rows, columns]
    reason_rows = pd.DataFrame(
        {
            "row": rows,
            "record_id": X.index.to_numpy()[rows],
            "feature": parts.columns.to_numpy()[columns],
            "contribution": parts.to_numpy()[rows, columns],
            "value": values,
        }
    )
    reason_rows = reason_rows[~np.isnan(values)].reset_index(drop=True)
    return reason_rows.join(_compare_with_peers(detector, reason_rows, X, peers))


def sum_by_family(parts: pd.DataFrame, families: dict[str, str]) -> pd.DataFrame:
    """rows × sources: contributions summed by evidence source, a feature without one alone."""
    family_names = pd.Index([families.get(c, c) for c in parts.columns])
    return parts.T.groupby(family_names, sort=False).sum().T


def find_counterfactuals(
    detector: Detector, X: pd.DataFrame, *, peers: PeerValues, cut: float, most: int = 3
) -> dict[str, list[tuple[str, float]]]:
    """Record → the fewest (feature, peer median) pairs that bring its score below `cut`.

    Features are set to the median of the peers in order of contribution, one, two, up to `most`. A
    record that stays at or above the cut is left out.
    """
    open_rows, changed, found = X.copy(), {record: [] for record in X.index}, {}
    reasons = explain_rows(detector, X, peers=peers, top=most)
    for place in range(most):
        step = reasons[reasons.groupby("record_id").cumcount() == place]
        for row in step[step.record_id.isin(open_rows.index)].itertuples():
            open_rows.loc[row.record_id, row.feature] = row.peer_median
            changed[row.record_id].append((row.feature, float(row.peer_median)))
        if open_rows.empty:
            break
        below = detector.score_samples(open_rows) < cut
        found |= {record: list(changed[record]) for record in open_rows.index[below]}
        open_rows = open_rows[~below]
    return {record: found[record] for record in X.index if record in found}


def _compare_with_peers(detector, reason_rows, X, peers):
    """peer_median and peer_percentile of each value, computed once a peer group and feature."""
    column = detector.group_column
    groups = (
        np.full(len(reason_rows), ALL)
        if column is None
        else X[column].astype(str).to_numpy()[reason_rows.row]
    )
    result = np.full((len(reason_rows), 2), np.nan)
    for (group, feature), rows in reason_rows.groupby(
        [groups, reason_rows.feature.to_numpy()]
    ).indices.items():
        values = peers.get_sorted_values(feature, group)
        if len(values):
            row_values = reason_rows.value.to_numpy()[rows]
            low = detector.directions[feature] == "low"
            place = np.searchsorted(values, row_values, side="left" if low else "right")
            innocent = len(values) - place if low else place
            result[rows, 0], result[rows, 1] = np.median(values), 100.0 * innocent / len(values)
    return pd.DataFrame(result, columns=["peer_median", "peer_percentile"], index=reason_rows.index)
