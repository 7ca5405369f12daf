"""What is planted: a folder a scenario, a module a kind, a public function a typology, taking the world."""

import sys

from contracts.module_folder import import_submodules

TYPOLOGIES = "typologies"
UNSEEN_PATTERNS = (
    "unseen_patterns"  # patterns that no indicator knows; their names begin with `novel_`
)
LOOK_ALIKES = "look_alikes"  # what is innocent and looks otherwise
KINDS = (TYPOLOGIES, UNSEEN_PATTERNS, LOOK_ALIKES)  # in the order in which they are planted


def list_planters(kind: str = TYPOLOGIES) -> dict:
    """Scenario id → {typology: function(world)} of a kind, in order."""
    package = sys.modules[__name__.rpartition(".")[0]]
    return {
        module.__name__.split(".")[-2]: {
            name: function
            for name, function in vars(module).items()
            if getattr(function, "__module__", None) == module.__name__ and not name.startswith("_")
        }
        for module in import_submodules(package, kind)
    }
