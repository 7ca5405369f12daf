"""Pharmacy fraud as those who live from it tell it: each pattern begins with who earns what.

They are planted in the place of the typologies, to see whether indicators find what they were not
written beside.
"""

import numpy as np

from simulator.background.medical.sales import plan_sales, plan_visits
from simulator.core.world import World
from simulator.scenarios.pharmacy_billing.building_blocks import (
    draw_customers,
    draw_items,
    draw_recent_days,
    draw_shops,
    label_persons,
    label_shop,
    plan_prescribed_purchases,
    plan_purchases,
    take_adults,
    take_typology_shops,
)


def retold_cash_for_balance(world: World) -> None:
    """A shop pays seventy cents on the yuan of an account: old customers come once and swipe what
    is left, for goods that never move.
    """
    for shop in take_typology_shops(world, 6):
        rng = world.town.make_rng(f"retold cash {shop}")
        n = _draw_extent(rng, 30, 260)
        person = draw_customers(world, rng, n)
        day = draw_recent_days(world, rng, n, int(rng.integers(90, 340)))
        items = draw_items(world, rng, "o", n, kinds=int(rng.integers(3, 15)))
        qty = rng.integers(3, 12, n)
        plan_purchases(
            world, rng, person, shop, day, item=items, qty=qty, account=1.0, phantom=True
        )
        label_shop(world, "retold_cash_for_balance", shop)


def retold_ward_round(world: World) -> None:
    """A dealer's runner pays pensioners for their cards and goes round the shops on one morning a
    week, every card one watch-list drug.
    """
    for shop in take_typology_shops(world, 5):
        rng = world.town.make_rng(f"retold runner {shop}")
        cards = take_adults(world, f"retold runner {shop}", _draw_extent(rng, 4, 18))
        runner = int(draw_customers(world, rng, 1)[0])
        for week in rng.choice(45, _draw_extent(rng, 4, 24), replace=False):
            used = rng.permutation(cards)[: max(3, int(len(cards) * rng.uniform(0.5, 1.0)))]
            start = (world.town.end - 7 * int(week) - 2).astype("M8[s]")
            minutes = np.sort(rng.integers(0, int(rng.integers(10, 90)), len(used)))
            time = start + np.timedelta64(int(rng.integers(8, 12)), "h") + minutes.astype("m8[m]")
            is_open = rng.random(len(used)) < 0.6  # some tills do not ask who collects
            plan_sales(
                world,
                used,
                shop,
                time,
                draw_items(world, rng, "w", len(used), kinds=20),
                rng.integers(1, 4, len(used)),
                collector=np.where(is_open, runner, -1),
                fund=0.6,
                account=0.3,
            )
        label_shop(world, "retold_ward_round", shop)
        label_persons(world, "retold_ward_round", cards, "minor")


def retold_prescription_mill(world: World) -> None:
    """A clinic next door writes what the shop wants to sell; the patients were never seen, and the
    two share the margin of dear packs.
    """
    for shop in take_typology_shops(world, 6):
        rng = world.town.make_rng(f"retold mill {shop}")
        person = np.repeat(
            take_adults(world, f"retold mill {shop}", _draw_extent(rng, 8, 40)),
            int(rng.integers(2, 7)),
        )
        n = len(person)
        clinic = int(rng.choice(world.institutions.hospitals))
        stock = world.catalog.select_by_use("x" if rng.random() < 0.6 else "h")
        day = draw_recent_days(world, rng, n, 330)
        was_seen = rng.random(n) < rng.uniform(0.0, 0.5)
        doctor = rng.integers(0, int(rng.integers(1, 5)), n)
        plan_visits(world, person[was_seen], clinic, day[was_seen], doctor[was_seen])
        plan_prescribed_purchases(
            world, rng, person, shop, day, clinic, doctor, rng.choice(stock[:12], n)
        )
        label_shop(world, "retold_prescription_mill", shop)
        label_persons(world, "retold_prescription_mill", np.unique(person), "minor")


