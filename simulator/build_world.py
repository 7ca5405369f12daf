"""Everything of one town: planned, planted, and written to its tables."""

from contracts.tables.person import Person
from simulator.background.dispatch_refund_tables import write_refunds
from simulator.background.dispatch_refunds import name_hosts, open_dispatchers, plan_hosts
from simulator.background.employment import plan_work, write_work
from simulator.background.medical import open_shops, plan_medicine, write_medicine
from simulator.background.operator_tables import write_operators
from simulator.background.other_authorities import write_exchange
from simulator.background.pension_payments import write_benefits
from simulator.background.pension_start import settle_pensions
from simulator.background.retirement_tables import archive_births, write_retirements
from simulator.background.retirements_honest import (
    found_special_plants,
    plan_honest_retirements,
    write_illness_appraisals,
)
from simulator.background.survivors import honest_survivors
from simulator.background.unemployment import plan_honest_claims, write_unemployment
from simulator.background.work_injuries import plan_honest_cases, write_injuries
from simulator.core.clock_and_seeds import Town
from simulator.core.employers import make_employers, write_employers
from simulator.core.population import make_people, person_columns
from simulator.core.world import World
from simulator.scenarios.registry import KINDS, planters


def make_world(town: Town) -> World:
    """The town with everything planned, planted and written to its tables."""
    world = World(town, make_people(town), make_employers(town))
    open_shops(world)
    settle_pensions(world)
    found_special_plants(world)
    open_dispatchers(world)
    plan_work(world)
    plan_hosts(world)
    plan_honest_retirements(world)
    plan_honest_claims(world)
    plan_honest_cases(world)
    plan_medicine(world)
    honest_survivors(world)
    for kind in KINDS:
        for planted in planters(kind).values():
            for plant in planted.values():
                plant(world)
    world.add(Person, person_columns(world.people, town) | {"archive_birth_date": archive_births(world)})
    write_employers(world, world.employers)
    write_unemployment(world)
    write_work(world)
    write_refunds(world)
    name_hosts(world)
    write_injuries(world)
    write_medicine(world)
    write_retirements(world)
    write_illness_appraisals(world)
    write_benefits(world)
    write_exchange(world)
    write_operators(world)
    return world
