"""Pharmacies: purchases in slices, accounts drained in round sums, days on which a quota is filled."""

import numpy as np

from simulator.background.medical.sales import draw_opening_times, plan_sales
from simulator.background.medical.shopping import (
    SCENARIO,
    draw_customers,
    draw_recent_days,
    take_typology_shops,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World

HOUR = np.timedelta64(3600, "s")
IMAGE_FROM_YUAN = (
    200  # the shop takes this for the sum from which the till asks for an image of the customer
)
ROUND_YUAN = (200, 300, 500)


def novel_evening_slices(world: World) -> None:
    """After seven one dear purchase is keyed as several tickets, each just below the sum that asks for an image."""
    for shop in take_typology_shops(world, 3):
        rng = world.town.make_rng(f"slices {shop}")
        visits = int(rng.integers(70, 110))
        slices = rng.integers(3, 8, visits)
        visit = np.repeat(np.arange(visits), slices)
        place = np.arange(len(visit)) - np.repeat(np.cumsum(slices) - slices, slices)
        start = draw_recent_days(world, rng, visits, 350).astype("datetime64[s]") + 19 * HOUR
        start = start + rng.integers(0, 4200, visits).astype("timedelta64[s]")
        time = start[visit] + (place * 260 + rng.integers(0, 200, len(visit))).astype(
            "timedelta64[s]"
        )
        item = rng.choice(_select_untraced_items(world), len(visit))
        sum_yuan = rng.uniform(0.78, 1.0, len(visit)) * IMAGE_FROM_YUAN
        qty = np.floor(sum_yuan / world.catalog.price[item]).clip(1)
        plan_sales(
            world, draw_customers(world, rng, visits)[visit], shop, time, item, qty, account=1.0
        )
        _label_shop(world, "novel_evening_slices", shop, item, qty)


def novel_round_drain(world: World) -> None:
    """At one till accounts are turned into goods outside the list, keyed as herbs by weight to the full hundred."""
    for shop in take_typology_shops(world, 3):
        rng = world.town.make_rng(f"round {shop}")
        person = draw_customers(world, rng, int(rng.integers(110, 200)))
        item = rng.choice(_select_herbs(world), len(person))
        qty = (rng.choice(ROUND_YUAN, len(person)) / world.catalog.price[item]).round(6)
        time = draw_opening_times(rng, draw_recent_days(world, rng, len(person), 340))
        plan_sales(world, person, shop, time, item, qty, till=1, account=1.0)
        _label_shop(world, "novel_round_drain", shop, item, qty)


def novel_quota_days(world: World) -> None:
    """A wholesaler pays by the quarter: on a day near its end what lacks is keyed on cards that the shop has at hand."""
    for shop in take_typology_shops(world, 3):
        rng, items, packs = world.town.make_rng(f"quota {shop}"), [], []
        for quarter_back in range(4):
            end = make_date(get_month_number(world.town.end) + 1 - 3 * quarter_back) - 1
            person = draw_customers(world, rng, int(rng.integers(45, 75)))
            day = np.repeat(end - rng.integers(1, 9), len(person))
            item = rng.choice(_select_untraced_items(world), len(person))
            qty = rng.integers(3, 8, len(person))
            items.append(item)
            packs.append(qty)
            plan_sales(
                world,
                person,
                shop,
                draw_opening_times(rng, day),
                item,
                qty,
                till=rng.integers(0, 3),
                account=1.0,
            )
        _label_shop(world, "novel_quota_days", shop, np.concatenate(items), np.concatenate(packs))


def _select_herbs(world):
    return np.flatnonzero(world.catalog.list_type == "102")


def _select_untraced_items(world):
    """Herbs and consumables: no code is scanned, no dose is counted."""
    return np.flatnonzero(world.catalog.is_trace_exempt)


def _label_shop(world, typology, shop, item, qty):
    amount = float((world.catalog.price[item] * qty).sum())
    code = world.institutions.institution_code[shop]
    world.add_truth(typology, SCENARIO, "institution", code, "fraud", amount=amount)
