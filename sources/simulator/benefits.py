"""Pensions month by month, deaths by their sources, custody."""

import numpy as np

from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.pension_payment import PensionPayment
from sources.simulator.people import PENSIONER, RETIRED
from sources.simulator.town import ids, keyed_hash, month_day, month_of
from sources.simulator.world import World


def write_benefits(world: World) -> None:
    """The tables of this module."""
    _write_pensions(world)
    _write_deaths(world)
    _write_custody(world)


def _write_pensions(world):
    """Every month of the history from pension age on; the month of death is due, after it a few are late to stop."""
    people, town, rng = world.people, world.town, world.town.rng("pensions")
    person = np.flatnonzero(np.isin(people.scheme, [RETIRED, PENSIONER]))
    employee = people.scheme[person] == RETIRED
    start_age = np.where(~employee | (people.sex[person] == "1"), 60, 50)
    first = np.maximum(month_of(people.birth[person]) + 12 * start_age + 1, town.first_month)
    lag = rng.choice([0, 1, 2, 4], len(person), p=[0.96, 0.03, 0.007, 0.003])
    death = people.death[person]
    last = np.where(np.isnat(death), town.last_month, month_of(death) + lag)
    count = np.clip(np.minimum(last, town.last_month) - first + 1, 0, None)
    row = np.repeat(np.arange(len(person)), count)
    month = first[row] + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    amount = np.where(
        employee, np.clip(rng.normal(3300, 1300, len(person)), 1200, 9000), rng.uniform(330, 900, len(person))
    )
    n = len(row)
    world.add(
        PensionPayment,
        {
            "person_id": people.person_id[person[row]],
            "insurance_type": np.where(employee[row], "110", "170").astype(object),
            "benefit_month": month_day(month),
            "kind": np.full(n, "1", dtype=object),
            "seq": np.ones(n, dtype=int),
            "amount": amount.round(2)[row],
            "adjust_flag": month % 12 == 6,
            "paid_date": month_day(month, 12),
            "bank_hash": keyed_hash("bank", person)[row],
            "reversed": np.zeros(n, dtype=bool),
        },
    )


def _write_deaths(world):
    """One to three sources a death, received days or weeks later; one in a hundred dates differs between them."""
    people, town, rng = world.people, world.town, world.town.rng("deaths")
    dead = np.flatnonzero(~people.alive)
    sources = [("1", 0.9, 20), ("2", 0.6, 45), ("3", 0.7, 15)]
    number = 0
    for source, share, delay in sources:
        own = dead[
            (rng.random(len(dead)) < share)
            | (source == "1") & np.isin(dead, world.plans.get("known_dead", []))
        ]
        received = people.death[own] + rng.exponential(delay, len(own)).astype(int)
        own, received = own[received <= town.end], received[received <= town.end]
        world.add(
            DeathRecord,
            {
                "death_record_id": ids("d", number + np.arange(len(own))),
                "person_id": people.person_id[own],
                "id_hash": people.id_hash[own],
                "death_date": people.death[own],
                "source": np.full(len(own), source, dtype=object),
                "received_date": received,
                "confidence": np.full(len(own), "1", dtype=object),
            },
        )
        number += len(own)


def _write_custody(world):
    rng, town = world.town.rng("custody"), world.town
    count = max(6, round(0.0006 * len(world.people)))
    age = world.people.age(town.end)
    person = world.take((age > 20) & (age < 65), count, "custody")
    kind = rng.choice(np.array(["1", "2", "3", "6"], dtype=object), len(person), p=[0.4, 0.2, 0.3, 0.1])
    start = town.end - rng.integers(60, 700, len(person))
    world.add(
        CustodyRecord,
        {
            "person_id": world.people.person_id[person],
            "sentence_kind": kind,
            "from_date": start,
            "to_date": start + rng.integers(90, 1500, len(person)),
            "stop_required": np.isin(kind, ["1", "2"]),
        },
    )
