"""A population with its features: one row a record, one column a feature."""

from dataclasses import dataclass
from functools import cache

import ibis

from contracts.derived import Derived, columns_of
from scenarios.framework.definition import Population

BASE_COLUMNS = ("subject_id", "record_id", "district", "period_from", "period_to", "amount_involved")


@dataclass(frozen=True)
class Frame:
    """`table` is unique by record_id; `not_computed` maps a column that is not there to the tables that it lacks."""

    scenario_id: str
    population: Population
    table: ibis.Table
    not_computed: dict[str, list[str]]


def assemble(scenario_id: str, population: Population, engine) -> Frame | None:
    """Left-join a population's features to its base; None if the base itself cannot be computed."""
    if population.base.missing_from(engine.supplied):
        return None
    features, not_computed = [], {}
    for feature in population.features:
        if missing := feature.missing_from(engine.supplied):
            columns = columns_of(feature, as_of=engine.as_of)
            not_computed |= dict.fromkeys(columns, sorted(missing))
        else:
            features.append(feature)
    table = engine.table(_frame(f"frame_{scenario_id}_{population.id}", population.base, *features))
    return Frame(scenario_id, population, table, not_computed)


@cache
def _frame(name: str, base: Derived, *features: Derived) -> Derived:
    """The expression of a frame: the same object for the same features, as the engine asks of a name."""

    def build(table, *columns, as_of):
        return _joined(table, zip(features, columns, strict=True))

    return Derived(name=name, build=build, reads=(base, *features), optional=(), key=("record_id",))


def _joined(table, features):
    """The base with the columns of its features, in one chain of joins: a query of its own for each would name all again."""
    joined, shown = table, list(table.columns)
    for number, (feature, own) in enumerate(features):
        added = [c for c in own.columns if c not in feature.key]
        if clash := set(added) & set(shown):
            raise ValueError(f"{feature.name} makes columns that the frame has already: {sorted(clash)}")
        right = own.rename({f"{k}_of_{number}": k for k in feature.key})
        joined = joined.left_join(right, [joined[k] == right[f"{k}_of_{number}"] for k in feature.key])
        shown += added
    return joined.select(*shown)
