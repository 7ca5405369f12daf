"""From an indicator to the input tables: the named expressions behind its value."""

from dataclasses import dataclass
from functools import cache

from contracts.derived import DerivedTable, list_columns
from contracts.table import InputTable


@dataclass(frozen=True)
class ChainLink:
    """A named expression: where it is written, the first line of its docstring, and what it reads."""

    name: str
    module: str
    summary: str
    reads: tuple["ChainLink", ...]
    tables: tuple[type[InputTable], ...]

    def list_links_below(self) -> list["ChainLink"]:
        """Every expression that it rests on, the nearest first, each once."""
        found, level = {}, self.reads
        while level:
            found |= {link.name: link for link in level if link.name not in found}
            level = [below for link in level for below in link.reads]
        return list(found.values())

    def list_input_tables(self) -> list[type[InputTable]]:
        """Every input table that it rests on, in order of name."""
        tables = {t for link in (self, *self.list_links_below()) for t in link.tables}
        return sorted(tables, key=lambda t: t.contract.name)


@cache
def find_chain(items: tuple[DerivedTable, ...], column: str) -> ChainLink | None:
    """Find the chain of the expression that makes a column: of a population's base (first) and
    features.
    """
    for item in items:
        if column in list_columns(item) and (item is items[0] or column not in item.key):
            return describe_link(item)
    return None


@cache
def describe_link(item: DerivedTable) -> ChainLink:
    """A named expression with all that it reads."""
    every = (*item.reads, *item.optional)
    doc = (item.build.__doc__ or "").strip().splitlines()
    return ChainLink(
        name=item.name,
        module=item.build.__module__.replace(".", "/") + ".py",
        summary=doc[0] if doc else "",
        reads=tuple(describe_link(i) for i in every if isinstance(i, DerivedTable)),
        tables=tuple(i for i in every if not isinstance(i, DerivedTable)),
    )
