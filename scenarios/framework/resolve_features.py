"""Find the features of a population by the columns that its indicators and its model use."""

import importlib
import sys
from functools import cache

from contracts.derived import DerivedTable, list_columns
from contracts.module_folder import import_modules
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.hits import list_used_columns

COMMON = "common"  # the folder of features/ that every scenario may use


def resolve_features(scenario: Scenario, population: Population) -> tuple[DerivedTable, ...]:
    """Find the features that make the columns which a population uses, in order of first use.

    Candidates are the derived tables of features/common, of the scenario's `feature_folders` and of
    the module of the population's base whose key is among the base's columns. Where several make
    a column (one passes on what another has computed), it comes from the one that is needed anyway
    for a column that it alone makes.

    Raises:
        ValueError: no candidate makes a column, or several do and it is open which one is meant.
    """
    base_columns = set(list_columns(population.base))
    makers = {
        column: _find_makers(column, population.base, scenario.feature_folders)
        for column in list_population_columns(scenario, population)
        if column not in base_columns
    }
    needed = {candidates[0] for candidates in makers.values() if len(candidates) == 1}
    chosen = [
        _choose_maker(f"{scenario.id}/{population.id}", column, candidates, needed)
        for column, candidates in makers.items()
    ]
    return tuple(dict.fromkeys(chosen))


def list_population_columns(scenario: Scenario, population: Population) -> list[str]:
    """List the columns that a population's indicators, model and evidence use, in order of use."""
    indicators = [i for i in scenario.indicators if i.population == population.id]
    columns = [column for i in indicators for column in list_used_columns(i)]
    columns += [column for i in indicators for e in i.evidence for column in e.on]
    columns += [feature.column for feature in population.model_features]
    columns += population.peer_group
    columns += [column for e in population.evidence for column in e.on]
    return list(dict.fromkeys(columns))


def _find_makers(column, base, folders) -> list[DerivedTable]:
    """List the candidates that make a column and can be joined to the base."""
    base_columns = set(list_columns(base))
    return [
        item
        for item in _list_candidates(base, folders)
        if base_columns.issuperset(item.key)
        and column in list_columns(item)
        and column not in item.key
    ]


@cache
def _list_candidates(base, folders) -> tuple[DerivedTable, ...]:
    """List the derived tables that the modules of some folders define.

    Finding the columns of all 320 tables of features/ takes 2 s of a processor, of one scenario's
    folders 0.1 to 0.5 s.
    """
    packages = [importlib.import_module(f"features.{folder}") for folder in (COMMON, *folders)]
    modules = [module for package in packages for module in import_modules(package)]
    modules += [sys.modules[base.build.__module__]]
    found = [
        item
        for module in modules
        for item in vars(module).values()
        if isinstance(item, DerivedTable) and item.build.__module__ == module.__name__
    ]
    return tuple(item for item in dict.fromkeys(found) if item is not base)


def _choose_maker(population_name, column, candidates, needed) -> DerivedTable:
    """Choose the only candidate for a column, or the only one that is needed anyway."""
    if not candidates:
        raise ValueError(f"{population_name}: no feature makes the column {column!r}")
    chosen = candidates if len(candidates) == 1 else [c for c in candidates if c in needed]
    if len(chosen) != 1:
        names = ", ".join(f"{c.build.__module__}.{c.name}" for c in chosen or candidates)
        raise ValueError(f"{population_name}: several features make the column {column!r}: {names}")
    return chosen[0]
