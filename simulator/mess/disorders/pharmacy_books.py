"""Books of pharmacies: delivered in part, in other units, quarter by quarter."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.stock_month import StockMonth
from simulator.core.clock_and_seeds import get_month_number
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    drop_rows,
    is_planted,
    label_innocent,
    read_rows,
)

SCENARIO = "pharmacy_billing"
ABOUT = "stock|pack|slip|split|novel"  # plants that the books or the units of sale give away
QUANTITIES = ("opening", "purchased", "sold", "returned", "written_off", "closing")


def partial_books(world: World) -> None:
    """A holder (a chain or a single shop) delivers books for some of its items only."""
    rng, holders = world.town.make_rng("mess partial books"), _read_holders(world)
    chosen = draw_some(
        rng, np.unique(holders.holder), draw_severity(world, "partial books", 0.15, 0.7), 2
    )
    stock = read_rows(world, StockMonth, ["institution_code", "item_code"])
    holder = stock.institution_code.map(dict(zip(holders.shop, holders.holder, strict=True)))
    # from one item in twenty to two in three
    kept_share = dict(zip(chosen, rng.uniform(0.05, 0.66, len(chosen)), strict=True))
    items = np.unique(stock.item_code)
    kept = {
        (one, item) for one, share in kept_share.items() for item in draw_some(rng, items, share)
    }
    is_delivered = [pair in kept for pair in zip(holder, stock.item_code, strict=True)]
    missing = holder.isin(chosen).to_numpy() & ~np.array(is_delivered, dtype=bool)
    drop_rows(world, StockMonth, np.flatnonzero(missing))
    shops = holders.shop[holders.holder.isin(chosen)]
    label_innocent(world, "partial_books", SCENARIO, "institution", shops)


def books_in_tablets(world: World) -> None:
    """A holder keeps its books in tablets where the contract asks for packs."""
    rng, holders = world.town.make_rng("mess tablets"), _read_holders(world)
    chosen = draw_some(
        rng, np.unique(holders.holder), draw_severity(world, "tablets", 0.05, 0.4), 1
    )
    shops = holders.shop[holders.holder.isin(chosen)]
    stock = read_rows(world, StockMonth, ["institution_code", "item_code", *QUANTITIES])
    rows = stock[stock.institution_code.isin(shops)]
    pack = rows.item_code.map(_read_pack_sizes(world)).to_numpy()
    tablets = {name: (rows[name].to_numpy() * pack).round(2) for name in QUANTITIES}
    change_rows(world, StockMonth, rows.index.to_numpy(), tablets)
    label_innocent(world, "books_in_tablets", SCENARIO, "institution", shops)


def sales_in_tablets(world: World) -> None:
    """A shop's till sends a share of its lines in tablets, with the price of one tablet."""
    rng, lines = world.town.make_rng("mess tablet sales"), _read_pack_lines(world)
    chosen = draw_some(
        rng, np.unique(lines.shop), draw_severity(world, "tablet sales", 0.06, 0.5), 2
    )
    share = dict(zip(chosen, rng.uniform(0.02, 0.9, len(chosen)), strict=True))
    odds = lines.shop.map(share).fillna(0.0).to_numpy()
    rows = lines[(rng.random(len(lines)) < odds) & (lines.pack > 1)]
    change_rows(
        world,
        ClaimLine,
        rows.index.to_numpy(),
        {
            "qty": (rows.qty * rows.pack).to_numpy(),
            "qty_unit": "片",
            "unit_price": (rows.unit_price / rows.pack).round(4).to_numpy(),
        },
    )


def quarterly_purchases(world: World) -> None:
    """A holder books what it bought in a quarter in the quarter's last month."""
    rng, holders = world.town.make_rng("mess quarterly"), _read_holders(world)
    chosen = draw_some(
        rng, np.unique(holders.holder), draw_severity(world, "quarterly", 0.08, 0.5), 2
    )
    shops = holders.shop[holders.holder.isin(chosen)]
    columns = ["institution_code", "item_code", "month", *QUANTITIES]
    stock = read_rows(world, StockMonth, columns)
    rows = stock[stock.institution_code.isin(shops)]
    quarter = get_month_number(rows.month.to_numpy()) // 3
    of_quarter = rows.groupby(["institution_code", "item_code", pd.Series(quarter, rows.index)])
    last = rows.month == of_quarter.month.transform("max")
    purchased = np.where(last, of_quarter.purchased.transform("sum"), 0.0).round(2)
    closing = rows.opening + purchased + rows.returned - rows.sold - rows.written_off
    change_rows(
        world,
        StockMonth,
        rows.index.to_numpy(),
        {"purchased": purchased, "closing": closing.to_numpy().round(2)},
    )
    label_innocent(world, "quarterly_purchases", SCENARIO, "institution", shops)


def _read_holders(world):
    """Read the shops whose books no plant uses, and the holder of each: the chain or itself."""
    shops = read_rows(world, Institution, ["institution_code", "kind", "chain_id"])
    shops = shops[
        (shops.kind == "P") & ~is_planted(world, "institution", shops.institution_code, ABOUT)
    ]
    return pd.DataFrame(
        {
            "shop": shops.institution_code,
            "holder": shops.chain_id.fillna(shops.institution_code),
        }
    )


def _read_pack_sizes(world):
    catalog = read_rows(world, DrugCatalog, ["item_code", "pack_units"])
    return dict(zip(catalog.item_code, catalog.pack_units.fillna(1.0), strict=True))


def _read_pack_lines(world):
    """Read lines sold in packs by these shops, with their pack sizes."""
    lines = read_rows(world, ClaimLine, ["setl_id", "item_code", "qty", "qty_unit", "unit_price"])
    headers = read_rows(world, ClaimHeader, ["setl_id", "institution_code"], med_type=["41"])
    shops = _read_holders(world).shop
    headers = headers[headers.institution_code.isin(shops)]
    shop = headers.set_index("setl_id").institution_code
    lines = lines.assign(
        shop=lines.setl_id.map(shop), pack=lines.item_code.map(_read_pack_sizes(world))
    )
    return lines[lines.shop.notna() & (lines.qty_unit == "盒") & (lines.qty > 0)]
