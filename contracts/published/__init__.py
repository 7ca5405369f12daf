"""The tables of a published run, one file each; `published_tables()` finds them all."""

import sys
from functools import cache

from contracts.module_folder import tables_of


@cache
def published_tables() -> dict:
    """Name → PublishedTable class, in order of name."""
    return tables_of(sys.modules[__name__])
