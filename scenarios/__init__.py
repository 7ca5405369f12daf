"""The scenarios, one file each; `all_scenarios()` finds them by folder."""

import sys
from functools import cache

from contracts.folder import modules_of


@cache
def all_scenarios() -> dict:
    """Id → Scenario, in order of id. Raises TypeError where a file's name is not its scenario's id."""
    found = {}
    for module in modules_of(sys.modules[__name__]):
        scenario = module.SCENARIO
        if module.__name__ != f"scenarios.{scenario.id}":
            raise TypeError(f"{module.__name__} declares scenario {scenario.id!r}; file name = id")
        found[scenario.id] = scenario
    return found
