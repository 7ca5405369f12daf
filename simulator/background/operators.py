"""The agency's own staff: accounts, posts, who handles a piece of business, and what a plan changes of an account."""

import numpy as np
import pandas as pd

from contracts.tables.operator_account import OperatorAccount
from simulator.core.clock_and_seeds import format_ids, hash_numbers
from simulator.core.population import DISTRICTS
from simulator.core.world import World

STAFF_SPACE = 60_000_000_000  # operators who are no insured persons of the town
POSTS = ("1", "2", "3")
ACCEPT, REVIEW, APPROVE = POSTS
MIN_SHIFTS = 6  # accounts of one post in one district, so that each has peers
OPENED = np.datetime64("2019-01-01")
NEVER = np.datetime64("NaT", "D")
EXTRA_FROM = 90_000  # numbers of accounts that `draw_handlers` never chooses
HOLDERS = ["op_id", "person", "bank"]


def list_operator_ids(world: World) -> np.ndarray:
    """Every account in use, in order; account n works in district n mod 10 at post n div 10 mod 3 (accept, review, approve)."""
    per_shift = len(POSTS) * len(DISTRICTS)
    shifts = max(MIN_SHIFTS, round(world.town.scale_unit_count(2400, 12) / per_shift))
    return format_ids("o", np.arange(per_shift * shifts), 5)


def parse_operator_number(op_id) -> np.ndarray:
    """The number of an account, from which its district and post follow."""
    return np.array([int(o[1:]) for o in np.atleast_1d(op_id)], dtype=np.int64)


def get_post(op_id) -> np.ndarray:
    """Posts of accounts that `list_operator_ids` lists."""
    return np.array(POSTS, dtype=object)[
        parse_operator_number(op_id) // len(DISTRICTS) % len(POSTS)
    ]


def get_district(op_id) -> np.ndarray:
    """Districts of accounts."""
    return np.array(list(DISTRICTS), dtype=object)[parse_operator_number(op_id) % len(DISTRICTS)]


def draw_handlers(
    world: World, district: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """accept_op, review_op, approve_op for pieces of business in given districts: three persons of that district."""
    op_ids, places = list_operator_ids(world), list(DISTRICTS)
    place = np.array([places.index(d) for d in district], dtype=int)
    shifts = len(op_ids) // (len(POSTS) * len(places))
    positions = [
        place + len(places) * (post + len(POSTS) * rng.integers(0, shifts, len(place)))
        for post in range(len(POSTS))
    ]
    return {
        name: op_ids[at]
        for name, at in zip(("accept_op", "review_op", "approve_op"), positions, strict=True)
    }


def find_colleague(world: World, op_id, post: str) -> np.ndarray:
    """For each account one of the same district at a post, never itself."""
    number, places = parse_operator_number(op_id), len(DISTRICTS)
    shifts = len(list_operator_ids(world)) // (len(POSTS) * places)
    own_shift = number // (places * len(POSTS))
    at = number % places + places * (POSTS.index(post) + len(POSTS) * ((own_shift + 1) % shifts))
    return list_operator_ids(world)[at]


def take_operators(world: World, count: int, name: str, post: str = ACCEPT) -> np.ndarray:
    """`count` accounts at a post that no plan uses; they are taken now."""
    op_ids = list_operator_ids(world)
    used = set().union(*(part.op_id for part in world.plans["used_operators"]))
    free = op_ids[(get_post(op_ids) == post) & ~np.isin(op_ids, list(used))]
    chosen = np.sort(world.town.make_rng(f"operators {name}").permutation(free)[:count])
    world.plan("used_operators", pd.DataFrame({"op_id": chosen}))
    return chosen


def set_account_holder(world: World, op_id, *, person=-1, bank=-1) -> None:
    """Say who holds an account: a person of the town (with the household), or the number of the bank account."""
    op_id = np.atleast_1d(op_id)
    rows = {"op_id": op_id, "person": person, "bank": bank}
    world.plan(
        "holders", pd.DataFrame({k: np.broadcast_to(v, len(op_id)) for k, v in rows.items()})
    )


def open_accounts(
    world: World, district, *, post=ACCEPT, active_to=NEVER, is_service=False
) -> np.ndarray:
    """Further accounts, one a district given, that honest business does not choose; their ids."""
    place = np.array([list(DISTRICTS).index(d) for d in district])
    first = EXTRA_FROM // len(DISTRICTS) + sum(len(p) for p in world.plans["extra_accounts"])
    op_id = format_ids("o", (first + np.arange(len(place))) * len(DISTRICTS) + place, 5)
    rows = {"op_id": op_id, "post": post, "active_to": active_to, "is_service": is_service}
    rows = {k: np.broadcast_to(np.asarray(v), len(place)) for k, v in rows.items()}
    world.plan("extra_accounts", pd.DataFrame(rows))
    return op_id


def list_accounts(world: World) -> pd.DataFrame:
    """Every account: op_id, post, active_to, is_service, and its number, district, holder (-1 = no insured person), bank."""
    op_ids = list_operator_ids(world)
    regular = pd.DataFrame(
        {"op_id": op_ids, "post": get_post(op_ids), "active_to": NEVER, "is_service": False}
    )
    all_accounts = pd.concat([regular, *world.plans["extra_accounts"]], ignore_index=True)
    holders = pd.concat([pd.DataFrame(columns=HOLDERS), *world.plans["holders"]])
    holders = holders.drop_duplicates("op_id", keep="last").set_index("op_id")
    return all_accounts.assign(
        number=parse_operator_number(all_accounts.op_id),
        district=get_district(all_accounts.op_id),
        person=all_accounts.op_id.map(holders.person).fillna(-1).astype(np.int64),
        bank=all_accounts.op_id.map(holders.bank).fillna(-1).astype(np.int64),
    )


def write_accounts(world: World) -> None:
    """The table `operator_account`."""
    all_accounts = list_accounts(world)
    person, stranger = all_accounts.person.to_numpy(), all_accounts.number.to_numpy() + STAFF_SPACE
    is_known, is_service = person >= 0, all_accounts.is_service.to_numpy(dtype=bool)
    household = np.where(is_known, world.people.household[np.maximum(person, 0)], stranger)
    bank = np.where(all_accounts.bank >= 0, all_accounts.bank, stranger)

    def hash_persons(space, numbers):
        return np.where(is_service, None, hash_numbers(space, numbers))

    world.add(
        OperatorAccount,
        {
            "op_id": all_accounts.op_id,
            "person_id_hash": hash_persons("person", np.where(is_known, person, stranger)),
            "household_hash": hash_persons("household", household),
            "org_unit": np.where(is_service, "信息中心", "经办服务中心").astype(object),
            "district": all_accounts.district,
            "post": all_accounts.post,
            "active_from": np.full(len(all_accounts), OPENED),
            "active_to": all_accounts.active_to,
            "is_service_account": is_service,
            "bank_hash": hash_persons("bank", bank),
        },
    )
