"""What pharmacies book in and out by month, and the linked accounts of families."""

import numpy as np
import pandas as pd

from contracts.tables.account_share import AccountShare
from contracts.tables.stock_month import StockMonth
from contracts.tables.whitelist import Whitelist
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.world import World

LATE_ENTRY = 0.01


def write_stock(world: World, lines: pd.DataFrame) -> None:
    """Stock that agrees with the sales, but for late entries and for what `phantom` plants sold out of thin air."""
    rng, catalog = world.town.make_rng("stock"), world.catalog
    drugs = lines[(catalog.list_type[lines["item"]] == "101")]
    packs = np.where(drugs.unit == "片", drugs.qty / catalog.pack[drugs["item"]], drugs.qty)
    movements = pd.DataFrame(
        {
            "shop": drugs.shop,
            "item": drugs["item"],
            "month": get_month_number(drugs.time),
            "packs": packs,
            "phantom": drugs.phantom,
        }
    )
    movements["out"], movements["back"] = (
        movements.packs.clip(lower=0),
        -movements.packs.clip(upper=0),
    )
    movements["unreal"] = movements.out.where(movements.phantom, 0.0)
    by = movements.groupby(["shop", "item", "month"])[["out", "back", "unreal"]].sum().reset_index()
    n = len(by)
    opening = rng.integers(2, 15, n).astype(float)
    booked_out = (by.out - by.unreal).to_numpy()
    late_packs = (rng.random(n) < LATE_ENTRY) * np.minimum(rng.integers(1, 6, n), booked_out)
    closing = rng.integers(2, 15, n).astype(float)
    bought = np.maximum(closing + booked_out - opening - by.back.to_numpy(), 0.0)
    closing = opening + bought + by.back.to_numpy() - booked_out
    world.add(
        StockMonth,
        {
            "institution_code": world.institutions.institution_code[by.shop],
            "item_code": catalog.code[by["item"]],
            "month": make_date(by.month),
            "opening": opening.round(2),
            "purchased": np.maximum(bought - late_packs, 0).round(2),
            "sold": booked_out.round(2),
            "returned": by.back.to_numpy().round(2),
            "written_off": np.zeros(n),
            "closing": closing.round(2),
        },
    )


def write_sharing(world: World) -> None:
    """Family accounts within households, and the white list of care homes' collectors."""
    rng, people = world.town.make_rng("sharing"), world.people
    mate = np.arange(len(people) - 1)
    shares_account = (people.household[mate] == people.household[mate + 1]) & (
        rng.random(len(mate)) < 0.35
    )
    owner = mate[shares_account & ~world.is_taken()[mate]]
    world.add(
        AccountShare,
        {
            "owner_person_id": people.person_id[owner],
            "member_person_id": people.person_id[owner + 1],
            "relation": np.full(len(owner), "1", dtype=object),
            "from_date": np.full(len(owner), world.town.start - 300),
        },
    )
    known = set(zip(owner, owner + 1, strict=True))
    for pair in world.plans["shared_accounts"]:
        pair = pair[[p not in known for p in zip(pair.owner, pair.member, strict=True)]]
        columns = {
            "owner_person_id": people.person_id[pair.owner],
            "member_person_id": people.person_id[pair.member],
        }
        columns |= {
            "relation": np.full(len(pair), "1", dtype=object),
            "from_date": np.full(len(pair), world.town.start - 300),
        }
        world.add(AccountShare, columns)
    collectors = np.array(world.plans.get("approved_collectors", [-2]), dtype=np.int64)
    known = collectors >= 0
    world.add(
        Whitelist,
        {
            "subject_kind": np.full(known.sum(), "collector", dtype=object),
            "subject_id": hash_numbers("person", collectors[known]),
            "rule_id": np.full(known.sum(), "*", dtype=object),
            "reason": np.full(known.sum(), "养老机构统一代购", dtype=object),
            "valid_from": np.full(known.sum(), world.town.start),
            "approved_by": np.full(known.sum(), "医保基金监管处", dtype=object),
        },
    )
