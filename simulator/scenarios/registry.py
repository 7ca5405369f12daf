"""Find what is planted: a folder per scenario, a module per kind, a public function per
typology.
"""

import sys

from contracts.module_folder import import_submodules

TYPOLOGIES = "typologies"
# patterns that no indicator looks for, to test the detector of the unknown; their names begin with
# `novel_`
UNSEEN_PATTERNS = "unseen_patterns"
LOOK_ALIKES = "look_alikes"  # honest conduct that resembles a typology
# the scenario after another description than its indicators', in the place of its typologies
RETOLD_PATTERNS = "retold_patterns"
KINDS = (TYPOLOGIES, UNSEEN_PATTERNS, LOOK_ALIKES)  # in the order in which they are planted
# planted after all others, in this order: they take persons and units that nobody else wanted
PLANTED_LAST = ("hospital_stays",)
# Planted on the finished tables, disorder included, so that the rest of a town is the same bytes
# with them and without. Their own disorder is theirs to lay.
ON_FINISHED_TABLES = ("maternity_allowance",)


def list_town_planters(kind: str, retold: tuple[str, ...]) -> dict:
    """List the planters of a kind like `list_planters`, with retold scenarios in their place."""
    planters = list_planters(kind)
    if kind != TYPOLOGIES:
        return planters
    told_anew = list_planters(RETOLD_PATTERNS)
    return planters | {scenario_id: told_anew[scenario_id] for scenario_id in retold}


def list_planters(kind: str = TYPOLOGIES) -> dict:
    """List scenario id → {typology: function(world)} of a kind, in the order of planting."""
    # `vars` keeps the order of definition, which is the order of planting: it feeds the random
    # numbers
    package = sys.modules[__name__.rpartition(".")[0]]
    return {
        module.__name__.split(".")[-2]: {
            name: function
            for name, function in vars(module).items()
            if getattr(function, "__module__", None) == module.__name__ and not name.startswith("_")
        }
        for module in import_submodules(package, kind)
    }
