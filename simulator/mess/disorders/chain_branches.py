"""Chains of pharmacies: relief staff, settlement by the head shop, one customer at all branches."""

import numpy as np

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.institution import Institution
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    is_planted,
    label_innocent,
    read_rows,
)

SCENARIO = "pharmacy_billing"
# plants that who sells where gives away
ABOUT = "stock|swipe|card|scan|trace|code|suspended|closed|collector|clinic|drain|novel"


def relief_staff(world: World) -> None:
    """The branches of a chain share pharmacists and cashiers, who change shop by day or within
    one.
    """
    rng, branches = world.town.make_rng("mess relief staff"), _read_branches(world)
    chosen = draw_some(
        rng, np.unique(branches.chain_id), draw_severity(world, "relief staff", 0.3, 1.0), 2
    )
    sales = _read_sales(world, branches[branches.chain_id.isin(chosen)])
    staff = sales.groupby("chain_id").pharmacist_code.unique()
    day = sales.service_time.dt.day_of_year.to_numpy()
    pick = day + rng.integers(0, 2, len(sales))  # two on duty on a day, who share the branches
    pharmacist = [staff[c][p % len(staff[c])] for c, p in zip(sales.chain_id, pick, strict=True)]
    cashier = np.char.add(sales.chain_id.to_numpy().astype(str), (pick % 7).astype(str))
    change_rows(
        world,
        ClaimHeader,
        sales.index.to_numpy(),
        {
            "pharmacist_code": np.array(pharmacist, dtype=object),
            "operator_code": np.char.add("c", cashier).astype(object),
        },
    )


def settled_by_the_head_shop(world: World) -> None:
    """A chain settles part of what its branches sell, mostly orders by phone, through one shop, so
    that this shop sells more than its books hold.
    """
    rng, branches = world.town.make_rng("mess head shop"), _read_branches(world)
    chosen = draw_some(
        rng, np.unique(branches.chain_id), draw_severity(world, "head shop", 0.15, 0.6), 1
    )
    for chain in chosen:
        codes = branches.institution_code[branches.chain_id == chain].to_numpy()
        if len(codes) < 2:
            continue
        sales = _read_sales(world, branches[branches.institution_code.isin(codes[1:])])
        moved = draw_some(rng, sales.index, rng.uniform(0.02, 0.3))
        is_order = rng.random(len(moved)) < 0.6
        change_rows(
            world,
            ClaimHeader,
            moved,
            {"institution_code": codes[0], "is_online": is_order, "till_id": "T9"},
        )
        label_innocent(world, "settled_by_the_head_shop", SCENARIO, "institution", codes[:1])


def _read_branches(world):
    """Read the shops of chains in which no such plant uses any shop."""
    shops = read_rows(world, Institution, ["institution_code", "kind", "chain_id"])
    shops = shops[(shops.kind == "P") & shops.chain_id.notna()]
    planted = shops.chain_id[is_planted(world, "institution", shops.institution_code, ABOUT)]
    innocent = shops[~shops.chain_id.isin(planted)]
    # in a small town every chain may have a planted shop; then its other shops must do
    return innocent if len(innocent) > 3 else shops[~shops.index.isin(planted.index)]


def _read_sales(world, branches):
    columns = ["person_id", "institution_code", "service_time", "pharmacist_code"]
    sales = read_rows(world, ClaimHeader, [*columns, "reversal_of"], med_type=["41"])
    sales = sales[sales.reversal_of.isna()]
    chain = branches.set_index("institution_code").chain_id
    sales = sales.assign(chain_id=sales.institution_code.map(chain))
    return sales[sales.chain_id.notna()]
