"""Compare foreign keys with the keys delivered.

A parent that was itself rejected was still delivered, so its children are accepted: one wrong field
of a person must not reject years of contributions. Joins to the accepted parent then find nothing,
which features treat as unknown. References to a table that was not supplied or was stopped are not
checked.
"""

from graphlib import TopologicalSorter

import ibis

from contracts.table import Contract, ForeignKey
from sources.checks.row_rules import Rule
from sources.reading.read_table import TableReading

ORPHAN = "orphan"  # the only rule that depends on other tables


def sort_parents_first(readings: dict[str, TableReading]) -> list[str]:
    """Sort names so that every table comes after those its foreign keys name, else by name."""
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
    """Find for each strict foreign key the values that name no delivered row; keys without any are
    left out.
    """
    orphans = {}
    for key in _select_foreign_keys(reading.contract, "strict", readings):
        (column,) = key.columns
        orphan_values = _select_orphans(reading.table, key, readings[key.table].table).distinct()
        orphan_values = connection.create_table(
            f"orphans_{reading.contract.name}_{column}", orphan_values, temp=True
        )
        if orphan_values.count().execute():
            orphans[key] = orphan_values
    return orphans


def build_orphan_rules(reading: TableReading, orphans: dict[ForeignKey, ibis.Table]) -> list[Rule]:
    """Build a rule per strict foreign key that some row breaks; the others cost nothing."""
    return [
        _build_orphan_rule(reading, key, orphan_values) for key, orphan_values in orphans.items()
    ]


def _build_orphan_rule(reading, key, orphan_values):
    (column,) = key.columns
    broken = reading.table[column].isin(orphan_values[column])
    zh, en = f"应为表 {key.table} 中的记录", f"must name a row of {key.table}"
    return Rule(ORPHAN, reading.contract.columns[column], broken, zh, en)


def count_soft_orphans(reading: TableReading, readings: dict[str, TableReading]) -> dict[str, int]:
    """Count per column the delivered rows whose soft foreign key finds no row; columns without any
    are left out.
    """
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
    parent_keys = parent.select(parent_key=parent[reference]).view()
    return values.anti_join(parent_keys, values[column] == parent_keys.parent_key)
