"""Pharmacies and buyers: resale, forged prescriptions, empty swipes."""

import numpy as np

from simulator.background.medical.sales import plan_visits
from simulator.core.clock_and_seeds import make_date
from simulator.core.world import World
from simulator.scenarios.pharmacy_billing.building_blocks import (
    count_shops,
    draw_customers,
    draw_items,
    draw_recent_days,
    draw_shops,
    fill_prescriptions,
    forge_prescriptions,
    get_last_december,
    label_persons,
    label_shop,
    plan_card_borrowing,
    plan_distant_purchases,
    plan_drug_resale,
    plan_phantom_sales,
    plan_prescribed_purchases,
    plan_purchases,
    plan_split_prescriptions,
    plan_swipe_bursts,
    reuse_trace_codes,
    skip_trace_scans,
    take_adults,
    take_typology_shops,
)


def trace_code_reuse(world: World) -> None:
    """Shops buy packs back from the insured and sell them again, so their codes are settled twice
    within weeks.
    """
    reuse_trace_codes(
        world, "trace_code_reuse", count_shops(world, 8), codes=(25, 70), back=(20, 330)
    )


def trace_code_reuse_hard(world: World) -> None:
    """Shops resell only a few packs, months after the first sale, so that few codes repeat."""
    reuse_trace_codes(
        world, "trace_code_reuse_hard", count_shops(world, 4), codes=(6, 12), back=(30, 330)
    )


def no_scan_sales(world: World) -> None:
    """Shops sell a third of their packs without a scan, so that goods of unknown origin leave no
    code.
    """
    skip_trace_scans(world, "no_scan_sales", count_shops(world, 6), 0.35)


def no_scan_sales_hard(world: World) -> None:
    """Shops leave one line in ten unscanned, little more than carelessness would."""
    skip_trace_scans(world, "no_scan_sales_hard", count_shops(world, 4), 0.10)


def drug_reseller(world: World) -> None:
    """An insured person buys easily resold drugs at many shops to sell them on, far more than
    anyone can take.
    """
    plan_drug_resale(
        world,
        "drug_reseller",
        world.town.scale_planted_count(320, 8),
        shops=8,
        buys=(40, 70),
        excess=3,
    )


def drug_reseller_hard(world: World) -> None:
    """A reseller buys a little more than one person takes, spread over many shops."""
    plan_drug_resale(
        world,
        "drug_reseller_hard",
        world.town.scale_planted_count(100, 6),
        shops=14,
        buys=(18, 28),
        excess=2,
    )


def swipe_burst(world: World) -> None:
    """A shop swipes the cards in its drawer one after another, seconds apart, for the same
    basket.
    """
    plan_swipe_bursts(
        world, "swipe_burst", count_shops(world, 6), bursts=(12, 30), cards=(7, 14), seconds=(8, 40)
    )


def swipe_burst_hard(world: World) -> None:
    """A shop swipes a few cards with longer gaps, a few times a month, to look like a queue."""
    plan_swipe_bursts(
        world,
        "swipe_burst_hard",
        count_shops(world, 4),
        bursts=(8, 12),
        cards=(5, 7),
        seconds=(25, 58),
    )


def card_borrowing_cluster(world: World) -> None:
    """One person comes again and again with the cards of a dozen neighbours."""
    plan_card_borrowing(
        world,
        "card_borrowing_cluster",
        count_shops(world, 6),
        cards=(8, 14),
        days=(7, 14),
        one_collector=True,
    )


def card_borrowing_cluster_hard(world: World) -> None:
    """Two persons take turns with five or six borrowed cards, so that each comes less often."""
    plan_card_borrowing(
        world,
        "card_borrowing_cluster_hard",
        count_shops(world, 4),
        cards=(5, 7),
        days=(5, 7),
        one_collector=False,
    )


def forged_prescriptions(world: World) -> None:
    """A shop bills dear drugs on forged prescriptions of a hospital that never saw the patients."""
    forge_prescriptions(
        world, "forged_prescriptions", count_shops(world, 6), patients=(14, 30), buys=4, dear=True
    )


