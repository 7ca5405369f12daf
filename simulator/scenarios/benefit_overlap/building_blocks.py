"""Pieces of pensions, deaths and stays that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from simulator.background.survivors import cancel_sales_and_visits
from simulator.core.clock_and_seeds import format_ids, hash_numbers
from simulator.core.population import PENSIONER, RETIRED
from simulator.core.world import World

SCENARIO = "benefit_overlap"
STAY_NUMBERS = 8_000_000_000  # first number of planted settlements, far from honest ones
BASIC_SHARE = 0.7  # of the cost of a stay that the fund pays; one usual share for all


def take_pensioners(
    world: World, name: str, count: int, *, low=63, high=88, schemes=(RETIRED, PENSIONER)
):
    """Take living pensioners of an age (years on the last day) whom no plant has taken."""
    age = world.people.age(world.town.end)
    fit = np.isin(world.people.scheme, schemes) & (age > low) & (age < high)
    return world.take(fit, count, name)


def set_death_day(world: World, person, day) -> None:
    """Let persons die on a day and drop what they had planned for later."""
    world.people.death[person] = day
    cancel_sales_and_visits(world, person, np.asarray(day) + 1)


def draw_pension_until(world: World, person, last_month) -> None:
    """Pay pensions up to a month, whatever happened."""
    world.plan("pension_changes", pd.DataFrame({"person": person, "last": last_month}))


def redirect_pension(world: World, person, account: int) -> None:
    """Pay pensions to one account."""
    world.plan("pension_changes", pd.DataFrame({"person": person, "bank": account}))


def delay_death_notice(world: World, person, received, *, sole="") -> None:
    """Let the agency learn of deaths on a day and not before, with `sole` from that source
    alone.
    """
    world.plan("late_notices", pd.DataFrame({"person": person, "received": received, "sole": sole}))


def add_pension_stream(world: World, person, insurance, first, last, monthly, **more) -> None:
    """Add a further pension month by month; `more`: bank (number), kind, every (months),
    backpay_months.
    """
    columns = {
        "person": person,
        "insurance": insurance,
        "first": first,
        "last": last,
        "monthly": monthly,
    }
    columns |= {"bank": person} | more
    world.plan("pension_streams", _make_rows(columns, len(person)))


def add_check(world: World, person, day, method) -> None:
    """Add a check of entitlement of each person on a day."""
    world.plan("checks", _make_rows({"person": person, "day": day, "method": method}, len(person)))


def set_last_footprint(world: World, person, day) -> None:
    """Set the last footprint of each person; NaT means none."""
    world.plan("footprints", _make_rows({"person": person, "day": day}, len(person)))


def remove_signs_of_life(world: World, person, rng) -> None:
    """Remove signs of life for years: no care, no card, only a paper that the office enters each
    year.
    """
    cancel_sales_and_visits(world, person, world.town.start)
    # two years and more: longer than a long journey
    set_last_footprint(world, person, world.town.end - rng.integers(760, 1400, len(person)))
    world.plans["unchecked"].append(person)
    for back in (0, 365):
        add_check(world, person, world.town.end - back - rng.integers(20, 300, len(person)), "5")


def add_sentence(world: World, person, kind, start, until) -> None:
    """Add a sentence or remand."""
    world.plan(
        "custody",
        _make_rows({"person": person, "kind": kind, "start": start, "until": until}, len(person)),
    )


def add_funeral_grant(world: World, person, insurance, month, amount) -> None:
    """Add a funeral grant of a pension fund."""
    columns = {"person": person, "insurance": insurance, "month": month, "amount": amount}
    world.plan("funeral_grants", _make_rows(columns, len(person)))


def add_settled_stay(
    world: World, person, number, *, start, days, insurance, settled, invoice, total, elsewhere=0
) -> np.ndarray:
    """Add a settled stay in hospital, one row a person; return what the fund paid.

    `number` keeps settlements apart; `elsewhere` is 0 for a person's usual hospital, other numbers
    for others.
    """
    n = len(person)
    hospitals = world.institutions.institution_code[world.institutions.hospitals]
    # one share for all stays: only the sum and the invoice are compared
    fund = (np.asarray(total) * BASIC_SHARE).round(2)
    setl = format_ids("s", STAY_NUMBERS + number + np.arange(n), 10)
    world.add(
        ClaimHeader,
        {
            "setl_id": setl,
            "mdtrt_id": setl,
            "person_id": world.people.person_id[person],
            "institution_code": hospitals[(np.asarray(person) + elsewhere) % len(hospitals)],
            "insutype": np.broadcast_to(np.asarray(insurance, dtype=object), n),
            "med_type": np.full(n, "21", dtype=object),
            "service_time": np.asarray(start).astype("datetime64[s]") + np.timedelta64(9, "h"),
            "settle_time": np.asarray(settled).astype("datetime64[s]") + np.timedelta64(15, "h"),
            "admit_date": start,
            "discharge_date": np.asarray(start) + days,
            "diag_code": np.full(n, "I63.9", dtype=object),
            "credential_kind": np.full(n, "2", dtype=object),
            "is_online": np.zeros(n, dtype=bool),
            "total_amount": total,
            "fund_amount": fund,
            "account_amount": np.zeros(n),
            "cash_amount": (np.asarray(total) - fund).round(2),
            "is_remote": np.zeros(n, dtype=bool),
            "invoice_no_hash": hash_numbers("invoice", invoice),
        },
    )
    return fund


def label_persons(world: World, typology, person, label="fraud", amount=None) -> None:
    """Record persons in the truth."""
    world.add_truth(
        typology, SCENARIO, "person", world.people.person_id[person], label, amount=amount
    )


def _make_rows(columns, n):
    return pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in columns.items()})
