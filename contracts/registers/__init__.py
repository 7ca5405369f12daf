"""The registers that the planner of inspections reads, one file each."""

import sys
from functools import cache

from contracts.module_folder import collect_tables


@cache
def get_register_tables() -> dict:
    """Name → table class, in order of name."""
    return collect_tables(sys.modules[__name__])
