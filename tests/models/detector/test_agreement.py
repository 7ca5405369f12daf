"""Weights by agreement: what features say in common counts more, and what is rare keeps its say."""

import numpy as np
import pandas as pd
import pytest

from models.detector.agreement import compute_agreement, compute_spreads
from models.detector.detector import SIDES_KNOWN, SIDES_UNKNOWN, Detector
from models.ranking_quality import measure_ranking


def draw_providers(seed, directions="high"):
    """(values, directions, labels): ten sums of a trade that the guilty do more of, and forty
    averages, wilder where patients are few, that say nothing.
    """
    random = np.random.default_rng(seed)
    labels = (random.random(2500) < 0.08).astype(int)
    size = random.normal(0, 1.2, 2500) + 1.6 * labels
    patients = np.exp(size / 2)
    values = {f"sum_{n}": np.exp(size + 0.6 * random.normal(size=2500)) for n in range(10)}
    values |= {f"average_{n}": np.exp(random.normal(size=2500) / patients) for n in range(40)}
    values = pd.DataFrame(values)
    return values, dict.fromkeys(values, directions), labels


def test_features_that_agree_weigh_more_than_those_that_do_not():
    values, directions, _ = draw_providers(0)
    weights = pd.Series(Detector(directions, n_estimators=5).fit(values).agreement_, list(values))
    sums, averages = weights.filter(like="sum_"), weights.filter(like="average_")
    assert sums.min() > 2 * averages.max()
    assert weights.mean() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_averages_that_say_nothing_do_not_drown_the_sums(seed):
    values, directions, labels = draw_providers(seed)
    detector = Detector(directions, n_estimators=50).fit(values)
    found = measure_ranking(detector.score_samples(values), labels)["ap"]
    # what only those see who know which columns speak
    best = measure_ranking(detector.compute_tail_scores(values)[:, :10].sum(axis=1), labels)["ap"]
    equal = measure_ranking(detector.compute_tail_scores(values).sum(axis=1), labels)["ap"]
    assert found > 0.9 * best and found > equal + 0.1


def test_weights_do_not_depend_on_the_order_of_rows_and_are_never_negative():
    random = np.random.default_rng(1)
    scores = random.exponential(size=(3000, 6))
    scores[:, 1] = scores[:, 0] + random.exponential(size=3000)
    scores[:, 2] = scores[:, 0].max() - scores[:, 0]  # says the opposite
    weights = compute_agreement(scores)
    assert np.array_equal(weights, compute_agreement(scores[random.permutation(3000)]))
    assert weights.min() > 0 and weights[2] < 0.7 < 1.3 < weights[:2].min()


def test_one_feature_or_features_that_never_vary_weigh_one():
    assert compute_agreement(np.arange(9.0)[:, None]).tolist() == [1.0]
    assert compute_agreement(np.zeros((9, 3))).tolist() == [1.0, 1.0, 1.0]
    assert compute_spreads(np.zeros((9, 3))).tolist() == [1.0, 1.0, 1.0]


def test_a_trait_of_few_rows_keeps_its_weight_beside_features_that_agree():
    random = np.random.default_rng(2)
    common = random.normal(size=2000)
    scores = np.column_stack([common + random.normal(size=2000) for _ in range(6)])
    scores = np.maximum(np.column_stack([scores, random.normal(size=2000)]), 0.0)
    trait = np.zeros(2000)
    trait[random.choice(2000, 20, replace=False)] = 2.0
    *_, alone, rare = compute_agreement(np.column_stack([scores, trait]))
    assert rare > 1.5 * alone


def test_a_trait_of_few_rows_counts_beside_a_feature_in_which_all_vary():
    random = np.random.default_rng(3)
    values = pd.DataFrame({f"usual_{n}": random.normal(size=4000) for n in range(6)})
    values["trait"] = 0.0
    values.loc[:39, "trait"] = 1.0
    detector = Detector(dict.fromkeys(values, "high"), n_estimators=50).fit(values)
    place = (-detector.score_samples(values)).argsort().argsort()[:40]
    assert np.median(place) < 100, "one in a hundred has it"


def test_shares_of_the_parts_follow_how_many_sides_are_known():
    def shares(*sides, **parameters):
        return Detector({f"f{n}": s for n, s in enumerate(sides)}, **parameters).shares()

    assert shares("both", "both")["tails"] == pytest.approx(SIDES_UNKNOWN[0])
    assert shares("high", "low")["neighbors"] == pytest.approx(SIDES_KNOWN[1])
    half = shares("both", "high")
    assert half["tails"] == pytest.approx((SIDES_UNKNOWN[0] + SIDES_KNOWN[0]) / 2)
    assert sum(half.values()) == pytest.approx(1)
    chosen = shares("high", tail_weight=0.0, neighbor_weight=1.0)
    assert chosen == {"tails": 0.0, "forest": 0.0, "neighbors": 1.0}
