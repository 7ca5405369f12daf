"""The medical side of a town: institutions, catalogue, visits, sales, trace codes, stock."""

from simulator.background.medical.catalog import make_catalog, write_catalog
from simulator.background.medical.institutions import add_institutions, write_institutions
from simulator.background.medical.sales import plan_honest_sales
from simulator.background.medical.settlements import write_sales
from simulator.background.medical.stay_tables import write_stays
from simulator.background.medical.stock import write_sharing, write_stock
from simulator.background.medical.visits import plan_honest_visits, write_visits
from simulator.core.world import World


def open_institutions(world: World) -> None:
    """Open institutions and the catalogue, to which other plans refer."""
    add_institutions(world)
    world.catalog = make_catalog(world)


def plan_medical_care(world: World) -> None:
    """Plan what honest people buy and where they are treated."""
    plan_honest_visits(world)
    plan_honest_sales(world)


def write_medical_tables(world: World) -> None:
    """Write all medical tables."""
    write_institutions(world)
    write_catalog(world, world.catalog)
    lines = write_sales(world)
    write_visits(world)
    write_stays(world)
    write_stock(world, lines)
    write_sharing(world)
