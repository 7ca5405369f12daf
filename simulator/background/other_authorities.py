"""Data of other authorities: wages from the tax authority, roles from the market regulator."""

import numpy as np
import pandas as pd

from contracts.tables.business_role import BusinessRole
from contracts.tables.tax_wage_month import TaxWageMonth
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.world import World

TRADER = "50"
SILENT_TRADERS, SILENT_UNITS = 0.6, 0.008  # shares that declare no wages: fixed-tax traders, others
MISSED_MONTHS = 0.01  # share of months that a declaring unit leaves out
UNINSURED = 10_000_000  # first number of businesses that insure nobody and are no employer here


def write_exchange_tables(world: World) -> None:
    """Write the tables `tax_wage_month` and `business_role`."""
    _write_wages(world)
    _write_roles(world)


def plan_roles(world: World, person, unit, role, start, *, share=100.0) -> None:
    """Plan roles in businesses; `unit` is an employer's index, or UNINSURED and more."""
    columns = {
        "person": np.atleast_1d(person),
        "unit": unit,
        "role": role,
        "start": start,
        "share": share,
    }
    n = len(columns["person"])
    world.plan(
        "roles", pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in columns.items()})
    )


def omit_wages(world: World, person) -> None:
    """Declare no wages for these persons."""
    world.plans["unpaid"].append(np.atleast_1d(person))


def set_wage_payer(world: World, person, unit) -> None:
    """Let another unit than the insuring one declare these persons' wages."""
    world.plans["paid_elsewhere"].append(
        pd.DataFrame({"person": np.atleast_1d(person), "payer": unit})
    )


def _write_wages(world):
    """Write a row a month of employment as the unit declares it; some units and months are
    missing.
    """
    town, units, rng = world.town, world.employers, world.town.make_rng("wages")
    spells = world.collect_plan("spells")
    spells = spells[spells.kind.isin(["full", "pension"])]
    first = np.maximum(get_month_number(spells.start), town.first_month)
    last = np.minimum(get_month_number(spells.end), town.last_month - 1)
    count = np.clip(last - first + 1, 0, None)
    row = np.repeat(np.arange(len(spells)), count)
    month = (
        np.repeat(first, count)
        + np.arange(count.sum())
        - np.repeat(np.cumsum(count) - count, count)
    )
    person, payer = spells.person.to_numpy()[row], spells.employer.to_numpy()[row]
    silent = rng.random(len(units)) < np.where(units.nature == TRADER, SILENT_TRADERS, SILENT_UNITS)
    unpaid = np.zeros(len(world.people), dtype=bool)
    for persons in world.plans["unpaid"]:
        unpaid[persons] = True
    elsewhere = np.full(len(world.people), -1)
    for part in world.plans["paid_elsewhere"]:
        elsewhere[part.person] = part.payer
    is_kept = ~silent[payer] & ~unpaid[person] & (rng.random(len(row)) >= MISSED_MONTHS)
    payer = np.where(elsewhere[person] >= 0, elsewhere[person], payer)
    months = pd.DataFrame({"person": person, "payer": payer, "month": month})[
        is_kept
    ].drop_duplicates()
    # median 6,300 yuan a month; 2,490 is the minimum wage
    wage = np.clip(np.exp(rng.normal(8.75, 0.42, len(world.people))), 2490, None)
    amount = wage[months.person] * rng.uniform(0.92, 1.1, len(months))
    world.add(
        TaxWageMonth,
        {
            "id_hash": world.people.id_hash[months.person],
            "month": make_date(months.month),
            "payer_uscc_hash": hash_numbers("uscc", np.arange(len(units)))[months.payer],
            "wage_amount": amount.round(2),
        },
    )


def _write_roles(world):
    """Write roles of a few per cent of adults; most of their businesses insure nobody, those of
    claimants never.
    """
    rng, people, town = world.town.make_rng("roles"), world.people, world.town
    age = people.age(town.end)
    adult = np.flatnonzero((age > 22) & (age < 70) & ~world.is_taken())
    # 1.7 % of adults beside those that plants name
    holder = np.sort(rng.choice(adult, len(adult) // 60, replace=False))
    claims = np.isin(holder, world.collect_plan("claims").person)
    # three in ten of their businesses insure staff here
    staffed = (rng.random(len(holder)) < 0.3) & ~claims
    unit = np.where(
        staffed,
        rng.integers(0, len(world.employers), len(holder)),
        UNINSURED + np.arange(len(holder)),
    )
    start = town.end - rng.integers(800, 4000, len(holder))
    _add_roles(
        world,
        holder,
        unit,
        rng.choice(np.array(["1", "2"], dtype=object), len(holder)),
        start,
        rng.integers(1, 100, len(holder)).astype(float),
        np.where(rng.random(len(holder)) < 0.5, start + 700, np.datetime64("NaT", "D")),
    )
    planned = world.collect_plan("roles")
    never = np.full(len(planned), np.datetime64("NaT", "D"))
    _add_roles(
        world, planned.person, planned.unit, planned.role, planned.start, planned.share, never
    )


def _add_roles(world, person, unit, role, start, share, end):
    world.add(
        BusinessRole,
        {
            "id_hash": world.people.id_hash[person],
            "uscc_hash": hash_numbers("uscc", unit),
            "role": role,
            "share_pct": share,
            "active_from": start,
            "active_to": end,
        },
    )
