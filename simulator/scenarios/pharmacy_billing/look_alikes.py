"""Honest conduct at pharmacies that resembles irregular billing."""

import numpy as np

from simulator.background.medical.institutions import move_next_door, take_shops
from simulator.background.medical.sales import (
    add_lines,
    draw_opening_times,
    plan_sales,
    plan_visits,
)
from simulator.core.clock_and_seeds import make_date
from simulator.core.world import World
from simulator.scenarios.pharmacy_billing.building_blocks import (
    choose_couples,
    draw_customers,
    draw_items,
    draw_recent_days,
    draw_shops,
    label_persons,
    label_shop,
    link_accounts,
    plan_prescribed_purchases,
    plan_purchases,
    plan_resale_purchases,
    plan_split_prescriptions,
    sort_shops_by_longitude,
    take_adults,
)


def split_pack_code(world: World) -> None:
    """A shop lawfully sells one pack in parts, so its code is settled several times."""
    for shop in take_shops(world, 3):
        rng = world.town.make_rng(f"split {shop}")
        person = draw_customers(world, rng, 40)
        item = draw_items(world, rng, "o", len(person))
        code = 6 * 10**12 + shop * 1000 + np.arange(len(person)) // 2
        day = world.town.end - rng.integers(10, 250, len(person))
        time = draw_opening_times(rng, day)
        plan_sales(world, person, shop, time, item, 6, unit="片", split=True, code=code, fund=0.5)
        label_shop(world, "split_pack_code", shop, "look_alike")


def return_resold_code(world: World) -> None:
    """A customer returns an unopened pack, which the shop sells again under the same code."""
    for shop in take_shops(world, 3):
        rng = world.town.make_rng(f"resold {shop}")
        first, second = draw_customers(world, rng, 12), draw_customers(world, rng, 12)
        item = world.catalog.select_by_use("h")[:12]
        code = 7 * 10**12 + shop * 1000 + np.arange(12) * 10
        day = world.town.end - rng.integers(30, 300, 12)
        sale_ids = plan_sales(
            world, first, shop, draw_opening_times(rng, day), item, 1, code=code, fund=0.5
        )
        world.plans["returned_sales"].extend(sale_ids)
        plan_sales(
            world, second, shop, draw_opening_times(rng, day + 8), item, 1, code=code, fund=0.5
        )
        label_shop(world, "return_resold_code", shop, "look_alike")


def scanner_outage_day(world: World) -> None:
    """A scanner is broken for two days; the shop uploads the reason."""
    for shop in take_shops(world, 3):
        rng = world.town.make_rng(f"outage {shop}")
        person = draw_customers(world, rng, 45)
        day = np.datetime64("2026-03-10") + rng.integers(0, 2, len(person))
        plan_purchases(world, rng, person, shop, day, scan="outage")
        label_shop(world, "scanner_outage_day", shop, "look_alike")


def long_prescription_couple(world: World) -> None:
    """A couple has linked accounts, and one of them collects twelve weeks' supply for both."""
    rng = world.town.make_rng("couple")
    couples = choose_couples(world, rng, 6)
    stock = world.catalog.select_by_use("h")[:8]
    for first_of_couple in couples:
        for person, collector in ((first_of_couple, -1), (first_of_couple + 1, first_of_couple)):
            day = world.town.end - np.arange(20, 350, 84)
            hospital = int(rng.choice(world.institutions.hospitals))
            plan_visits(world, np.repeat(person, len(day)), hospital, day, 3, med_type="14")
            item = np.repeat(rng.choice(stock), len(day))
            shop = int(rng.choice(world.institutions.shops))
            plan_sales(
                world,
                np.repeat(person, len(day)),
                shop,
                draw_opening_times(rng, day),
                item,
                3,
                collector=collector,
                payer=collector,
                long=True,
                days=84.0,
                hospital=hospital,
                rx_day=day,
                doctor=3,
                fund=0.5,
            )
    link_accounts(world, couples, couples + 1)
    label_persons(
        world, "long_prescription_couple", np.concatenate([couples, couples + 1]), "look_alike"
    )


