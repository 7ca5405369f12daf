"""Injury fraud as it is told in court: each pattern begins with who earns what.

They are planted in the place of the typologies, to see whether indicators find what they were not
written beside.
"""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import choose_ordinary_units, take_jobless_adults
from simulator.background.employment import OPEN, make_spells
from simulator.background.medical.institutions import pick_hospital_codes
from simulator.background.work_injuries import SCENARIO, plan_case
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World
from simulator.scenarios.work_injury.building_blocks import (
    HOUR,
    draw_accidents,
    label_cases,
    plan_job,
    plan_recognised_case,
    plan_subsidy_after_job,
)

FIRST_INVOICE = 95_000_000  # numbers apart from honest invoices


def retold_covered_after_the_fall(world: World) -> None:
    """A workshop insures nobody until somebody falls; then the boss files that man first and dates
    the accident for the day after, or the hour after.
    """
    rng, person, unit, day = draw_accidents(
        world, "retold covered", world.town.scale_planted_count(80, 10)
    )
    lag = np.exp(rng.uniform(np.log(0.6), np.log(140), len(person)))  # hours until he is filed
    world.plan("spells", make_spells(person, unit, day, OPEN, lag_hours=lag))
    told = np.ceil(lag / 24).astype(int) * (rng.random(len(person)) < 0.5)
    case_ids = plan_case(
        world,
        person,
        unit,
        day + told + rng.integers(7, 17, len(person)).astype("m8[h]"),
        day + np.ceil(lag / 24).astype(int),
        decision="1",
    )
    label_cases(world, "retold_covered_after_the_fall", person, case_ids, "fraud")


def retold_injury_broker(world: World) -> None:
    """A former insurance clerk waits at the hospital gate, files for a third of the lump sum and
    brings witnesses of his own; not all of his clients know it.
    """
    for broker in range(world.town.scale_planted_count(6, 3)):
        rng = world.town.make_rng(f"retold broker {broker}")
        size = int(np.exp(rng.uniform(np.log(4), np.log(26))))
        rng, person, unit, day = draw_accidents(
            world, f"retold broker {broker}", size, back=(80, 640)
        )
        hired = 44_000_000 + 10 * broker + rng.integers(0, int(rng.integers(1, 4)), len(person))
        is_his = rng.random(len(person)) < rng.uniform(0.5, 1.0)
        case_ids = plan_recognised_case(
            world,
            person,
            unit,
            day,
            since=int(rng.integers(20, 300)),
            hour=15,
            agent=np.where(is_his, 43_000_000 + broker, -1),
            witness1=np.where(rng.random(len(person)) < 0.7, hired, -1),
            worse=rng.integers(0, 3, len(person)),
        )
        label_cases(world, "retold_injury_broker", person, case_ids, "fraud")


def retold_weekend_football_hard(world: World) -> None:
    """A man hurt at play or on a building site of his own has it treated, and reports it weeks
    later as an accident at his new job.
    """
    rng, person, unit, day = draw_accidents(
        world, "retold football", world.town.scale_planted_count(50, 8), back=(70, 600)
    )
    tenure = rng.integers(4, 90, len(person))
    plan_job(world, person, unit, day - tenure)
    code = rng.choice(np.array(["S83.2", "S82.2", "S93.4", "S52.5"], dtype=object), len(person))
    parts = {"S83.2": "12", "S82.2": "12", "S93.4": "13", "S52.5": "08"}
    part = np.array([parts[c] for c in code], dtype=object)
    case_ids = plan_case(
        world,
        person,
        unit,
        day + 9 * HOUR,
        day - tenure + 2,
        part=part,
        diag=code,
        decision="1",
        apply=rng.integers(5, 29, len(person)),
    )
    treated = day - rng.integers(3, 60, len(person))
    world.plan("old_injuries", pd.DataFrame({"person": person, "diag": code, "day": treated}))
    label_cases(world, "retold_weekend_football_hard", person, case_ids, "fraud")


