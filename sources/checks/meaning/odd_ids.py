"""Identifiers that a spreadsheet took for numbers: powers of ten, cut digits, zeros lost."""

from collections.abc import Iterator

from sources.checks.meaning.doubt import AcceptedTable, Doubt

DIGITS = "^[0-9]+$"
POWER_OF_TEN = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$"
# a spreadsheet keeps fifteen digits of a number and writes zeros for the rest
LONG_NUMBER, CUT_NUMBER = r"^[0-9]{16,}$", r"^[0-9]{15}0+$"
LEAST_POWERS = 0.01  # of the identifiers: a code such as 1E5 may be right, a hundredth is not
LEAST_CUT = 0.5  # of the long ones: of true numbers of eighteen digits one in a thousand ends so
LEAST_PADDED = 0.2  # of the references that are not found: by chance hardly one is
FEWEST = 20  # values of a kind; fewer prove nothing


def find_odd_ids(table: AcceptedTable, tables: dict[str, AcceptedTable]) -> Iterator[Doubt]:
    """Find columns of identifiers that went through a number, and those that lost their zeros."""
    names = [c.name for c in table.contract.columns.values() if c.type.name == "id"]
    if not names:
        return
    counts = {}
    for name in names:
        value = table.sample[name]
        counts |= {
            f"{name}#all": value.notnull().sum(),
            f"{name}#powers": value.re_search(POWER_OF_TEN).sum(),
            f"{name}#digits": value.re_search(DIGITS).sum(),
            f"{name}#long": value.re_search(LONG_NUMBER).sum(),
            f"{name}#cut": value.re_search(CUT_NUMBER).sum(),
        }
    (row,) = table.sample.agg(**counts).to_pyarrow().to_pylist()
    found = {name: count or 0 for name, count in row.items()}
    yield from _find_numbers(table.contract.name, names, found)
    numeric = [name for name in names if found[f"{name}#digits"] >= FEWEST]
    yield from _find_lost_zeros(table, tables, numeric)


def _find_numbers(table_name, names, found):
    for name in names:
        total, powers, long, cut = (
            found[f"{name}#{kind}"] for kind in ("all", "powers", "long", "cut")
        )
        if powers >= FEWEST and powers >= LEAST_POWERS * total:
            yield Doubt("ids_as_numbers", table_name, name, f"1.2E+17 × {powers / total:.0%}")
        elif long >= FEWEST and cut >= LEAST_CUT * long:
            yield Doubt("ids_as_numbers", table_name, name, f"…000 × {cut / long:.0%}")


def _find_lost_zeros(table, tables, numeric):
    """Find references that name a row of another table once leading zeros are left out on both
    sides.
    """
    for key in table.contract.foreign_keys:
        if len(key.columns) > 1 or key.table not in tables or key.columns[0] not in numeric:
            continue
        (column,), (reference,) = key.columns, key.references
        named = table.sample.filter(table.sample[column].re_search(DIGITS))
        named = named.select(named=named[column]).distinct()
        parents = tables[key.table].rows
        # only numbers: a letter keeps a program from taking an identifier for one
        parents = parents.filter(parents[reference].re_search(DIGITS))
        parents = parents.select(known=parents[reference]).distinct()
        unknown = named.anti_join(parents, named.named == parents.known)
        bare = parents.select(bare=parents.known.re_replace("^0+", "")).distinct()
        padded = unknown.semi_join(bare, unknown.named.re_replace("^0+", "") == bare.bare)
        missing, found = (int(t.count().execute()) for t in (unknown, padded))
        if found >= FEWEST and found >= LEAST_PADDED * missing:
            figures = f"{found:,} → {key.table}.{reference}"
            yield Doubt("zeros_lost", table.contract.name, column, figures)
