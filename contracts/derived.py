"""Named expressions: a function from tables to a table, with what it reads declared beside it.

    @derived(UnemploymentClaim, employment_spells, key=("claim_id",))
    def last_spell(claims, spells, *, as_of): ...

The engine resolves what is read, computes each name once a night, and says which table is missing when one is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis


@dataclass(frozen=True, eq=False)
class DerivedTable:
    """An expression that the engine can compute by name.

    `reads` and `optional` hold table classes or other Derived; an optional table that was not supplied is
    handed over as an empty one. `key` names the columns that identify a row of the result. A view is not written down:
    rows that are chosen anew, wherever they are read, for less than writing them costs.
    """

    name: str
    build: Callable[..., Any]
    reads: tuple
    optional: tuple
    key: tuple[str, ...]
    is_view: bool = False

    def __call__(self, *tables, as_of):
        """Build the expression from ibis tables, in the order of `reads` and then `optional`."""
        return self.build(*tables, as_of=as_of)

    def find_missing_inputs(self, supplied: set[str]) -> set[str]:
        """Names of the required input tables that are not in `supplied`, through everything that is read."""
        missing = set()
        for item in self.reads:
            if isinstance(item, DerivedTable):
                missing |= item.find_missing_inputs(supplied)
            elif item.contract.name not in supplied:
                missing.add(item.contract.name)
        return missing

    def find_missing_optional_inputs(self, supplied: set[str]) -> set[str]:
        """Names of optional input tables, at any depth, that are not in `supplied`."""
        missing = {i.contract.name for i in self.optional if i.contract.name not in supplied}
        for item in self.reads:
            if isinstance(item, DerivedTable):
                missing |= item.find_missing_optional_inputs(supplied)
        return missing


def list_columns(item: DerivedTable, *, as_of) -> tuple[str, ...]:
    """The columns that an expression makes, found without any data."""
    return _build_unbound(item, as_of).columns


@cache
def _build_unbound(source, as_of):
    """The expression over tables without data; each is built once, since many rest on the same ones."""
    if isinstance(source, DerivedTable):
        return source(
            *[_build_unbound(i, as_of) for i in (*source.reads, *source.optional)], as_of=as_of
        )
    return ibis.table(source.contract.ibis_schema, name=source.contract.name)


def derived(*reads, key: tuple[str, ...], optional: tuple = (), view: bool = False):
    """Declare a function `(*tables, as_of) -> ibis table` as a Derived named after it."""

    def declare(build):
        return DerivedTable(build.__name__, build, reads, optional, key, is_view=view)

    return declare
