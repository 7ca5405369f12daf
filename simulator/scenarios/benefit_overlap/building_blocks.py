"""Pieces of pensions, deaths and stays that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from simulator.background.survivors import cancel_sales_and_visits
from simulator.core.clock_and_seeds import format_ids, hash_numbers
from simulator.core.population import PENSIONER, RETIRED
from simulator.core.world import World

SCENARIO = "benefit_overlap"
STAY_NUMBERS = (
    8_000_000_000  # settlements of the second reimbursements, apart from those of the honest
)
BASIC_SHARE = 0.7


def take_pensioners(
    world: World, name: str, count: int, *, low=63, high=88, schemes=(RETIRED, PENSIONER)
):
    """Living persons of those ages who draw a pension and whom no one has taken."""
    age = world.people.age(world.town.end)
    fit = np.isin(world.people.scheme, schemes) & (age > low) & (age < high)
    return world.take(fit, count, name)


def set_death_day(world: World, person, day) -> None:
    """These persons died on a day; what they had planned for later falls away."""
    world.people.death[person] = day
    cancel_sales_and_visits(world, person, np.asarray(day) + 1)


def draw_pension_until(world: World, person, last_month) -> None:
    """The pension of these persons runs to a month, whatever happened."""
    world.plan("pension_changes", pd.DataFrame({"person": person, "last": last_month}))


def redirect_pension(world: World, person, account: int) -> None:
    """The pension of these persons runs to one account."""
    world.plan("pension_changes", pd.DataFrame({"person": person, "bank": account}))


def delay_death_notice(world: World, person, received, *, sole="") -> None:
    """The death of these persons reaches the agency on a day and not before, with `sole` from that source alone."""
    world.plan("late_notices", pd.DataFrame({"person": person, "received": received, "sole": sole}))


def add_pension_stream(world: World, person, insurance, first, last, monthly, **more) -> None:
    """A further pension, month by month; `more`: bank (number), kind, every (months), backpay_months."""
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
    """A check of entitlement of each person on a day."""
    world.plan("checks", _make_rows({"person": person, "day": day, "method": method}, len(person)))


def set_last_footprint(world: World, person, day) -> None:
    """The last footprint of each person; NaT = none."""
    world.plan("footprints", _make_rows({"person": person, "day": day}, len(person)))


def remove_signs_of_life(world: World, person, rng) -> None:
    """No one has seen these persons for years: no care, no card, a paper entered by the office each year."""
    cancel_sales_and_visits(world, person, world.town.start)
    set_last_footprint(world, person, world.town.end - rng.integers(760, 1400, len(person)))
    world.plans["unchecked"].append(person)
    for back in (0, 365):
        add_check(world, person, world.town.end - back - rng.integers(20, 300, len(person)), "5")


def add_sentence(world: World, person, kind, start, until) -> None:
    """A sentence or remand."""
    world.plan(
        "custody",
        _make_rows({"person": person, "kind": kind, "start": start, "until": until}, len(person)),
    )


def add_funeral_grant(world: World, person, insurance, month, amount) -> None:
    """A funeral grant of a pension fund."""
    columns = {"person": person, "insurance": insurance, "month": month, "amount": amount}
    world.plan("funeral_grants", _make_rows(columns, len(person)))


def add_settled_stay(
    world: World, person, number, *, start, days, insurance, settled, invoice, total, elsewhere=0
) -> np.ndarray:
    """A stay in hospital that was settled, one row a person; what the fund paid.

    `number` tells the settlements apart; `elsewhere` is 0 for a person's own hospital, other numbers for others.
    """
    n = len(person)
    hospitals = world.institutions.institution_code[world.institutions.hospitals]
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
    """The truth of persons."""
    world.add_truth(
        typology, SCENARIO, "person", world.people.person_id[person], label, amount=amount
    )


def _make_rows(columns, n):
    return pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in columns.items()})
