"""Pharmacies and buyers: resale, forged prescriptions, empty swipes."""

import numpy as np

from sources.simulator.medical.institutions import take_shops
from sources.simulator.medical.sales import plan_sales, plan_visits
from sources.simulator.medical.shopping import (
    adults,
    any_shops,
    buy,
    customers,
    days_back,
    december,
    note,
    note_persons,
    prescribed,
    shop_count,
    shops_for,
)
from sources.simulator.town import month_day
from sources.simulator.world import World


def trace_code_reuse(world: World) -> None:
    """Packs bought back from the insured are sold again: their codes are settled twice within weeks."""
    _reuse(world, "trace_code_reuse", shop_count(world, 8), codes=(25, 70), back=(20, 330))


def trace_code_reuse_hard(world: World) -> None:
    """A few codes in each of some shops, months apart."""
    _reuse(world, "trace_code_reuse_hard", shop_count(world, 4), codes=(6, 12), back=(30, 330))


def no_scan_sales(world: World) -> None:
    """A large part of the drugs goes over the counter without a scan, month after month."""
    _unscanned(world, "no_scan_sales", shop_count(world, 6), 0.35)


def no_scan_sales_hard(world: World) -> None:
    """One line in ten."""
    _unscanned(world, "no_scan_sales_hard", shop_count(world, 4), 0.10)


def drug_reseller(world: World) -> None:
    """An insured person buys easily resold drugs in many shops, far more than anyone can take."""
    _resell(world, "drug_reseller", world.town.planted(320, 8), shops=8, buys=(40, 70), excess=3)


def drug_reseller_hard(world: World) -> None:
    """Moderate excess over many shops, in between ordinary purchases."""
    _resell(world, "drug_reseller_hard", world.town.planted(100, 6), shops=14, buys=(18, 28), excess=2)


def swipe_burst(world: World) -> None:
    """Cards in a drawer are swiped one after another, seconds apart, for the same basket."""
    _swipe(world, "swipe_burst", shop_count(world, 6), bursts=(12, 30), cards=(7, 14), seconds=(8, 40))


def swipe_burst_hard(world: World) -> None:
    """Short runs with longer gaps, a few times a month."""
    _swipe(world, "swipe_burst_hard", shop_count(world, 4), bursts=(8, 12), cards=(5, 7), seconds=(25, 58))


def card_borrowing_cluster(world: World) -> None:
    """One person comes with the cards of a dozen neighbours, again and again."""
    _borrow(
        world, "card_borrowing_cluster", shop_count(world, 6), cards=(8, 14), days=(7, 14), one_collector=True
    )


def card_borrowing_cluster_hard(world: World) -> None:
    """Five or six cards, two collectors, some days without them."""
    _borrow(
        world,
        "card_borrowing_cluster_hard",
        shop_count(world, 4),
        cards=(5, 7),
        days=(5, 7),
        one_collector=False,
    )


def forged_prescriptions(world: World) -> None:
    """Prescriptions of a hospital that never saw the patients, for a drug of thousands a pack."""
    _forge(world, "forged_prescriptions", shop_count(world, 6), patients=(14, 30), buys=4, dear=True)


def forged_prescriptions_hard(world: World) -> None:
    """Ordinary drugs on forged prescriptions among many real ones."""
    _forge(world, "forged_prescriptions_hard", shop_count(world, 4), patients=(16, 24), buys=4, dear=False)


def kickback_prescriber(world: World) -> None:
    """Most of the prescribed money of a shop comes from one doctor."""
    for shop in shops_for(world, 5):
        rng = world.town.rng(f"kickback {shop}")
        person = customers(world, rng, 150)
        day = days_back(world, rng, len(person), 350)
        hospital, doctor = int(rng.choice(world.institutions.hospitals)), int(rng.integers(0, 12))
        plan_visits(world, person, hospital, day, doctor)
        prescribed(
            world,
            rng,
            person,
            shop,
            day,
            hospital,
            doctor,
            rng.choice(world.catalog.of_use("x")[8:16], len(person)),
        )
        note(world, "kickback_prescriber", shop)


def billing_after_death(world: World) -> None:
    """The card of a dead person goes on buying."""
    known = np.flatnonzero(
        ~world.people.alive
        & ~world.is_taken()
        & (world.people.death < world.town.end - 120)
        & (world.people.age(world.town.end) > 40)
    )
    rng = world.town.rng("after death")
    person = np.sort(rng.choice(known, min(len(known), world.town.planted(60, 6)), replace=False))
    for one in person:
        day = world.people.death[one] + rng.integers(20, 115, int(rng.integers(2, 7)))
        buy(world, rng, np.repeat(one, len(day)), any_shops(world, rng, len(day)), day)
    world.plans["known_dead"].extend(person)
    note_persons(world, "billing_after_death", person, "fraud")


def inpatient_purchase(world: World) -> None:
    """In hospital all the while, and yet at the counter of pharmacies several times."""
    rng = world.town.rng("inpatient")
    person = adults(world, "inpatient", world.town.planted(80, 6))
    for one in person:
        for start in world.town.end - rng.integers(40, 340, 2):
            plan_visits(
                world,
                [one],
                int(rng.choice(world.institutions.hospitals)),
                start,
                2,
                med_type="21",
                until=start + 16,
                total=9000.0,
            )
            day = start + rng.integers(3, 13, 3)
            buy(world, rng, np.repeat(one, 3), any_shops(world, rng, 3), day)
    note_persons(world, "inpatient_purchase", person, "fraud")


