"""Honest mothers, units and agents that resemble those who sell allowances."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import choose_ordinary_units, take_jobless_adults
from simulator.background.maternity import (
    AWAY,
    draw_days,
    draw_hospitals,
    take_women,
    write_allowances,
    write_hospital,
    write_jobs,
    write_units,
    write_wages,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World

SCENARIO = "maternity_allowance"
PAYMENT = "maternity_payment"
KINDERGARTEN = "83"  # division of education
AFFILIATES = 47_000_000  # numbers of representatives and accounts of honest groups


def kindergarten_of_young_women(world: World) -> None:
    """A kindergarten with forty young women has seven births in two years."""
    rng = world.town.make_rng("kindergarten")
    unit = write_units(world, 1, industry=KINDERGARTEN)[0]
    person = take_women(world, 40, "kindergarten", low=23, high=33)
    wage = rng.uniform(4800, 7500, len(person))
    first = world.town.last_month - rng.integers(26, 36, len(person))
    _employ(world, rng, person, unit, first, wage)
    mothers = person[:7]
    ids = _give_birth(world, rng, mothers, np.full(7, unit), wage[:7])
    _label(world, "kindergarten_of_young_women", mothers, ids)
    ids = world.employers.employer_id[[unit]]
    world.add_truth("kindergarten_of_young_women", SCENARIO, "employer", ids, "look_alike")


def factory_that_moved(world: World) -> None:
    """A factory goes over to a new unit with all its staff; some women give birth soon after."""
    rng = world.town.make_rng("moved factory")
    unit = write_units(world, 1, industry="18")[0]
    mothers, staff = take_women(world, 4, "moved"), take_jobless_adults(world, 36, "moved staff")
    person = np.concatenate([mothers, staff])
    wage = rng.uniform(4500, 8000, len(person))
    month = world.town.last_month - 9
    _employ(world, rng, person, unit, np.full(len(person), month - 2), wage)
    birth = make_date(np.full(4, month), 12)
    ids = _give_birth(world, rng, mothers, np.full(4, unit), wage[:4], birth=birth)
    _label(world, "factory_that_moved", mothers, ids)


def returned_to_her_former_unit(world: World) -> None:
    """A mother comes back to the firm where she worked before, three months before birth."""
    rng = world.town.make_rng("returned")
    person = take_women(world, 8, "returned")
    n = len(person)
    unit, base = choose_ordinary_units(world, rng, n), rng.uniform(5000, 8000, n)
    birth = _draw_births(world, rng, n)
    month = get_month_number(birth)
    write_jobs(world, rng, person, unit, month - 24, month - 14, base, wage=base)
    write_jobs(world, rng, person, unit, month - 3, np.full(n, world.town.last_month), base)
    ids = _give_birth(world, rng, person, unit, base, birth=birth)
    _label(world, "returned_to_her_former_unit", person, ids)


def changed_job_when_pregnant(world: World) -> None:
    """A woman changes jobs in pregnancy, works for her wage, and some stay at home afterwards."""
    rng = world.town.make_rng("changed job")
    person = take_women(world, 14, "changed job")
    n = len(person)
    base, birth = rng.uniform(5000, 9000, n), _draw_births(world, rng, n)
    month = get_month_number(birth)
    old, unit = choose_ordinary_units(world, rng, n), choose_ordinary_units(world, rng, n)
    start = month - rng.integers(2, 6, n)
    write_jobs(world, rng, person, old, month - 20, start - 1, base, wage=base)
    stays = rng.random(n) < 0.6
    last = np.where(stays, world.town.last_month, month + 5 + rng.integers(0, 3, n))
    write_jobs(world, rng, person, unit, start, last, base, wage=base * rng.uniform(0.9, 1.1, n))
    ids = _give_birth(world, rng, person, unit, base, birth=birth)
    _label(world, "changed_job_when_pregnant", person, ids)


def saleswoman_on_commission(world: World) -> None:
    """A saleswoman's commissions, and with them her base, are three times her colleagues' wages."""
    rng = world.town.make_rng("commission")
    person = take_women(world, 8, "commission")
    n = len(person)
    unit, base = choose_ordinary_units(world, rng, n), rng.uniform(14_000, 20_000, n)
    birth = _draw_births(world, rng, n)
    first = get_month_number(birth) - rng.integers(12, 18, n)
    last = np.full(n, world.town.last_month)
    write_jobs(world, rng, person, unit, first, last, base, wage=base * rng.uniform(0.95, 1.1, n))
    ids = _give_birth(world, rng, person, unit, base, birth=birth, base_source="2")
    _label(world, "saleswoman_on_commission", person, ids)


def born_in_her_home_province(world: World) -> None:
    """A newcomer goes home for the birth, so that no hospital of the city has seen her."""
    rng = world.town.make_rng("born at home")
    person, unit, base = _take_employees(world, rng, 8, "born at home")
    ids = _give_birth(world, rng, person, unit, base, is_away=True)
    _label(world, "born_in_her_home_province", person, ids)


def losses_in_treatment(world: World) -> None:
    """A woman loses three pregnancies of an infertility treatment."""
    rng = world.town.make_rng("treatment")
    person, unit, base = _take_employees(world, rng, 4, "treatment")
    n, hospital = len(person), draw_hospitals(world, rng, len(person))
    for time in range(3):
        birth = make_date(world.town.last_month - 4 - 6 * time - rng.integers(0, 2, n), 12)
        write_hospital(
            world,
            rng,
            person,
            birth,
            hospital,
            has_stay=np.zeros(n, dtype=bool),
            visits=np.full(n, 3),
            diagnosis="N97.9",
        )
        kinds = np.full(n, "4", dtype=object)
        ids = _pay(world, rng, person, unit, birth, base, kinds, np.full(n, 15), is_away=False)
        if not time:
            _label(world, "losses_in_treatment", person, ids)


def second_job_from_home(world: World) -> None:
    """A mother has had a small second job for a year and keeps it during the leave."""
    rng = world.town.make_rng("second job")
    person, unit, base = _take_employees(world, rng, 5, "second job")
    n = len(person)
    birth = _draw_births(world, rng, n)
    other = choose_ordinary_units(world, rng, n)
    for step in range(-11, 6):
        write_wages(world, person, other, get_month_number(birth) + step, np.full(n, 1800.0))
    ids = _give_birth(world, rng, person, unit, base, birth=birth)
    _label(world, "second_job_from_home", person, ids)


def account_of_an_affiliate(world: World) -> None:
    """A group has one firm's account receive the allowances of another's staff."""
    rng = world.town.make_rng("affiliate's account")
    units = write_units(world, 2, industry="51", legal_rep=AFFILIATES)
    person = take_women(world, 4, "affiliate's account")
    n, base = len(person), rng.uniform(5000, 8000, len(person))
    first = world.town.last_month - rng.integers(24, 34, n)
    _employ(world, rng, person, units[0], first, base)
    ids = _give_birth(world, rng, person, np.full(n, units[0]), base, paid_to=units[1])
    _label(world, "account_of_an_affiliate", person, ids)


def personnel_service_of_real_firms(world: World) -> None:
    """A personnel service applies for the mothers of many firms that employ and pay them."""
    rng = world.town.make_rng("personnel service")
    person, unit, base = _take_employees(world, rng, 16, "personnel service")
    ids = _give_birth(world, rng, person, unit, base, agent=3000)
    _label(world, "personnel_service_of_real_firms", person, ids)


def _take_employees(world, rng, count, name):
    """Women with a job and a wage through the whole history: person, unit, yuan a month."""
    person = take_women(world, count, name)
    n = len(person)
    unit, base = choose_ordinary_units(world, rng, n), rng.uniform(5000, 8500, n)
    first, last = np.full(n, world.town.first_month - 6), np.full(n, world.town.last_month)
    write_jobs(world, rng, person, unit, first, last, base, wage=base * rng.uniform(0.95, 1.1, n))
    return person, unit, base


def _employ(world, rng, person, unit, first, wage):
    n, last = len(person), np.full(len(person), world.town.last_month)
    write_jobs(world, rng, person, np.full(n, unit), first, last, wage, wage=wage)


def _draw_births(world, rng, count):
    return make_date(world.town.last_month - rng.integers(8, 19, count), rng.integers(2, 27, count))


def _give_birth(world, rng, person, unit, base, *, birth=None, is_away=False, **more):
    """Write births with their stays, unless elsewhere, and pay the allowance; return its ids."""
    n = len(person)
    birth = _draw_births(world, rng, n) if birth is None else birth
    kinds = rng.choice(np.array(["1", "2"], dtype=object), n)
    if not is_away:
        hospital, visits = draw_hospitals(world, rng, n), 3 + rng.poisson(3, n)
        write_hospital(
            world, rng, person, birth, hospital, has_stay=np.ones(n, dtype=bool), visits=visits
        )
    days = draw_days(rng, kinds)
    return _pay(world, rng, person, unit, birth, base, kinds, days, is_away=is_away, **more)


def _pay(
    world,
    rng,
    person,
    unit,
    birth,
    base,
    kinds,
    days,
    *,
    is_away,
    agent=-1,
    paid_to=-1,
    base_source="2",
):
    codes = world.institutions.institution_code[draw_hospitals(world, rng, len(person))]
    rows = pd.DataFrame(
        {
            "person": person,
            "employer": unit,
            "birth": birth,
            "kind": kinds,
            "days": days,
            "base": base,
            "institution": np.full(len(person), AWAY, dtype=object) if is_away else codes,
            "agent": agent,
            "paid_to": paid_to,
            "base_source": base_source,
        }
    )
    return write_allowances(world, rng, rows)


def _label(world, typology, person, ids):
    paid = ids != ""
    world.add_truth(
        typology,
        SCENARIO,
        "person",
        world.people.person_id[person[paid]],
        "look_alike",
        record=(PAYMENT, ids[paid]),
    )
