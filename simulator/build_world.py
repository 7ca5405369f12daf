"""The order in which a town is planned, planted with cases, and written to its tables."""

from contracts.tables.person import Person
from simulator.background.dispatch_refund_tables import write_refunds
from simulator.background.dispatch_refunds import assign_case_hosts, open_dispatchers, plan_hosts
from simulator.background.employment import plan_work, write_work
from simulator.background.maternity import write_maternity
from simulator.background.medical import open_institutions, plan_medical_care, write_medical_tables
from simulator.background.medical.stays import plan_honest_stays
from simulator.background.operator_tables import write_operator_tables
from simulator.background.other_authorities import write_exchange_tables
from simulator.background.pension_payments import write_benefit_tables
from simulator.background.pension_start import assign_pension_starts
from simulator.background.retirement_tables import build_archive_births, write_retirements
from simulator.background.retirements_honest import (
    add_special_plants,
    plan_honest_retirements,
    write_illness_appraisals,
)
from simulator.background.survivors import plan_honest_survivors
from simulator.background.unemployment import plan_honest_claims, write_unemployment
from simulator.background.work_injuries import plan_honest_cases, write_injuries
from simulator.core.clock_and_seeds import Town
from simulator.core.employers import make_employers, write_employers
from simulator.core.population import build_person_columns, make_people
from simulator.core.world import World
from simulator.mess.apply_mess import apply_mess
from simulator.scenarios.registry import (
    KINDS,
    ON_FINISHED_TABLES,
    PLANTED_LAST,
    list_town_planters,
)


def make_world(town: Town) -> World:
    """Make a town: plan honest life, plant every case, then write all tables.

    The order matters twice: a plant takes persons whom earlier ones left free, and a table may only
    be written once nothing changes its plan any more.
    """
    world = World(town, make_people(town), make_employers(town))
    open_institutions(world)
    assign_pension_starts(world)
    add_special_plants(world)
    open_dispatchers(world)
    plan_work(world)
    plan_hosts(world)
    plan_honest_retirements(world)
    plan_honest_claims(world)
    plan_honest_cases(world)
    plan_medical_care(world)
    plan_honest_survivors(world)
    # Typologies come first: they need persons of a rare kind, look-alikes find theirs among many.
    _plant(world, lambda scenario_id: scenario_id not in (*PLANTED_LAST, *ON_FINISHED_TABLES))
    # scenarios that were added later find what is left, so that the others' towns stay as they were
    for last in PLANTED_LAST:
        _plant(world, lambda scenario_id, last=last: scenario_id == last)
    plan_honest_stays(world)
    # only now are births, schemes and days of death final
    world.add(
        Person,
        build_person_columns(world.people, town)
        | {"archive_birth_date": build_archive_births(world)},
    )
    write_employers(world, world.employers)
    # before work: the fund pays medical premiums for claimants, which are rows of contributions
    write_unemployment(world)
    write_work(world)
    # after work: refunds rest on the contributions that were written
    write_refunds(world)
    assign_case_hosts(world)
    write_injuries(world)
    write_medical_tables(world)
    world.forget_plans("sales", "lines", "visits", "stays")
    write_retirements(world)
    write_illness_appraisals(world)
    write_benefit_tables(world)
    write_exchange_tables(world)
    # after all other tables: the log repeats who handled their rows
    write_operator_tables(world)
    world.plans.clear()
    if town.has_mess:
        apply_mess(world)
    # last: they only add rows
    write_maternity(world)
    _plant(world, lambda scenario_id: scenario_id in ON_FINISHED_TABLES)
    return world


def _plant(world, is_due):
    """Plant the scenarios that are due, kind by kind."""
    for kind in KINDS:
        for scenario_id, planted in list_town_planters(kind, world.town.retold).items():
            if is_due(scenario_id):
                for plant in planted.values():
                    plant(world)
