"""Compiled loops of scoring: path lengths in a forest, and distances to sampled rows.

Both equal scikit-learn bit for bit (the same sums in the same order), in blocks of rows on all
processors. A row's result depends on that row alone, so neither blocks nor threads change it.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit
from sklearn.ensemble import IsolationForest

from models.detector.forest_internals import get_path_lengths, has_path_lengths

BLOCK = 16_384  # rows a thread scores at once: enough to hide its start, few enough to share out
PATHS = 256  # rows that go through one tree together, while the tree is in the processor's cache
FEATURE_BITS = 16  # a tree of 256 rows has at most 511 nodes; no population has 65,536 features
FEATURE_SHIFT, FEATURE_MASK = np.uint32(FEATURE_BITS), np.uint32(2**FEATURE_BITS - 1)
LANE = 64  # rows whose distances are summed side by side: lets the compiler use vector additions


@dataclass(frozen=True)
class FlatForest:
    """All trees of an isolation forest in one set of arrays, siblings side by side.

    step: a node's feature (low 16 bits) and the position of its left child within the tree; the
    right
        child stands after it. A leaf names itself.
    threshold: values above it go right. A leaf has infinity.
    length: path length of a row that ends at the node.
    roots, depths: position of each tree's root, and its depth.
    usual: summed path length that gives a score of one half.
    """

    step: np.ndarray
    threshold: np.ndarray
    length: np.ndarray
    roots: np.ndarray
    depths: np.ndarray
    usual: float


def can_flatten(forest: IsolationForest) -> bool:
    """Whether nodes and features can be numbered in 16 bits, and scikit-learn has what is read."""
    largest = max(forest.n_features_in_, *(e.tree_.node_count for e in forest.estimators_))
    return largest < 2**FEATURE_BITS and has_path_lengths(forest)


def flatten_forest(forest: IsolationForest) -> FlatForest:
    """Convert a forest for the kernel. Trees keep their order: a sum of floats depends on it."""
    parts = [
        _flatten_tree(estimator.tree_, lengths)
        for estimator, lengths in zip(forest.estimators_, get_path_lengths(forest), strict=True)
    ]
    step, threshold, length = (np.concatenate(column) for column in zip(*parts, strict=True))
    sizes = [len(part[0]) for part in parts]
    return FlatForest(
        step,
        threshold,
        length,
        np.cumsum([0, *sizes[:-1]]),
        np.array([e.tree_.max_depth for e in forest.estimators_]),
        len(parts) * _compute_average_path(forest.max_samples_),
    )


def _flatten_tree(tree, lengths):
    order, left = _order_breadth_first(tree.children_left, tree.children_right)
    leaf = tree.children_left[order] < 0
    step = (left << FEATURE_BITS) | np.where(leaf, 0, tree.feature[order])
    threshold = np.where(leaf, np.inf, _round_down_to_float32(tree.threshold[order]))
    return step.astype(np.uint32), threshold.astype(np.float32), lengths[order]


@njit(cache=True)
def _order_breadth_first(children_left, children_right):
    """(nodes with siblings side by side, position of each one's left child, a leaf's own)."""
    order, left, filled = np.zeros_like(children_left), np.arange(len(children_left)), 1
    for at in range(len(order)):
        node = order[at]
        if children_left[node] >= 0:
            order[filled], order[filled + 1] = children_left[node], children_right[node]
            left[at] = filled
            filled += 2
    return order, left


def _round_down_to_float32(threshold):
    """The largest float32 not above each threshold; float32 values compare alike with both."""
    near = threshold.astype(np.float32)
    return np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near)


def compute_forest_scores(forest: FlatForest, rows: np.ndarray) -> np.ndarray:
    """`-IsolationForest.score_samples`: 2^(-mean path / usual path), higher = more isolated."""
    rows = np.ascontiguousarray(rows, dtype=np.float32)
    trees = (forest.step, forest.threshold, forest.length, forest.roots, forest.depths)
    paths = _run_in_blocks(len(rows), lambda part, out: _sum_path_lengths(rows[part], *trees, out))
    if forest.usual == 0:  # a forest of one row
        return np.full(len(rows), 0.5)
    return 2.0 ** -(paths / forest.usual)


def sum_nearest_distances(rows: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """Sum over the subsamples of the Manhattan distance to the nearest sampled row.

    `samples` is an array of subsamples × rows × features.
    """
    rows, samples = (
        np.ascontiguousarray(rows, dtype=float),
        np.ascontiguousarray(samples, dtype=float),
    )
    return _run_in_blocks(len(rows), lambda part, out: _sum_nearest(rows[part], samples, out))


def _run_in_blocks(count, fill):
    out = np.zeros(count)
    parts = [slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]
    if len(parts) <= 1:
        for part in parts:
            fill(part, out[part])
        return out
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda part: fill(part, out[part]), parts))
    return out


@njit(nogil=True, cache=True)
def _sum_path_lengths(rows, step, threshold, length, roots, depths, out):
    node = np.empty(PATHS, np.uint32)  # unsigned: numba tests a signed index for being negative
    for start in range(0, rows.shape[0], PATHS):
        block = rows[start : start + PATHS]
        for tree in range(roots.shape[0]):
            steps, cuts, ends = step[roots[tree] :], threshold[roots[tree] :], length[roots[tree] :]
            node[:] = 0
            # level by level, so that the processor overlaps the memory reads of different rows
            for _ in range(depths[tree]):
                for r in range(block.shape[0]):
                    at = node[r]
                    code = steps[at]
                    above = block[r, code & FEATURE_MASK] > cuts[at]
                    node[r] = (code >> FEATURE_SHIFT) + np.uint32(above)
            for r in range(block.shape[0]):
                out[start + r] += ends[node[r]]


@njit(nogil=True, cache=True)
def _sum_nearest(rows, samples, out):
    features = rows.shape[1]
    lane, sums, best = np.empty((features, LANE)), np.empty(LANE), np.empty(LANE)
    for start in range(0, rows.shape[0], LANE):
        width = min(LANE, rows.shape[0] - start)
        lane[:] = 0.0
        for r in range(width):
            for f in range(features):
                lane[f, r] = rows[start + r, f]
        for turn in range(samples.shape[0]):
            best[:] = np.inf
            for s in range(samples.shape[1]):
                sums[:] = 0.0
                for f in range(features):
                    point = samples[turn, s, f]
                    for r in range(LANE):
                        sums[r] += abs(lane[f, r] - point)
                for r in range(LANE):
                    best[r] = min(best[r], sums[r])
            for r in range(width):
                out[start + r] += best[r]


def _compute_average_path(count):
    """Mean path length of an unsuccessful search among `count` rows, as in scikit-learn."""
    if count <= 1:
        return 0.0
    return (
        1.0
        if count == 2
        else 2.0 * (np.log(count - 1.0) + np.euler_gamma) - 2.0 * (count - 1.0) / count
    )
