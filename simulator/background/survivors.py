"""Dependants of workers who died at work: who draws the monthly allowance, and until when."""

import numpy as np
import pandas as pd

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.injury_payment import InjuryPayment
from simulator.background.blank_lives import choose_ordinary_units, take_jobless_adults
from simulator.background.work_injuries import plan_case
from simulator.core.clock_and_seeds import hash_numbers, make_date
from simulator.core.population import PENSIONER, RESIDENT
from simulator.core.world import World

ALLOWANCE, TO_DEPENDANT, DEPENDANT_APPRAISAL = "11", "4", "7"
NINE = np.timedelta64(9, "h")


def plan_survivors(world: World, name: str, dependant: np.ndarray, last) -> None:
    """A worker died years ago for each dependant, who is paid every month up to `last` (months from 1970-01)."""
    rng, town = world.town.make_rng(name), world.town
    worker = take_jobless_adults(world, len(dependant), name, low=28, high=50)
    dependant = dependant[: len(worker)]
    day = town.start - rng.integers(200, 1800, len(worker))
    world.people.death[worker] = day
    cancel_sales_and_visits(world, worker, day)
    unit = choose_ordinary_units(world, rng, len(worker))
    cases = plan_case(
        world, worker, unit, day + NINE, day - 400, grade=-1, medical=900.0, decision="1"
    )
    plan = {"case_id": cases, "worker": worker, "dependant": dependant}
    plan |= {"last": last, "monthly": rng.uniform(1300, 2600, len(worker)).round(2)}
    world.plan("survivors", pd.DataFrame(plan))


def plan_honest_survivors(world: World) -> None:
    """Children at school and parents without an employee's pension."""
    town, age = world.town, world.people.age(world.town.end)
    child = (world.people.scheme == RESIDENT) & (age > 3) & (age < 17)
    parent = (world.people.scheme == PENSIONER) & (age > 62) & (age < 90)
    count = town.scale_case_count(900, 8)
    for name, fit in (("orphans", child), ("parents of the dead", parent)):
        plan_survivors(world, name, world.take(fit, count, name), town.last_month)


def cancel_sales_and_visits(world: World, person, since) -> None:
    """Take out what persons had planned to buy and to be treated for from a day on."""
    limit = pd.Series(
        np.broadcast_to(np.asarray(since, dtype="datetime64[s]"), len(person)), index=person
    )
    for name, when in (("visits", "day"), ("sales", "time")):
        world.plans[name] = [
            part[
                ~(
                    part[when].to_numpy().astype("datetime64[s]")
                    >= part.person.map(limit).to_numpy()
                )
            ]
            for part in world.plans[name]
        ]


def write_survivors(world: World) -> None:
    """Monthly allowances in `injury_payment`, and certificates of incapacity in `capacity_appraisal`."""
    plan, town = world.collect_plan("survivors"), world.town
    last = np.minimum(plan["last"].to_numpy(), town.last_month)
    count = np.clip(last - town.first_month + 1, 0, None)
    payments = plan.iloc[np.repeat(np.arange(len(plan)), count)]
    month = town.first_month + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    paid = make_date(month, 18)
    payments, month, paid = (
        payments[paid <= town.end],
        month[paid <= town.end],
        paid[paid <= town.end],
    )
    world.add(
        InjuryPayment,
        {
            "payment_id": world.issue_ids("y", len(payments)),
            "case_id": payments.case_id,
            "person_id": world.people.person_id[payments.worker],
            "payee_kind": np.full(len(payments), TO_DEPENDANT, dtype=object),
            "dependant_person_id": world.people.person_id[payments.dependant],
            "item": np.full(len(payments), ALLOWANCE, dtype=object),
            "benefit_month": make_date(month),
            "amount": payments.monthly,
            "paid_date": paid,
            "bank_hash": hash_numbers("bank", payments.dependant.to_numpy().astype(np.int64)),
            "reversed": np.zeros(len(payments), dtype=bool),
        },
    )
    for incapable in world.plans["incapable"]:
        _write_incapacity_certificates(
            world, plan[plan.dependant.isin(incapable)].reset_index(drop=True)
        )


def _write_incapacity_certificates(world, plan):
    n = len(plan)
    world.add(
        CapacityAppraisal,
        {
            "appraisal_id": world.issue_ids("f", n),
            "case_id": plan.case_id,
            "person_id": world.people.person_id[plan.dependant],
            "kind": np.full(n, DEPENDANT_APPRAISAL, dtype=object),
            "apply_date": np.full(n, world.town.start - 150),
            "conclude_date": np.full(n, world.town.start - 100),
            "total_loss": np.ones(n, dtype=bool),
        },
    )
