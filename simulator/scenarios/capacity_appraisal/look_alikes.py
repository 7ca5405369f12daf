"""What looks like an inflated appraisal and is none."""

import numpy as np
import pandas as pd

from simulator.background.capacity_appraisals import BY_INJURY, DEVICE, REVIEW
from simulator.core.world import World
from simulator.scenarios.work_injury.building_blocks import (
    draw_accidents,
    label_appraised_persons,
    plan_recognised_case,
)


def hand_surgery_few_experts(world: World) -> None:
    """The city has five hand surgeons: the same ones sit on every panel for a hand."""
    rng, person, unit, day = draw_accidents(world, "hand surgery", 12, back=(240, 690))
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        part="09",
        diag=rng.choice(np.array(["S62.3", "S61.8"], dtype=object), len(person)),
        grade=BY_INJURY,
    )
    _label_look_alike(world, "hand_surgery_few_experts", person)


def amputation_code_missing(world: World) -> None:
    """The recognition names an open wound; the finger was taken off: hospital code or prosthesis say so."""
    rng, person, unit, day = draw_accidents(world, "amputation", 8, back=(300, 690))
    case_ids = plan_recognised_case(
        world,
        person,
        unit,
        day,
        part="10",
        diag="S61.0",
        stays=rng.integers(8, 22, len(person)),
        grade=rng.choice([7, 8], len(person)),
    )
    half = len(person) // 2
    world.plan(
        "old_injuries", pd.DataFrame({"person": person[:half], "diag": "S68.2", "day": day[:half]})
    )
    world.plan(
        "reviews",
        pd.DataFrame({"case_id": case_ids[half:], "kind": DEVICE, "grade": np.nan, "days": 30}),
    )
    _label_look_alike(world, "amputation_code_missing", person)


def combined_injury(world: World) -> None:
    """One code is recognised; the hospital treated a second injury of the same accident."""
    rng, person, unit, day = draw_accidents(world, "combined", 8, back=(300, 690))
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        hour=9,
        part="13",
        diag="S92.3",
        stays=rng.integers(15, 40, len(person)),
        grade=rng.choice([7, 8], len(person)),
    )
    second = rng.choice(np.array(["S82.1", "S72.0", "S32.4"], dtype=object), len(person))
    world.plan(
        "old_injuries",
        pd.DataFrame(
            {"person": person, "diag": second, "day": day + rng.integers(0, 9, len(person))}
        ),
    )
    _label_look_alike(world, "combined_injury", person)


def worse_after_treatment(world: World) -> None:
    """On review the grade is two higher, after another operation and rehabilitation."""
    rng, person, unit, day = draw_accidents(world, "deteriorated", 6, back=(620, 690))
    case_ids = plan_recognised_case(
        world, person, unit, day, part="12", diag="S82.2", grade=10, concluded_after=110
    )
    plan = world.plans["cases"][-1]
    world.plan(
        "reviews",
        pd.DataFrame(
            {
                "case_id": case_ids,
                "kind": REVIEW,
                "grade": 8,
                "days": rng.integers(372, 400, len(person)),
            }
        ),
    )
    again = day + 110 + rng.integers(200, 320, len(person))
    bill = {
        "service_from": again,
        "service_to": again + 14,
        "institution": None,
        "invoice": 88_000_000 + person,
    }
    world.plans["injury_payments"].append(
        {"plan": plan, "item": "1", "amount": 21_000.0, "paid": again + 50, "payee": "1", **bill}
    )
    _label_look_alike(world, "worse_after_treatment", person)


def amputation_appraised_early(world: World) -> None:
    """A fingertip that is gone need not be waited for: appraised after some weeks, at the grade that it is."""
    rng, person, unit, day = draw_accidents(world, "fingertip", 6, back=(240, 690))
    plan_recognised_case(
        world,
        person,
        unit,
        day,
        apply=2,
        part="10",
        diag="S68.1",
        grade=rng.choice([8, 9], len(person)),
        concluded_after=rng.integers(36, 52, len(person)),
    )
    _label_look_alike(world, "amputation_appraised_early", person)


def _label_look_alike(world, typology, person):
    label_appraised_persons(world, typology, person, "look_alike")
