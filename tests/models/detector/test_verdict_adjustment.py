"""What verdicts do to a score, to its reasons, and to the chance that it stands for."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from models.calibrate import compute_judged_shares, estimate_missed, fit_calibration
from models.detector.detector import Detector
from models.detector.verdict_adjustment import LEAST_VERDICTS
from models.explain import compute_contributions
from models.logistic import fit_logistic as fitted_weights
from models.store import compute_identity, read_detector, write_detector
from tests.models.drawn_data import DIRECTIONS, fitted, rows


def town(seed=0):
    """(rows, truth): what is true has a little too much of `visits` and too few `days`; `share` misleads."""
    values = rows(1500, seed)
    random = np.random.default_rng(seed + 100)
    truth = np.zeros(len(values))
    true, misleading = np.split(random.permutation(len(values))[:280], [120])
    truth[true] = 1
    values.iloc[true, 0] = values.visits.quantile(0.93) * random.uniform(0.9, 1.3, 120)
    values.iloc[true, 1] = values.days.quantile(0.04) * random.uniform(0.5, 1.1, 120)
    values.iloc[misleading, 2] = random.choice([0.005, 0.995], 160)
    return values, truth


def judged(scores, truth, count, seed):
    """Verdicts on a part of the highest rows, one in twenty wrong."""
    random = np.random.default_rng(seed)
    labels = np.full(len(truth), np.nan)
    chosen = random.choice(np.argsort(-scores)[:120], count, replace=False)
    labels[chosen] = np.where(random.random(count) < 0.05, 1 - truth[chosen], truth[chosen])
    return labels


def precision(scores, truth, labels):
    open_rows = np.flatnonzero(np.isnan(labels))
    return truth[open_rows[np.argsort(-scores[open_rows], kind="stable")[:60]]].mean()


@pytest.mark.parametrize("seed", range(3))
def test_verdicts_on_a_part_of_the_list_make_the_next_list_better(seed):
    values, truth = town(seed)
    plain = Detector(DIRECTIONS, group_column="peer_group", n_estimators=60).fit(values)
    before = plain.score_samples(values)
    # two thirds of the list: what is true shows in two features, so their agreement knows a good
    # deal of it without any verdict, and a third adds little
    labels = judged(before, truth, 80, seed)
    after = (
        Detector(DIRECTIONS, group_column="peer_group", n_estimators=60)
        .fit(values, labels)
        .score_samples(values)
    )
    assert precision(after, truth, labels) >= precision(before, truth, labels) + 0.05


def test_without_verdicts_or_with_too_few_nothing_changes():
    plain, values = fitted()
    for labels in (
        np.full(len(values), np.nan),
        np.r_[np.ones(LEAST_VERDICTS - 1), np.full(798, np.nan)],
    ):
        other = Detector(DIRECTIONS, group_column="peer_group", n_estimators=40).fit(values, labels)
        assert compute_identity(other) == compute_identity(plain)
        assert np.array_equal(other.score_samples(values), plain.score_samples(values))


def test_verdicts_on_what_rules_know_alone_teach_nothing():
    values, truth = town()
    labels = judged(fitted()[0].score_samples(values), truth, 40, 0)
    parameters = {"group_column": "peer_group", "n_estimators": 30}
    rules_only = Detector(DIRECTIONS, **parameters).fit(
        values, labels, sample_weight=np.full(len(values), 0.2)
    )
    true_only = Detector(DIRECTIONS, **parameters).fit(values, np.where(labels == 1, 1.0, np.nan))
    assert rules_only.adjustment_ is None and true_only.adjustment_ is None


def test_what_is_learned_does_not_depend_on_the_order_of_rows():
    values, truth = town()
    labels = pd.Series(judged(fitted()[0].score_samples(values), truth, 40, 0), values.index)
    shuffled = values.sample(frac=1, random_state=5)
    one, other = (
        Detector(DIRECTIONS, group_column="peer_group", n_estimators=30).fit(
            v, labels[v.index].to_numpy()
        )
        for v in (values, shuffled)
    )
    assert compute_identity(one) == compute_identity(other)


def test_reasons_still_add_up_and_it_survives_the_store(tmp_path):
    values, truth = town()
    labels = judged(fitted()[0].score_samples(values), truth, 60, 1)
    detector = Detector(DIRECTIONS, group_column="peer_group", n_estimators=30).fit(values, labels)
    assert detector.adjustment_.verdicts == 60 and detector.calibration_ is not None
    offset = (
        detector.score_samples(values)
        - compute_contributions(detector, values).sum(axis=1).to_numpy()
    )
    assert offset.max() - offset.min() < 1e-9
    write_detector(detector, values, tmp_path, features=[], trained_on={})
    again, _ = read_detector(tmp_path)
    assert compute_identity(again) == compute_identity(detector)
    assert np.array_equal(again.score_samples(values), detector.score_samples(values))
    assert again.calibration_ == detector.calibration_


def test_labels_that_are_no_verdicts_are_refused():
    values, labels = rows(50), np.full(50, np.nan)
    labels[:4] = [0, 1, 2, 1]
    with pytest.raises(ValueError, match="NaN not judged"):
        Detector(DIRECTIONS).fit(values, labels)


class TestFit:
    def test_it_finds_the_least_loss_also_from_a_start_far_from_the_targets(self):
        """Beside scipy's minimiser; whole Newton steps ran away here, and every weight came out negative."""
        random = np.random.default_rng(0)
        for spread in (0.1, 3.0, 10.0):
            rows = np.hstack([random.exponential(size=(300, 12)) * spread, np.ones((300, 1))])
            targets = (random.random(300) < 0.8).astype(float)
            start, counts = (
                -4 + 2 * random.normal(size=300),
                np.where(random.random(300) < 0.5, 1.0, 0.1),
            )
            penalty = np.ones(13)

            def loss(weights, rows=rows, targets=targets, counts=counts, start=start):
                at = start + rows @ weights
                return (counts * (np.logaddexp(0, at) - targets * at)).sum() + 0.5 * (
                    weights**2
                ).sum()

            ours = fitted_weights(rows, targets, counts, start, penalty)
            theirs = minimize(
                loss, np.zeros(13), method="L-BFGS-B", options={"maxiter": 5000, "ftol": 1e-15}
            )
            assert loss(ours) <= loss(theirs.x) + 1e-6
            gradient = (
                rows.T @ (counts * (1 / (1 + np.exp(-(start + rows @ ours))) - targets)) + ours
            )
            assert np.abs(gradient).max() < 1e-6

    def test_a_list_that_was_right_stays_on_top(self):
        values = town()[0]
        plain = Detector(DIRECTIONS, group_column="peer_group", n_estimators=40).fit(values)
        scores = plain.score_samples(values)
        labels, highest = np.full(len(values), np.nan), np.argsort(-scores)[:80]
        labels[highest] = 1.0
        labels[highest[::20]] = 0.0
        after = Detector(DIRECTIONS, group_column="peer_group", n_estimators=40).fit(values, labels)
        assert len(set(np.argsort(-after.score_samples(values))[:80]) & set(highest)) > 60