def forged_prescriptions_hard(world: World) -> None:
    """A shop hides forged prescriptions of ordinary drugs among many real ones."""
    forge_prescriptions(
        world,
        "forged_prescriptions_hard",
        count_shops(world, 4),
        patients=(16, 24),
        buys=4,
        dear=False,
    )


def kickback_prescriber(world: World) -> None:
    """One doctor is paid to prescribe, so that most of a shop's prescribed money comes from that
    doctor.
    """
    for shop in take_typology_shops(world, 5):
        rng = world.town.make_rng(f"kickback {shop}")
        person = draw_customers(world, rng, 150)
        day = draw_recent_days(world, rng, len(person), 350)
        hospital, doctor = int(rng.choice(world.institutions.hospitals)), int(rng.integers(0, 12))
        plan_visits(world, person, hospital, day, doctor)
        plan_prescribed_purchases(
            world,
            rng,
            person,
            shop,
            day,
            hospital,
            doctor,
            rng.choice(world.catalog.select_by_use("x")[8:16], len(person)),
        )
        label_shop(world, "kickback_prescriber", shop)


def billing_after_death(world: World) -> None:
    """Somebody goes on buying with the card of a dead person."""
    dead = np.flatnonzero(
        ~world.people.is_alive
        & ~world.is_taken()
        & (world.people.death < world.town.end - 120)
        & (world.people.age(world.town.end) > 40)
    )
    rng = world.town.make_rng("after death")
    person = np.sort(
        rng.choice(dead, min(len(dead), world.town.scale_planted_count(60, 6)), replace=False)
    )
    for one in person:
        day = world.people.death[one] + rng.integers(20, 115, int(rng.integers(2, 7)))
        plan_purchases(world, rng, np.repeat(one, len(day)), draw_shops(world, rng, len(day)), day)
    world.plans["known_dead"].extend(person)
    label_persons(world, "billing_after_death", person, "fraud")


def inpatient_purchase(world: World) -> None:
    """Somebody buys at pharmacies with the card of a person who is in hospital all the while."""
    rng = world.town.make_rng("inpatient")
    person = take_adults(world, "inpatient", world.town.scale_planted_count(80, 6))
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
            plan_purchases(world, rng, np.repeat(one, 3), draw_shops(world, rng, 3), day)
    label_persons(world, "inpatient_purchase", person, "fraud")


def year_end_drain(world: World) -> None:
    """A shop turns unused allowances into credit in December, so that that month stands out."""
    for shop in take_typology_shops(world, 4):
        rng = world.town.make_rng(f"drain {shop}")
        person = draw_customers(world, rng, 160)
        day = make_date(get_last_december(world)) + rng.integers(12, 31, len(person))
        plan_purchases(
            world,
            rng,
            person,
            shop,
            day,
            qty=rng.integers(4, 9, len(person)),
            fund=0.5,
            account=0.5,
        )
        label_shop(world, "year_end_drain", shop)


def suspended_settlement(world: World) -> None:
    """A shop goes on settling while its agreement is suspended."""
    for shop in take_typology_shops(world, 4):
        rng = world.town.make_rng(f"suspended {shop}")
        start = world.town.end - rng.integers(80, 300)
        world.institutions.suspended_from[shop] = start
        world.institutions.suspended_to[shop] = start + 60
        person = draw_customers(world, rng, 25)
        plan_purchases(world, rng, person, shop, start + rng.integers(2, 55, len(person)), fund=0.5)
        label_shop(world, "suspended_settlement", shop)


def phantom_stock(world: World) -> None:
    """A shop bills drugs that it never bought in, so that more is sold than the stock allows."""
    plan_phantom_sales(world, "phantom_stock", count_shops(world, 5), sales=260, items=6)


def phantom_stock_hard(world: World) -> None:
    """A shop bills a dozen packs a month of two drugs that it never bought in."""
    plan_phantom_sales(world, "phantom_stock_hard", count_shops(world, 3), sales=110, items=2)


