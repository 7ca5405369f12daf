"""Foreign keys against the keys delivered.

A parent that was itself rejected was still delivered: its children are not blamed, since the agency's records are
whole and one wrong field of a person must not take years of contributions along. Joins to the accepted parent then
find nothing, which features treat as not known. A table that was not supplied or was stopped blames nobody.
"""

from graphlib import TopologicalSorter

import ibis

from contracts.table import Contract, ForeignKey
from sources.checks.row_rules import Rule
from sources.reading.read_table import TableReading

ORPHAN = "orphan"  # the one rule that a row does not break by itself


def sort_parents_first(readings: dict[str, TableReading]) -> list[str]:
    """Names in an order in which every table comes after those its foreign keys name (and else by name)."""
    graph = {
        name: sorted(
            {k.table for k in readings[name].contract.foreign_keys} & set(readings) - {name}
        )
        for name in sorted(readings)
    }
    return list(TopologicalSorter(graph).static_order())


def find_strict_orphans(
    reading: TableReading, readings: dict[str, TableReading], connection
) -> dict[ForeignKey, ibis.Table]:
    """Strict foreign key → its values that name no delivered row; keys without such are left out."""
    orphans = {}
    for key in _select_foreign_keys(reading.contract, "strict", readings):
        (column,) = key.columns
        found = _select_orphans(reading.table, key, readings[key.table].table).distinct()
        found = connection.create_table(
            f"orphans_{reading.contract.name}_{column}", found, temp=True
        )
        if found.count().execute():
            orphans[key] = found
    return orphans


def build_orphan_rules(reading: TableReading, orphans: dict[ForeignKey, ibis.Table]) -> list[Rule]:
    """One rule per strict foreign key that some row breaks; the others cost the row check nothing."""
    return [_build_orphan_rule(reading, key, found) for key, found in orphans.items()]


def _build_orphan_rule(reading, key, found):
    (column,) = key.columns
    broken = reading.table[column].isin(found[column])
    zh, en = f"应为表 {key.table} 中的记录", f"must name a row of {key.table}"
    return Rule(ORPHAN, reading.contract.columns[column], broken, zh, en)


def count_soft_orphans(reading: TableReading, readings: dict[str, TableReading]) -> dict[str, int]:
    """Column → number of delivered rows whose soft foreign key finds no row; columns without any are left out."""
    counts = {}
    for key in _select_foreign_keys(reading.contract, "soft", readings):
        (column,) = key.columns
        counts[column] = int(
            _select_orphans(reading.table, key, readings[key.table].table).count().execute()
        )
    return {column: count for column, count in counts.items() if count}


def _select_foreign_keys(contract: Contract, on_orphan, readings) -> list[ForeignKey]:
    return [k for k in contract.foreign_keys if k.on_orphan == on_orphan and k.table in readings]


def _select_orphans(child: ibis.Table, key: ForeignKey, parent: ibis.Table):
    (column,), (reference,) = key.columns, key.references
    values = child.filter(child[column].notnull()).select(column)
    parent_keys = parent.select(known=parent[reference]).view()
    return values.anti_join(parent_keys, values[column] == parent_keys.known)
