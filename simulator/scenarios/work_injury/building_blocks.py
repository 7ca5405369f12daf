"""Pieces of a work injury that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from contracts.law import get_law_number
from simulator.background.blank_lives import (
    choose_ordinary_units,
    set_death_day,
    take_jobless_adults,
)
from simulator.background.employment import OPEN, make_spells
from simulator.background.medical.institutions import pick_hospital_codes
from simulator.background.work_injuries import NOT_APPRAISED, SCENARIO, plan_case
from simulator.core.clock_and_seeds import make_date

CASE = "injury_case"
PROVINCE_WAGE = 8300.0  # yuan a month: the province's mean wage, in which lump sums are counted
HOUR = np.timedelta64(1, "h")


def draw_accidents(world, name, count, *, back=(60, 690)):
    """Draw persons, ordinary employers and a day of accident some days back: (rng, person, unit,
    day).
    """
    rng = world.town.make_rng(name)
    person = take_jobless_adults(world, count, name, low=20, high=54)
    # an accident lies within the history
    most = min(back[1], 30 * world.town.months - 20)
    day = world.town.end - rng.integers(min(back[0], most - 40), most, len(person))
    return rng, person, choose_ordinary_units(world, rng, len(person)), day


def plan_job(world, person, unit, start, *, until=OPEN, lag_hours=None):
    """Plan jobs of persons at employers, going on unless `until` is given."""
    world.plan("spells", make_spells(person, unit, start, until, lag_hours=lag_hours))


def plan_recognised_case(world, person, unit, day, *, since=400, hour=10, **more):
    """Plan recognised injuries at `hour` of a day, `since` days after the start; return case ids.

    The worker is insured from ten days after the start on.
    """
    plan_job(world, person, unit, day - since)
    return plan_case(world, person, unit, day + hour * HOUR, day - since + 10, decision="1", **more)


def bill_twice(world, rng, person, unit, day, *, first, returned, typology):
    """Plan stays paid by the injury fund and, on the same invoice, by the medical fund (`returned`
    later or not).
    """
    case_ids = plan_recognised_case(world, person, unit, day, since=500, medical=1200.0)
    plan = world.plans["cases"][-1]
    amount = rng.uniform(5000, 30_000, len(person)).round(2)
    invoice = first + np.arange(len(person))
    hospital = pick_hospital_codes(world, person)
    stay = {
        "service_from": day + 1,
        "service_to": day + 9,
        "institution": hospital,
        "invoice": invoice,
    }
    world.plans["injury_payments"].append(
        {"plan": plan, "item": "1", "amount": amount, "paid": day + 60, "payee": "1", **stay}
    )
    stays = {
        "person": person,
        "hospital": hospital,
        "day": day + 1,
        "until": day + 9,
        "invoice": invoice,
    }
    world.plan(
        "double_invoices",
        pd.DataFrame(stays | {"amount": amount, "diag": plan.diag, "returned": returned}),
    )
    label_cases(
        world, typology, person, case_ids, "look_alike" if returned else "fraud", amount=amount
    )


def plan_allowance(world, typology, count, amount, label):
    """Plan retired persons with an injury years ago and a monthly allowance to this day."""
    age = world.people.age(world.town.end)
    person = world.take(
        (world.people.scheme == "retired") & (age > 62) & (age < 70), count, typology
    )
    rng = world.town.make_rng(typology)
    unit = choose_ordinary_units(world, rng, len(person))
    # long before the history, so that the grade is settled
    injury = world.town.start - 2000 + 10 * HOUR
    case_ids = plan_case(
        world, person, unit, injury, world.town.start - 2500, grade=-1, medical=300.0, decision="1"
    )
    plan = world.plans["cases"][-1]
    for month in range(world.town.first_month, world.town.last_month + 1):
        world.plans["injury_payments"].append(
            {
                "plan": plan,
                "item": "8",
                "amount": amount,
                "paid": make_date(month, 15),
                "month": month,
            }
        )
    label_cases(world, typology, person, case_ids, label)
    world.add_truth(typology, "benefit_overlap", "person", world.people.person_id[person], label)


def plan_subsidy(world, person, unit, day, job_end, typology, label):
    """Plan an injury of grade 9 and the lump sum paid a month after the end of the job."""
    case_ids = plan_case(world, person, unit, day + 10 * HOUR, day - 600, grade=9, decision="1")
    plan = world.plans["cases"][-1]
    world.plans["injury_payments"].append(
        {
            "plan": plan,
            "item": "7",
            # four months of the province's wage
            "amount": 33_200.0,
            "paid": job_end + 30,
            "termination": job_end,
        }
    )
    label_cases(world, typology, person, case_ids, label)


def plan_sudden_deaths(world, name, hours, hospital):
    """Plan sudden illnesses at work that end in death: (person, case ids).

    `hours` from the first diagnosis to death, one a person; `hospital` the number of that of the
    first diagnosis. Deaths within the limit are recognised.
    """
    rng, person, unit, day = draw_accidents(world, name, len(hours), back=(90, 600))
    hours = hours[: len(person)]
    died = day + np.ceil((hours + 12) / 24).astype(int)
    plan_job(world, person, unit, day - 500, until=died)
    set_death_day(world, person, died)
    limit = get_law_number("sudden_death_hours").on(world.town.as_of)
    case_ids = plan_case(
        world,
        person,
        unit,
        day + 10 * HOUR,
        day - 490,
        article="15-1",
        diag=rng.choice(np.array(["I21.9", "I46.1", "I61.9"], dtype=object), len(person)),
        part=None,
        decision=np.where(hours <= limit, "1", "3"),
        grade=NOT_APPRAISED,
        death_hours=hours,
        first_hospital=hospital,
    )
    return person, case_ids


def label_cases(world, typology, person, cases, label, amount=None):
    """Record planted cases in the truth."""
    ids = world.people.person_id[person]
    world.add_truth(typology, SCENARIO, "person", ids, label, record=(CASE, cases), amount=amount)


def plan_subsidy_after_job(world, job_end, grade):
    """Plan the lump-sum medical subsidy of the cases planned last, by grade, a month after the end
    of work.
    """
    months = get_law_number("injury_medical_subsidy_months").on(world.town.as_of)
    amount = np.array([months[g] * PROVINCE_WAGE for g in grade])
    plan = world.plans["cases"][-1]
    world.plans["injury_payments"].append(
        {"plan": plan, "item": "7", "amount": amount, "paid": job_end + 30, "termination": job_end}
    )


def label_appraised_persons(world, typology, person, label):
    """Record appraised persons in the truth, without a record: appraisals get their ids later."""
    world.add_truth(typology, "capacity_appraisal", "person", world.people.person_id[person], label)
