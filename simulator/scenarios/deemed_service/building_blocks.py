"""Pieces of deemed service that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from simulator.background.careers import (
    ENTERPRISE,
    OLD_UNITS,
    PUBLIC,
    PUBLIC_ENDS,
    get_local_premium_start,
    plan_segment,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World

SCENARIO = "deemed_service"
APPROVAL = "pension_approval"
NAMED_UNITS = OLD_UNITS + 500_000  # units of plants, apart from those of the background


def find_last_deemed_month(world: World, person) -> np.ndarray:
    """Last month that may be deemed: before the first premium, own and local."""
    return (
        np.minimum(world.people.first_enrolled[person], get_local_premium_start(world, person)) - 1
    )


def build_start_sampler(low: int, high: int):
    """Month of the first premium, drawn so many months before the pension (for `plan_new_pensioners`)."""
    return lambda rng, person, start: start - rng.integers(low, high, len(person))


def plan_public_years(world: World, rng, person, months, **more) -> None:
    """Deemed service at a public body up to 2014-09, from the age of eighteen on at most."""
    number = rng.integers(0, 60, len(person))
    columns = {
        "unit": NAMED_UNITS + 5000 + number,
        "heads": 60 + number,
        "nature": "20",
        "industry": "83",
    }
    first = np.maximum(PUBLIC_ENDS - months + 1, get_birth_month(world, person) + 12 * 18)
    plan_segment(world, person, PUBLIC, first, PUBLIC_ENDS, **(columns | {"evidence": "1"} | more))


def plan_unit_years(world: World, person, number, heads, first, last, **more) -> None:
    """Deemed service at one named old factory."""
    columns = {
        "unit": NAMED_UNITS + number,
        "heads": heads,
        "nature": "10",
        "industry": "13",
        "evidence": "1",
    }
    plan_segment(world, person, ENTERPRISE, first, last, **(columns | more))


def add_bought_months(world: World, person, employer, first, months, posted, document) -> None:
    """Months of pension insurance bought in one posting."""
    months = np.broadcast_to(months, len(person))
    row = np.repeat(np.arange(len(person)), months)
    step = np.arange(months.sum()) - np.repeat(np.cumsum(months) - months, months)
    rows = {
        "person": person[row],
        "employer": np.broadcast_to(employer, len(person))[row],
        "month": np.broadcast_to(first, len(person))[row] + step,
        "posted": np.broadcast_to(posted, len(person))[row],
        "pay_kind": "3",
        "insurance": "110",
        "seq": 1,
        "doc": np.broadcast_to(np.asarray(document, dtype=object), len(person))[row],
    }
    world.plan("contributions", pd.DataFrame(rows))


def plan_awarded_years(
    world: World, person, *, unit, heads, first, months, award_day, heard, posted, employer, number
):
    """Paid years bought on the strength of an award: the segment, its document and the posting."""
    documents = np.array(
        [f"甬劳人仲案字〔{str(d)[:4]}〕第{number + i}号" for i, d in enumerate(award_day)],
        dtype=object,
    )
    plan_segment(
        world,
        person,
        "1",
        first,
        first + months - 1,
        unit=NAMED_UNITS + unit,
        heads=heads,
        nature="10",
        industry="51",
        evidence="5",
        award=documents,
        award_day=award_day,
        hearing=award_day - heard,
        respondent=NAMED_UNITS + unit,
        recorded=posted + 1,
    )
    add_bought_months(world, person, employer, first, months, posted, documents)


def get_birth_month(world: World, person) -> np.ndarray:
    """Months of birth from 1970-01."""
    return get_month_number(world.people.birth[person])


def is_born_before(world: World, year: str) -> np.ndarray:
    """True for those born before a year: they could work long before premiums began."""
    return get_month_number(world.people.birth) < get_month_number(year)


def get_approval_day(start) -> np.ndarray:
    """A day of approval two weeks before the first month of pension."""
    return make_date(start) - 14


def label_approvals(world: World, typology: str, person, approvals, label: str) -> None:
    """Note planted approvals."""
    world.add_truth(
        typology,
        SCENARIO,
        "person",
        world.people.person_id[person],
        label,
        record=(APPROVAL, approvals),
    )
