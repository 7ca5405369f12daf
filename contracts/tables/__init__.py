"""The input tables, one file each; `get_input_tables()` finds them all."""

import sys
from functools import cache

from contracts.module_folder import collect_tables


@cache
def get_input_tables() -> dict:
    """Name → InputTable class, in order of name."""
    return collect_tables(sys.modules[__name__])
