"""Lay every kind of disorder over a finished town, and leave out what the town does not deliver."""

import pyarrow as pa

from contracts.module_folder import import_modules
from contracts.tables import get_input_tables
from simulator.core.world import World
from simulator.mess import disorders

# A town lacks each table of another authority with this chance: agreements on data are made one by
# one.
MISSING_CHANCE = 0.2


def list_disorders() -> dict:
    """List name → function(world) of every kind of disorder, module by module in order of name."""
    return {
        name: function
        for module in import_modules(disorders)
        for name, function in vars(module).items()
        if getattr(function, "__module__", None) == module.__name__ and not name.startswith("_")
    }


def apply_mess(world: World) -> None:
    """Apply every kind of disorder to the tables of a town, then drop the tables it lacks.

    Disorder is drawn after everything else and from generators of its own, so the town below it is
    the one without it.
    """
    for disorder in list_disorders().values():
        disorder(world)
        pa.default_memory_pool().release_unused()
    for table in choose_missing_tables(world.town):
        world.drop_table(table)


def choose_missing_tables(town) -> list:
    """Choose the optional tables that a town (or the city it belongs to) does not deliver."""
    rng = town.make_city_rng("mess missing tables")
    optional = [t for t in get_input_tables().values() if t.contract.delivery == "optional"]
    return [table for table in optional if rng.random() < MISSING_CHANCE]
