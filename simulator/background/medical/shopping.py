"""Pieces of behaviour at pharmacies that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from simulator.background.medical.institutions import take_shops
from simulator.background.medical.sales import draw_opening_times, plan_sales
from simulator.core.world import World

SCENARIO = "pharmacy_billing"


def count_shops(world: World, per_hundred: float) -> int:
    """How many shops of a typology: per hundred shops, at least two."""
    return max(2, round(per_hundred * len(world.institutions.shops) / 200))


def take_adults(world: World, name: str, count: int) -> np.ndarray:
    """Adults that no typology uses."""
    age = world.people.age(world.town.end)
    return world.take(
        (age > 30) & (age < 80) & ~world.people.hypertension & ~world.people.diabetes, count, name
    )


def draw_customers(world: World, rng, count: int) -> np.ndarray:
    """Living adults, taken or not, as ordinary customers."""
    age = world.people.age(world.town.end)
    return rng.choice(
        np.flatnonzero((age > 25) & world.people.is_alive), count, replace=count > 5000
    )


def draw_shops(world: World, rng, count: int) -> np.ndarray:
    """Shops by chance."""
    return rng.choice(world.institutions.shops, count)


def draw_recent_days(world: World, rng, count: int, most: int) -> np.ndarray:
    """Days of the last `most` days."""
    return world.town.end - rng.integers(1, most, count)


def get_last_december(world: World) -> int:
    """The last December that is over."""
    return (world.town.last_month // 12) * 12 - 1


def plan_purchases(world: World, rng, person, shop, day, **more) -> np.ndarray:
    """Everyday things at opening hours."""
    n = len(person)
    item = more.pop("item", None)
    item = rng.choice(world.catalog.select_by_use("o"), n) if item is None else item
    return plan_sales(
        world, person, shop, draw_opening_times(rng, day), item, more.pop("qty", 1), **more
    )


def plan_resale_purchases(world: World, rng, person, shop, time, *, online) -> None:
    """Easily resold drugs at given times, meant to be in two places."""
    item = rng.choice(world.catalog.select_by_use("w")[:20], len(person))
    plan_sales(
        world, person, shop, time, item, 4, fund=0.6, account=0.4, online=online, in_two_places=True
    )


def plan_prescribed_purchases(
    world: World, rng, person, shop, day, hospital, doctor, item, **more
) -> np.ndarray:
    """Purchases on prescriptions of the day; the visits are the caller's."""
    columns = {
        "hospital": hospital,
        "rx_day": day,
        "doctor": doctor,
        "days": 28.0,
        "fund": 0.6,
        "account": 0.3,
    } | more
    return plan_sales(world, person, shop, draw_opening_times(rng, day), item, 1, **columns)


def label_shop(world: World, typology: str, shop, label: str = "fraud") -> None:
    """A shop in the truth."""
    world.add_truth(
        typology, SCENARIO, "institution", world.institutions.institution_code[shop], label
    )


def label_persons(world: World, typology: str, person, label: str) -> None:
    """Persons in the truth."""
    world.add_truth(typology, SCENARIO, "person", world.people.person_id[person], label)


def take_typology_shops(world: World, per_hundred: float) -> np.ndarray:
    """Shops for a typology, taken now."""
    return take_shops(world, count_shops(world, per_hundred))


def link_accounts(world: World, owner, member) -> None:
    """Family accounts of pairs."""
    world.plan("shared_accounts", pd.DataFrame({"owner": owner, "member": member}))
