"""The feature table of a population: one row per record, one column per feature."""

from dataclasses import dataclass
from functools import cache

import ibis

from contracts.derived import DerivedTable, list_columns
from scenarios.framework.definition import Population

BASE_COLUMNS = (
    "subject_id",
    "record_id",
    "district",
    "period_from",
    "period_to",
    "amount_involved",
)


@dataclass(frozen=True)
class FeatureTable:
    """The rows of a population with their features.

    `table` is unique by record_id. `not_computed` maps each column that is absent to the input
    tables, and the laws without a value on the night's day (`law/<id>`), that were missing for it.
    """

    scenario_id: str
    population: Population
    table: ibis.Table
    not_computed: dict[str, list[str]]


def join_features(
    scenario_id: str, population: Population, features: tuple[DerivedTable, ...], engine
) -> FeatureTable | None:
    """Left-join features to a population's base; return None if the base cannot be computed."""
    if population.base.find_missing_inputs(engine.supplied, engine.as_of):
        return None
    computable, not_computed = [], {}
    for feature in features:
        if missing := feature.find_missing_inputs(engine.supplied, engine.as_of):
            not_computed |= dict.fromkeys(list_columns(feature), sorted(missing))
        else:
            computable.append(feature)
    name = f"frame_{scenario_id}_{population.id}"
    table = engine.table(_declare_feature_table(name, population.base, *computable))
    return FeatureTable(scenario_id, population, table, not_computed)


@cache
def _declare_feature_table(name: str, base: DerivedTable, *features: DerivedTable) -> DerivedTable:
    """Declare the joined table once: the engine wants the same object for a name."""

    def build(table, *columns):
        return _join_feature_columns(table, zip(features, columns, strict=True))

    reads = (base, *features)
    return DerivedTable(
        name=name, build=build, reads=reads, optional=(), key=("record_id",), joins=reads
    )


def _join_feature_columns(table, features):
    """Join features to the base in one chain: subqueries would select all columns each time."""
    joined, column_names = table, list(table.columns)
    for number, (feature, feature_table) in enumerate(features):
        new_columns = [c for c in feature_table.columns if c not in feature.key]
        if clash := set(new_columns) & set(column_names):
            raise ValueError(
                f"{feature.name} makes columns that the frame has already: {sorted(clash)}"
            )
        right = feature_table.rename({f"{k}_of_{number}": k for k in feature.key})
        joined = joined.left_join(
            right, [joined[k] == right[f"{k}_of_{number}"] for k in feature.key]
        )
        column_names += new_columns
    return joined.select(*column_names)
