"""The scenarios, a folder each; `all_scenarios()` finds them."""

import sys
from functools import cache

from contracts.module_folder import import_submodules


@cache
def load_scenarios() -> dict:
    """Id → Scenario, in order of id. Raises TypeError where a folder's name is not its scenario's id."""
    scenarios_by_id = {}
    for module in import_submodules(sys.modules[__name__], "scenario"):
        scenario = module.SCENARIO
        if module.__name__ != f"scenarios.{scenario.id}.scenario":
            raise TypeError(
                f"{module.__name__} declares scenario {scenario.id!r}; folder name = id"
            )
        scenarios_by_id[scenario.id] = scenario
    return scenarios_by_id
