"""What is planted: a module a scenario, a public function a typology, taking the world."""

import sys

from contracts.folder import modules_of


def planters(package=None) -> dict:
    """scenario → {typology: function(world)} of a package (this one, or that of the look-alikes), in order."""
    return {
        module.__name__.rsplit(".", 1)[1]: {
            name: function
            for name, function in vars(module).items()
            if getattr(function, "__module__", None) == module.__name__ and not name.startswith("_")
        }
        for module in modules_of(package or sys.modules[__name__])
    }