def chain_branches_same_drug(world: World) -> None:
    """A branch runs out of a drug, so its customer gets it at other branches of the same chain."""
    rng, places = world.town.make_rng("branches"), world.institutions
    names, counts = np.unique(
        places.chain[places.chain.astype(bool)].astype(str), return_counts=True
    )
    branches = np.flatnonzero(places.chain == names[np.argmax(counts)])[:4]
    person = take_adults(world, "branches", 4)
    for one in person:
        item = int(rng.choice(world.catalog.select_by_use("h")[:8]))
        day = world.town.end - rng.integers(60, 200) + np.arange(len(branches)) * 4
        plan_sales(
            world, np.repeat(one, len(branches)), branches, draw_opening_times(rng, day), item, 1
        )
    label_persons(world, "chain_branches_same_drug", person, "look_alike")


def company_clinic_day(world: World) -> None:
    """A firm sends its staff on one day; three tills work in parallel, and every basket is
    another.
    """
    for shop in take_shops(world, 3):
        rng = world.town.make_rng(f"clinic day {shop}")
        world.institutions.tills[shop] = 3
        for day in world.town.end - np.array([40, 130, 220, 300]):
            person = draw_customers(world, rng, 45)
            seconds = np.sort(rng.integers(0, 2700, len(person)))
            time = (
                day.astype("datetime64[s]")
                + np.timedelta64(13, "h")
                + seconds.astype("timedelta64[s]")
            )
            sale = plan_sales(
                world,
                person,
                shop,
                time,
                draw_items(world, rng, "o", len(person)),
                rng.integers(1, 3, len(person)),
                till=np.arange(len(person)) % 3,
            )
            add_lines(
                world,
                sale,
                draw_items(world, rng, "o", len(person)),
                rng.integers(1, 4, len(person)),
            )
        label_shop(world, "company_clinic_day", shop, "look_alike")


def care_home_collector(world: World) -> None:
    """A nurse collects for the residents of a home, who share an address; one of the homes is on
    the white list.
    """
    for n, shop in enumerate(take_shops(world, 3)):
        rng = world.town.make_rng(f"care home {shop}")
        age = world.people.age(world.town.end)
        # the home gets its residents' drugs: they have no prescriptions of their own beside
        healthy = ~world.people.hypertension & ~world.people.diabetes
        residents = world.take((age > 74) & healthy, 30, f"care home {shop}")
        world.people.household[residents] = world.people.household.max() + 1
        nurse = 90_000_000 + int(shop)
        if n == 0:
            world.plans["approved_collectors"].append(nurse)
        for day in world.town.end - np.arange(15, 350, 28):
            start = day.astype("datetime64[s]") + np.timedelta64(9, "h")
            time = start + np.sort(rng.integers(0, 3600, len(residents))).astype("timedelta64[s]")
            plan_sales(
                world,
                residents,
                shop,
                time,
                draw_items(world, rng, "h", len(residents), kinds=12),
                1,
                collector=nurse,
                fund=0.5,
            )
        label_shop(world, "care_home_collector", shop, "look_alike")


def village_doctor(world: World) -> None:
    """A village has one doctor and one shop: the shop has all prescriptions from the doctor."""
    small = np.flatnonzero(
        (world.institutions.level == "0") & ~world.institutions.is_internet_hospital
    )
    for shop in take_shops(world, 3):
        rng = world.town.make_rng(f"village {shop}")
        hospital, person = int(rng.choice(small)), draw_customers(world, rng, 90)
        world.institutions.district[hospital] = world.institutions.district[shop]
        day = draw_recent_days(world, rng, len(person), 350)
        plan_visits(world, person, hospital, day, 1)
        item = draw_items(world, rng, "h", len(person), kinds=16)
        plan_prescribed_purchases(world, rng, person, shop, day, hospital, 1, item)
        label_shop(world, "village_doctor", shop, "look_alike")