def unqualified_prescriber(world: World) -> None:
    """A shop fills prescriptions of a doctor whose registration ended long ago."""
    for shop in take_typology_shops(world, 4):
        rng = world.town.make_rng(f"unqualified {shop}")
        fill_prescriptions(world, rng, shop, 40, code=f"x{shop:06d}", ended=world.town.end - 700)
        label_shop(world, "unqualified_prescriber", shop)


def unqualified_prescriber_hard(world: World) -> None:
    """A shop hides a few prescriptions under invented doctors' codes among many real ones."""
    for shop in take_typology_shops(world, 3):
        rng = world.town.make_rng(f"invented {shop}")
        for part in range(2):
            fill_prescriptions(world, rng, shop, 4, code=f"y{shop:05d}{part}", ended=None)
        label_shop(world, "unqualified_prescriber_hard", shop)


def injury_items_on_medical(world: World) -> None:
    """A shop bills to medical insurance items that work-injury insurance alone pays."""
    for shop in take_typology_shops(world, 3):
        rng = world.town.make_rng(f"injury items {shop}")
        person = draw_customers(world, rng, 12)
        item = world.catalog.select_by_limit("injury")[0]
        plan_purchases(
            world,
            rng,
            person,
            shop,
            draw_recent_days(world, rng, 12, 340),
            item=item,
            fund=0.6,
            account=0.3,
        )
        label_shop(world, "injury_items_on_medical", shop)


def swapped_goods(world: World) -> None:
    """A shop bills goods outside insurance as any drug at hand, women's drugs for men among
    them.
    """
    for shop in take_typology_shops(world, 3):
        rng = world.town.make_rng(f"swapped {shop}")
        people, n = world.people, 60
        men = np.flatnonzero(
            (people.sex == "1") & people.is_alive & (people.age(world.town.end) > 30)
        )
        item = rng.choice(world.catalog.select_by_limit("2"), n)
        day = draw_recent_days(world, rng, n, 340)
        plan_purchases(
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
        label_shop(world, "swapped_goods", shop)


def split_prescriptions(world: World) -> None:
    """A doctor writes three prescriptions of one drug on a day, each within the limit of a
    prescription.
    """
    for shop in take_typology_shops(world, 3):
        rng = world.town.make_rng(f"split rx {shop}")
        plan_split_prescriptions(world, rng, shop, patients=45, dear=False)
        label_shop(world, "split_prescriptions", shop)


def cloned_credential(world: World) -> None:
    """A cloned credential buys easily resold drugs at both ends of the city within minutes."""
    rng = world.town.make_rng("cloned")
    person = take_adults(world, "cloned", world.town.scale_planted_count(60, 6))
    plan_distant_purchases(world, rng, person, times=4, qty=4)
    label_persons(world, "cloned_credential", person, "fraud")


def cloned_credential_hard(world: World) -> None:
    """A cloned credential is used twice a year only, a quarter of an hour apart."""
    rng = world.town.make_rng("cloned hard")
    person = take_adults(world, "cloned hard", world.town.scale_planted_count(30, 5))
    plan_distant_purchases(world, rng, person, times=2, qty=4, minutes=(9, 14))
    label_persons(world, "cloned_credential_hard", person, "fraud")


def watch_list_shop(world: World) -> None:
    """A shop becomes a source for dealers, who buy easily resold drugs in quantity from
    everywhere.
    """
    for shop in take_typology_shops(world, 3):
        rng = world.town.make_rng(f"dealers {shop}")
        n = 260
        item = draw_items(world, rng, "w", n, kinds=24)
        day = draw_recent_days(world, rng, n, 340)
        plan_purchases(
            world,
            rng,
            draw_customers(world, rng, n),
            shop,
            day,
            item=item,
            qty=rng.integers(2, 5, n),
            fund=0.5,
            account=0.4,
        )
        label_shop(world, "watch_list_shop", shop)
