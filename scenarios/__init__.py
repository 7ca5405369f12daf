"""The scenarios, one folder each: `scenario.py` and its `indicators_<theme>.py`."""

import sys
from dataclasses import replace
from functools import cache
from importlib import import_module
from types import ModuleType

from contracts.module_folder import import_modules, import_submodules
from scenarios.framework.definition import Indicator

INDICATORS = "indicators_"  # how the names of the modules begin that declare indicators


@cache
def load_scenarios() -> dict:
    """Load every scenario with its indicators: id → Scenario, in order of id.

    Raises:
        TypeError: a folder's name is not its scenario's id, or two indicators have one id.
    """
    scenarios_by_id = {}
    for module in import_submodules(sys.modules[__name__], "scenario"):
        scenario = module.SCENARIO
        if module.__name__ != f"scenarios.{scenario.id}.scenario":
            raise TypeError(
                f"{module.__name__} declares scenario {scenario.id!r}; folder name = id"
            )
        folder = import_module(module.__package__)
        scenarios_by_id[scenario.id] = replace(scenario, indicators=collect_indicators(folder))
    return scenarios_by_id


def collect_indicators(folder: ModuleType) -> tuple[Indicator, ...]:
    """Collect the indicators of a package's modules `indicators_*`, in order of id.

    Raises:
        TypeError: two indicators have one id.
    """
    indicators_by_id = {}
    for module in import_modules(folder):
        if not module.__name__.rpartition(".")[2].startswith(INDICATORS):
            continue
        for value in vars(module).values():
            if not isinstance(value, Indicator):
                continue
            if indicators_by_id.setdefault(value.id, value) is not value:
                raise TypeError(f"{module.__name__} declares indicator {value.id} a second time")
    return tuple(indicators_by_id[i] for i in sorted(indicators_by_id))
