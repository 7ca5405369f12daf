"""Reasons: parts that add up, beside brute force over all coalitions, and peers that are the right ones."""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from models.explain import (
    compute_contributions,
    compute_path_parts,
    explain_by_evidence_source,
    explain_rows,
    find_counterfactuals,
    sum_by_family,
)
from models.peer_values import PeerValues
from tests.models.drawn_data import fitted


def beside(detector, values):
    return PeerValues.of(values, detector.group_column)


def test_parts_of_the_path_add_up_to_the_path():
    detector, values = fitted()
    tail_scores = detector.compute_side_scores(values)
    parts, expected = compute_path_parts(detector, tail_scores)
    lengths = np.array([mean_path(detector.forest_, row) for row in tail_scores[:50]])
    assert np.abs(parts[:50].sum(axis=1) + expected - lengths).max() < 1e-9


def test_parts_of_the_path_are_shapley_values():
    detector, values = fitted(300, n_estimators=8)
    tail_scores = detector.compute_side_scores(values)
    parts, _ = compute_path_parts(detector, tail_scores)
    for row in (0, 17, 101):
        assert parts[row] == pytest.approx(
            brute_force(detector.forest_, tail_scores[row]), abs=1e-9
        )


def test_contributions_add_up_to_the_difference_from_an_ordinary_row():
    detector, values = fitted()
    parts = compute_contributions(detector, values).sum(axis=1)
    score = pd.Series(detector.score_samples(values), values.index)
    offset = (
        score - parts
    )  # the score of the expected path without any height: the same for every row
    assert offset.max() - offset.min() < 1e-9


def test_the_reason_is_the_feature_that_sticks_out():
    detector, values = fitted()
    odd = pd.DataFrame(
        [{"visits": 900.0, "days": 60.0, "share": 0.5, "peer_group": "shop"}], index=["odd"]
    )
    told = explain_rows(detector, odd, peers=beside(detector, values), top=1).iloc[0]
    shops = values[values.peer_group == "shop"].visits
    assert (told.record_id, told.feature, told.value) == ("odd", "visits", 900.0)
    assert told.peer_median == shops.median() and told.peer_percentile == 100.0


def test_for_a_low_side_the_percentile_counts_from_above():
    detector, values = fitted()
    odd = pd.DataFrame(
        [{"visits": 3.0, "days": 0.0, "share": 0.5, "peer_group": "clinic"}], index=["odd"]
    )
    told = explain_rows(detector, odd, peers=beside(detector, values), top=1).iloc[0]
    clinics = values[values.peer_group == "clinic"].days.dropna()
    assert told.feature == "days" and told.peer_percentile == pytest.approx(
        100 * (clinics >= 0.0).mean()
    )


def test_an_unknown_value_is_no_reason():
    detector, values = fitted()
    row = pd.DataFrame(
        [{"visits": 900.0, "days": np.nan, "share": np.nan, "peer_group": "shop"}], index=["odd"]
    )
    assert list(explain_rows(detector, row, peers=beside(detector, values), top=3).feature) == [
        "visits"
    ]


def c(n):
    return (
        0.0 if n <= 1 else 1.0 if n == 2 else 2 * (np.log(n - 1) + np.euler_gamma) - 2 * (n - 1) / n
    )


def mean_path(forest, row):
    return np.mean(
        [
            expected_path(e.tree_, row.astype(np.float32), set(range(len(row))))
            for e in forest.estimators_
        ]
    )


