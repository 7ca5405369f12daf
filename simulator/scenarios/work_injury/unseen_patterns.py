"""Work injury: one hospital bills by the lump, one firm's workers are all sent to one dear
place.
"""

import numpy as np

from simulator.background.blank_lives import choose_ordinary_units, take_jobless_adults
from simulator.background.work_injuries import SCENARIO, pick_hospital_codes, plan_case
from simulator.core.world import World
from simulator.scenarios.work_injury.building_blocks import (
    HOUR,
    draw_accidents,
    label_cases,
    plan_job,
)

FIRST_INVOICE = 90_000_000  # numbers apart from honest invoices


def novel_uniform_bills(world: World) -> None:
    """A hospital bills every stay of the injured with the same days and the same sum, whatever the
    injury.
    """
    for hospital in range(world.town.scale_planted_count(6, 1)):
        rng, person, unit, day = draw_accidents(
            world, f"uniform bills {hospital}", 7, back=(110, 640)
        )
        plan_job(world, person, unit, day - 420)
        case_ids = plan_case(
            world, person, unit, day + 10 * HOUR, day - 400, decision="1", medical=900.0, grade=-1
        )
        amount = float(rng.integers(70, 130)) * 100 + 80
        stay = {
            "first": day + 1,
            "nights": int(rng.integers(11, 16)),
            "number": int(rng.integers(0, 900)),
        }
        _bill_stay(world, world.plans["cases"][-1], amount, hospital * 100, **stay)
        label_cases(world, "novel_uniform_bills", person, case_ids, "fraud", amount=amount)


def novel_one_dear_hospital(world: World) -> None:
    """A large firm sends every injured worker, however slightly hurt, three times to a partner's
    hospital.
    """
    for firm in range(world.town.scale_planted_count(4, 2)):
        rng = world.town.make_rng(f"dear hospital {firm}")
        unit = choose_ordinary_units(world, rng, 1, least=80, most=100_000)[0]
        person = take_jobless_adults(world, 6, f"dear hospital {firm}", low=20, high=54)
        day = (
            world.town.end
            - 120
            - rng.permutation(len(person)) * 85
            - rng.integers(0, 60, len(person))
        )
        plan_job(world, person, np.repeat(unit, len(person)), day - 500)
        case_ids = plan_case(
            world, person, unit, day + 15 * HOUR, day - 480, decision="1", medical=500.0, grade=-1
        )
        plan, number, billed = world.plans["cases"][-1], int(rng.integers(0, 900)), 0.0
        for stay in range(3):
            amount = rng.uniform(14_000, 24_000, len(person)).round(2)
            billed += amount.sum()
            _bill_stay(
                world,
                plan,
                amount,
                10_000 + firm * 100 + stay * 10,
                first=day + 1 + 30 * stay,
                nights=20,
                number=number,
            )
        code = world.employers.employer_id[unit]
        world.add_truth(
            "novel_one_dear_hospital", SCENARIO, "employer", code, "fraud", amount=billed
        )
        label_cases(world, "novel_one_dear_hospital", person, case_ids, "minor")


def _bill_stay(world, plan, amount, invoice, *, first, nights, number):
    """Plan one stay in hospital a case, paid to the hospital."""
    bill = {
        "service_from": first,
        "service_to": first + nights,
        "institution": pick_hospital_codes(world, np.full(len(plan), number)),
        "invoice": FIRST_INVOICE + invoice + np.arange(len(plan)),
    }
    paid = first + nights + 50
    world.plans["injury_payments"].append(
        {"plan": plan, "item": "1", "amount": amount, "paid": paid, "payee": "3", **bill}
    )
