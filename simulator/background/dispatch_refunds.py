"""Dispatch units and their hosts, and how units behave with the yearly job-stabilisation refund."""

import numpy as np
import pandas as pd

from contracts.law import get_law_number
from simulator.core.clock_and_seeds import make_date
from simulator.core.population import DISTRICTS
from simulator.core.world import World

SCENARIO = "dispatch_refund"
REFUND = "stabilization_refund"
YEARS = 5  # refund years up to that of the last day
NOT_INSURED_HERE = -1
SMALL_TOWN = 15_000  # persons below which fewer and smaller dispatch units are planned
WITH_HOSTS = 0.85  # share of dispatch units that have two insured hosts or more
# How a unit behaves in a refund year; the defaults are honest conduct.
CONDUCT = {
    "typology": None,
    "label": None,
    "force": False,  # granted although a condition is not met
    "size": None,  # size class used
    "overpay": 0.0,  # above the ceiling, as a share
    "premium_factor": 1.0,  # premium stated over that of the ledger
    "is_settled_late": False,  # the refund rests on the ledger's premium, whatever is stated
    "heads_y1_factor": 1.0,  # heads stated for the end of Y-1
    "recipients_stated": -1,  # recipients of benefit in the year before
    "second": 0.0,  # a second refund, as a share of the first
    "is_split": False,  # the first and the second share one ceiling
    "own": np.nan,  # true share of own staff
    "own_factor": 1.0,  # own staff's part stated over the true one
    "plan_part": 1.0,  # share of hosts in the plan
    "heads_factor": 1.0,  # dispatched heads stated
    "is_year_end": False,  # heads of December instead of the mean
    "nature": None,  # nature stated for public hosts
    "is_nature_of_first": False,  # that nature is stated for the first host, whatever it is
    "passed": 1.0,  # of what is due to the hosts concerned
    "short_part": 1.0,  # share of hosts concerned
    "delay": -1,  # days to the first transfer
    "instalments": 1,
    "gap": 0,  # days between them
    "back_share": 0.0,  # of it comes back
    "payee": -1,  # a unit that receives instead of the hosts concerned
    "bank": -1,  # an account that receives instead
    "bounce": None,  # "lost" or "resent", for hosts concerned
    "unproved": 0.0,  # share of transfers without proof
}


def count_faulty_units(world: World) -> int:
    """Count units per typology."""
    if world.town.persons < SMALL_TOWN:
        return world.town.multiply_planted(2)
    return world.town.scale_planted_count(10, 6)


def count_look_alike_units(world: World) -> int:
    """Count units per look-alike."""
    return 1 if world.town.persons < SMALL_TOWN else 3


def open_dispatchers(world: World) -> None:
    """Add licensed dispatch units: the city's 350 in proportion, and as many as plants take.

    They must exist before work is planned. Their heads are fewer than the city's mean of 390: by
    the square root of the town's scale, and again since there are more units.
    """
    town, rng = world.town, world.town.make_rng("dispatchers")
    honest = town.scale_unit_count(350, 10, power=0.5)
    count = round(
        # 25 typologies and 11 look-alikes concern dispatch units
        (25 * count_faulty_units(world) + 11 * count_look_alike_units(world) + honest) / WITH_HOSTS
    )
    median = 6.0 if town.persons < SMALL_TOWN else max(9.0, 160 * town.scale**0.5)
    weights = np.array(list(DISTRICTS.values()))
    world.add_units(
        count,
        industry="72",
        is_dispatch=True,
        target=np.clip(median * np.exp(rng.normal(0, 0.9, count)), 5, 0.02 * town.persons),
        registered=np.datetime64("2012-01-01") + rng.integers(0, 2500, count),
        district=rng.choice(
            np.array(list(DISTRICTS), dtype=object), count, p=weights / weights.sum()
        ),
    )


def plan_hosts(world: World) -> None:
    """Plan the hosts of each dispatch unit with their weights; one in twelve is not insured
    here.
    """
    rng, units = world.town.make_rng("hosts"), world.employers
    fit = (
        (units.target >= 6)
        & np.isnat(units.deregistered)
        & ~units.is_dispatch
        & (units.nature == "10")
    )
    fit &= units.registered < np.datetime64("2019-01-01")
    choice = np.flatnonzero(fit)
    size = np.sqrt(units.target[choice])
    parts = []
    for unit in np.flatnonzero(units.is_dispatch):
        # median of four hosts, some with many; never so many that a host has no two workers
        drawn_count = np.exp(rng.normal(np.log(4), 0.9))
        count = int(np.clip(round(drawn_count), 1, max(1, units.target[unit] / 2.5)))
        host = rng.choice(choice, count, replace=False, p=size / size.sum())
        host = host[units.legal_rep[host] != units.legal_rep[unit]]
        host = np.where(rng.random(len(host)) < 0.08, NOT_INSURED_HERE, host)
        weight = rng.dirichlet(np.full(len(host), 1.5)) if len(host) else []
        parts.append(make_host_rows(unit, host, weight))
    world.plan("hosts", pd.concat(parts, ignore_index=True))
    # a dispatch unit keeps 3 to 40 % of the heads as its own staff
    own_share = np.clip(rng.beta(2.0, 11.0, len(units)), 0.03, 0.4)
    world.plans["own_shares"] = [own_share]


