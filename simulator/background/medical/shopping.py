"""Pieces of behaviour at pharmacies that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from simulator.background.medical.institutions import take_shops
from simulator.background.medical.sales import opening_times, plan_sales
from simulator.core.world import World

SCENARIO = "pharmacy_billing"


def shop_count(world: World, per_hundred: float) -> int:
    """How many shops of a typology: per hundred shops, at least two."""
    return max(2, round(per_hundred * len(world.institutions.shops) / 200))


def adults(world: World, name: str, count: int) -> np.ndarray:
    """Adults that no typology uses."""
    age = world.people.age(world.town.end)
    return world.take(
        (age > 30) & (age < 80) & ~world.people.hypertension & ~world.people.diabetes, count, name
    )


def customers(world: World, rng, count: int) -> np.ndarray:
    """Living adults, taken or not, as ordinary customers."""
    age = world.people.age(world.town.end)
    return rng.choice(np.flatnonzero((age > 25) & world.people.alive), count, replace=count > 5000)


def any_shops(world: World, rng, count: int) -> np.ndarray:
    """Shops by chance."""
    return rng.choice(world.institutions.shops, count)


def days_back(world: World, rng, count: int, most: int) -> np.ndarray:
    """Days of the last `most` days."""
    return world.town.end - rng.integers(1, most, count)


def december(world: World) -> int:
    """The last December that is over."""
    return (world.town.last_month // 12) * 12 - 1


def buy(world: World, rng, person, shop, day, **more) -> np.ndarray:
    """Everyday things at opening hours."""
    n = len(person)
    item = more.pop("item", None)
    item = rng.choice(world.catalog.of_use("o"), n) if item is None else item
    return plan_sales(world, person, shop, opening_times(rng, day), item, more.pop("qty", 1), **more)


def buy_at(world: World, rng, person, shop, time, *, online) -> None:
    """Easily resold drugs at given times, meant to be in two places."""
    item = rng.choice(world.catalog.of_use("w")[:20], len(person))
    plan_sales(world, person, shop, time, item, 4, fund=0.6, account=0.4, online=online, in_two_places=True)


def prescribed(world: World, rng, person, shop, day, hospital, doctor, item, **more) -> np.ndarray:
    """Purchases on prescriptions of the day; the visits are the caller's."""
    told = {
        "hospital": hospital,
        "rx_day": day,
        "doctor": doctor,
        "days": 28.0,
        "fund": 0.6,
        "account": 0.3,
    } | more
    return plan_sales(world, person, shop, opening_times(rng, day), item, 1, **told)


def note(world: World, typology: str, shop, label: str = "fraud") -> None:
    """A shop in the truth."""
    world.truth(typology, SCENARIO, "institution", world.institutions.institution_code[shop], label)


def note_persons(world: World, typology: str, person, label: str) -> None:
    """Persons in the truth."""
    world.truth(typology, SCENARIO, "person", world.people.person_id[person], label)


def shops_for(world: World, per_hundred: float) -> np.ndarray:
    """Shops for a typology, taken now."""
    return take_shops(world, shop_count(world, per_hundred))


def link_accounts(world: World, owner, member) -> None:
    """Family accounts of pairs."""
    world.plan("shared_accounts", pd.DataFrame({"owner": owner, "member": member}))
