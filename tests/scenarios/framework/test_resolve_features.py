"""Features found by the columns that a population uses."""

from dataclasses import replace

import pytest

from contracts.bilingual_text import BilingualText
from contracts.derived import derived
from contracts.tables.death_record import DeathRecord
from contracts.tables.person import Person
from scenarios.framework.definition import ModelFeature, Population
from scenarios.framework.resolve_features import list_population_columns, resolve_features
from tests.scenarios.framework.test_framework import SCENARIO


@derived(key=("person_id",))
def base_of_persons(persons: Person):
    return persons.select("person_id", record_id=persons.person_id)


@derived(key=("person_id",))
def reported_deaths(records: DeathRecord):
    return records.group_by("person_id").agg(reports=records.count())


@derived(key=("person_id",))
def passed_on(deaths: reported_deaths):
    return deaths.mutate(is_reported_twice=deaths.reports >= 2)


@derived(key=("person_id",))
def passed_on_too(deaths: reported_deaths):
    return deaths.mutate(is_reported_often=deaths.reports >= 5)


@derived(key=("death_record_id",))
def keyed_by_death(records: DeathRecord):
    return records.select("death_record_id", records_source=records.source)


def resolve(*columns):
    label = BilingualText("列", "column")
    population = Population(
        id="person",
        title=label,
        subject_kind="person",
        record=Person,
        base=base_of_persons,
        model_features=tuple(ModelFeature(c, "high", "count", label, "claims") for c in columns),
        peer_group=(),
        evidence=(),
    )
    scenario = replace(SCENARIO, populations=(population,), indicators=())
    return list(resolve_features(scenario, population))


def test_a_column_of_the_base_needs_no_feature():
    assert resolve("person_id") == []


def test_features_come_in_the_order_in_which_their_columns_are_used():
    assert resolve("is_sure_death", "is_reported_twice")[1] is passed_on
    assert resolve("is_reported_twice", "is_sure_death")[0] is passed_on


def test_a_column_that_is_passed_on_comes_from_the_feature_that_is_needed_anyway():
    assert resolve("reports", "is_reported_twice") == [passed_on]


@pytest.mark.parametrize(
    "columns",
    [("reports",), ("reports", "is_reported_twice", "is_reported_often")],
    ids=["none is needed anyway", "two are needed anyway"],
)
def test_a_column_that_may_come_from_several_features_is_refused_with_their_names(columns):
    with pytest.raises(ValueError, match=r"'reports': .*\.passed_on, .*\.passed_on_too"):
        resolve(*columns)


@pytest.mark.parametrize("column", ["nowhere", "records_source"])
def test_a_column_that_no_feature_makes_on_a_key_of_the_base_is_refused(column):
    with pytest.raises(ValueError, match=f"kit/person: no feature makes the column '{column}'"):
        resolve(column)


def test_the_threshold_that_a_reason_names_is_no_column():
    reason = BilingualText("{granted_months}达到{threshold}", "{granted_months} of {threshold}")
    indicators = [replace(i, reason=reason) for i in SCENARIO.indicators]
    columns = list_population_columns(
        replace(SCENARIO, indicators=tuple(indicators)), SCENARIO.populations[0]
    )
    assert "granted_months" in columns and "threshold" not in columns
