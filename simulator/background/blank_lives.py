"""Persons and histories that plants start from."""

import numpy as np

from simulator.background.employment import make_self_payment_spells, make_spells
from simulator.core.clock_and_seeds import make_date
from simulator.core.population import FLEX, PENSIONER, RESIDENT, RETIRED
from simulator.core.world import World


def take_jobless_adults(world: World, count: int, name: str, *, low=25, high=50) -> np.ndarray:
    """Persons of working age without any job in the history: a plant writes their whole life."""
    age = world.people.age(world.town.end)
    return world.take((world.people.scheme == RESIDENT) & (age > low) & (age < high), count, name)


def take_flexible_workers(world: World, count: int, name: str) -> np.ndarray:
    """Persons who pay for themselves and keep doing so until a plant ends it."""
    age = world.people.age(world.town.end)
    person = world.take((world.people.scheme == FLEX) & (age > 28) & (age < 52), count, name)
    world.plans["spells"] = [part[~part.person.isin(person)] for part in world.plans["spells"]]
    return person


def plan_old_career(world: World, person, until_month, rng) -> None:
    """A long job at an ordinary unit that ended in a month."""
    unit = choose_ordinary_units(world, rng, len(person))
    first = until_month - rng.integers(40, 150, len(person))
    world.plan(
        "spells",
        make_spells(person, unit, make_date(first), make_date(until_month, 27), reason="21"),
    )


def plan_self_payment(world: World, person, first_month, last_month) -> None:
    """Months of flexible employment."""
    world.plan("spells", make_self_payment_spells(world, person, first_month, last_month))


def choose_ordinary_units(world: World, rng, count: int, *, least=6, most=400) -> np.ndarray:
    """Ordinary units of some size that have stood for long."""
    units = world.employers
    fit = (
        (units.target >= least)
        & (units.target <= most)
        & np.isnat(units.deregistered)
        & ~units.is_dispatch
    )
    return rng.choice(np.flatnonzero(fit & (units.nature == "10")), count)


def plan_ended_jobs(world, name, count, *, back, months=(12, 80)):
    """Persons whose only long job ended some months ago: (rng, person, unit, last day)."""
    rng = world.town.make_rng(name)
    person = take_jobless_adults(world, count, name)
    n = len(person)
    unit = choose_ordinary_units(world, rng, n)
    end = make_date(world.town.last_month - rng.integers(*back, n), rng.integers(8, 27, n))
    world.plan(
        "spells", make_spells(person, unit, end - 30 * rng.integers(*months, n), end, reason="12")
    )
    return rng, person, unit, end


def set_death_day(world: World, person, day) -> None:
    """Persons die on a day; what was planned for them at pharmacies and hospitals from then on does not happen."""
    world.people.death[person] = day
    is_dying = np.isin(np.arange(len(world.people)), person)
    for name, column in (("sales", "time"), ("visits", "day")):
        death = world.people.death
        world.plans[name] = [
            part[
                ~(
                    is_dying[part.person]
                    & (death[part.person] < part[column].to_numpy().astype("datetime64[D]"))
                )
            ]
            for part in world.plans[name]
        ]


def take_heirs_and_elders(world: World, count: int, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Persons of working age without a job, and a pensioner of the same household each; both are taken."""
    people, age = world.people, world.people.age(world.town.end)
    free = ~world.is_taken() & people.is_alive
    heir = free & (people.scheme == RESIDENT) & (age > 25) & (age < 56)
    elder = free & np.isin(people.scheme, [RETIRED, PENSIONER]) & (age > 60)
    first = np.flatnonzero(elder & np.isin(people.household, people.household[heir]))
    homes = np.unique(people.household[first])[:count]
    pairs = [
        (
            np.flatnonzero(heir & (people.household == h))[0],
            np.flatnonzero(elder & (people.household == h))[0],
        )
        for h in homes
    ]
    young, old = (np.array(side, dtype=int) for side in zip(*pairs, strict=True))
    is_chosen = np.isin(np.arange(len(people)), np.concatenate([young, old]))
    world.take(is_chosen, len(pairs) * 2, name)
    return young, old