def expected_path(tree, row, known, node=0, depth=0):
    """Path length where unknown features take both branches by how many training rows did."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left < 0:
        return depth + c(tree.n_node_samples[node])
    feature = tree.feature[node]
    if feature in known:
        return expected_path(
            tree, row, known, left if row[feature] <= tree.threshold[node] else right, depth + 1
        )
    weights = tree.weighted_n_node_samples
    both = sum(weights[n] * expected_path(tree, row, known, n, depth + 1) for n in (left, right))
    return both / weights[node]


def brute_force(forest, row):
    features = range(len(row))
    values = np.zeros(len(row))
    for feature in features:
        others = [f for f in features if f != feature]
        for size in range(len(others) + 1):
            weight = factorial(size) * factorial(len(others) - size) / factorial(len(row))
            for chosen in combinations(others, size):
                gain = coalition(forest, row, {*chosen, feature}) - coalition(
                    forest, row, set(chosen)
                )
                values[feature] += weight * gain
    return values


def coalition(forest, row, known):
    return np.mean(
        [expected_path(e.tree_, row.astype(np.float32), known) for e in forest.estimators_]
    )


@pytest.mark.parametrize(
    ("tail_weight", "neighbor_weight"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (0.2, 0.5)]
)
def test_every_part_adds_up_by_itself_too(tail_weight, neighbor_weight):
    detector, values = fitted(tail_weight=tail_weight, neighbor_weight=neighbor_weight)
    parts = compute_contributions(detector, values).sum(axis=1)
    offset = detector.score_samples(values) - parts
    assert offset.max() - offset.min() < 1e-9


def test_families_share_out_the_same_sum():
    detector, values = fitted()
    parts = compute_contributions(detector, values)
    grouped = sum_by_family(parts, {"visits": "use", "days": "use"})
    assert list(grouped.columns) == ["use", "share"]
    assert np.allclose(grouped.sum(axis=1), parts.sum(axis=1))
    assert np.allclose(grouped["use"], parts.visits + parts.days)


class TestByFamily:
    FAMILIES = {"visits": "use", "share": "use"}

    def told(self, *rows, **rest):
        detector, values = fitted()
        odd = pd.DataFrame(list(rows)).assign(peer_group="shop")
        odd.index = [f"r{n}" for n in range(len(odd))]
        return (
            odd,
            compute_contributions(detector, odd),
            explain_by_evidence_source(
                detector, odd, peers=beside(detector, values), families=self.FAMILIES, **rest
            ),
        )

    def test_sources_come_by_what_they_add_with_their_share_of_it(self):
        _, parts, told = self.told({"visits": 900.0, "days": 0.0, "share": 0.999})
        sums = sum_by_family(parts, self.FAMILIES).iloc[0].clip(lower=0)
        order = list(sums.sort_values(ascending=False).index)
        assert list(told["family"].unique()) == [f for f in order if sums[f] > 0.05 * sums.sum()]
        for family, rows in told.groupby("family"):
            assert rows.family_share.tolist() == pytest.approx(
                [sums[family] / sums.sum()] * len(rows)
            )
            assert rows.contribution.is_monotonic_decreasing

    def test_each_source_tells_its_largest_and_no_more_than_asked(self):
        _, parts, told = self.told({"visits": 900.0, "days": 0.0, "share": 0.999}, top=1, each=1)
        assert len(told) == 1 and told["family"].tolist() == ["use"]
        assert told.feature.iloc[0] == parts[["visits", "share"]].iloc[0].idxmax()

    def test_a_value_on_the_innocent_side_of_the_median_is_no_reason(self):
        for days, told_features in ((0.0, {"visits", "days"}), (300.0, {"visits"})):
            _, _, told = self.told({"visits": 900.0, "days": days, "share": 0.5})
            assert set(told.feature) - {"share"} == told_features, (
                "few days are suspicious, many are not"
            )

    def test_rows_are_told_apart(self):
        _, _, told = self.told(
            {"visits": 900.0, "days": 300.0, "share": 0.5},
            {"visits": 0.1, "days": 300.0, "share": 0.999},
        )
        first = told.drop_duplicates("record_id")
        assert list(zip(first.record_id, first.feature, strict=True)) == [
            ("r0", "visits"),
            ("r1", "share"),
        ]

    def test_who_sticks_out_by_nothing_has_no_reason(self):
        assert self.told({"visits": 0.0, "days": 300.0, "share": np.nan})[2].empty


class TestCounterfactuals:
    def odd(self):
        rows = [
            {"visits": 900.0, "days": 60.0, "share": 0.5, "peer_group": "shop"},
            {"visits": 900.0, "days": 0.0, "share": 0.999, "peer_group": "shop"},
        ]
        return pd.DataFrame(rows, index=["one", "three"])

    def test_what_would_have_to_be_otherwise_is_what_sticks_out(self):
        detector, values = fitted()
        cut = float(np.quantile(detector.score_samples(values), 0.97))
        told = find_counterfactuals(detector, self.odd(), peers=beside(detector, values), cut=cut)
        median = values[values.peer_group == "shop"].visits.median()
        assert told["one"] == [("visits", median)]
        assert len(told["three"]) >= 2

    def test_with_those_changes_the_score_is_below_the_cut_and_with_one_less_it_is_not(self):
        detector, values = fitted()
        cut = float(np.quantile(detector.score_samples(values), 0.97))
        for record, changes in find_counterfactuals(
            detector, self.odd(), peers=beside(detector, values), cut=cut
        ).items():
            row = self.odd().loc[[record]]
            for feature, value in changes[:-1]:
                row[feature] = value
            assert detector.score_samples(row)[0] >= cut
            row[changes[-1][0]] = changes[-1][1]
            assert detector.score_samples(row)[0] < cut

    def test_a_record_that_no_few_changes_bring_below_is_left_out(self):
        detector, values = fitted()
        assert (
            find_counterfactuals(detector, self.odd(), peers=beside(detector, values), cut=-99.0)
            == {}
        )
