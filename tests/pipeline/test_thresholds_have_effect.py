"""Features count, indicators cut: a threshold that is moved finds more or fewer, at every indicator of every scenario.

A feature that cuts too hides what lies below its own cut: `--set threshold.X=…` would do nothing, or nothing below it.
Asked of the shared town; where it has nobody near a threshold, of a night in small: JUST_BELOW of a test module in
tests/scenarios/<id>/, or tests/scenarios/just_below.py.
"""

from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import ibis
import pandas as pd
import pytest

from scenarios import load_scenarios
from scenarios.framework.definition import ABOVE, AT_LEAST, AT_MOST
from scenarios.framework.feature_table import FeatureTable
from scenarios.framework.hits import apply_threshold_overrides, select_hits
from tests.run_scenario import thresholds
from tests.scenarios import just_below

# what is counted one by one (or is 1 for yes): nobody has less than one and is still suspicious
COUNTED = {
    *(
        "months",
        "days",
        "persons",
        "cases",
        "claims",
        "count",
        "visits",
        "settlements",
        "codes",
        "runs",
    ),
    *("institutions", "grades", "households", "documents", "yes"),
}
NEAR = 0.5  # a value counts as near a threshold from half of it on
SCENARIO_TESTS = Path(just_below.__file__).parent


def collect_nights_below() -> dict:
    """Indicator's id → (lower threshold, night): those of just_below, and JUST_BELOW of each module of a scenario's tests."""
    nights = dict(just_below.BELOW)
    for path in sorted(SCENARIO_TESTS.glob("*/test_*.py")):
        if "JUST_BELOW" in path.read_text(encoding="utf-8"):
            module = import_module(f"tests.scenarios.{path.parent.name}.{path.stem}")
            nights |= module.JUST_BELOW
    return nights


BELOW = collect_nights_below()
INDICATORS = {i.id: (s, i) for s in load_scenarios().values() for i in s.indicators}


def is_least(indicator) -> bool:
    """Whether a lower threshold would hit what is not suspicious at all: more than nothing, one and more, yes."""
    cut = indicator.cut
    if cut.comparison == ABOVE:
        return cut.number == 0
    return cut.comparison == AT_LEAST and cut.number == 1 and indicator.unit in COUNTED


LEAST = sorted(i.id for _, i in INDICATORS.values() if is_least(i))
TOWN = sorted(set(INDICATORS) - set(LEAST) - set(BELOW))


def test_every_night_in_small_is_about_an_indicator_that_can_be_moved_so():
    assert set(BELOW) <= set(INDICATORS) - set(LEAST)
    assert set(just_below.ABOVE) <= set(LEAST)


@pytest.mark.parametrize("indicator_id", sorted(BELOW))
def test_somebody_just_below_is_found_at_a_lower_threshold(indicator_id):
    _, indicator = INDICATORS[indicator_id]
    number, night = BELOW[indicator_id]
    assert found_by(night(), indicator_id).of(indicator_id).empty
    with thresholds({indicator_id: number}):
        found = found_by(night(), indicator_id)
    hits = found.of(indicator_id)
    assert len(hits), "the feature hides what lies below its own cut, or an explanation swallows it"
    for record_id in hits.record_id:
        rows = found.evidence_rows(indicator, record_id)
        assert all(rows.values()), f"no evidence below the threshold: {rows}"


@pytest.mark.parametrize("indicator_id", TOWN)
def test_those_of_the_town_just_below_are_found_at_a_lower_threshold(indicator_id, made):
    scenario, indicator = INDICATORS[indicator_id]
    frame = frame_of(made.run, scenario, indicator)
    before = open_hits(indicator, frame)
    near = [v for v in open_values(indicator, frame) if is_near(v, indicator.cut)]
    assert near, (
        "nobody lies near: the feature cuts, or the town has nobody; draw a night: JUST_BELOW"
    )
    nearest = min(near) if indicator.cut.comparison == AT_MOST else max(near)
    # DuckDB reads 0.19354838709677422 as a decimal, which is not the double of the row to the last bit
    hair = max(abs(nearest) * 1e-9, 1e-6 if indicator.cut.comparison == ABOVE else 0)
    towards = 1 if indicator.cut.comparison == AT_MOST else -1
    moved = apply_threshold_overrides(indicator, {indicator_id: nearest + towards * hair})
    after = open_hits(moved, frame)
    assert set(before.record_id) < set(after.record_id)
    assert set(after.value[~after.record_id.isin(before.record_id)]) == {nearest}


@pytest.mark.parametrize("indicator_id", sorted(set(LEAST) - set(just_below.ABOVE)))
def test_the_least_threshold_can_be_raised(indicator_id, made):
    scenario, indicator = INDICATORS[indicator_id]
    frame = frame_of(made.run, scenario, indicator)
    hits = open_hits(indicator, frame)
    assert len(hits), "the town has no hit: draw a night in just_below.ABOVE"
    most = hits.value.max()
    beyond = open_hits(apply_threshold_overrides(indicator, {indicator_id: most + 1}), frame)
    assert beyond.empty
    assert (
        len(open_hits(apply_threshold_overrides(indicator, {indicator_id: most - 1e-6}), frame))
        == (hits.value == most).sum()
    )


@pytest.mark.parametrize("indicator_id", sorted(just_below.ABOVE))
def test_somebody_just_above_is_found_at_the_declared_threshold_alone(indicator_id):
    number, night = just_below.ABOVE[indicator_id]
    assert len(found_by(night(), indicator_id).of(indicator_id))
    with thresholds({indicator_id: number}):
        assert found_by(night(), indicator_id).of(indicator_id).empty


def found_by(night, indicator_id):
    """What a night in small found; those of agency_handling are asked one indicator at a time."""
    return night.found_by(indicator_id) if hasattr(night, "found_by") else night


def is_near(value, cut):
    if cut.comparison == AT_MOST:
        return cut.number < value <= max(cut.number / NEAR, cut.number + 1)
    below = value <= cut.number if cut.comparison == ABOVE else value < cut.number
    return below and value >= cut.number * NEAR


def open_values(indicator, frame) -> list[float]:
    """The values of rows that no exclusion explains."""
    every = apply_threshold_overrides(
        indicator, {indicator.id: 1e12 if indicator.cut.comparison == AT_MOST else -1e12}
    )
    return sorted(open_hits(every, frame).value.unique())


def open_hits(indicator, frame) -> pd.DataFrame:
    """Hits by the threshold alone: what `or_when` adds no threshold moves."""
    hits = select_hits(replace(indicator, or_when=()), frame)
    return hits.filter(hits.exclusion.isnull()).select("record_id", "value").to_pandas()


def frame_of(run, scenario, indicator) -> FeatureTable:
    population = scenario.population(indicator.population)
    folder = run / "restricted" if scenario.is_restricted else run
    rows = _features(folder / "features" / f"{scenario.id}.parquet")
    return FeatureTable(scenario.id, population, rows.filter(rows.population == population.id), {})


@cache
def _features(path):
    return ibis.duckdb.connect().read_parquet(path)
