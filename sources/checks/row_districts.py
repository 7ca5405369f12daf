"""The district of a row: its own, or that of the unit, institution or person that it names."""

from collections.abc import Callable

import ibis

from contracts.table import Contract, InputTable
from contracts.tables.employer import Employer
from contracts.tables.institution import Institution
from contracts.tables.person import Person

# where a row's district stands, if not in the row itself
DISTRICTS = (
    (Employer, "employer_id", "district"),
    (Institution, "institution_code", "district"),
    (Person, "person_id", "hukou_district"),
)


def add_district(
    contract: Contract,
    rows: ibis.Table,
    find_table: Callable[[type[InputTable]], ibis.Table | None],
) -> ibis.Table | None:
    """Add `of_district` to rows of a table; None if nothing tells it.

    `find_table` gives a table's rows, None if it was not supplied.
    """
    if "district" in contract.columns:
        return rows.mutate(of_district=rows.district)
    for register, key, column in DISTRICTS:
        names = [
            k.columns[0]
            for k in contract.foreign_keys
            if k.table == register.contract.name and len(k.columns) == 1
        ]
        places = find_table(register) if names else None
        if places is not None:
            places = places.select(**{f"{key}_of_register": key, "of_district": column})
            return rows.left_join(places, rows[names[0]] == places[f"{key}_of_register"])
    return None
