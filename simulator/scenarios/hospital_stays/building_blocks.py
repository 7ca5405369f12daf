"""Pieces of stays in hospital that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from simulator.background.medical.institutions import open_hospitals_for_stays
from simulator.background.medical.stays import (
    draw_illness,
    draw_other_diagnoses,
    keep_in_bed,
    plan_stays,
)
from simulator.core.world import World

SCENARIO = "hospital_stays"
# a hospital of each kind for so many persons: the city would hold four of the commonest kinds
PERSONS_A_PLANT = 60_000
LOW_ILLNESSES = np.array(["M51.2", "I10", "K29.5", "H81.1", "M54.5", "J06.9"], dtype=object)
YEAR = 365


def open_plants(world: World, *, least: int = 1, **fixed) -> np.ndarray:
    """Open the hospitals of a typology."""
    usual = max(least, round(world.town.persons / PERSONS_A_PLANT))
    return open_hospitals_for_stays(world, world.town.multiply_planted(usual), **fixed)


def open_look_alike(world: World, **fixed) -> int:
    """Open one hospital for a look-alike."""
    return int(open_hospitals_for_stays(world, 1, **fixed)[0])


def take_patients(world: World, name: str, count: int, *, low=25, high=85) -> np.ndarray:
    """Take living adults of an age whom no plant has taken and who lie in no bed otherwise."""
    age = world.people.age(world.town.end)
    fit = (age > low) & (age < high)
    for part in world.plans["visits"]:
        fit[part.person[part.med_type == "21"]] = False
    return world.take(fit, count, name)


def draw_year_days(world: World, rng, count: int, *, last: int = 20) -> np.ndarray:
    """Draw days of the last year, `last` days before its end at the latest."""
    return world.town.end - rng.integers(last, YEAR - 15, count)


def plan_ordinary_stays(
    world: World, rng, person, hospital, admit, nights, *, is_in_bed=True, **more
) -> None:
    """Plan stays with illnesses and further diagnoses as in any ward."""
    dept, diag = draw_illness(rng, len(person))
    if is_in_bed:
        first = np.broadcast_to(np.asarray(admit), len(person))
        keep_in_bed(world, person, first, first + np.asarray(nights))
    plan_stays(
        world,
        person,
        hospital,
        admit,
        nights,
        **{
            "dept": dept,
            "diag": diag,
            "doctor": rng.integers(0, 12, len(person)),
            "others": draw_other_diagnoses(rng, person),
        }
        | more,
    )


def label_hospital(world: World, typology: str, hospital, label: str = "fraud") -> None:
    """Record hospitals in the truth."""
    world.add_truth(
        typology, SCENARIO, "institution", world.institutions.institution_code[hospital], label
    )


def label_patients(world: World, typology: str, person, label: str) -> None:
    """Record persons in the truth."""
    world.add_truth(typology, SCENARIO, "person", world.people.person_id[person], label)


def draw_wards(world: World, rng, count: int) -> np.ndarray:
    """Draw hospitals with beds that patients visit."""
    return rng.choice(world.institutions.hospitals, count)


def draw_untouched_hospitals(world: World, rng, count: int) -> np.ndarray:
    """Draw hospitals that patients visit and that no plant of stays has named, as far as there
    are any.
    """
    named = world.list_truth_subjects("institution")
    codes = world.institutions.institution_code[world.institutions.hospitals]
    free = world.institutions.hospitals[[code not in named for code in codes]]
    return np.sort(rng.choice(free, min(count, len(free)), replace=False))


def cancel_other_business(world: World, person, since) -> None:
    """Let persons buy nothing from a day on, and see doctors before it alone.

    Visits are moved, not removed: the settlements of everybody else keep their numbers.
    """
    limit = pd.Series(np.asarray(since, dtype="datetime64[D]"), index=person)
    for part in world.plans["visits"]:
        last = part.person.map(limit).to_numpy()
        day = part.day.to_numpy().astype("datetime64[D]")
        moved = np.maximum(last - 30, world.town.start)
        part["day"] = np.where(day >= last, moved, day)
    world.plans["sales"] = [
        part[~(part.time.to_numpy() >= part.person.map(limit).to_numpy().astype("M8[s]"))]
        for part in world.plans["sales"]
    ]


def imprison(world: World, person, start) -> None:
    """Let persons serve two years from a day on."""
    columns = {"person": person, "kind": "1", "start": start, "until": start + 730}
    world.plan("custody", pd.DataFrame(columns))


def assign_staff(world: World, rng, hospital) -> np.ndarray:
    """Give a hospital a unit of twelve to thirty staff that insures them; return them, shuffled."""
    spells = world.collect_plan("spells")
    open_spells = spells[(spells.kind == "full") & (spells.end > world.town.end)]
    free = ~world.is_taken()[open_spells.person] & world.people.is_alive[open_spells.person]
    staff = open_spells[free].groupby("employer").person.agg(["nunique"])
    used = set(world.institutions.employer[world.institutions.employer >= 0])
    fit = [e for e in staff.index[staff["nunique"].between(12, 30)] if e not in used]
    unit = int(rng.choice(np.array(fit)))
    world.institutions.employer[hospital] = unit
    person = np.unique(open_spells[free].person[open_spells[free].employer == unit])
    world.is_taken()[person] = True
    return rng.permutation(person)
