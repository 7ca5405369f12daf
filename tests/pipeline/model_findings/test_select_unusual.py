"""Which unusual records are put forward, and in which order."""

import numpy as np
import pandas as pd

from pipeline.model_findings.select_unusual import interleave_populations, select_most_unusual


def make_scores(count, name="p"):
    """`count` subjects, the first has the highest score."""
    subjects = [f"{name}{n:05d}" for n in range(count)]
    return pd.DataFrame(
        {"subject_id": subjects, "record_id": subjects, "score": -np.arange(count) * 1.0}
    )


def forward(rows, flagged=frozenset(), explained=frozenset(), most=300):
    return select_most_unusual(rows, flagged, explained, severity=99.0, most=most)


def test_a_large_population_puts_forward_its_top_share():
    assert len(forward(make_scores(5000))) == 50


def test_a_small_population_has_no_top_share_and_puts_forward_a_tenth():
    assert len(forward(make_scores(80))) == 8
    assert len(forward(make_scores(600))) == 25
    assert len(forward(make_scores(3))) == 1


def test_no_more_than_its_share_of_the_list():
    assert len(forward(make_scores(5000), most=7)) == 7


def test_flagged_subjects_take_no_place_of_the_unflagged():
    rows = forward(make_scores(1000), {f"p{n:05d}" for n in range(40)})
    assert rows.subject_id.iloc[0] == "p00040" and len(rows) == 25


def test_who_is_explained_already_comes_after_all_who_are_not():
    rows = forward(make_scores(30), explained={"p00000", "p00001"}, most=3)
    assert rows.subject_id.tolist() == ["p00002", "p00003", "p00004"]
    rows = forward(
        make_scores(30), {f"p{n:05d}" for n in range(2, 29)}, {"p00000", "p00001"}, most=3
    )
    assert rows.subject_id.tolist() == ["p00029", "p00000", "p00001"]


def test_a_subject_with_many_records_stands_once_with_its_most_unusual():
    rows = pd.DataFrame(
        {"subject_id": ["a", "a", "b"], "record_id": ["1", "2", "3"], "score": [1.0, 5.0, 3.0]}
    )
    found = forward(pd.concat([rows, make_scores(30)]))
    assert found.record_id.head(2).tolist() == ["2", "3"]


def test_populations_take_turns_and_the_rarest_of_a_turn_is_first():
    shops = pd.DataFrame({"finding_id": ["s1", "s2"], "rarity": [2.0, 1.5]})
    buyers = pd.DataFrame({"finding_id": ["b1", "b2", "b3"], "rarity": [5.0, 4.9, 4.8]})
    found = interleave_populations([shops, buyers])
    assert found.finding_id.tolist() == ["b1", "s1", "b2", "s2", "b3"]
    assert found.unusual_order.tolist() == [0, 1, 2, 3, 4]
