"""Work injury: cover bought after the fact, gangs, double payment."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import choose_ordinary_units, take_jobless_adults
from simulator.background.employment import OPEN, make_spells
from simulator.background.work_injuries import SCENARIO, plan_case
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


def injured_before_cover(world: World) -> None:
    """A worker was hurt days before the employer filed the roster; the fund paid all the same."""
    rng, person, unit, day = draw_accidents(
        world, "before cover", world.town.scale_planted_count(60, 8)
    )
    injury = day + 10 * HOUR
    filed = rng.integers(2, 12, len(person))
    plan_job(world, person, unit, day, lag_hours=filed * 24.0)
    case_ids = plan_case(world, person, unit, injury, day + filed + 1, decision="1")
    _label_fraud(world, "injured_before_cover", person, case_ids)


def injured_before_cover_hard(world: World) -> None:
    """A worker was hurt in the afternoon of the day of filing; cover starts only at the next
    midnight.
    """
    _rng, person, unit, day = draw_accidents(
        world, "hours before cover", world.town.scale_planted_count(30, 5)
    )
    plan_job(world, person, unit, day - 4, lag_hours=96.0 - 1)
    case_ids = plan_case(
        world, person, unit, day + 15 * HOUR, day + 1, decision="1", medical=4800.0, grade=-1
    )
    _label_fraud(world, "injured_before_cover_hard", person, case_ids)


def late_roster_same_day(world: World) -> None:
    """The employer files the roster hours after an accident of the same day."""
    _rng, person, unit, day = draw_accidents(
        world, "late roster", world.town.scale_planted_count(40, 6)
    )
    plan_job(world, person, unit, day, lag_hours=7.5)
    case_ids = plan_case(
        world, person, unit, day + 9 * HOUR + np.timedelta64(40, "m"), day + 1, decision="1"
    )
    _label_fraud(world, "late_roster_same_day", person, case_ids)


def late_application_paid(world: World) -> None:
    """The employer applied after thirty days; the cost before the application was paid although it
    is the employer's.
    """
    rng, person, unit, day = draw_accidents(
        world, "late application", world.town.scale_planted_count(50, 6), back=(150, 650)
    )
    case_ids = plan_recognised_case(
        world, person, unit, day, apply=rng.integers(36, 120, len(person))
    )
    _label_fraud(world, "late_application_paid", person, case_ids)


def repeat_injury(world: World) -> None:
    """A person is hurt again and again, at firm after firm, mostly the same finger."""
    _repeat_injuries(
        world,
        "repeat_injury",
        world.town.scale_planted_count(15, 5),
        cases=4,
        parts=("10", "10", "08", "10"),
    )


def repeat_injury_hard(world: World) -> None:
    """A person is hurt twice in the same part at small firms."""
    _repeat_injuries(
        world,
        "repeat_injury_hard",
        world.town.scale_planted_count(8, 4),
        cases=2,
        parts=("09", "09"),
    )


def small_employer_injury_mill(world: World) -> None:
    """A workshop of fifteen reports five or more injuries a year."""
    for n in range(world.town.scale_planted_count(12, 4)):
        rng = world.town.make_rng(f"mill {n}")
        unit = world.add_units(1, industry="33", registered=np.datetime64("2019-04-01"), target=0.0)
        staff = take_jobless_adults(world, int(rng.integers(12, 19)), f"mill {n}")
        world.plan(
            "spells",
            make_spells(
                staff,
                np.repeat(unit, len(staff)),
                world.town.start - rng.integers(100, 900, len(staff)),
                OPEN,
            ),
        )
        injured = staff[: int(rng.integers(5, 9))]
        day = world.town.end - rng.integers(60, 350, len(injured))
        case_ids = plan_case(
            world,
            injured,
            unit[0],
            day + 10 * HOUR,
            world.town.start - 90,
            part="10",
            diag="S61.0",
            medical=9000.0,
            decision="1",
        )
        world.add_truth(
            "small_employer_injury_mill",
            SCENARIO,
            "employer",
            world.employers.employer_id[unit],
            "fraud",
        )
        label_cases(world, "small_employer_injury_mill", injured, case_ids, "minor")


def agent_witness_ring(world: World) -> None:
    """One agent files and one witness testifies for workers of many firms."""
    for ring in range(world.town.scale_planted_count(4, 3)):
        rng, person, unit, day = draw_accidents(
            world, f"agent ring {ring}", int(12 + ring), back=(70, 600)
        )
        agent, witness = 41_000_000 + ring, int(rng.integers(0, 10_000)) + 70_000_000
        case_ids = plan_recognised_case(
            world, person, unit, day, since=60, hour=16, agent=agent, witness1=witness, grade=10
        )
        _label_fraud(world, "agent_witness_ring", person, case_ids)


def agent_witness_ring_hard(world: World) -> None:
    """Two witnesses take turns, a few cases each, with ordinary agents."""
    for ring in range(world.town.multiply_planted(2)):
        _rng, person, unit, day = draw_accidents(world, f"witness ring {ring}", 8, back=(70, 600))
        witness = 71_000_000 + ring * 10 + np.arange(len(person)) % 2
        case_ids = plan_recognised_case(
            world, person, unit, day, since=80, hour=16, witness1=witness
        )
        _label_fraud(world, "agent_witness_ring_hard", person, case_ids)


def old_injury(world: World) -> None:
    """A worker reports a fracture treated months before as an accident at a new job."""
    rng, person, unit, day = draw_accidents(
        world, "old injury", world.town.scale_planted_count(40, 8), back=(70, 600)
    )
    plan_job(world, person, unit, day - 20)
    code = rng.choice(np.array(["S52.5", "S82.2", "S62.6"], dtype=object), len(person))
    part = np.array([{"S52.5": "08", "S82.2": "12", "S62.6": "10"}[c] for c in code], dtype=object)
    case_ids = plan_case(
        world, person, unit, day + 10 * HOUR, day - 15, part=part, diag=code, decision="1"
    )
    world.plan(
        "old_injuries",
        pd.DataFrame(
            {"person": person, "diag": code, "day": day - rng.integers(25, 150, len(person))}
        ),
    )
    _label_fraud(world, "old_injury", person, case_ids)


def double_paid_invoice(world: World) -> None:
    """The medical fund and the injury fund both pay one invoice of a stay in hospital."""
    rng, person, unit, day = draw_accidents(
        world, "double invoice", world.town.scale_planted_count(30, 6), back=(150, 650)
    )
    bill_twice(
        world,
        rng,
        person,
        unit,
        day,
        first=80_000_000,
        returned=False,
        typology="double_paid_invoice",
    )


def allowance_with_pension(world: World) -> None:
    """The full disability allowance goes on after the pension has started."""
    plan_allowance(
        world, "allowance_with_pension", world.town.scale_planted_count(10, 5), 3400.0, "fraud"
    )


def subsidy_still_insured(world: World) -> None:
    """The lump sum for the end of employment is paid while the same employer goes on insuring the
    worker.
    """
    rng, person, unit, day = draw_accidents(
        world, "subsidy", world.town.scale_planted_count(70, 8), back=(400, 690)
    )
    plan_job(world, person, unit, day - 700)
    plan_subsidy(
        world,
        person,
        unit,
        day,
        day + 200 + rng.integers(0, 60, len(person)),
        "subsidy_still_insured",
        "fraud",
    )


def subsidy_still_insured_hard(world: World) -> None:
    """The employer goes on insuring the worker for two or three months only."""
    _rng, person, unit, day = draw_accidents(
        world, "hard subsidy", world.town.scale_planted_count(30, 5), back=(500, 600)
    )
    job_end = day + 200
    plan_job(world, person, unit, day - 700, until=make_date(get_month_number(job_end) + 3, 10))
    plan_subsidy(world, person, unit, day, job_end, "subsidy_still_insured_hard", "fraud")


def death_hour_moved(world: World) -> None:
    """A ward writes the hour of death forward, or lets machines run on paper only: the family gets
    what a death within 48 hours brings, the ward a gift. Others of its patients die at any hour.
    """
    rng = world.town.make_rng("death hour")
    count = world.town.scale_planted_count(8, 6)
    moved = rng.uniform(44.5, 47.9, count)
    person, case_ids = plan_sudden_deaths(world, "death hour moved", moved, 0)
    label_cases(world, "death_hour_moved", person, case_ids, "minor")
    plan_sudden_deaths(world, "other deaths of the ward", rng.uniform(1.0, 90.0, count), 0)


def _repeat_injuries(world, typology, count, *, cases, parts):
    rng = world.town.make_rng(typology)
    person = take_jobless_adults(world, count, typology)
    step = 30 * world.town.months // (cases + 1)
    for n in range(cases):
        unit = choose_ordinary_units(world, rng, len(person), least=3, most=40)
        day = world.town.start + step * n + 40 + rng.integers(0, step // 2, len(person))
        world.plan(
            "spells",
            make_spells(
                person, unit, day - rng.integers(8, 35, len(person)), day + 45, lag_hours=-20.0
            ),
        )
        case_ids = plan_case(
            world,
            person,
            unit,
            day + 10 * HOUR,
            day - 6,
            part=parts[n],
            diag="S61.0",
            decision="1",
            grade=10,
        )
    _label_fraud(world, typology, person, case_ids)


def _label_fraud(world, typology, person, cases):
    label_cases(world, typology, person, cases, "fraud")
