"""Samples and what they say, against numbers worked out by hand."""

from math import comb

import numpy as np
import pandas as pd
import pytest

from contracts.errors import UsageError
from planning.estimates import (
    bound_share,
    estimate_count,
    estimate_money_units,
    estimate_yuan,
)
from planning.sampling import (
    CERTAIN,
    DRAWN,
    count_for_discovery,
    count_for_share,
    draw_money_units,
    draw_sample,
    hash_frame,
    replace_record,
)


def build_frame(rows=812, certain=()):
    """Amounts 1, 2, … yuan; `certain` are the places of findings of level H."""
    return pd.DataFrame(
        {
            "record_id": [f"S{n:04}" for n in range(1, rows + 1)],
            "amount_yuan": [float(n) for n in range(1, rows + 1)],
            "is_certain": [n in certain for n in range(1, rows + 1)],
        }
    )


@pytest.mark.parametrize(
    ("population", "half_width", "size"),
    [(10**9, 0.10, 97), (10**9, 0.07, 196), (10**9, 0.05, 385), (500, 0.05, 218)],
)
def test_the_size_for_a_share_is_that_of_the_tables(population, half_width, size):
    assert count_for_share(population, half_width) == size


@pytest.mark.parametrize(("share", "size"), [(0.05, 59), (0.02, 149), (0.01, 299)])
def test_the_size_of_a_discovery_sample_is_that_of_the_tables(share, size):
    assert count_for_discovery(share) == size


def test_the_worked_example_of_812_records():
    """31 certain of 812; 120 drawn from the other 781, 17 of them wrong."""
    frame = build_frame(812)
    # the largest 31 alone are certain: 5 % of 812 would be 41
    rest, checked, errors = 812 - 31, 120, 17

    def tail(wrong):  # chance of 17 errors and more, by counting the draws
        few = sum(comb(wrong, k) * comb(rest - wrong, checked - k) for k in range(errors))
        return 1 - few / comb(rest, checked)

    estimate = estimate_count(errors, checked, rest)
    assert estimate.point == pytest.approx(110.64, abs=0.01)
    assert tail(int(estimate.lower_bound)) > 0.1 >= tail(int(estimate.lower_bound) - 1)
    assert estimate.lower_bound == 82
    share = bound_share(errors, checked)
    assert share == pytest.approx(0.1016, abs=0.0001)
    few = sum(comb(checked, k) * share**k * (1 - share) ** (checked - k) for k in range(errors))
    assert 1 - few == pytest.approx(0.1)
    # the finite population knows more than the endless one
    assert estimate.lower_bound / rest > share
    sample = draw_sample(frame, "salt", size=120)
    assert (sample.rows.role == CERTAIN).sum() == 41
    assert sample.strata.records.sum() == 812


def test_all_findings_of_level_h_and_the_largest_twentieth_are_certain():
    sample = draw_sample(build_frame(200, certain={3, 50}), "salt")
    certain = set(sample.rows[sample.rows.role == CERTAIN].record_id)
    assert certain == {"S0003", "S0050"} | {f"S{n:04}" for n in range(191, 201)}


def test_each_stratum_has_thirty_and_larger_spread_has_more():
    rng = np.random.default_rng(1)
    frame = build_frame(2_000).assign(amount_yuan=rng.lognormal(5, 1.5, 2_000).round(2))
    strata = draw_sample(frame, "salt", size=300).strata.set_index("stratum")
    drawn = strata.drop(index="0")
    assert 3 <= len(drawn) <= 5
    assert (drawn.drawn >= 30).all()
    assert (
        drawn.drawn.iloc[-1] / drawn.records.iloc[-1]
        > drawn.drawn.iloc[0] / (drawn.records.iloc[0])
    )


def test_a_small_frame_is_looked_at_whole():
    sample = draw_sample(build_frame(25), "salt")
    assert len(sample.list_to_check()) == 25


def test_equal_amounts_make_one_stratum():
    sample = draw_sample(build_frame(300).assign(amount_yuan=10.0), "salt")
    assert set(sample.strata.stratum) == {"0"}  # all are as large as the 95th percentile


