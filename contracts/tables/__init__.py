"""The input tables, one file each; `input_tables()` finds them all."""

import sys
from functools import cache

from contracts.module_folder import tables_of


@cache
def input_tables() -> dict:
    """Name → InputTable class, in order of name."""
    return tables_of(sys.modules[__name__])
