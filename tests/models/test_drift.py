"""Drift: shifts that were put in raise the alarm, chance and plain seasonality do not."""

import numpy as np
import pytest

from models.drift import (
    build_drift_table,
    build_feature_reference,
    compute_psi,
    count_bins,
    find_new_codes,
    measure_score_drift,
)
from models.severity import build_reference_grid
from tests.models.drawn_data import rows

NAMES = ("visits", "days", "share")


def reference(count=4000):
    values = rows(count, 1)
    return {name: build_feature_reference(values[name]) for name in NAMES}, len(values)


def levels(values, count=4000):
    expected, size = reference(count)
    counted = count_bins(values, {name: told["cuts"] for name, told in expected.items()})
    return {row["feature"]: row["level"] for row in build_drift_table(counted, expected, rows=size)}


SHIFTS = {
    "more than twice as much": ("visits", lambda v: v.assign(visits=v.visits * 2.5)),
    "a floor": ("days", lambda v: v.assign(days=v.days.clip(lower=40))),
    "a unit changed": ("days", lambda v: v.assign(days=v.days / 30)),
    "half of it filled with one value": (
        "share",
        lambda v: v.assign(share=v.share.where(v.index.str[-1] < "5", 0.5)),
    ),
    "a quarter is missing": (
        "share",
        lambda v: v.assign(share=v.share.where(v.index.str[-2:] > "24")),
    ),
}


@pytest.mark.parametrize("name", SHIFTS)
@pytest.mark.parametrize("count", [400, 3000])
def test_a_shift_raises_the_alarm_for_its_feature_alone(name, count):
    feature, change = SHIFTS[name]
    found = levels(change(rows(count, 2)))
    assert found[feature] == "alarm"
    assert all(level == "ok" for other, level in found.items() if other != feature)


@pytest.mark.parametrize("count", [60, 200, 1000, 5000])
def test_chance_raises_none_also_in_a_small_population(count):
    found = [levels(rows(count, seed)) for seed in range(10, 30)]
    assert sum(level == "alarm" for one in found for level in one.values()) == 0
    assert sum(level == "watch" for one in found for level in one.values()) <= 1


def test_plain_seasonality_raises_none():
    """Twelve months: numbers swing by a tenth, as before a holiday, and a few more values are late in a month."""
    alarms = []
    for month in range(12):
        swing = 1 + 0.1 * np.sin(2 * np.pi * month / 12)
        values = rows(2000, 40 + month)
        values = values.assign(visits=values.visits * swing, days=values.days / swing)
        values.loc[values.index[month::40], "share"] = np.nan
        alarms += [level for level in levels(values).values() if level == "alarm"]
    assert not alarms


def test_scores_are_compared_with_the_training_reference():
    random = np.random.default_rng(0)
    grid = build_reference_grid(random.exponential(size=5000))
    assert measure_score_drift(random.exponential(size=2000), grid, rows=5000)["level"] == "ok"
    assert measure_score_drift(random.exponential(size=80), grid, rows=5000)["level"] == "ok"
    assert (
        measure_score_drift(2 * random.exponential(size=2000), grid, rows=5000)["level"] == "alarm"
    )
    assert (
        measure_score_drift(np.zeros(500), build_reference_grid(np.zeros(500)), rows=500)["level"]
        == "ok"
    )


def test_codes_that_training_did_not_know_are_named():
    groups = {"shop": 90, "clinic": 3, "new": 7}
    told = find_new_codes(groups, ["shop", "clinic"])
    assert (told["new_share"], told["new_codes"], told["level"]) == (0.07, ["new"], "alarm")
    assert find_new_codes(groups | {"new": 1}, ["shop", "clinic"])["level"] == "ok", (
        "one row is no drift"
    )
    assert find_new_codes(groups, ["shop", "clinic", "new"])["new_codes"] == []


def test_equal_shares_have_no_index():
    assert compute_psi(np.array([0.2, 0.8]), np.array([0.2, 0.8])) == 0
    assert np.isfinite(compute_psi(np.array([0.0, 1.0]), np.array([1.0, 0.0])))


@pytest.mark.parametrize("shares", [(0.6, 0.4), (0.35, 0.3, 0.2, 0.15), (0.97, 0.03)])
def test_few_different_scores_do_not_drift_from_themselves(shares):
    scores = np.repeat(np.arange(len(shares), dtype=float), [round(1000 * s) for s in shares])
    grid = build_reference_grid(scores)
    still = measure_score_drift(scores, grid, rows=len(scores))
    assert still["psi"] < 0.01 and still["level"] == "ok"
    moved = measure_score_drift(np.full(1000, scores.max()), grid, rows=len(scores))
    assert moved["level"] == "alarm"
