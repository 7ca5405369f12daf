"""Honest conduct that resembles an irregular work injury."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import take_jobless_adults
from simulator.background.employment import OPEN, make_spells
from simulator.background.work_injuries import plan_case
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World
from simulator.scenarios.work_injury.building_blocks import (
    HOUR,
    bill_twice,
    draw_accidents,
    label_cases,
    plan_allowance,
    plan_job,
    plan_recognised_case,
    plan_subsidy,
    plan_sudden_deaths,
)


def project_insured_day_one(world: World) -> None:
    """A building worker covered by the project is hurt on the first day, for which no roster is
    needed.
    """
    _rng, person, _unit, day = draw_accidents(world, "project", 8)
    builder = np.flatnonzero(world.employers.industry == "47")[:4].repeat(2)[: len(person)]
    case_ids = plan_case(
        world,
        person,
        builder,
        day + 10 * HOUR,
        day + 5,
        insured_by="2",
        project="j00000",
        decision="1",
    )
    _label_look_alike(world, "project_insured_day_one", person, case_ids)


def special_group_injury_only(world: World) -> None:
    """Interns and guards over age are insured for injury alone, so a missing pension month is no
    sign.
    """
    _rng, person, unit, day = draw_accidents(world, "special group", 6)
    world.plan("spells", make_spells(person, unit, day - 40, OPEN, kind="injury", lag_hours=-20.0))
    case_ids = plan_case(
        world, person, unit, day + 10 * HOUR, day - 39, insured_by="3", decision="1"
    )
    _label_look_alike(world, "special_group_injury_only", person, case_ids)


def extension_approved(world: World) -> None:
    """More time to apply was granted, so costs before the application are due."""
    _rng, person, unit, day = draw_accidents(world, "extension", 6, back=(150, 650))
    case_ids = plan_recognised_case(world, person, unit, day, apply=55, extension=True)
    _label_look_alike(world, "extension_approved", person, case_ids)


def occupational_disease_late(world: World) -> None:
    """For an occupational disease the diagnosis starts the period, and the worker may apply within
    a year.
    """
    _rng, person, unit, day = draw_accidents(world, "disease", 5, back=(400, 690))
    case_ids = plan_recognised_case(
        world,
        person,
        unit,
        day,
        since=900,
        hour=9,
        article="14-4",
        part="16",
        diag="J60",
        applicant="2",
        apply=120,
    )
    _label_look_alike(world, "occupational_disease_late", person, case_ids)


def foundry_repeat_injuries(world: World) -> None:
    """A foundry worker is hurt twice in different parts, as the risk of the trade explains."""
    rng = world.town.make_rng("foundry")
    person = take_jobless_adults(world, 6, "foundry")
    unit = rng.choice(
        np.flatnonzero((world.employers.industry == "33") & (world.employers.target > 15)),
        len(person),
    )
    plan_job(world, person, unit, np.repeat(world.town.start - 900, len(person)))
    for part, back in (("10", 500), ("13", 120)):
        day = world.town.end - back - rng.integers(0, 60, len(person))
        case_ids = plan_case(
            world, person, unit, day + 10 * HOUR, world.town.start - 800, part=part, decision="1"
        )
    _label_look_alike(world, "foundry_repeat_injuries", person, case_ids)


def law_firm_agent(world: World) -> None:
    """The union's legal aid files for workers of dozens of firms."""
    rng = world.town.make_rng("legal aid")
    honest = world.plans["cases"][0]
    helped = rng.choice(len(honest), min(55, len(honest)), replace=False)
    column = honest["agent"].to_numpy().copy()
    column[helped] = 49_000_000
    honest["agent"] = column
    _label_look_alike(
        world, "law_firm_agent", honest.person.to_numpy()[helped], honest.case_id.to_numpy()[helped]
    )


def degenerative_back(world: World) -> None:
    """A worker was treated for a worn back for years and then has an accident."""
    rng, person, unit, day = draw_accidents(world, "back", 6, back=(300, 900))
    case_ids = plan_recognised_case(world, person, unit, day, since=600, part="06", diag="S33.5")
    for step in (30, 80, 140):
        visits = {
            "person": person,
            "diag": rng.choice(["M47.8", "M51.2"], len(person)),
            "day": day - step,
        }
        world.plan("old_injuries", pd.DataFrame(visits))
    _label_look_alike(world, "degenerative_back", person, case_ids)


def advance_payment_recovered(world: World) -> None:
    """The medical fund paid first and took its payment back within weeks of recognition."""
    rng, person, unit, day = draw_accidents(world, "advance", 6, back=(150, 650))
    bill_twice(
        world,
        rng,
        person,
        unit,
        day,
        first=81_000_000,
        returned=True,
        typology="advance_payment_recovered",
    )


def allowance_difference_only(world: World) -> None:
    """The pension is lower than the allowance was, so the difference alone is paid."""
    plan_allowance(world, "allowance_difference_only", 5, 260.0, "look_alike")


def rehired_after_termination(world: World) -> None:
    """The employment really ended; half a year later the same employer hired the worker again."""
    _rng, person, unit, day = draw_accidents(world, "rehired", 6, back=(550, 620))
    job_end = day + 190
    plan_job(world, person, unit, day - 700, until=job_end)
    world.plan(
        "spells", make_spells(person, unit, make_date(get_month_number(job_end) + 7, 3), OPEN)
    )
    plan_subsidy(world, person, unit, day, job_end, "rehired_after_termination", "look_alike")


def new_worker_accident(world: World) -> None:
    """A new worker is hurt on the second or third day with cover in force; newcomers have more
    accidents.
    """
    rng, person, unit, day = draw_accidents(world, "newcomer", 8)
    plan_job(world, person, unit, day - 3, lag_hours=-10.0)
    case_ids = plan_case(
        world, person, unit, day + rng.integers(8, 17, len(person)) * HOUR, day - 2, decision="1"
    )
    _label_look_alike(world, "new_worker_accident", person, case_ids)


def treatment_ended_near_48_hours(world: World) -> None:
    """Families of another hospital agree to end treatment on the second or third morning, before
    the limit and after it.
    """
    hours = np.array([43.0, 44.6, 46.0, 47.5, 48.5, 49.5, 50.5, 51.8])
    person, case_ids = plan_sudden_deaths(world, "treatment ended", hours, 1)
    _label_look_alike(world, "treatment_ended_near_48_hours", person, case_ids)


def _label_look_alike(world, typology, person, cases):
    label_cases(world, typology, person, cases, "look_alike")
