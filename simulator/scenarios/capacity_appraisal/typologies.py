"""Labour-capacity appraisals above what the injury leaves: bought from a panel or an expert, or too
early.
"""

import numpy as np
import pandas as pd

from simulator.background.capacity_appraisals import BY_INJURY, NOBODY, REVIEW, list_pool_experts
from simulator.background.work_injuries import plan_case
from simulator.core.world import World
from simulator.scenarios.work_injury.building_blocks import (
    HOUR,
    draw_accidents,
    label_appraised_persons,
    plan_job,
    plan_recognised_case,
    plan_subsidy_after_job,
)


def grade_inflation_ring(world: World) -> None:
    """One agent and two experts who sit together again and again raise finger injuries by two or
    three grades.
    """
    rng, person, unit, day = draw_accidents(
        world, "grade ring", world.town.scale_planted_count(35, 12), back=(300, 680)
    )
    pair = rng.choice(list_pool_experts(world, "finger"), 2, replace=False)
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        since=300,
        part="10",
        diag=rng.choice(np.array(["S62.6", "S61.0"], dtype=object), len(person), p=[0.7, 0.3]),
        grade=BY_INJURY,
        worse=rng.choice([2, 3], len(person), p=[0.7, 0.3]),
        expert1=pair[0],
        expert2=pair[1],
        appraisal_agent=42_000_000,
    )
    label_appraised_persons(world, "grade_inflation_ring", person, "fraud")


def grade_inflation_ring_hard(world: World) -> None:
    """One expert alone raises leg injuries by one grade, each time with other colleagues and
    agents.
    """
    rng, person, unit, day = draw_accidents(
        world, "quiet expert", world.town.scale_planted_count(20, 14), back=(300, 680)
    )
    part, diag = np.array([["12", "S83.2"], ["12", "S82.2"], ["13", "S92.3"]], dtype=object).T
    kind = rng.integers(0, len(part), len(person))
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        since=300,
        part=part[kind],
        diag=diag[kind],
        grade=BY_INJURY,
        worse=1,
        expert1=int(rng.choice(list_pool_experts(world, "leg"))),
        appraisal_agent=np.where(rng.random(len(person)) < 0.5, 40_000_000 + unit % 50, NOBODY),
    )
    label_appraised_persons(world, "grade_inflation_ring_hard", person, "fraud")


def inflated_grade(world: World) -> None:
    """An ordinary fracture that leaves grade 10 is given grade 8 or 7."""
    rng, person, unit, day = draw_accidents(
        world, "inflated", world.town.scale_planted_count(40, 8), back=(240, 690)
    )
    part, diag = np.array([["10", "S62.6"], ["08", "S52.5"], ["07", "S42.0"]], dtype=object).T
    kind = rng.integers(0, len(part), len(person))
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        part=part[kind],
        diag=diag[kind],
        grade=rng.choice([8, 7], len(person), p=[0.6, 0.4]),
    )
    label_appraised_persons(world, "inflated_grade", person, "fraud")


def inflated_grade_hard(world: World) -> None:
    """A light injury is padded with a long stay and a high bill that speak for the grade 8 it is
    given.
    """
    rng, person, unit, day = draw_accidents(
        world, "padded", world.town.scale_planted_count(20, 6), back=(240, 690)
    )
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        hour=11,
        part="13",
        diag=rng.choice(np.array(["S92.3", "S93.4"], dtype=object), len(person)),
        stays=rng.integers(22, 36, len(person)),
        medical=rng.uniform(18_000, 45_000, len(person)).round(2),
        grade=8,
    )
    label_appraised_persons(world, "inflated_grade_hard", person, "fraud")


def too_early_appraisal(world: World) -> None:
    """A forearm is appraised weeks after the accident, still in plaster, and so one or two grades
    too high.
    """
    rng, person, unit, day = draw_accidents(
        world, "too early", world.town.scale_planted_count(25, 6), back=(240, 690)
    )
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        apply=2,
        part="08",
        diag=rng.choice(np.array(["S52.5", "S52.3"], dtype=object), len(person)),
        grade=BY_INJURY,
        worse=rng.choice([1, 2], len(person)),
        concluded_after=rng.integers(32, 50, len(person)),
    )
    label_appraised_persons(world, "too_early_appraisal", person, "fraud")


def review_jump(world: World) -> None:
    """A review a year later finds two or three grades more without treatment since, just before the
    lump sum.
    """
    rng, person, unit, day = draw_accidents(
        world, "review jump", world.town.scale_planted_count(15, 5), back=(620, 690)
    )
    case_ids = plan_case(
        world, person, unit, day + 10 * HOUR, day - 190, decision="1", grade=10, concluded_after=110
    )
    worse = rng.choice([2, 3], len(person), p=[0.7, 0.3])
    world.plan(
        "reviews",
        pd.DataFrame(
            {
                "case_id": case_ids,
                "kind": REVIEW,
                "grade": 10 - worse,
                "days": rng.integers(370, 400, len(person)),
            }
        ),
    )
    job_end = day + 110 + 410
    plan_job(world, person, unit, day - 200, until=job_end)
    plan_subsidy_after_job(world, job_end, 10 - worse)
    label_appraised_persons(world, "review_jump", person, "fraud")