def make_host_rows(unit, host, weight, *, since: int = 0) -> pd.DataFrame:
    """Make rows of the plan of hosts; `since` is the first refund year in which a host is named."""
    return pd.DataFrame({"unit": unit, "host": host, "weight": weight, "since": since})


def get_host_plan(world: World, unit: int) -> pd.DataFrame:
    """Get the insured hosts of a unit, in order."""
    plan = world.collect_plan("hosts")
    return plan[(plan.unit == unit) & (plan.host != NOT_INSURED_HERE)]


def take_dispatchers(world: World, count: int, name: str, *, is_larger: bool = False) -> np.ndarray:
    """Take dispatch units that no other plant has, with two hosts or more.

    `is_larger`: of the larger third, so that a part of the refund is a material sum.
    """
    plan = world.collect_plan("hosts")
    host_counts = plan[plan.host != NOT_INSURED_HERE].groupby("unit").size()
    fit = host_counts.index[host_counts >= 2].to_numpy()
    free = np.setdiff1d(fit, world.plans["refund_units"])
    size = world.employers.target[free]
    return _take_units(
        world, free[size >= np.quantile(size, 0.67)] if is_larger else free, count, name
    )


def take_ordinary(world: World, count: int, name: str, *, least=18, most=280) -> np.ndarray:
    """Take ordinary employers of some size, established for years, that no other plant of refunds
    has.
    """
    units = world.employers
    fit = (
        (units.target >= least)
        & (units.target <= most)
        & np.isnat(units.deregistered)
        & ~units.is_dispatch
    )
    fit &= (units.nature == "10") & (
        units.registered < make_date((get_refund_year(world, 4) - 1970) * 12)
    )
    return _take_units(world, np.flatnonzero(fit), count, name)


def _take_units(world, fit, count, name):
    free = np.setdiff1d(fit, world.plans["refund_units"])
    chosen = np.sort(world.town.make_rng(f"take {name}").permutation(free)[:count])
    world.plans["refund_units"].extend(chosen)
    return chosen


def get_refund_year(world: World, back: int) -> int:
    """Get the refund year that lies `back` years before that of the last day."""
    return world.town.as_of.year - back


def list_old_rule_years(world: World) -> tuple[int, ...]:
    """List years back in which refunds were split by agreement; the earliest year if there are
    none.
    """
    return tuple(back for back in range(YEARS) if get_refund_year(world, back) < 2024) or (
        YEARS - 1,
    )


def plan_conduct(
    world: World, typology: str, unit, *, back=(1,), label: str = "fraud", **how
) -> None:
    """Plan what units do in refund years (columns of CONDUCT); refunds granted are labelled in the
    truth.
    """
    unit = np.atleast_1d(unit)
    for years_back in back:
        columns = CONDUCT | {"typology": typology, "label": label} | how
        rows = pd.DataFrame(
            {k: np.broadcast_to(np.asarray(v), len(unit)) for k, v in columns.items()}
        )
        world.plan("conduct", rows.assign(unit=unit, year=get_refund_year(world, years_back)))


def take_unit_staff(world: World, unit: int, count: int, name: str) -> np.ndarray:
    """Take persons who were with a unit throughout the year before last year's refund and still
    are.
    """
    start = np.datetime64(f"{get_refund_year(world, 2)}-01-01")
    spells = world.collect_plan("spells")
    staff_spells = spells[
        (spells.employer == unit) & (spells.start <= start) & (spells.end > world.town.end)
    ]
    mask = np.zeros(len(world.people), dtype=bool)
    mask[staff_spells.person.to_numpy()] = True
    return world.take(mask, count, name)


def assign_case_hosts(world: World) -> None:
    """Assign to injured workers of dispatch units one of its hosts, where the case names none."""
    plan = world.collect_plan("hosts")
    plan = plan[(plan.host != NOT_INSURED_HERE) & (plan.since == 0)]
    first = plan.drop_duplicates("unit").set_index("unit").host
    for cases in world.plans["cases"]:
        at = cases.employer.map(first).fillna(NOT_INSURED_HERE).astype(int)
        cases["host"] = cases.host.where(cases.host != NOT_INSURED_HERE, at)


def look_up_refund_ratio(year: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Look up the refunded share of the premium by year and size class (contracts/law)."""
    return np.array(
        [
            get_law_number("stabilization_refund_ratio").on(
                make_date((y - 1970) * 12).astype(object)
            )["large" if s == "L" else "other"]
            for y, s in zip(year, size, strict=True)
        ]
    )
