"""Registries made of folders: import every module and collect what it declares."""

import importlib
import importlib.util
import pkgutil
from types import ModuleType


def import_modules(package: ModuleType) -> list[ModuleType]:
    """Import every module (not package) of a package and return them in order of name."""
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.ispkg)
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def import_submodules(package: ModuleType, name: str) -> list[ModuleType]:
    """Import the module `name` of every folder of a package that has one, in order of name."""
    folders = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.ispkg)
    paths = [f"{package.__name__}.{folder}" for folder in folders]
    return [
        importlib.import_module(f"{path}.{name}")
        for path in paths
        if importlib.util.find_spec(f"{path}.{name}") is not None
    ]


def collect_tables(package: ModuleType) -> dict:
    """Name → table class, one per module of `package`.

    Raises:
        TypeError: a module does not declare exactly one table.
    """
    tables_by_name = {}
    for module in import_modules(package):
        module_items = [
            c for c in vars(module).values() if getattr(c, "__module__", None) == module.__name__
        ]
        tables = [c for c in module_items if hasattr(c, "contract")]
        if len(tables) != 1:
            raise TypeError(f"{module.__name__} declares {len(tables)} tables; one per file")
        tables_by_name[tables[0].contract.name] = tables[0]
    return tables_by_name
