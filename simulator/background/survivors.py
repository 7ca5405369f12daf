"""Dependants of workers who died at work: who draws the monthly allowance, and until when."""

import numpy as np
import pandas as pd

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.injury_payment import InjuryPayment
from simulator.background.blank_lives import blank, ordinary_units
from simulator.background.work_injuries import plan_case
from simulator.core.clock_and_seeds import keyed_hash, month_day
from simulator.core.population import PENSIONER, RESIDENT
from simulator.core.world import World

ALLOWANCE, TO_DEPENDANT, DEPENDANT_APPRAISAL = "11", "4", "7"
NINE = np.timedelta64(9, "h")


def plan_survivors(world: World, name: str, dependant: np.ndarray, last) -> None:
    """A worker died years ago for each dependant, who is paid every month up to `last` (months from 1970-01)."""
    rng, town = world.town.rng(name), world.town
    worker = blank(world, len(dependant), name, low=28, high=50)
    dependant = dependant[: len(worker)]
    day = town.start - rng.integers(200, 1800, len(worker))
    world.people.death[worker] = day
    silence(world, worker, day)
    unit = ordinary_units(world, rng, len(worker))
    cases = plan_case(world, worker, unit, day + NINE, day - 400, grade=-1, medical=900.0, decision="1")
    plan = {"case_id": cases, "worker": worker, "dependant": dependant}
    plan |= {"last": last, "monthly": rng.uniform(1300, 2600, len(worker)).round(2)}
    world.plan("survivors", pd.DataFrame(plan))


def honest_survivors(world: World) -> None:
    """Children at school and parents without an employee's pension."""
    town, age = world.town, world.people.age(world.town.end)
    child = (world.people.scheme == RESIDENT) & (age > 3) & (age < 17)
    parent = (world.people.scheme == PENSIONER) & (age > 62) & (age < 90)
    count = town.planted(900, 8)
    for name, fit in (("orphans", child), ("parents of the dead", parent)):
        plan_survivors(world, name, world.take(fit, count, name), town.last_month)


def silence(world: World, person, since) -> None:
    """Take out what persons had planned to buy and to be treated for from a day on."""
    limit = pd.Series(np.broadcast_to(np.asarray(since, dtype="datetime64[s]"), len(person)), index=person)
    for name, when in (("visits", "day"), ("sales", "time")):
        world.plans[name] = [
            part[~(part[when].to_numpy().astype("datetime64[s]") >= part.person.map(limit).to_numpy())]
            for part in world.plans[name]
        ]


def write_survivors(world: World) -> None:
    """Monthly allowances in `injury_payment`, and certificates of incapacity in `capacity_appraisal`."""
    plan, town = world.planned("survivors"), world.town
    last = np.minimum(plan["last"].to_numpy(), town.last_month)
    count = np.clip(last - town.first_month + 1, 0, None)
    own = plan.iloc[np.repeat(np.arange(len(plan)), count)]
    month = town.first_month + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    paid = month_day(month, 18)
    own, month, paid = own[paid <= town.end], month[paid <= town.end], paid[paid <= town.end]
    world.add(
        InjuryPayment,
        {
            "payment_id": world.next_ids("y", len(own)),
            "case_id": own.case_id,
            "person_id": world.people.person_id[own.worker],
            "payee_kind": np.full(len(own), TO_DEPENDANT, dtype=object),
            "dependant_person_id": world.people.person_id[own.dependant],
            "item": np.full(len(own), ALLOWANCE, dtype=object),
            "benefit_month": month_day(month),
            "amount": own.monthly,
            "paid_date": paid,
            "bank_hash": keyed_hash("bank", own.dependant.to_numpy().astype(np.int64)),
            "reversed": np.zeros(len(own), dtype=bool),
        },
    )
    for incapable in world.plans["incapable"]:
        _certify(world, plan[plan.dependant.isin(incapable)].reset_index(drop=True))


def _certify(world, plan):
    n = len(plan)
    world.add(
        CapacityAppraisal,
        {
            "appraisal_id": world.next_ids("f", n),
            "case_id": plan.case_id,
            "person_id": world.people.person_id[plan.dependant],
            "kind": np.full(n, DEPENDANT_APPRAISAL, dtype=object),
            "apply_date": np.full(n, world.town.start - 150),
            "conclude_date": np.full(n, world.town.start - 100),
            "total_loss": np.ones(n, dtype=bool),
        },
    )
