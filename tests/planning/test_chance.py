"""Stage 0: draws that anybody can repeat, and a circle of districts without pairs."""

import pandas as pd
import pytest

from planning.chance import draw_targets, pair_districts

FRAME = pd.DataFrame(
    {
        "target_id": [f"t{n}" for n in range(40)],
        "district": [f"d{n % 4}" for n in range(40)],
        "target_kind": "P",
        "grade": ["A" if n < 20 else None for n in range(40)],
    }
)


def test_a_published_salt_draws_the_same_targets_whatever_the_order_of_rows():
    once = draw_targets(FRAME, "salt", 8)
    again = draw_targets(FRAME.sample(frac=1, random_state=3), "salt", 8)
    assert once.target_id.tolist() == again.target_id.tolist()
    assert set(draw_targets(FRAME, "other", 8).target_id) != set(once.target_id)
    assert (once.draw_chance == 0.2).all() and once.target_id.is_unique


def test_each_stratum_has_its_share_and_each_target_the_same_chance():
    counts = pd.Series(0, index=FRAME.target_id)
    for n in range(600):
        drawn = draw_targets(FRAME, f"salt {n}", 8)
        # eight strata of five: one draw each
        assert drawn.draw_stratum.value_counts().eq(1).all()
        counts[drawn.target_id] += 1
    # 600 draws at 0.2: 120, standard deviation 9.8; five of them for forty targets
    assert counts.between(120 - 49, 120 + 49).all()


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 1), (40, 40), (99, 40)])
def test_as_many_are_drawn_as_there_are(count, drawn):
    assert draw_targets(FRAME, "s", count).target_id.nunique() == drawn
    assert len(draw_targets(FRAME.head(0), "s", count)) == 0


@pytest.mark.parametrize("size", [3, 4, 12])
def test_no_two_districts_visit_each_other(size):
    for n in range(50):
        visiting = pair_districts([f"d{i}" for i in range(size)], f"s{n}")
        assert set(visiting) == set(visiting.values()) == {f"d{i}" for i in range(size)}
        assert all(visiting[visiting[d]] != d and visiting[d] != d for d in visiting)


def test_of_two_districts_one_visits_the_other_and_a_single_one_visits_nobody():
    assert len(pair_districts(["a", "b"], "s")) == 1
    assert pair_districts(["a"], "s") == pair_districts([], "s") == {}
