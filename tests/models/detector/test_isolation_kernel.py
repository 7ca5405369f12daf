"""The compiled loops give what scikit-learn gives, bit for bit."""

from importlib.metadata import version

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest
from sklearn.metrics.pairwise import manhattan_distances

from models.detector.canonical_order import compute_canonical_order
from models.detector.forest_internals import READ_FROM_VERSION
from models.detector.isolation_kernel import (
    BLOCK,
    can_flatten,
    compute_forest_scores,
    flatten_forest,
    sum_nearest_distances,
)
from tests.models.drawn_data import fitted


def draw_tail_scores(count, features=7, seed=0):
    values = np.random.default_rng(seed).exponential(size=(count, features))
    values[:, 0] = 0.0  # a constant, and ties
    values[:, 1] = np.round(values[:, 1])
    return values


@pytest.mark.parametrize("count", [1, 2, 3, 100, 5000, BLOCK + 1, 2 * BLOCK + 100])
def test_scores_of_the_forest_are_those_of_scikit_learn(count):
    values = draw_tail_scores(count)
    forest = IsolationForest(n_estimators=30, max_samples=min(256, count), random_state=1).fit(
        values
    )
    assert np.array_equal(
        compute_forest_scores(flatten_forest(forest), values), -forest.score_samples(values)
    )


def test_values_at_a_threshold_go_the_same_way():
    values = draw_tail_scores(600)
    forest = IsolationForest(n_estimators=30, random_state=1).fit(values)
    at = np.repeat(values[:1], 200, axis=0)
    cuts = forest.estimators_[0].tree_.threshold[:200].astype(np.float32)
    at[: len(cuts), :] = cuts[:, None]
    for shifted in (at, np.nextafter(at.astype(np.float32), np.float32(-1)), at + 1e-9):
        assert np.array_equal(
            compute_forest_scores(flatten_forest(forest), shifted), -forest.score_samples(shifted)
        )


def test_a_forest_that_cannot_be_packed_is_left_to_scikit_learn(monkeypatch):
    detector, rows = fitted()
    compiled = detector.score_samples(rows)
    monkeypatch.setattr("models.detector.isolation_kernel.FEATURE_BITS", 4)  # sixteen nodes a tree
    other, _ = fitted()
    assert not can_flatten(other.forest_) and other._flat is None
    assert np.array_equal(other.score_samples(rows), compiled)


def test_the_private_attributes_were_read_from_the_version_that_is_installed():
    assert version("scikit-learn") == READ_FROM_VERSION, (
        "compare models/detector/forest_internals.py"
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_canonical_order_is_that_of_a_sort_by_all_columns(seed):
    random = np.random.default_rng(seed)
    rows = random.integers(0, [2, 3, 30, 900][seed], (700, 6)).astype(float)
    assert np.array_equal(compute_canonical_order(rows), np.lexsort(rows.T[::-1]))
    assert compute_canonical_order(rows[:1]).tolist() == [0]


@pytest.mark.parametrize("count", [1, 63, 64, 65, 1000, BLOCK + 1])
def test_distances_are_those_of_scikit_learn(count):
    rows = draw_tail_scores(count, 5)
    samples = np.stack([draw_tail_scores(16, 5, seed) for seed in range(6)])
    theirs = sum(manhattan_distances(rows, sample).min(axis=1) for sample in samples)
    assert np.array_equal(sum_nearest_distances(rows, samples), theirs)