def internet_hospital_rx(world: World) -> None:
    """A shop fills prescriptions of an internet hospital, which has no visits."""
    internet_hospital = int(np.flatnonzero(world.institutions.is_internet_hospital)[0])
    for shop in take_shops(world, 3):
        rng = world.town.make_rng(f"internet {shop}")
        person = draw_customers(world, rng, 70)
        day = draw_recent_days(world, rng, len(person), 350)
        doctor = rng.integers(0, 12, len(person))
        item = draw_items(world, rng, "h", len(person), kinds=16)
        plan_prescribed_purchases(world, rng, person, shop, day, internet_hospital, doctor, item)
        label_shop(world, "internet_hospital_rx", shop, "look_alike")


def bereaved_settlement(world: World) -> None:
    """A purchase before the death of a person is settled after it."""
    dead = np.flatnonzero(
        ~world.people.is_alive
        & ~world.is_taken()
        & (world.people.death < world.town.end - 40)
        & (world.people.death > world.town.start + 40)
    )
    rng = world.town.make_rng("bereaved")
    taken = set(world.plans["known_dead"])
    person = np.array([p for p in rng.permutation(dead) if p not in taken][:6])
    plan_purchases(
        world,
        rng,
        person,
        draw_shops(world, rng, len(person)),
        world.people.death[person] - 2,
        settle_delay_days=9,
    )
    world.plans["known_dead"].extend(person)
    label_persons(world, "bereaved_settlement", person, "look_alike")


def dtp_pharmacy(world: World) -> None:
    """A shop beside an oncology hospital sells little but dear drugs, each on a real
    prescription.
    """
    shops, places = take_shops(world, 3), world.institutions
    oncology = places.hospitals[:3]
    places.specialty[oncology] = "肿瘤"
    move_next_door(world, shops, oncology)
    places.is_dual_channel[shops[:1]] = True
    for shop, hospital in zip(shops, oncology, strict=True):
        rng = world.town.make_rng(f"dtp {shop}")
        person = np.repeat(take_adults(world, f"dtp {shop}", 22), 10)
        turn = np.tile(np.arange(10), 22)
        day = world.town.end - 330 + turn * 31 + rng.integers(0, 5, len(person))
        doctor = rng.integers(0, 12, len(person))
        plan_visits(world, person, hospital, day, doctor, med_type="14", diag="C34.9")
        dear = world.catalog.select_by_use("x")
        plan_prescribed_purchases(
            world, rng, person, shop, day, hospital, doctor, dear[person % len(dear)]
        )
        label_shop(world, "dtp_pharmacy", shop, "look_alike")
        label_persons(world, "costly_disease_patient", np.unique(person), "look_alike")


def neighbour_closed_shop(world: World) -> None:
    """A shop takes over the customers of a closed neighbour; its volume nearly doubles."""
    for shop, closed in zip(take_shops(world, 2), take_shops(world, 2), strict=True):
        rng = world.town.make_rng(f"neighbour {shop}")
        move_next_door(world, closed, shop)
        start = make_date(world.town.last_month - 5)
        world.institutions.agreement_to[closed] = start - 1
        world.plans["shops_closed"].append((closed, start, shop))
        n = 240
        before = start - rng.integers(1, 420, 2 * n)
        plan_purchases(world, rng, draw_customers(world, rng, 2 * n), shop, before, account=0.9)
        after = start + rng.integers(0, 180, 3 * n)
        plan_purchases(
            world,
            rng,
            draw_customers(world, rng, 3 * n),
            shop,
            np.minimum(after, world.town.end),
            account=0.9,
        )
        label_shop(world, "neighbour_closed_shop", shop, "look_alike")


def filler_doctor(world: World) -> None:
    """A hospital's system writes 匿名 where no doctor was entered, so shops are full of it."""
    for shop in take_shops(world, 3):
        rng = world.town.make_rng(f"filler {shop}")
        hospital, person = (
            int(rng.choice(world.institutions.hospitals)),
            draw_customers(world, rng, 70),
        )
        day = draw_recent_days(world, rng, len(person), 340)
        plan_visits(world, person, hospital, day, 3)
        item = draw_items(world, rng, "h", len(person), kinds=16)
        plan_prescribed_purchases(
            world, rng, person, shop, day, hospital, 3, item, doctor_code="匿名"
        )
        label_shop(world, "filler_doctor", shop, "look_alike")


