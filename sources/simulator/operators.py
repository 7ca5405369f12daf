"""The agency's own staff: accounts, posts, and who handles a piece of business."""

import numpy as np

from contracts.tables.operator_account import OperatorAccount
from sources.simulator.people import DISTRICTS
from sources.simulator.town import ids, keyed_hash
from sources.simulator.world import World

STAFF_SPACE = 60_000_000_000  # operators who are no insured persons of the town
POSTS = ("1", "2", "3")


def operator_ids(world: World) -> np.ndarray:
    """Every account, in order; account n works in district n mod 10 at post n div 10 mod 3 (accept, review, approve)."""
    count = max(3 * len(DISTRICTS), world.town.units(2400, 12))
    return ids("o", np.arange(count), 5)


def handlers(world: World, district: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """accept_op, review_op, approve_op for pieces of business in given districts: three persons of that district."""
    every, places = operator_ids(world), list(DISTRICTS)
    place = np.array([places.index(d) for d in district])
    shifts = len(every) // (len(POSTS) * len(places))
    chosen = [
        place + len(places) * (post + len(POSTS) * rng.integers(0, shifts, len(place)))
        for post in range(len(POSTS))
    ]
    return {
        name: every[at] for name, at in zip(("accept_op", "review_op", "approve_op"), chosen, strict=True)
    }


def write_operators(world: World) -> None:
    """The table `operator_account`."""
    every, places = operator_ids(world), np.array(list(DISTRICTS), dtype=object)
    number = np.arange(len(every))
    world.add(
        OperatorAccount,
        {
            "op_id": every,
            "person_id_hash": keyed_hash("person", number + STAFF_SPACE),
            "household_hash": keyed_hash("household", number + STAFF_SPACE),
            "org_unit": np.full(len(every), "经办服务中心", dtype=object),
            "district": places[number % len(places)],
            "post": np.array(POSTS, dtype=object)[number // len(places) % len(POSTS)],
            "active_from": np.full(len(every), np.datetime64("2019-01-01")),
            "is_service_account": np.zeros(len(every), dtype=bool),
        },
    )