def retold_returned_packs(world: World) -> None:
    """A shop buys packs back from hoarders and puts them on the shelf again, leaving the code
    unscanned where it would show.
    """
    for shop in take_typology_shops(world, 6):
        rng = world.town.make_rng(f"retold packs {shop}")
        n = _draw_extent(rng, 8, 80)
        items = draw_items(world, rng, "w", n, kinds=24)
        code = 6 * 10**12 + int(shop) * 10_000 + np.arange(n) * 10
        day = draw_recent_days(world, rng, n, 260) - 60
        plan_purchases(
            world,
            rng,
            draw_customers(world, rng, n),
            draw_shops(world, rng, n),
            day - rng.integers(5, 90, n),
            item=items,
            code=code,
            fund=0.5,
        )
        is_hidden = rng.random(n) < rng.uniform(0.0, 0.6)
        again = draw_customers(world, rng, n)
        for hidden in (True, False):
            part = is_hidden == hidden
            scan = {"scan": "none"} if hidden else {"code": code[part]}
            plan_purchases(
                world,
                rng,
                again[part],
                shop,
                (day + rng.integers(2, 60, n))[part],
                item=items[part],
                fund=0.5,
                **scan,
            )
        label_shop(world, "retold_returned_packs", shop)


def retold_groceries_hard(world: World) -> None:
    """A shop sells rice and oil and books them as whatever is in the insurance list, a few baskets
    a day beside its honest trade.
    """
    for shop in take_typology_shops(world, 5):
        rng = world.town.make_rng(f"retold groceries {shop}")
        n = _draw_extent(rng, 80, 420)
        items = draw_items(world, rng, "o", n, kinds=int(rng.integers(2, 7)))
        plan_purchases(
            world,
            rng,
            draw_customers(world, rng, n),
            shop,
            draw_recent_days(world, rng, n, 330),
            item=items,
            qty=rng.integers(1, 4, n),
            account=1.0,
            phantom=True,
        )
        label_shop(world, "retold_groceries_hard", shop)


def retold_side_income_hard(world: World) -> None:
    """A pensioner with a good card earns a side income: a little more than can be taken, of one or
    two drugs that a dealer asks for, always at the next shop.
    """
    rng = world.town.make_rng("retold side income")
    person = take_adults(world, "retold side income", world.town.scale_planted_count(250, 10))
    for one in person:
        n = _draw_extent(rng, 12, 60)
        drugs = rng.choice(world.catalog.select_by_use("w")[:20], int(rng.integers(1, 4)))
        places = draw_shops(world, rng, int(rng.integers(3, 16)))
        plan_purchases(
            world,
            rng,
            np.repeat(one, n),
            rng.choice(places, n),
            draw_recent_days(world, rng, n, int(rng.integers(150, 340))),
            item=rng.choice(drugs, n),
            qty=rng.integers(1, 4, n),
            fund=0.6,
            account=0.3,
        )
    label_persons(world, "retold_side_income_hard", person, "fraud")


def retold_card_of_the_sick_hard(world: World) -> None:
    """A nurse notes the cards of patients who will lie for weeks; a friend's shop uses them while
    nobody misses them.
    """
    rng = world.town.make_rng("retold sick")
    person = take_adults(world, "retold sick", world.town.scale_planted_count(80, 8))
    hospital = int(rng.choice(world.institutions.hospitals))
    shops = draw_shops(world, rng, 3)
    for one in person:
        start = world.town.end - int(rng.integers(40, 340))
        nights = int(rng.integers(9, 30))
        plan_visits(
            world, [one], hospital, start, 2, med_type="21", until=start + nights, total=12_000.0
        )
        n = int(rng.integers(2, 6))
        day = start + rng.integers(1, nights - 1, n)
        plan_purchases(
            world,
            rng,
            np.repeat(one, n),
            rng.choice(shops, n),
            day,
            item=draw_items(world, rng, "w", n, kinds=20),
            qty=2,
            fund=0.6,
            account=0.3,
        )
    label_persons(world, "retold_card_of_the_sick_hard", person, "fraud")


def _draw_extent(rng, least, most):
    """Draw how far somebody goes, from barely to blatant: even in its logarithm."""
    return int(np.exp(rng.uniform(np.log(least), np.log(most))))
