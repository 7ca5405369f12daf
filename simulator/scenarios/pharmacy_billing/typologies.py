"""Pharmacies and buyers: resale, forged prescriptions, empty swipes."""

import numpy as np

from simulator.background.medical.sales import plan_visits
from simulator.background.medical.schemes import (
    at_two_places,
    borrow,
    filled_for,
    forge,
    phantom,
    resell,
    reuse,
    split_days,
    swipe,
    unscanned,
)
from simulator.background.medical.shopping import (
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
from simulator.core.clock_and_seeds import month_day
from simulator.core.world import World


def trace_code_reuse(world: World) -> None:
    """Packs bought back from the insured are sold again: their codes are settled twice within weeks."""
    reuse(world, "trace_code_reuse", shop_count(world, 8), codes=(25, 70), back=(20, 330))


def trace_code_reuse_hard(world: World) -> None:
    """A few codes in each of some shops, months apart."""
    reuse(world, "trace_code_reuse_hard", shop_count(world, 4), codes=(6, 12), back=(30, 330))


def no_scan_sales(world: World) -> None:
    """A large part of the drugs goes over the counter without a scan, month after month."""
    unscanned(world, "no_scan_sales", shop_count(world, 6), 0.35)


def no_scan_sales_hard(world: World) -> None:
    """One line in ten."""
    unscanned(world, "no_scan_sales_hard", shop_count(world, 4), 0.10)


def drug_reseller(world: World) -> None:
    """An insured person buys easily resold drugs in many shops, far more than anyone can take."""
    resell(world, "drug_reseller", world.town.planted(320, 8), shops=8, buys=(40, 70), excess=3)


def drug_reseller_hard(world: World) -> None:
    """Moderate excess over many shops, in between ordinary purchases."""
    resell(world, "drug_reseller_hard", world.town.planted(100, 6), shops=14, buys=(18, 28), excess=2)


def swipe_burst(world: World) -> None:
    """Cards in a drawer are swiped one after another, seconds apart, for the same basket."""
    swipe(world, "swipe_burst", shop_count(world, 6), bursts=(12, 30), cards=(7, 14), seconds=(8, 40))


def swipe_burst_hard(world: World) -> None:
    """Short runs with longer gaps, a few times a month."""
    swipe(world, "swipe_burst_hard", shop_count(world, 4), bursts=(8, 12), cards=(5, 7), seconds=(25, 58))


def card_borrowing_cluster(world: World) -> None:
    """One person comes with the cards of a dozen neighbours, again and again."""
    borrow(
        world, "card_borrowing_cluster", shop_count(world, 6), cards=(8, 14), days=(7, 14), one_collector=True
    )


def card_borrowing_cluster_hard(world: World) -> None:
    """Five or six cards, two collectors, some days without them."""
    borrow(
        world,
        "card_borrowing_cluster_hard",
        shop_count(world, 4),
        cards=(5, 7),
        days=(5, 7),
        one_collector=False,
    )


def forged_prescriptions(world: World) -> None:
    """Prescriptions of a hospital that never saw the patients, for a drug of thousands a pack."""
    forge(world, "forged_prescriptions", shop_count(world, 6), patients=(14, 30), buys=4, dear=True)


def forged_prescriptions_hard(world: World) -> None:
    """Ordinary drugs on forged prescriptions among many real ones."""
    forge(world, "forged_prescriptions_hard", shop_count(world, 4), patients=(16, 24), buys=4, dear=False)


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
    phantom(world, "phantom_stock", shop_count(world, 5), sales=260, items=6)


def phantom_stock_hard(world: World) -> None:
    """A dozen packs a month of two drugs."""
    phantom(world, "phantom_stock_hard", shop_count(world, 3), sales=110, items=2)


def unqualified_prescriber(world: World) -> None:
    """A shop fills the prescriptions of a doctor whose registration ended long ago."""
    for shop in shops_for(world, 4):
        rng = world.town.rng(f"unqualified {shop}")
        filled_for(world, rng, shop, 40, code=f"x{shop:06d}", ended=world.town.end - 700)
        note(world, "unqualified_prescriber", shop)


def unqualified_prescriber_hard(world: World) -> None:
    """Two invented codes for a few prescriptions among many real ones."""
    for shop in shops_for(world, 3):
        rng = world.town.rng(f"invented {shop}")
        for part in range(2):
            filled_for(world, rng, shop, 4, code=f"y{shop:05d}{part}", ended=None)
        note(world, "unqualified_prescriber_hard", shop)


def injury_items_on_medical(world: World) -> None:
    """Items that work-injury insurance alone pays are billed to medical insurance."""
    for shop in shops_for(world, 3):
        rng = world.town.rng(f"injury items {shop}")
        person = customers(world, rng, 12)
        item = world.catalog.limited_to("injury")[0]
        buy(world, rng, person, shop, days_back(world, rng, 12, 340), item=item, fund=0.6, account=0.3)
        note(world, "injury_items_on_medical", shop)


def swapped_goods(world: World) -> None:
    """Goods outside insurance are billed as whatever is at hand, women's drugs for men among them."""
    for shop in shops_for(world, 3):
        rng = world.town.rng(f"swapped {shop}")
        people, n = world.people, 60
        men = np.flatnonzero((people.sex == "1") & people.alive & (people.age(world.town.end) > 30))
        item = rng.choice(world.catalog.limited_to("2"), n)
        day = days_back(world, rng, n, 340)
        buy(
            world,
            rng,
            rng.choice(men, n),
            shop,
            day,
            item=item,
            qty=rng.integers(1, 4, n),
            fund=0.4,
            account=0.6,
        )
        note(world, "swapped_goods", shop)


def split_prescriptions(world: World) -> None:
    """A doctor writes three prescriptions of one drug on a day, each just what a prescription may hold."""
    for shop in shops_for(world, 3):
        rng = world.town.rng(f"split rx {shop}")
        split_days(world, rng, shop, patients=45, dear=False)
        note(world, "split_prescriptions", shop)


def cloned_credential(world: World) -> None:
    """A credential is used at both ends of the city within minutes, for easily resold drugs."""
    rng = world.town.rng("cloned")
    person = adults(world, "cloned", world.town.planted(60, 6))
    at_two_places(world, rng, person, times=4, qty=4)
    note_persons(world, "cloned_credential", person, "fraud")


def cloned_credential_hard(world: World) -> None:
    """Twice a year, a quarter of an hour apart."""
    rng = world.town.rng("cloned hard")
    person = adults(world, "cloned hard", world.town.planted(30, 5))
    at_two_places(world, rng, person, times=2, qty=4, minutes=(9, 14))
    note_persons(world, "cloned_credential_hard", person, "fraud")


def watch_list_shop(world: World) -> None:
    """An ordinary shop turns into a source for dealers: easily resold drugs in quantity, buyers from everywhere."""
    for shop in shops_for(world, 3):
        rng = world.town.rng(f"dealers {shop}")
        n = 260
        item = rng.choice(world.catalog.of_use("w")[:24], n)
        day = days_back(world, rng, n, 340)
        buy(
            world,
            rng,
            customers(world, rng, n),
            shop,
            day,
            item=item,
            qty=rng.integers(2, 5, n),
            fund=0.5,
            account=0.4,
        )
        note(world, "watch_list_shop", shop)
