"""Signs of life: the yearly checks of those who draw a pension, and the last use of cards."""

import numpy as np
import pandas as pd

from contracts.tables.card_footprint import CardFootprint
from contracts.tables.qualification_check import QualificationCheck
from simulator.background.operators import list_operator_ids
from simulator.core.population import PENSIONER, RETIRED
from simulator.core.world import World

METHODS = np.array(["1", "2", "3", "4", "5"], dtype=object)
YOUNGER_SHARES, OLD_SHARES = [0.46, 0.38, 0.04, 0.07, 0.05], [0.25, 0.36, 0.17, 0.06, 0.16]
OLD_AGE = 80
BY_STAFF = ("3", "4", "5")
FOOTPRINT_SHARE = 0.97


def write_life_signs(world: World) -> None:
    """The tables `qualification_check` and `card_footprint`."""
    checks = pd.concat([_make_honest_checks(world), *world.plans["checks"]], ignore_index=True)
    _write_checks(world, checks[checks.day <= world.town.end])
    _write_footprints(world)


def _make_honest_checks(world):
    """One check a year while alive, by face or data match mostly, at home or on paper among the very old."""
    rng, people, town = world.town.make_rng("checks"), world.people, world.town
    person = np.flatnonzero(np.isin(people.scheme, [RETIRED, PENSIONER]))
    person = person[~np.isin(person, np.concatenate([[-1], *world.plans["unchecked"]]))]
    years = town.months // 12
    checked_person = np.tile(person, years)
    back = np.repeat(np.arange(years), len(person)) * 365 + np.tile(
        rng.integers(1, 360, len(person)), years
    )
    day = town.end - back - rng.integers(0, 5, len(checked_person))
    old = people.age(town.end)[checked_person] > OLD_AGE
    young_method = rng.choice(METHODS, len(checked_person), p=YOUNGER_SHARES)
    method = np.where(old, rng.choice(METHODS, len(checked_person), p=OLD_SHARES), young_method)
    living = ~(people.death[checked_person] <= day)
    return pd.DataFrame(
        {"person": checked_person[living], "day": day[living], "method": method[living]}
    )


def _write_checks(world, checks):
    rng = world.town.make_rng("check times")
    n = len(checks)
    second = rng.integers(8 * 3600, 18 * 3600, n).astype("timedelta64[s]")
    checks = checks.assign(time=checks.day.to_numpy().astype("datetime64[s]") + second)
    by_staff = checks.method.isin(BY_STAFF).to_numpy()
    world.add(
        QualificationCheck,
        {
            "person_id": world.people.person_id[checks.person.astype(int)],
            "check_time": checks.time.to_numpy(),
            "method": checks.method,
            "op_id": np.where(by_staff, rng.choice(list_operator_ids(world), n), None),
        },
    )


def _write_footprints(world):
    """The last day on which the card or another public service was used; some never use one."""
    rng, people, town = world.town.make_rng("footprints"), world.people, world.town
    last = np.where(people.is_alive, town.end, people.death)
    last_seen = last - np.minimum(rng.exponential(18, len(people)), 600).astype(int)
    has_footprint = rng.random(len(people)) < FOOTPRINT_SHARE
    for footprints in world.plans["footprints"]:
        person, day = (
            footprints.person.to_numpy(),
            footprints.day.to_numpy().astype("datetime64[D]"),
        )
        has_footprint[person], last_seen[person] = ~np.isnat(day), day
    known_persons = np.flatnonzero(has_footprint)
    world.add(
        CardFootprint,
        {"person_id": people.person_id[known_persons], "last_seen_date": last_seen[known_persons]},
    )
