"""Recall and precision on lists small enough to count by hand."""

import pandas as pd
import pytest

from flows.evaluation import evaluate_list
from models.evaluate import at_budget, ranking, wilson_interval

TRUTH = pd.DataFrame(
    [
        ("a", "person", "p1", "sham", "fraud"),
        ("a", "person", "p1", "ring", "fraud"),
        ("a", "person", "p2", "sham", "fraud"),
        ("a", "person", "p3", "slip", "minor"),
        ("a", "person", "p4", "family", "look_alike"),
        ("a", "person", "p5", "family", "look_alike"),
        ("b", "institution", "s1", "reuse", "fraud"),
    ],
    columns=["scenario_id", "subject_kind", "subject_id", "typology", "label"],
)


def listed(*rows):
    return pd.DataFrame(rows, columns=["case_id", "scenario_id", "subject_kind", "subject_id"])


def test_counts_by_hand():
    found = evaluate_list(
        listed(
            ("c1", "a", "person", "p1"),
            ("c3", "a", "person", "p3"),
            ("c4", "a", "person", "p4"),
            ("c9", "a", "person", "p9"),
        ),
        TRUTH,
    ).overall
    assert (found["found"], found["planted"]) == (1, 3), (
        "p1 is one subject, p3 is minor, p2 and s1 were missed"
    )
    assert (found["right"], found["listed"]) == (2, 4), (
        "minor ones are right, look-alikes and unknown ones are not"
    )
    assert (found["look_alikes_listed"], found["look_alikes"]) == (1, 2)


def test_a_subject_found_by_another_scenario_is_not_found():
    found = evaluate_list(listed(("c1", "b", "person", "p1")), TRUTH).overall
    assert found["found"] == 0 and found["right"] == 0


def test_a_case_is_right_if_one_of_its_scenarios_is():
    rows = listed(("c1", "b", "person", "p1"), ("c1", "a", "person", "p1"))
    assert evaluate_list(rows, TRUTH).overall["right"] == 1


def test_typologies_and_scenarios_have_their_rows():
    found = evaluate_list(listed(("c1", "a", "person", "p2")), TRUTH)
    share = found.typologies.set_index("typology").share.to_dict()
    assert share == {"sham": 0.5, "ring": 0.0, "slip": 0.0, "family": 0.0, "reuse": 0.0}
    assert dict(zip(found.scenarios.scenario, found.scenarios.recall, strict=True)) == {"a": 0.5, "b": 0.0}


def test_an_empty_list_has_no_precision():
    found = evaluate_list(listed(), TRUTH)
    assert found.overall["listed"] == 0 and found.overall["precision"] != found.overall["precision"]
    assert "recall 0.000" in found.lines()[0]


def test_wilson_interval_of_the_literature():
    # Newcombe 1998, table I: 81 of 263
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(0, 20)[0] == 0.0
    with pytest.raises(ValueError, match="observations"):
        wilson_interval(0, 0)


def test_ranking_at_a_budget():
    scores, labels = pd.Series([0.9, 0.8, 0.7, 0.1]).to_numpy(), pd.Series([1, 0, 1, 0]).to_numpy()
    assert at_budget(scores, labels, 2) == {"recall": 0.5, "precision": 0.5}
    assert ranking(scores, labels) == {"auc": 0.75, "ap": pytest.approx((1 + 2 / 3) / 2)}
