"""Named expressions: functions from tables to a table.

The annotation of each parameter names the table that it gets.

    @derived(key=("claim_id",))
    def last_spells(claims: UnemploymentClaim, spells: employment_spells): ...

    @derived(key=("claim_id",))
    def recent_deaths(claims: UnemploymentClaim, records: OrEmpty[DeathRecord], *, as_of): ...

The engine computes each expression once a night and reports the tables that are missing for it.
"""

import inspect
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

import ibis

from contracts.code_version import EXPRESSIONS, get_loaded_version
from contracts.kept_texts import get_text
from contracts.law import NotInForce, get_law_number, list_law_ids

get_loaded_version()  # now, before any module with an expression is loaded

LAW = "law/"  # before the id of a law that is missing, where the others are names of tables
# any day on which all numbers of the law are in force: columns are the same on every day
ANY_DAY = date(2026, 1, 1)


class OrEmpty:
    """Annotation of an input table that may be missing: `OrEmpty[Whitelist]` is empty then."""

    def __init__(self, table):
        self.table = table

    def __class_getitem__(cls, table):
        return cls(table)


@dataclass(frozen=True, eq=False)
class DerivedTable:
    """An expression that the engine can compute by name.

    `reads` holds input table classes and other derived tables; `optional` holds input table
    classes that are replaced by an empty table where they were not delivered. `key` names the
    columns that identify a row of the result. A view is not stored but computed anew wherever it
    is read, where that costs less than storing it. `joins` names the derived tables of a join that
    was declared without a function of its own.
    """

    name: str
    build: Callable[..., Any]
    reads: tuple
    optional: tuple
    key: tuple[str, ...]
    is_view: bool = False
    joins: tuple["DerivedTable", ...] = ()

    def __call__(self, *tables, as_of):
        """Build the expression from ibis tables, in the order of `reads` and then `optional`."""
        if self.asks_the_day:
            return self.build(*tables, as_of=as_of)
        return self.build(*tables)

    @cached_property
    def asks_the_day(self) -> bool:
        """Whether the expression differs from night to night."""
        return "as_of" in inspect.signature(self.build).parameters

    @cached_property
    def identity(self) -> list | None:
        """What the code of the expression is known by; None where a name does not say it.

        A function of the project's packages is known by its name, a join of others (`joins`) by
        theirs. One that is made by another function or that a test or a notebook has put in
        another's place is not.
        """
        if self.joins:
            identities = [item.identity for item in self.joins]
            return None if None in identities else [self.name, *identities]
        module = self.build.__module__
        is_declared = getattr(sys.modules.get(module), self.name, None) is self
        return [module, self.name] if is_declared and module.split(".")[0] in EXPRESSIONS else None

    def find_missing_inputs(self, supplied: set[str], as_of: date | None = None) -> set[str]:
        """Find the required input tables, at any depth, that are not in `supplied`.

        With a day, also the laws that have no value on it, as `law/<id>`.
        """
        missing = find_missing_laws(self, as_of) if as_of else set()
        for item in self.reads:
            if isinstance(item, DerivedTable):
                missing |= item.find_missing_inputs(supplied, as_of)
            elif item.contract.name not in supplied:
                missing.add(item.contract.name)
        return missing

    def find_missing_optional_inputs(self, supplied: set[str]) -> set[str]:
        """Find the optional input tables, at any depth, that are not in `supplied`."""
        missing = {i.contract.name for i in self.optional if i.contract.name not in supplied}
        for item in self.reads:
            if isinstance(item, DerivedTable):
                missing |= item.find_missing_optional_inputs(supplied)
        return missing


def list_columns(item: DerivedTable) -> tuple[str, ...]:
    """List the columns that an expression makes, found without any data."""
    return get_schema(item).names


@cache
def get_schema(item: DerivedTable) -> ibis.Schema:
    """The columns that an expression makes with their types, found without any data."""
    if item.identity is None:
        return build_over_stubs(item).schema()
    return ibis.schema(
        json.loads(get_text(["columns", item.identity], lambda: _write_schema(item)))
    )


def _write_schema(item):
    schema = build_over_stubs(item).schema()
    return json.dumps({name: str(kind) for name, kind in schema.items()})


def find_missing_laws(item: DerivedTable, as_of: date) -> set[str]:
    """Find the law that an expression asks for itself and that has no value on a day."""
    return set() if as_of >= _find_first_whole_day() else set(_find_own_missing_laws(item, as_of))


@cache
def _find_first_whole_day() -> date:
    """Find the first day on which every law has a value: no expression is built from then on."""
    return max(get_law_number(law_id).values[0][0] for law_id in list_law_ids())


@cache
def _find_own_missing_laws(item: DerivedTable, as_of: date) -> tuple[str, ...]:
    try:
        build_over_stubs(item, as_of)
    except NotInForce as error:
        return (LAW + error.law_id,)
    return ()


@cache
def build_over_stubs(item: DerivedTable, as_of=ANY_DAY):
    """Build an expression over tables without data that bear the names of what it reads.

    Each level is built by itself: over the whole expressions below it, building took four times as
    long.
    """
    return item(*[_make_stub(i) for i in (*item.reads, *item.optional)], as_of=as_of)


@cache
def _make_stub(source):
    if isinstance(source, DerivedTable):
        return ibis.table(get_schema(source), name=source.name)
    return ibis.table(source.contract.ibis_schema, name=source.contract.name)


def derived(*, key: tuple[str, ...], view: bool = False):
    """Declare a function as the DerivedTable of its name.

    Each parameter is annotated with the input table class or the derived table that it gets; those
    annotated with OrEmpty stand after the others. A parameter `as_of` gets the night's date.

    Raises:
        TypeError: a parameter has no annotation, or a required table stands after an optional one.
    """

    def declare(build):
        annotations = _read_annotations(build)
        optional = tuple(a.table for a in annotations if isinstance(a, OrEmpty))
        reads = tuple(annotations[: len(annotations) - len(optional)])
        if any(isinstance(a, OrEmpty) for a in reads):
            raise TypeError(f"{build.__name__}: a required table stands after an optional one")
        return DerivedTable(build.__name__, build, reads, optional, key, is_view=view)

    return declare


def _read_annotations(build) -> list:
    """Read the annotations of all parameters but `as_of`, in order."""
    parameters = inspect.signature(build).parameters.values()
    tables = [p for p in parameters if p.name != "as_of"]
    if missing := [p.name for p in tables if p.annotation is p.empty]:
        raise TypeError(f"{build.__name__}: no table is named for {', '.join(missing)}")
    return [p.annotation for p in tables]
