"""The distance part: its scale, its samples, and what it adds to tails and forest."""

import numpy as np
import pandas as pd
import pytest

from models.detector.detector import Detector
from models.detector.neighbor_distance import (
    compute_distance_parts,
    compute_mean_distance,
    draw_samples,
    fit_robust_scale,
)
from models.ranking_quality import measure_ranking
from tests.models.drawn_data import DIRECTIONS, fitted


def test_distance_to_the_nearest_of_each_sample_by_hand():
    samples = np.array([[[0.0, 0.0], [4.0, 0.0]], [[1.0, 1.0], [9.0, 9.0]]])
    rows = np.array([[0.0, 0.0], [5.0, 1.0]])
    # to (0, 0) and (1, 1): 0 and 2; to (4, 0) and (1, 1): 2 and 4
    assert compute_mean_distance(rows, samples).tolist() == [1.0, 3.0]
    assert compute_distance_parts(rows, samples).tolist() == [[0.5, 0.5], [2.5, 0.5]]


def test_parts_of_the_distance_add_up_to_it():
    detector, values = fitted()
    scaled_values = detector.compute_scaled_values(values)
    whole = compute_mean_distance(scaled_values, detector.samples_)
    assert compute_distance_parts(scaled_values, detector.samples_).sum(axis=1) == pytest.approx(
        whole, rel=1e-12
    )


def test_a_robust_scale_is_robust_and_never_zero():
    rng = np.random.default_rng(0)
    values = np.append(rng.normal(10, 2, 2000), [1e12] * 20)
    scale = fit_robust_scale(values)
    assert scale.centre == pytest.approx(10, abs=0.2) and scale.spread == pytest.approx(
        2.7, abs=0.2
    )
    assert scale(np.array([scale.centre, np.nan])).tolist() == [0.0, 0.0]
    assert np.isfinite(scale(np.array([np.inf, -np.inf]))).all()
    rare = fit_robust_scale(np.array([0.0] * 80 + [5.0] * 20))
    assert rare.spread == 5.0
    assert fit_robust_scale(np.full(9, 7.0)).spread == 1.0
    assert fit_robust_scale(np.full(9, np.nan)).count == 0


def test_only_the_suspicious_side_has_a_distance():
    detector, values = fitted()
    scaled_values = pd.DataFrame(detector.compute_scaled_values(values), columns=list(DIRECTIONS))
    assert (scaled_values.visits >= 0).all() and (scaled_values.days <= 0).all()
    assert scaled_values.share.min() < 0 < scaled_values.share.max()


def test_a_group_is_measured_from_its_own_middle():
    detector, values = fitted()
    clinic = detector.compute_scaled_values(values[values.peer_group == "clinic"])[:, 0]
    assert np.median(clinic) < 0.25, "clinics have ten times the visits, but not to a clinic"


def test_samples_hold_each_row_once_and_no_more_rows_than_there_are():
    drawn = draw_samples(np.arange(20.0)[:, None], rounds=7, size=16, seed=1)
    assert drawn.shape == (7, 16, 1) and all(len(np.unique(one)) == 16 for one in drawn)
    assert draw_samples(np.zeros((3, 2)), rounds=2, size=16, seed=1).shape == (2, 3, 2)


def test_a_row_between_two_crowds_is_found_where_tails_see_nothing():
    rng = np.random.default_rng(2)
    crowd = np.repeat([[-6.0, -6.0], [6.0, 6.0]], 500, axis=0) + rng.normal(0, 0.7, (1000, 2))
    values = pd.DataFrame(np.vstack([crowd, rng.normal(0, 0.7, (10, 2))]), columns=["a", "b"])
    labels = np.r_[np.zeros(1000), np.ones(10)].astype(int)
    directions = {"a": "both", "b": "both"}
    tails = Detector(directions, n_estimators=50, tail_weight=1.0, neighbor_weight=0.0).fit(values)
    near = Detector(directions, n_estimators=50, tail_weight=0.0, neighbor_weight=1.0).fit(values)
    assert measure_ranking(tails.score_samples(values), labels)["auc"] < 0.2
    assert measure_ranking(near.score_samples(values), labels)["auc"] > 0.95
