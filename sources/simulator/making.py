"""Everything of one town: planned, planted, and written to its tables."""

from contracts.tables.person import Person
from sources.simulator import look_alikes, novel, typologies
from sources.simulator.benefits import write_benefits
from sources.simulator.employers import make_employers, write_employers
from sources.simulator.exchange import write_exchange
from sources.simulator.honest_retirements import (
    found_special_plants,
    plan_honest_retirements,
    write_illness_appraisals,
)
from sources.simulator.injury import plan_honest_cases, write_injuries
from sources.simulator.medical import open_shops, plan_medicine, write_medicine
from sources.simulator.operator_tables import write_operators
from sources.simulator.pension_age import settle_pensions
from sources.simulator.people import make_people, person_columns
from sources.simulator.refund_books import write_refunds
from sources.simulator.refunds import name_hosts, open_dispatchers, plan_hosts
from sources.simulator.retirement_tables import archive_births, write_retirements
from sources.simulator.survivors import honest_survivors
from sources.simulator.town import Town
from sources.simulator.unemployment import plan_honest_claims, write_unemployment
from sources.simulator.work import plan_work, write_work
from sources.simulator.world import World


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
    for package in (typologies, novel, look_alikes):
        for planted in typologies.planters(package).values():
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
