"""Pieces of behaviour at pharmacies that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from simulator.background.medical.institutions import count_ordinary_shops, take_shops
from simulator.background.medical.sales import draw_opening_times, plan_sales, plan_visits
from simulator.core.world import World

SCENARIO = "pharmacy_billing"


def count_shops(world: World, per_hundred: float) -> int:
    """Count the shops of a typology: half the rate per hundred shops, two at least."""
    usual_shops = count_ordinary_shops(world.town)
    return world.town.multiply_planted(max(2, round(per_hundred * usual_shops / 200)))


def take_adults(world: World, name: str, count: int) -> np.ndarray:
    """Take adults without chronic disease, who have no prescriptions of their own."""
    age = world.people.age(world.town.end)
    return world.take(
        (age > 30) & (age < 80) & ~world.people.hypertension & ~world.people.diabetes, count, name
    )


def choose_couples(world: World, rng, count: int) -> np.ndarray:
    """Choose living couples over 58, one a household; the index of the first (the other one
    follows).
    """
    house, age = world.people.household, world.people.age(world.town.end)
    free = (age > 58) & ~world.is_taken() & world.people.is_alive
    first = np.flatnonzero((house[:-1] == house[1:]) & free[:-1] & free[1:])
    # one couple a household: who collects for two couples would look like a collector for many
    couples = first[np.unique(house[first], return_index=True)[1]]
    return np.sort(rng.choice(couples, count, replace=False))


def draw_customers(world: World, rng, count: int) -> np.ndarray:
    """Draw living adults as ordinary customers, taken or not."""
    age = world.people.age(world.town.end)
    return rng.choice(
        np.flatnonzero((age > 25) & world.people.is_alive), count, replace=count > 5000
    )


def draw_shops(world: World, rng, count: int) -> np.ndarray:
    """Draw shops by chance."""
    return rng.choice(world.institutions.shops, count)


def draw_items(world: World, rng, use: str, count: int, *, kinds: int | None = None) -> np.ndarray:
    """Draw items of a use (`Catalog.select_by_use`), of the first `kinds` in the catalogue alone if
    given.
    """
    return rng.choice(world.catalog.select_by_use(use)[:kinds], count)


def draw_recent_days(world: World, rng, count: int, most: int) -> np.ndarray:
    """Draw days of the last `most` days."""
    return world.town.end - rng.integers(1, most, count)


def get_last_december(world: World) -> int:
    """Get the last December that is over."""
    return (world.town.last_month // 12) * 12 - 1


def plan_purchases(world: World, rng, person, shop, day, **more) -> np.ndarray:
    """Plan purchases at opening hours, of everyday items unless `item` is given."""
    n = len(person)
    item = more.pop("item", None)
    item = draw_items(world, rng, "o", n) if item is None else item
    return plan_sales(
        world, person, shop, draw_opening_times(rng, day), item, more.pop("qty", 1), **more
    )


def plan_resale_purchases(world: World, rng, person, shop, time, *, online) -> None:
    """Plan purchases of easily resold drugs at given times, meant to be in two places."""
    item = draw_items(world, rng, "w", len(person), kinds=20)
    plan_sales(
        world, person, shop, time, item, 4, fund=0.6, account=0.4, online=online, in_two_places=True
    )


def plan_prescribed_purchases(
    world: World, rng, person, shop, day, hospital, doctor, item, **more
) -> np.ndarray:
    """Plan purchases on prescriptions of the day; the caller plans the visits."""
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
    """Record a shop in the truth."""
    world.add_truth(
        typology, SCENARIO, "institution", world.institutions.institution_code[shop], label
    )


def label_persons(world: World, typology: str, person, label: str) -> None:
    """Record persons in the truth."""
    world.add_truth(typology, SCENARIO, "person", world.people.person_id[person], label)


def take_typology_shops(world: World, per_hundred: float) -> np.ndarray:
    """Take the shops of a typology."""
    return take_shops(world, count_shops(world, per_hundred))


def link_accounts(world: World, owner, member) -> None:
    """Link the accounts of pairs as family accounts."""
    world.plan("shared_accounts", pd.DataFrame({"owner": owner, "member": member}))


def reuse_trace_codes(world, typology, count, *, codes, back):
    """Settle codes twice: `codes` per shop, the second time at the shop, `back` days ago at
    most.
    """
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
        n = int(rng.integers(*codes))
        item = draw_items(world, rng, "w", n, kinds=24)
        # a range of codes apart from honest ones and other plants
        code = 5 * 10**12 + shop * 10_000 + np.arange(n) * 10
        day = draw_recent_days(world, rng, n, back[1] - 60) - back[0]
        first, second = draw_customers(world, rng, n), draw_customers(world, rng, n)
        elsewhere = np.where(rng.random(n) < 0.5, draw_shops(world, rng, n), shop)
        plan_purchases(
            world,
            rng,
            first,
            elsewhere,
            day - rng.integers(20, 60, n),
            item=item,
            code=code,
            fund=0.5,
        )
        plan_purchases(
            world,
            rng,
            second,
            shop,
            np.minimum(day + rng.integers(4, 50, n), world.town.end),
            item=item,
            code=code,
            fund=0.5,
        )
        label_shop(world, typology, shop)


def skip_trace_scans(world, typology, count, share):
    """Leave a share of the packs of shops unscanned."""
    for shop in take_shops(world, count):
        world.institutions.missed_share[shop] = share
        label_shop(world, typology, shop)


def plan_drug_resale(world, typology, count, *, shops, buys, excess):
    """Plan purchases of easily resold drugs at many shops, more than anyone takes."""
    rng = world.town.make_rng(typology)
    person = take_adults(world, typology, count)
    for one in person:
        n = int(rng.integers(*buys))
        places = draw_shops(world, rng, shops)
        drugs = rng.choice(world.catalog.select_by_use("w")[:20], 2, replace=False)
        day = draw_recent_days(world, rng, n, 340)
        plan_purchases(
            world,
            rng,
            np.repeat(one, n),
            rng.choice(places, n),
            day,
            item=rng.choice(drugs, n),
            qty=rng.integers(1, excess + 2, n),
            fund=0.6,
            account=0.3,
        )
    label_persons(world, typology, person, "fraud")


def plan_swipe_bursts(world, typology, count, *, bursts, cards, seconds):
    """Plan bursts in which the cards of a drawer are swiped one after another, `seconds` apart."""
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
        # the cards that the shop keeps
        drawer = draw_customers(world, rng, 25)
        for day in draw_recent_days(world, rng, int(rng.integers(*bursts)), 170):
            person = rng.choice(drawer, int(rng.integers(*cards)), replace=False)
            gaps = np.cumsum(rng.integers(*seconds, len(person)))
            time = (
                day.astype("datetime64[s]")
                + np.timedelta64(int(rng.integers(9, 20)), "h")
                + gaps.astype("timedelta64[s]")
            )
            plan_sales(
                world,
                person,
                shop,
                time,
                int(rng.choice(world.catalog.select_by_use("o"))),
                2,
                fund=0.4,
                account=0.6,
            )
        label_shop(world, typology, shop)


def plan_card_borrowing(world, typology, count, *, cards, days, one_collector):
    """Plan visits at which one or two persons bring the cards of many."""
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
        owners = take_adults(world, f"{typology} {shop}", int(rng.integers(*cards)))
        collectors = owners[0] if one_collector else owners[np.arange(len(owners)) % 2]
        for day in world.town.end - rng.choice(85, int(rng.integers(*days)), replace=False):
            start = day.astype("datetime64[s]") + np.timedelta64(int(rng.integers(9, 19)), "h")
            time = start + np.sort(rng.integers(0, 540, len(owners))).astype("timedelta64[s]")
            item = draw_items(world, rng, "w", len(owners), kinds=20)
            plan_sales(
                world, owners, shop, time, item, 2, collector=collectors, fund=0.5, account=0.5
            )
        label_shop(world, typology, shop)
        label_persons(world, typology, owners, "minor")


def forge_prescriptions(world, typology, count, *, patients, buys, dear):
    """Plan purchases on prescriptions of a hospital that never saw the patients."""
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
        people = take_adults(world, f"{typology} {shop}", int(rng.integers(*patients)))
        person = np.repeat(people, buys)
        hospital, n = int(rng.choice(world.institutions.hospitals)), len(person)
        stock = world.catalog.select_by_use("x")[:8] if dear else world.catalog.select_by_use("h")
        day = draw_recent_days(world, rng, n, 330)
        plan_prescribed_purchases(
            world, rng, person, shop, day, hospital, rng.integers(0, 3, n), rng.choice(stock, n)
        )
        label_shop(world, typology, shop)
        label_persons(world, typology, people, "minor")


def plan_phantom_sales(world, typology, count, *, sales, items):
    """Plan sales of packs that the shop never bought in."""
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
        person = draw_customers(world, rng, sales)
        item = rng.choice(
            rng.choice(world.catalog.select_by_use("o")[:80], items, replace=False), sales
        )
        plan_purchases(
            world,
            rng,
            person,
            shop,
            draw_recent_days(world, rng, sales, 300),
            item=item,
            qty=2,
            fund=0.5,
            phantom=True,
        )
        label_shop(world, typology, shop)


def fill_prescriptions(world, rng, shop, count, *, code, ended):
    """Plan purchases under a doctor's code that is not valid; the visits are real.

    `ended` is the day on which the doctor's registration ended, None for an invented code.
    """
    hospital = int(rng.choice(world.institutions.hospitals))
    person, day = draw_customers(world, rng, count), draw_recent_days(world, rng, count, 330)
    plan_visits(world, person, hospital, day, 4)
    plan_prescribed_purchases(
        world,
        rng,
        person,
        shop,
        day,
        hospital,
        4,
        draw_items(world, rng, "h", count),
        doctor_code=code,
    )
    if ended is not None:
        world.plans["ended_doctors"].append((code, ended))


def plan_split_prescriptions(world, rng, shop, *, patients, dear, doctors=1):
    """Plan three prescriptions of one drug a person and day; with more doctors from several
    clinics.
    """
    hospital, person = (
        int(rng.choice(world.institutions.hospitals)),
        draw_customers(world, rng, patients),
    )
    # within the last three months, one day per patient
    day = world.town.end - 20 - rng.integers(0, 60, patients)
    item = rng.choice(world.catalog.select_by_use("x" if dear else "h"), patients)
    for turn in range(3):
        doctor = turn % doctors
        plan_visits(world, person, hospital, day, doctor)
        plan_prescribed_purchases(
            world, rng, person, shop, day, hospital, doctor, item, in_two_places=True
        )


def sort_shops_by_longitude(world):
    """Sort the shops by longitude."""
    shops, lon = world.institutions.shops, world.institutions.lon
    return shops[np.argsort(lon[shops], kind="stable")]


def plan_distant_purchases(world, rng, person, *, times, qty, minutes=(3, 12)):
    """Plan pairs of purchases in person at both ends of the city, some minutes apart."""
    order = sort_shops_by_longitude(world)
    west, east = order[: len(order) // 5], order[-(len(order) // 5) :]
    for _ in range(times):
        n = len(person)
        time = draw_opening_times(rng, draw_recent_days(world, rng, n, 340))
        later = time + (60 * rng.integers(*minutes, n)).astype("timedelta64[s]")
        for places, when in ((west, time), (east, later)):
            item = draw_items(world, rng, "w", n, kinds=20)
            plan_sales(
                world,
                person,
                rng.choice(places, n),
                when,
                item,
                qty,
                fund=0.6,
                account=0.4,
                in_two_places=True,
            )