class TestChance:
    def scored(self, count=20_000, seed=0):
        random = np.random.default_rng(seed)
        scores = random.exponential(size=count)
        chance = 1 / (1 + np.exp(-(2.0 * scores - 6.0)))
        return scores, (random.random(count) < chance).astype(float), chance

    def test_few_verdicts_or_one_kind_give_no_chance(self):
        scores, truth, _ = self.scored(200)
        assert fit_calibration(scores[:29], truth[:29]) is None
        assert fit_calibration(scores, np.ones(200)) is None

    def test_it_is_that_of_the_rows_that_were_judged(self):
        scores, truth, chance = self.scored()
        found = fit_calibration(scores, truth)
        assert np.abs(found(scores) - chance).mean() < 0.02
        assert (np.diff(found(np.linspace(-3, 20, 100))) >= 0).all()

    def test_the_control_sample_corrects_for_who_was_listed(self):
        scores, truth, chance = self.scored()
        listed = scores > np.quantile(scores, 0.98)
        # whoever is listed is so by the score and by whether he is true: the listed rows promise too much to the others
        listed |= (truth == 1) & (np.random.default_rng(1).random(len(truth)) < 0.6)
        control = ~listed & (np.random.default_rng(2).random(len(truth)) < 0.02)
        labels = np.where(listed | control, truth, np.nan)
        biased = fit_calibration(scores, labels)
        right = fit_calibration(scores, labels, compute_judged_shares(listed, control, labels))
        errors = [np.abs(c(scores) - chance).mean() for c in (biased, right)]
        assert errors[1] < 0.03 < 0.3 * errors[0]

    def test_what_is_missed_comes_with_its_bounds(self):
        told = estimate_missed(2, 100, 10_000, 300)
        assert told["missed"] == 200 and told["recall"] == pytest.approx(0.6)
        assert told["recall_low"] < 0.6 < told["recall_high"]