def test_the_frame_and_salt_alone_make_the_sample():
    frame = build_frame(500)
    one, two = draw_sample(frame, "a"), draw_sample(frame.sample(frac=1, random_state=2), "a")
    pd.testing.assert_frame_equal(one.rows, two.rows)
    assert one.frame_hash == two.frame_hash == hash_frame(frame)
    other = draw_sample(frame, "b")
    assert set(one.list_to_check().record_id) != set(other.list_to_check().record_id)
    changed = frame.assign(amount_yuan=frame.amount_yuan + (frame.record_id == "S0001"))
    assert hash_frame(changed) != one.frame_hash


def test_a_record_is_replaced_by_the_next_by_chance_and_with_a_reason_alone():
    sample = draw_sample(build_frame(500), "salt")
    drawn = sample.rows[sample.rows.role == DRAWN].iloc[0]
    waiting = sample.rows[(sample.rows.stratum == drawn.stratum) & (sample.rows.role == "reserve")]
    changed, substitute = replace_record(sample, drawn.record_id, "病案遗失")
    assert substitute == waiting.sort_values("position").record_id.iloc[0]
    assert len(changed.list_to_check()) == len(sample.list_to_check())
    assert drawn.record_id not in set(changed.rows.record_id)
    for wrong_id, reason in ((drawn.record_id, " "), ("S0500", "遗失"), ("nobody", "遗失")):
        with pytest.raises(UsageError):
            replace_record(sample, wrong_id, reason)


def test_money_units_hit_large_records_surely():
    frame = build_frame(100).assign(amount_yuan=[1.0] * 99 + [901.0])
    drawn = draw_money_units(frame, "salt", 10).set_index("record_id")
    assert drawn.hits.sum() == 10
    assert drawn.hits["S0100"] == 9  # 901 of 1,000 yuan, a step is 100
    with pytest.raises(UsageError):
        draw_money_units(frame.assign(amount_yuan=0.0), "salt", 10)


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_a_frame_with_an_amount_that_is_no_yuan_is_refused(amount):
    with pytest.raises(UsageError):
        hash_frame(build_frame(3).assign(amount_yuan=amount))


def test_yuan_are_expanded_by_stratum_and_the_certain_ones_counted_as_found():
    strata = pd.DataFrame({"stratum": ["0", "1"], "records": [2, 100], "yuan": [5_000.0, 8_000.0]})
    checked = pd.DataFrame(
        {
            "stratum": ["0", "0", "1", "1", "1", "1"],
            "amount_yuan": [2_000.0, 3_000.0, 50.0, 100.0, 100.0, 150.0],
            "error_yuan": [500.0, 0.0, 0.0, 20.0, 20.0, 0.0],
        }
    )
    ratio = estimate_yuan(checked, strata)
    difference = estimate_yuan(checked, strata, "difference")
    assert ratio.point == pytest.approx(500 + 8_000 * 40 / 400)
    assert difference.point == pytest.approx(500 + 100 * 10)
    assert 540 <= ratio.lower_bound <= ratio.point  # 540 were found
    assert estimate_yuan(checked, strata) == ratio
    with pytest.raises(UsageError):
        estimate_yuan(checked[checked.stratum == "0"], strata)


def test_the_bound_of_money_units_is_clopper_pearson_for_whole_losses():
    taints = np.array([1.0] * 17 + [0.0] * 103)
    estimate = estimate_money_units(taints, 1_000_000)
    assert estimate.lower_bound == pytest.approx(1_000_000 * bound_share(17, 120))
    half = estimate_money_units(taints / 2, 1_000_000)
    assert 0 < half.lower_bound < estimate.lower_bound
    assert estimate_money_units(np.zeros(60), 1_000_000).lower_bound == 0


def test_no_errors_bound_nothing_and_wrong_counts_are_refused():
    assert estimate_count(0, 60, 500).lower_bound == 0
    assert estimate_count(60, 60, 60).lower_bound == 60
    with pytest.raises(UsageError):
        estimate_count(5, 4, 100)
