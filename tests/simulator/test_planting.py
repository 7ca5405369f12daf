"""What is planted can be more or less, and can be told otherwise."""

import pandas as pd
import pytest

from contracts.errors import UsageError
from simulator.build_world import make_world
from simulator.core.clock_and_seeds import Town
from simulator.scenarios.registry import RETOLD_PATTERNS, list_planters
from simulator.simulate import simulate
from tests.conftest import AS_OF, PERSONS, SEED


def count_labels(town):
    """Count the subjects of each label in the truth of a town."""
    truth = make_world(town).build_truth_table().to_pandas()
    subject = ["scenario_id", "subject_kind", "subject_id", "label"]
    return truth[subject].drop_duplicates().label.value_counts()


@pytest.fixture(scope="module")
def usual():
    return count_labels(Town(2 * PERSONS, SEED, AS_OF))


@pytest.mark.parametrize(("prevalence", "low", "high"), [(0.5, 0.35, 0.75), (2.0, 1.5, 2.2)])
def test_prevalence_multiplies_fraud_and_leaves_look_alikes(usual, prevalence, low, high):
    labels = count_labels(Town(2 * PERSONS, SEED, AS_OF, prevalence=prevalence))
    assert low < labels["fraud"] / usual["fraud"] < high
    assert labels["look_alike"] == pytest.approx(usual["look_alike"], rel=0.15)


def test_a_town_must_have_room_for_what_is_planted(tmp_path):
    with pytest.raises(UsageError, match="too small"):
        simulate(PERSONS, SEED, AS_OF, tmp_path / "a", tmp_path / "t", prevalence=2.0)


def test_retold_scenarios_are_planted_in_the_place_of_their_typologies(tmp_path):
    retold = list_planters(RETOLD_PATTERNS)
    assert len(retold) >= 4
    truth = tmp_path / "truth.parquet"
    simulate(PERSONS, SEED, AS_OF, tmp_path / "town", truth, retold=tuple(retold))
    rows = pd.read_parquet(truth)
    first_telling = list_planters()
    for scenario_id, patterns in retold.items():
        own = set(rows[rows.scenario_id == scenario_id].typology)
        assert set(patterns) <= own and all(name.startswith("retold_") for name in patterns)
        assert any(name.endswith("_hard") for name in patterns)
        assert not own & set(first_telling[scenario_id])


def test_a_scenario_without_a_second_description_is_refused(tmp_path):
    with pytest.raises(UsageError, match="deemed_service"):
        simulate(PERSONS, SEED, AS_OF, tmp_path / "a", tmp_path / "t", retold=("deemed_service",))