def year_end_drain(world: World) -> None:
    """In December whole allowances are turned into credit with the shop."""
    for shop in shops_for(world, 4):
        rng = world.town.rng(f"drain {shop}")
        person = customers(world, rng, 160)
        day = month_day(december(world)) + rng.integers(12, 31, len(person))
        buy(world, rng, person, shop, day, qty=rng.integers(4, 9, len(person)), fund=0.5, account=0.5)
        note(world, "year_end_drain", shop)


def suspended_settlement(world: World) -> None:
    """The agreement is suspended, the settlements go on."""
    for shop in shops_for(world, 4):
        rng = world.town.rng(f"suspended {shop}")
        start = world.town.end - rng.integers(80, 300)
        world.institutions.suspended_from[shop] = start
        world.institutions.suspended_to[shop] = start + 60
        person = customers(world, rng, 25)
        buy(world, rng, person, shop, start + rng.integers(2, 55, len(person)), fund=0.5)
        note(world, "suspended_settlement", shop)


def phantom_stock(world: World) -> None:
    """Drugs are settled that were never bought in."""
    _phantom(world, "phantom_stock", shop_count(world, 5), sales=260, items=6)


def phantom_stock_hard(world: World) -> None:
    """A dozen packs a month of two drugs."""
    _phantom(world, "phantom_stock_hard", shop_count(world, 3), sales=110, items=2)


def _reuse(world, typology, count, *, codes, back):
    for shop in take_shops(world, count):
        rng = world.town.rng(f"{typology} {shop}")
        n = int(rng.integers(*codes))
        item = rng.choice(world.catalog.of_use("w")[:24], n)
        code = 5 * 10**12 + shop * 10_000 + np.arange(n) * 10
        day = days_back(world, rng, n, back[1] - 60) - back[0]
        first, second = customers(world, rng, n), customers(world, rng, n)
        elsewhere = np.where(rng.random(n) < 0.5, any_shops(world, rng, n), shop)
        buy(world, rng, first, elsewhere, day - rng.integers(20, 60, n), item=item, code=code, fund=0.5)
        buy(
            world,
            rng,
            second,
            shop,
            np.minimum(day + rng.integers(4, 50, n), world.town.end),
            item=item,
            code=code,
            fund=0.5,
        )
        note(world, typology, shop)


def _unscanned(world, typology, count, share):
    for shop in take_shops(world, count):
        world.institutions.missed_share[shop] = share
        note(world, typology, shop)


def _resell(world, typology, count, *, shops, buys, excess):
    rng = world.town.rng(typology)
    person = adults(world, typology, count)
    for one in person:
        n = int(rng.integers(*buys))
        places = any_shops(world, rng, shops)
        drugs = rng.choice(world.catalog.of_use("w")[:20], 2, replace=False)
        day = days_back(world, rng, n, 340)
        buy(
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
    note_persons(world, typology, person, "fraud")


def _swipe(world, typology, count, *, bursts, cards, seconds):
    for shop in take_shops(world, count):
        rng = world.town.rng(f"{typology} {shop}")
        drawer = customers(world, rng, 25)
        for day in days_back(world, rng, int(rng.integers(*bursts)), 170):
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
                int(rng.choice(world.catalog.of_use("o"))),
                2,
                fund=0.4,
                account=0.6,
            )
        note(world, typology, shop)


def _borrow(world, typology, count, *, cards, days, one_collector):
    for shop in take_shops(world, count):
        rng = world.town.rng(f"{typology} {shop}")
        owners = adults(world, f"{typology} {shop}", int(rng.integers(*cards)))
        collectors = owners[0] if one_collector else owners[np.arange(len(owners)) % 2]
        for day in world.town.end - rng.choice(85, int(rng.integers(*days)), replace=False):
            start = day.astype("datetime64[s]") + np.timedelta64(int(rng.integers(9, 19)), "h")
            time = start + np.sort(rng.integers(0, 540, len(owners))).astype("timedelta64[s]")
            item = rng.choice(world.catalog.of_use("w")[:20], len(owners))
            plan_sales(world, owners, shop, time, item, 2, collector=collectors, fund=0.5, account=0.5)
        note(world, typology, shop)
        note_persons(world, typology, owners, "minor")


def _forge(world, typology, count, *, patients, buys, dear):
    for shop in take_shops(world, count):
        rng = world.town.rng(f"{typology} {shop}")
        people = adults(world, f"{typology} {shop}", int(rng.integers(*patients)))
        person = np.repeat(people, buys)
        hospital, n = int(rng.choice(world.institutions.hospitals)), len(person)
        stock = world.catalog.of_use("x")[:8] if dear else world.catalog.of_use("h")
        day = days_back(world, rng, n, 330)
        prescribed(world, rng, person, shop, day, hospital, rng.integers(0, 3, n), rng.choice(stock, n))
        note(world, typology, shop)
        note_persons(world, typology, people, "minor")


def _phantom(world, typology, count, *, sales, items):
    for shop in take_shops(world, count):
        rng = world.town.rng(f"{typology} {shop}")
        person = customers(world, rng, sales)
        item = rng.choice(rng.choice(world.catalog.of_use("o")[:80], items, replace=False), sales)
        buy(
            world,
            rng,
            person,
            shop,
            days_back(world, rng, sales, 300),
            item=item,
            qty=2,
            fund=0.5,
            phantom=True,
        )
        note(world, typology, shop)