def retold_two_purses_hard(world: World) -> None:
    """A hospital's cashier bills one stay to both funds, the second time under another invoice and
    with a day cut off, and lets the patient have the difference.
    """
    rng, person, unit, day = draw_accidents(
        world, "retold purses", world.town.scale_planted_count(40, 8), back=(150, 650)
    )
    case_ids = plan_recognised_case(world, person, unit, day, since=420, medical=900.0)
    plan = world.plans["cases"][-1]
    nights = rng.integers(5, 15, len(person))
    amount = rng.uniform(4000, 26_000, len(person)).round(2)
    hospital = pick_hospital_codes(world, person)
    invoice = FIRST_INVOICE + np.arange(len(person))
    bill = {"service_from": day + 1, "service_to": day + 1 + nights}
    world.plans["injury_payments"].append(
        {"plan": plan, "item": "1", "amount": amount, "paid": day + 70, "payee": "1"}
        | bill
        | {"institution": hospital, "invoice": invoice}
    )
    stays = {
        "person": person,
        "hospital": hospital,
        "day": day + 1 + rng.integers(0, 2, len(person)),
    }
    stays |= {"until": day + 1 + nights, "invoice": invoice + 1_000_000}
    other = (amount * rng.uniform(0.55, 1.05, len(person))).round(2)
    world.plan(
        "double_invoices",
        pd.DataFrame(stays | {"amount": other, "diag": plan.diag, "returned": False}),
    )
    label_cases(world, "retold_two_purses_hard", person, case_ids, "fraud", amount=other)


def retold_goodbye_on_paper_hard(world: World) -> None:
    """Employer and worker sign the end of employment to cash the lump sum and go on in a sister
    firm of the same owner, two or three months later.
    """
    for n in range(world.town.scale_planted_count(30, 6)):
        rng, person, _unit, day = draw_accidents(world, f"retold goodbye {n}", 1, back=(430, 680))
        owner = {"legal_rep": 46_000_000 + n, "address": 46_000_000 + n}
        firms = world.add_units(2, industry="33", registered=world.town.start - 1500, **owner)
        left = day + int(rng.integers(150, 230))
        plan_job(world, person, firms[:1], day - 700, until=left)
        back = make_date(get_month_number(left) + int(rng.integers(1, 4)), 6)
        plan_job(world, person, firms[1:], back)
        case_ids = plan_case(
            world, person, firms[0], day + 10 * HOUR, day - 600, grade=9, decision="1"
        )
        plan_subsidy_after_job(world, left, np.array([9]))
        label_cases(world, "retold_goodbye_on_paper_hard", person, case_ids, "fraud")


def retold_clumsy_crew(world: World) -> None:
    """A crew of cousins lives from cut fingers: each is hurt once or twice, at one small unit after
    another whose owner takes a share.
    """
    for crew in range(world.town.scale_planted_count(10, 3)):
        rng = world.town.make_rng(f"retold crew {crew}")
        person = take_jobless_adults(world, int(rng.integers(3, 9)), f"retold crew {crew}", high=54)
        unit = choose_ordinary_units(world, rng, 2, least=3, most=25)
        day = world.town.end - rng.integers(70, 600, len(person))
        turns = int(rng.integers(1, 3))
        for turn in range(turns):
            hurt = np.minimum(day + turn * int(rng.integers(90, 200)), world.town.end - 60)
            at = np.repeat(unit[turn % 2], len(person))
            plan_job(world, person, at, hurt - rng.integers(6, 120, len(person)), until=hurt + 40)
            case_ids = plan_case(
                world,
                person,
                at,
                hurt + 14 * HOUR,
                hurt - 5,
                part=str(rng.choice(["10", "09"])),
                diag="S61.0",
                decision="1",
                grade=10,
            )
            label_cases(world, "retold_clumsy_crew", person, case_ids, "fraud")
        ids = world.employers.employer_id[np.unique(unit[:turns])]
        world.add_truth("retold_clumsy_crew", SCENARIO, "employer", ids, "minor")
