"""Which input columns an indicator rests on, found in its expressions without any data."""

from collections.abc import Iterator
from functools import cache

import ibis.expr.operations as ops

from contracts.derived import DerivedTable, build_over_stubs, list_columns
from scenarios.framework.definition import Indicator, Population, Scenario
from scenarios.framework.resolve_features import resolve_features

Source = tuple[str, str]  # table, column
# joins that decide which rows of the left side there are; others only add columns
DECIDING = ("inner", "semi", "anti", "right", "outer", "cross")


def find_indicator_sources(scenario: Scenario, indicator: Indicator) -> frozenset[Source]:
    """Find the (table, column) of inputs that decide whether an indicator hits.

    These are the columns behind its value, and those by which rows are chosen or joined on the way
    to it; not those of its amount, its period or its exclusions.
    """
    population = scenario.population(indicator.population)
    sources = set()
    for column in (indicator.column, *indicator.or_when):
        item = _find_origin(scenario, population, column)
        sources |= find_sources(item, column)
    return frozenset(sources)


@cache
def find_sources(item: DerivedTable, column: str) -> frozenset[Source]:
    """Find the (table, column) of inputs behind a column of a named expression."""
    stubs = {i.name: i for i in (*item.reads, *item.optional) if isinstance(i, DerivedTable)}
    sources = set()
    for name, field in _trace(build_over_stubs(item).op(), column):
        sources |= find_sources(stubs[name], field) if name in stubs else {(name, field)}
    return frozenset(sources)


def _find_origin(scenario, population: Population, column) -> DerivedTable:
    for item in (population.base, *resolve_features(scenario, population)):
        if column in list_columns(item):
            return item
    raise LookupError(f"{scenario.id}: nothing makes the column {column}")


@cache
def _trace(relation: ops.Relation, column: str) -> frozenset[Source]:
    """Trace a column of a relation to the tables without data below it."""
    if isinstance(relation, ops.PhysicalTable):
        return frozenset({(relation.name, column)})
    if isinstance(relation, ops.JoinReference):
        return _trace(relation.parent, column)
    if isinstance(relation, ops.Set):
        sides = (relation.left, relation.right)
        return frozenset().union(*(_trace(side, column) for side in sides))
    return _trace_value(relation.values[column]) | _trace_rows(relation)


@cache
def _trace_rows(relation: ops.Relation) -> frozenset[Source]:
    """Trace what decides which rows a relation has."""
    if isinstance(relation, ops.PhysicalTable):
        return frozenset()
    found = set()
    for node in relation.__args__:
        found |= _trace_choice(node)
    if isinstance(relation, ops.Aggregate):  # how many have one phone depends on the phone
        found |= set().union(*map(_trace_value, relation.groups.values()))
    return frozenset(found)


def _trace_choice(node) -> frozenset[Source]:
    match node:
        case ops.JoinLink():
            found = frozenset().union(*map(_trace_value, node.predicates))
            return found | (_trace_rows(node.table) if node.how in DECIDING else frozenset())
        case ops.Relation():
            return _trace_rows(node)
        case tuple():
            return frozenset().union(*map(_trace_choice, node))
        case ops.Value():
            return _trace_value(node)
    # the columns that a selection makes: `_trace` looks at the one that is asked for
    return frozenset()


@cache
def _trace_value(value: ops.Value) -> frozenset[Source]:
    found = set()
    for node in _walk(value):
        match node:
            case ops.Field():
                found |= _trace(node.rel, node.name)
            case ops.CountStar():
                found |= _trace_rows(node.arg)
            case _:  # a relation inside a condition: all of it decides
                found |= frozenset().union(*(_trace(node, c) for c in node.schema.names))
    return frozenset(found)


def _walk(node) -> Iterator[ops.Node]:
    """Yield the fields, relations and counts in an expression, and do not look into them."""
    if isinstance(node, ops.Field | ops.Relation | ops.CountStar):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _walk(part)
    elif isinstance(node, ops.Node):
        for part in node.__args__:
            yield from _walk(part)
