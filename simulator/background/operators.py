"""The agency's own staff: accounts, posts, who handles a piece of business, and what a plan changes of an account."""

import numpy as np
import pandas as pd

from contracts.tables.operator_account import OperatorAccount
from simulator.core.clock_and_seeds import ids, keyed_hash
from simulator.core.population import DISTRICTS
from simulator.core.world import World

STAFF_SPACE = 60_000_000_000  # operators who are no insured persons of the town
POSTS = ("1", "2", "3")
ACCEPT, REVIEW, APPROVE = POSTS
LEAST_SHIFTS = 6  # accounts of one post in one district, so that each has peers
OPENED = np.datetime64("2019-01-01")
NEVER = np.datetime64("NaT", "D")
EXTRA_FROM = 90_000  # numbers of accounts that `handlers` never chooses
HOLDERS = ["op_id", "person", "bank"]


def operator_ids(world: World) -> np.ndarray:
    """Every account in use, in order; account n works in district n mod 10 at post n div 10 mod 3 (accept, review, approve)."""
    per_shift = len(POSTS) * len(DISTRICTS)
    shifts = max(LEAST_SHIFTS, round(world.town.units(2400, 12) / per_shift))
    return ids("o", np.arange(per_shift * shifts), 5)


def number_of(op_id) -> np.ndarray:
    """The number of an account, from which its district and post follow."""
    return np.array([int(o[1:]) for o in np.atleast_1d(op_id)], dtype=np.int64)


def post_of(op_id) -> np.ndarray:
    """Posts of accounts that `operator_ids` lists."""
    return np.array(POSTS, dtype=object)[number_of(op_id) // len(DISTRICTS) % len(POSTS)]


def district_of(op_id) -> np.ndarray:
    """Districts of accounts."""
    return np.array(list(DISTRICTS), dtype=object)[number_of(op_id) % len(DISTRICTS)]


def handlers(world: World, district: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """accept_op, review_op, approve_op for pieces of business in given districts: three persons of that district."""
    every, places = operator_ids(world), list(DISTRICTS)
    place = np.array([places.index(d) for d in district], dtype=int)
    shifts = len(every) // (len(POSTS) * len(places))
    chosen = [
        place + len(places) * (post + len(POSTS) * rng.integers(0, shifts, len(place)))
        for post in range(len(POSTS))
    ]
    return {
        name: every[at] for name, at in zip(("accept_op", "review_op", "approve_op"), chosen, strict=True)
    }


def colleague(world: World, op_id, post: str) -> np.ndarray:
    """For each account one of the same district at a post, never itself."""
    number, places = number_of(op_id), len(DISTRICTS)
    shifts = len(operator_ids(world)) // (len(POSTS) * places)
    own_shift = number // (places * len(POSTS))
    at = number % places + places * (POSTS.index(post) + len(POSTS) * ((own_shift + 1) % shifts))
    return operator_ids(world)[at]


def take_operators(world: World, count: int, name: str, post: str = ACCEPT) -> np.ndarray:
    """`count` accounts at a post that no plan uses; they are taken now."""
    every = operator_ids(world)
    used = set().union(*(part.op_id for part in world.plans["used_operators"]))
    free = every[(post_of(every) == post) & ~np.isin(every, list(used))]
    chosen = np.sort(world.town.rng(f"operators {name}").permutation(free)[:count])
    world.plan("used_operators", pd.DataFrame({"op_id": chosen}))
    return chosen


def hold(world: World, op_id, *, person=-1, bank=-1) -> None:
    """Say who holds an account: a person of the town (with the household), or the number of the bank account."""
    op_id = np.atleast_1d(op_id)
    rows = {"op_id": op_id, "person": person, "bank": bank}
    world.plan("holders", pd.DataFrame({k: np.broadcast_to(v, len(op_id)) for k, v in rows.items()}))


def open_accounts(world: World, district, *, post=ACCEPT, active_to=NEVER, is_service=False) -> np.ndarray:
    """Further accounts, one a district given, that honest business does not choose; their ids."""
    place = np.array([list(DISTRICTS).index(d) for d in district])
    first = EXTRA_FROM // len(DISTRICTS) + sum(len(p) for p in world.plans["extra_accounts"])
    op_id = ids("o", (first + np.arange(len(place))) * len(DISTRICTS) + place, 5)
    rows = {"op_id": op_id, "post": post, "active_to": active_to, "is_service": is_service}
    rows = {k: np.broadcast_to(np.asarray(v), len(place)) for k, v in rows.items()}
    world.plan("extra_accounts", pd.DataFrame(rows))
    return op_id


def accounts(world: World) -> pd.DataFrame:
    """Every account: op_id, post, active_to, is_service, and its number, district, holder (-1 = no insured person), bank."""
    own = operator_ids(world)
    regular = pd.DataFrame({"op_id": own, "post": post_of(own), "active_to": NEVER, "is_service": False})
    every = pd.concat([regular, *world.plans["extra_accounts"]], ignore_index=True)
    held = pd.concat([pd.DataFrame(columns=HOLDERS), *world.plans["holders"]])
    held = held.drop_duplicates("op_id", keep="last").set_index("op_id")
    return every.assign(
        number=number_of(every.op_id),
        district=district_of(every.op_id),
        person=every.op_id.map(held.person).fillna(-1).astype(np.int64),
        bank=every.op_id.map(held.bank).fillna(-1).astype(np.int64),
    )


def write_accounts(world: World) -> None:
    """The table `operator_account`."""
    every = accounts(world)
    person, stranger = every.person.to_numpy(), every.number.to_numpy() + STAFF_SPACE
    is_known, is_service = person >= 0, every.is_service.to_numpy(dtype=bool)
    household = np.where(is_known, world.people.household[np.maximum(person, 0)], stranger)
    bank = np.where(every.bank >= 0, every.bank, stranger)

    def of_persons(space, numbers):
        return np.where(is_service, None, keyed_hash(space, numbers))

    world.add(
        OperatorAccount,
        {
            "op_id": every.op_id,
            "person_id_hash": of_persons("person", np.where(is_known, person, stranger)),
            "household_hash": of_persons("household", household),
            "org_unit": np.where(is_service, "信息中心", "经办服务中心").astype(object),
            "district": every.district,
            "post": every.post,
            "active_from": np.full(len(every), OPENED),
            "active_to": every.active_to,
            "is_service_account": is_service,
            "bank_hash": of_persons("bank", bank),
        },
    )
