"""Hospital visits and stays: headers without lines, as the contract allows for hospitals."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from simulator.background.medical.sales import NOBODY, plan_visits
from simulator.core.clock_and_seeds import format_ids, hash_numbers
from simulator.core.population import EMPLOYEE, FLEX, RETIRED
from simulator.core.world import World

# visits a year besides those for prescriptions; real people go ten times, which adds rows and no
# new pattern
VISITS_A_YEAR = 3.0
STAYS_A_YEAR = 0.06  # stays in hospital a year and person under the weights of age; assumed
OUTPATIENT_CODES = np.array(
    ["J06.9", "K29.7", "I10", "E11.9", "M54.5", "N39.0", "J01.9", "H10.9", "L30.9", "R05"],
    dtype=object,
)
FILLER_DOCTORS = 3  # one hospital in so many sometimes sends a filler in place of the doctor


def plan_honest_visits(world: World) -> None:
    """Plan outpatient visits and stays of everyone."""
    rng, people, town = world.town.make_rng("visits"), world.people, world.town
    age = people.age(town.end)
    n = rng.poisson(
        VISITS_A_YEAR * np.select([age < 40, age < 60], [0.6, 0.9], 1.6) * town.months / 12
    )
    person = np.repeat(np.arange(len(people)), n)
    day = town.start + rng.integers(0, (town.end - town.start).astype(int) + 1, len(person))
    living = ~(people.death[person] <= day)
    person, day = person[living], day[living]
    hospital = rng.choice(world.institutions.hospitals, len(person))
    diag = rng.choice(OUTPATIENT_CODES, len(person))
    # median of 164 yuan a visit
    total = np.exp(rng.normal(5.1, 0.8, len(person))).round(2)
    plan_visits(
        world, person, hospital, day, rng.integers(0, 12, len(person)), diag=diag, total=total
    )
    _plan_stays(world, rng, age)


def _plan_stays(world, rng, age):
    people, town = world.people, world.town
    # the old are in hospital five times as often as the young
    rate = STAYS_A_YEAR * np.select([age < 40, age < 65], [0.5, 0.9], 2.6) * town.months / 12
    person = np.flatnonzero((rng.random(len(people)) < rate) & people.is_alive)
    day = town.start + rng.integers(0, (town.end - town.start).astype(int) - 40, len(person))
    until = day + np.clip(rng.gamma(2.0, 4.0, len(person)), 2, 40).astype(int)
    # median of 7,300 yuan a stay
    total = np.exp(rng.normal(8.9, 0.7, len(person))).round(2)
    plan_visits(
        world,
        person,
        rng.choice(world.institutions.hospitals, len(person)),
        day,
        2,
        med_type="21",
        until=until,
        total=total,
    )


def write_visits(world: World) -> None:
    """Write `claim_header` rows of hospitals, with the returns of what another fund took over."""
    rng = world.town.make_rng("earlier treatment")
    for old in world.plans["old_injuries"]:
        plan_visits(
            world,
            old.person,
            rng.choice(world.institutions.hospitals, len(old)),
            old.day,
            1,
            diag=old.diag,
            total=420.0,
        )
    visits = world.collect_plan("visits")
    visits = visits[visits.day <= world.town.end].reset_index(drop=True)
    for stays in world.plans["double_invoices"]:
        visits = pd.concat([visits, _make_invoiced_stays(world, stays)], ignore_index=True)
    # numbers after those of all sales and returns
    first = world.sale_count + 10_000_000
    number = first + np.arange(len(visits))
    _write_headers(world, visits, number, sign=1.0, reversal=np.full(len(visits), NOBODY))
    back = np.flatnonzero(visits.returned)
    _write_headers(
        world,
        visits.iloc[back],
        first + len(visits) + np.arange(len(back)),
        sign=-1.0,
        reversal=number[back],
    )


def _make_invoiced_stays(world, stays):
    place = {code: i for i, code in enumerate(world.institutions.institution_code)}
    return pd.DataFrame(
        {
            "person": stays.person,
            "hospital": stays.hospital.map(place),
            "day": stays.day,
            "doctor": 3,
            "med_type": "21",
            "diag": stays.diag,
            "until": stays.until,
            "total": stays.amount,
            "invoice": stays.invoice,
            "returned": stays.returned,
        }
    )


def _write_headers(world, visits, number, *, sign, reversal):
    people, places, n = world.people, world.institutions, len(visits)
    if not n:
        return
    person, hospital = visits.person.to_numpy(), visits.hospital.to_numpy().astype(int)
    is_stay = visits.med_type.to_numpy() == "21"
    total = sign * visits.total.to_numpy()
    # the fund pays three quarters of stays and half of visits
    fund = (total * np.where(is_stay, 0.75, 0.5)).round(2)
    # a return follows 40 days later
    delay = np.timedelta64(0 if sign > 0 else 40, "D")
    time = (
        visits.day.to_numpy().astype("datetime64[s]")
        + (28_800 + number * 97 % 30_000).astype("timedelta64[s]")
        + delay
    )
    day = visits.until.fillna(visits.day).to_numpy() if is_stay.any() else visits.day.to_numpy()
    worker = np.isin(people.scheme[person], [EMPLOYEE, RETIRED, FLEX])
    setl, invoice = format_ids("s", number, 10), visits.invoice.to_numpy()
    # one settlement in eleven, at the hospitals concerned
    has_filler = (hospital % FILLER_DOCTORS == 0) & (number % 11 == 0)
    world.add(
        ClaimHeader,
        {
            "setl_id": setl,
            "mdtrt_id": setl,
            "person_id": people.person_id[person],
            "institution_code": places.institution_code[hospital],
            "insutype": np.where(worker, "310", "390").astype(object),
            "med_type": visits.med_type,
            "service_time": time,
            "settle_time": np.maximum(time, day.astype("datetime64[s]") + np.timedelta64(15, "h")),
            "admit_date": np.where(is_stay, visits.day, np.datetime64("NaT", "D")),
            "discharge_date": np.where(is_stay, visits.until, np.datetime64("NaT", "D")),
            "diag_code": visits.diag,
            "doctor_code": np.where(
                has_filler, "匿名", places.make_doctor_codes(hospital, visits.doctor.to_numpy())
            ),
            "credential_kind": np.full(n, "1", dtype=object),
            "is_online": np.zeros(n, dtype=bool),
            "total_amount": total,
            "fund_amount": fund,
            "account_amount": np.zeros(n),
            "cash_amount": (total - fund).round(2),
            "is_remote": np.zeros(n, dtype=bool),
            "invoice_no_hash": np.where(
                invoice != NOBODY, hash_numbers("invoice", np.maximum(invoice, 0)), None
            ),
            "reversal_of": np.where(
                reversal != NOBODY, format_ids("s", np.maximum(reversal, 0), 10), None
            ),
        },
    )
