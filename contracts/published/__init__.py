"""The tables of a published run, one file each; `get_published_tables()` finds them all."""

import sys
from functools import cache

from contracts.module_folder import collect_tables


@cache
def get_published_tables() -> dict:
    """Name → PublishedTable class, in order of name."""
    return collect_tables(sys.modules[__name__])
