"""Recall and precision on lists small enough to count by hand."""

import pandas as pd
import pytest

from contracts.intervals import compute_wilson_interval
from models.ranking_quality import measure_ranking
from reports.evaluation import evaluate_list, read_listed_subjects

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
    assert dict(zip(found.scenarios.scenario, found.scenarios.recall, strict=True)) == {
        "a": 0.5,
        "b": 0.0,
    }


def test_an_empty_list_has_no_precision():
    found = evaluate_list(listed(), TRUTH)
    assert found.overall["listed"] == 0 and found.overall["precision"] != found.overall["precision"]
    assert "recall 0.000" in found.lines()[0]


def test_wilson_interval_of_the_literature():
    # Newcombe 1998, table I: 81 of 263
    assert compute_wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert compute_wilson_interval(0, 20)[0] == 0.0
    with pytest.raises(ValueError, match="observations"):
        compute_wilson_interval(0, 0)


def test_a_ranking_by_its_area_and_average_precision():
    scores, labels = pd.Series([0.9, 0.8, 0.7, 0.1]).to_numpy(), pd.Series([1, 0, 1, 0]).to_numpy()
    assert measure_ranking(scores, labels) == {"auc": 0.75, "ap": pytest.approx((1 + 2 / 3) / 2)}


HIDDEN = pd.DataFrame(
    [
        ("a", "person", "p1", "sham", "fraud"),
        ("a", "person", "p2", "sham_hard", "fraud"),
        ("a", "person", "p3", "sham_hard", "fraud"),
        ("a", "person", "p3", "ring", "fraud"),
        ("a", "person", "n1", "novel_dates", "fraud"),
        ("a", "person", "n2", "novel_dates", "fraud"),
        ("b", "institution", "n3", "novel_round", "fraud"),
        ("b", "person", "n4", "novel_round", "minor"),
    ],
    columns=["scenario_id", "subject_kind", "subject_id", "typology", "label"],
)


def test_a_subject_is_hard_if_all_that_it_does_hides():
    found = evaluate_list(listed(("c1", "a", "person", "p2"), ("c2", "a", "person", "p1")), HIDDEN)
    o = found.overall
    assert (o["planted_easy"], o["found_easy"], o["planted_hard"], o["found_hard"]) == (2, 1, 1, 1)
    own = found.scenarios.set_index("scenario").loc["a"]
    assert (own.recall_easy, own.recall_hard) == (0.5, 1.0)


def test_patterns_that_no_indicator_knows_are_told_apart_and_right_when_listed():
    found = evaluate_list(listed(("c1", "a", "person", "n1"), ("c2", "b", "person", "n4")), HIDDEN)
    o = found.overall
    assert (o["planted"], o["found"], o["right"], o["listed"]) == (3, 0, 2, 2)
    assert (o["novel_planted"], o["novel_surfaced"]) == (2, 1)
    assert (o["novel_subjects"], o["novel_subjects_listed"]) == (3, 1), "n4 is not material"
    assert found.novel.set_index("typology").listed.to_dict() == {
        "novel_dates": 1,
        "novel_round": 0,
    }
    assert "novel_dates" not in set(found.typologies.typology)
    assert any("surfaced 1/2" in line for line in found.lines())


def test_precision_at_the_top_is_that_of_the_first_fifty_cases():
    rows = [(f"c{n}", "a", "person", "p1") for n in range(40)] + [
        (f"d{n}", "a", "person", f"x{n}") for n in range(30)
    ]
    assert evaluate_list(listed(*rows), HIDDEN).overall["precision_top"] == 0.8
    assert evaluate_list(listed(*rows[::-1]), HIDDEN).overall["precision_top"] == 0.4


def test_a_run_is_listed_in_the_order_of_the_city_and_what_a_case_carries_is_found(tmp_path):
    cases = [
        ("m", "listed", 4, None),
        ("s", "listed", 3, None),
        ("h2", "listed", 2, None),
        ("h1", "listed", 1, None),
        ("held", "held", 5, None),
        ("carried", "held", 6, "h2"),
    ]
    columns = ["case_id", "list_status", "position", "carried_by"]
    pd.DataFrame(cases, columns=columns).to_parquet(tmp_path / "cases.parquet")
    findings = pd.DataFrame(
        [(c[0], "a", "person", c[0]) for c in cases],
        columns=["case_id", "scenario_id", "subject_kind", "subject_id"],
    )
    findings.to_parquet(tmp_path / "findings.parquet")
    listed = read_listed_subjects(tmp_path)
    assert list(listed.case_id.unique()) == ["h1", "h2", "s", "m"]
    assert list(listed.subject_id[listed.case_id == "h2"]) == ["h2", "carried"]
