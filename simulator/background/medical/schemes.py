"""How irregular billing is done, step by step: what typologies of pharmacies are made of."""

import numpy as np

from simulator.background.medical.institutions import take_shops
from simulator.background.medical.sales import draw_opening_times, plan_sales, plan_visits
from simulator.background.medical.shopping import (
    draw_customers,
    draw_recent_days,
    draw_shops,
    label_persons,
    label_shop,
    plan_prescribed_purchases,
    plan_purchases,
    take_adults,
)


def reuse_trace_codes(world, typology, count, *, codes, back):
    """Codes that were settled before are settled again."""
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
        n = int(rng.integers(*codes))
        item = rng.choice(world.catalog.select_by_use("w")[:24], n)
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
    """A share of the packs is not scanned."""
    for shop in take_shops(world, count):
        world.institutions.missed_share[shop] = share
        label_shop(world, typology, shop)


def plan_drug_resale(world, typology, count, *, shops, buys, excess):
    """Easily resold drugs from many shops, more than anyone takes."""
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
    """Cards of a drawer swiped one after another."""
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
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
    """One or two persons come with the cards of many."""
    for shop in take_shops(world, count):
        rng = world.town.make_rng(f"{typology} {shop}")
        owners = take_adults(world, f"{typology} {shop}", int(rng.integers(*cards)))
        collectors = owners[0] if one_collector else owners[np.arange(len(owners)) % 2]
        for day in world.town.end - rng.choice(85, int(rng.integers(*days)), replace=False):
            start = day.astype("datetime64[s]") + np.timedelta64(int(rng.integers(9, 19)), "h")
            time = start + np.sort(rng.integers(0, 540, len(owners))).astype("timedelta64[s]")
            item = rng.choice(world.catalog.select_by_use("w")[:20], len(owners))
            plan_sales(
                world, owners, shop, time, item, 2, collector=collectors, fund=0.5, account=0.5
            )
        label_shop(world, typology, shop)
        label_persons(world, typology, owners, "minor")


def forge_prescriptions(world, typology, count, *, patients, buys, dear):
    """Prescriptions of a hospital that saw nobody."""
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
    """Sales that the books know nothing of."""
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
    """Prescriptions under a code: of a doctor who left on a day (`ended`), or of nobody (None). The visits are real."""
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
        rng.choice(world.catalog.select_by_use("h"), count),
        doctor_code=code,
    )
    if ended is not None:
        world.plans["ended_doctors"].append((code, ended))


def plan_split_prescriptions(world, rng, shop, *, patients, dear, doctors=1):
    """Three prescriptions of one drug a person on a day; with more doctors they come from several clinics."""
    hospital, person = (
        int(rng.choice(world.institutions.hospitals)),
        draw_customers(world, rng, patients),
    )
    day = world.town.end - 20 - rng.integers(0, 60, patients)
    item = rng.choice(world.catalog.select_by_use("x" if dear else "h"), patients)
    for turn in range(3):
        doctor = turn % doctors
        plan_visits(world, person, hospital, day, doctor)
        plan_prescribed_purchases(
            world, rng, person, shop, day, hospital, doctor, item, in_two_places=True
        )


def sort_shops_by_longitude(world):
    """The shops in order of their longitude."""
    shops, lon = world.institutions.shops, world.institutions.lon
    return shops[np.argsort(lon[shops], kind="stable")]


def plan_distant_purchases(world, rng, person, *, times, qty, minutes=(3, 12)):
    """Each person buys in person at a shop and minutes later at one at the other end of the city."""
    order = sort_shops_by_longitude(world)
    west, east = order[: len(order) // 5], order[-(len(order) // 5) :]
    for _ in range(times):
        n = len(person)
        time = draw_opening_times(rng, draw_recent_days(world, rng, n, 340))
        later = time + (60 * rng.integers(*minutes, n)).astype("timedelta64[s]")
        for places, when in ((west, time), (east, later)):
            item = rng.choice(world.catalog.select_by_use("w")[:20], n)
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
