"""The detector: which side counts, what peers are for, and what its scores do not depend on."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.ensemble import IsolationForest

from models.detector.detector import Detector
from models.detector.tail_scores import fit_tail
from models.ranking_quality import measure_ranking
from models.severity import build_reference_grid, compute_rarity, compute_severity
from tests.models.drawn_data import DIRECTIONS, fitted, rows


def one(**values):
    return pd.DataFrame(
        [{"visits": 3.0, "days": 60.0, "share": 0.5, "peer_group": "shop"} | values]
    )


class TestDirections:
    def test_only_the_suspicious_side_counts(self):
        detector, _ = fitted()
        usual = detector.score_samples(one())[0]
        assert detector.score_samples(one(visits=500.0))[0] > usual + 1
        assert detector.score_samples(one(visits=0.01))[0] <= usual
        assert detector.score_samples(one(days=0.0))[0] > usual + 0.5
        assert detector.score_samples(one(days=900.0))[0] <= usual

    def test_both_sides_count_where_both_are_suspicious(self):
        detector, _ = fitted()
        usual = detector.score_samples(one())[0]
        assert min(detector.score_samples(one(share=s))[0] for s in (0.001, 0.999)) > usual + 0.5

    def test_much_and_little_are_two_columns_to_the_forest(self):
        detector, values = fitted()
        sides = detector.compute_side_scores(
            pd.concat([one(share=0.999), one(share=0.001)], ignore_index=True)
        )
        assert detector.list_side_names() == ["visits", "days", "share high", "share low"]
        assert (sides[:, 2:] > 0).tolist() == [[True, False], [False, True]]
        assert (
            detector.compute_tail_scores(values)
            == detector.compute_side_scores(values)[:, [0, 1, 2]]
        )[:, :2].all()

    def test_tail_terms_never_fall_as_a_value_grows_more_suspicious(self):
        detector, _ = fitted()
        grid = pd.concat([one(visits=v) for v in np.linspace(0, 2000, 300)], ignore_index=True)
        assert (np.diff(detector.compute_tail_scores(grid)[:, 0]) >= 0).all()

    def test_unknown_is_not_suspicious(self):
        detector, values = fitted()
        unknown = one(visits=np.nan, days=np.nan, share=np.nan)
        assert detector.compute_tail_scores(unknown).tolist() == [[0.0, 0.0, 0.0]]
        assert detector.score_samples(unknown)[0] <= np.median(detector.score_samples(values))

    def test_infinite_and_far_values_stay_finite(self):
        detector, _ = fitted()
        assert np.isfinite(detector.score_samples(one(visits=1e300))).all()


class TestPeers:
    def test_the_same_value_is_judged_within_its_group(self):
        detector, _ = fitted()
        shop, clinic = (
            detector.compute_tail_scores(one(visits=40.0, peer_group=g))[0, 0]
            for g in ("shop", "clinic")
        )
        assert shop > clinic + 1

    def test_a_group_that_is_small_or_new_is_judged_by_all(self):
        detector, _ = fitted()
        rare, new = (
            detector.compute_tail_scores(one(visits=40.0, peer_group=g))
            for g in ("rare", "never seen")
        )
        assert (rare == new).all()


class TestInvariance:
    def test_order_of_rows_in_training_and_scoring(self):
        detector, values = fitted()
        shuffled = values.sample(frac=1, random_state=3)
        other = Detector(DIRECTIONS, group_column="peer_group", n_estimators=40).fit(shuffled)
        ours = pd.Series(detector.score_samples(values), values.index)
        theirs = pd.Series(other.score_samples(shuffled), shuffled.index)
        assert (ours == theirs[ours.index]).all()

    @pytest.mark.parametrize("size", [1, 7, 100])
    def test_how_many_rows_are_scored_at_once(self, size):
        detector, values = fitted(300)
        whole = detector.score_samples(values)
        parts = np.concatenate(
            [detector.score_samples(values.iloc[n : n + size]) for n in range(0, len(values), size)]
        )
        assert (whole == parts).all()

    def test_units_of_a_feature(self):
        detector, values = fitted(300)
        scaled = values.assign(visits=values.visits * 1024)
        other = Detector(DIRECTIONS, group_column="peer_group", n_estimators=40).fit(scaled)
        assert np.allclose(detector.score_samples(values), other.score_samples(scaled), rtol=1e-9)

    def test_another_seed_is_another_forest(self):
        (first, values), (second, _) = fitted(300, random_state=1), fitted(300, random_state=2)
        assert not np.array_equal(first.score_samples(values), second.score_samples(values))


class TestContract:
    def test_clone_and_predict_as_scikit_learn_has_them(self):
        detector, values = fitted()
        assert clone(detector).get_params() == detector.get_params()
        flagged = (detector.predict(values) == -1).mean()
        assert 0 < flagged <= 0.011

    @pytest.mark.parametrize(
        ("directions", "values"),
        [
            ({}, rows(50)),
            ({"visits": "up"}, rows(50)),
            ({"height": "high"}, rows(50)),
            (DIRECTIONS, rows(50).head(0)),
        ],
    )
    def test_what_cannot_be_learned_is_said(self, directions, values):
        with pytest.raises(ValueError, match=r"direction|lacks|no rows"):
            Detector(directions).fit(values)

    def test_one_row_and_one_value_can_be_learned(self):
        assert np.isfinite(
            Detector({"visits": "high"}, n_estimators=10).fit(rows(1)).score_samples(rows(5))
        ).all()
        same = rows(60).assign(visits=4.0)
        assert np.isfinite(
            Detector({"visits": "high"}, n_estimators=10).fit(same).score_samples(same)
        ).all()


def test_a_tail_is_minus_log10_of_the_survival():
    tail = fit_tail(np.arange(1000.0))
    assert tail(np.array([900.0]))[0] == pytest.approx(1.0, abs=0.01)
    assert tail(np.array([990.0]))[0] == pytest.approx(2.0, abs=0.05)
    assert tail(np.array([0.0, -5.0, np.nan])).tolist() == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_ties_share_the_survival_of_the_tie():
    tail = fit_tail(np.array([0.0] * 90 + [1.0] * 10))
    assert tail(np.array([1.0]))[0] == pytest.approx(1.0, abs=0.03)


def test_severity_is_the_percentile_of_the_reference():
    scores = np.random.default_rng(0).normal(size=5000)
    grid = build_reference_grid(scores)
    percentile = compute_severity(np.quantile(scores, [0.5, 0.9, 0.99, 0.999]), grid)
    assert percentile == pytest.approx([50, 90, 99, 99.9], abs=0.1)
    beyond = compute_severity(
        np.array([scores.min() - 1, scores.max() + 5, scores.max() + 50]), grid
    )
    assert beyond[0] == 0 and 99.9 < beyond[1] < beyond[2] < 100


def test_oriented_tails_find_what_a_plain_forest_takes_for_one_of_many_extremes():
    gains = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        values = pd.DataFrame(rng.normal(0, 1, (3000, 8)), columns=[f"f{n}" for n in range(8)])
        labels = np.zeros(len(values), dtype=int)
        labels[:60] = 1
        values.iloc[:60, :3] += 3  # much of three things
        values.iloc[60:400] -= 3  # harmless: little of everything
        detector = Detector(dict.fromkeys(values, "high"), n_estimators=100).fit(values)
        forest = IsolationForest(random_state=0).fit(values.to_numpy())
        ours = measure_ranking(detector.score_samples(values), labels)["ap"]
        gains.append(ours - measure_ranking(-forest.score_samples(values.to_numpy()), labels)["ap"])
    assert min(gains) > 0.05


def test_rarity_goes_on_where_the_percentile_ends():
    scores = np.random.default_rng(0).exponential(1, 20_000)
    large, small = build_reference_grid(scores), build_reference_grid(scores[:80])
    at = np.array([0.0, np.log(10), 2 * np.log(10), 5 * np.log(10)])
    assert compute_rarity(at, large) == pytest.approx([0, 1, 2, 5], abs=0.15)
    assert compute_rarity(at, small) == pytest.approx([0, 1, 2, 5], abs=1), (
        "of eighty rows none is beyond its percentile"
    )
    assert (np.diff(compute_rarity(np.linspace(-1, 30, 400), large)) >= 0).all()
    assert np.isfinite(compute_rarity(at, build_reference_grid(np.zeros(50)))).all()