def picklist_slip(world: World) -> None:
    """A clerk once picks the wrong line in a list: an item for the other sex or for children."""
    for n, shop in enumerate(take_shops(world, 4)):
        rng = world.town.make_rng(f"slip {shop}")
        people = world.people
        fit = (
            people.is_alive
            & (people.age(world.town.end) > 30)
            & (people.sex == ("1" if n % 2 else "2"))
        )
        person = rng.choice(np.flatnonzero(fit), 1)
        item = world.catalog.select_by_limit("2" if n % 2 else "child")[0]
        plan_purchases(
            world, rng, person, shop, draw_recent_days(world, rng, 1, 300), item=item, fund=0.5
        )
        label_shop(world, "picklist_slip", shop, "look_alike")


def tablet_box_unit_error(world: World) -> None:
    """A clerk keys tablets as packs month after month: 28 "packs" at the price of tablets."""
    rng = world.town.make_rng("unit error")
    person = take_adults(world, "unit error", 8)
    for one in person:
        day = world.town.end - np.arange(20, 320, 31)
        item = int(rng.choice(world.catalog.select_by_use("h")[:20]))
        shop, n = int(draw_shops(world, rng, 1)[0]), len(day)
        tablets = int(world.catalog.pack[item])
        plan_purchases(
            world,
            rng,
            np.repeat(one, n),
            shop,
            day,
            item=item,
            qty=tablets,
            unit="片",
            unit_slip=True,
            fund=0.5,
        )
    label_persons(world, "tablet_box_unit_error", person, "look_alike")


def several_clinics_one_day(world: World) -> None:
    """A patient sees three clinics in one day and comes with three prescriptions."""
    for shop in take_shops(world, 2):
        rng = world.town.make_rng(f"clinics {shop}")
        plan_split_prescriptions(world, rng, shop, patients=6, dear=False, doctors=3)
        label_shop(world, "several_clinics_one_day", shop, "look_alike")


def online_purchase(world: World) -> None:
    """A customer buys at a counter and minutes later online from a shop across the city."""
    rng = world.town.make_rng("online")
    person = take_adults(world, "online", 6)
    order = sort_shops_by_longitude(world)
    time = draw_opening_times(rng, draw_recent_days(world, rng, len(person), 300))
    plan_resale_purchases(world, rng, person, order[0], time, online=False)
    plan_resale_purchases(
        world, rng, person, order[-1], time + np.timedelta64(300, "s"), online=True
    )
    label_persons(world, "online_purchase", person, "look_alike")


def till_clock_error(world: World) -> None:
    """A till's clock is hours wrong: its sales seem nightly, its buyers in two places."""
    rng = world.town.make_rng("clock")
    person = take_adults(world, "clock", 4)
    order = sort_shops_by_longitude(world)
    day = draw_recent_days(world, rng, len(person), 300).astype("datetime64[s]")
    plan_resale_purchases(
        world, rng, person, order[1], day + np.timedelta64(7 * 3600 + 3000, "s"), online=False
    )
    plan_resale_purchases(
        world, rng, person, order[-2], day + np.timedelta64(8 * 3600 + 60, "s"), online=False
    )
    label_persons(world, "till_clock_error", person, "look_alike")


def discharge_day_purchase(world: World) -> None:
    """A patient fetches the prescribed drugs from a pharmacy on the day of discharge."""
    rng = world.town.make_rng("discharge")
    person = take_adults(world, "discharge", 8)
    start = world.town.end - rng.integers(40, 330, len(person))
    plan_visits(
        world,
        person,
        rng.choice(world.institutions.hospitals, len(person)),
        start,
        2,
        med_type="21",
        until=start + 8,
        total=8000.0,
    )
    plan_purchases(world, rng, person, draw_shops(world, rng, len(person)), start + 8)
    plan_purchases(world, rng, person, draw_shops(world, rng, len(person)), start + 8)
    label_persons(world, "discharge_day_purchase", person, "look_alike")
