"""Purchases for others: with the spouse's card, by family, neighbours and volunteers."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.drug_catalog import DrugCatalog
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    find_untouched_persons,
    is_planted,
    label_innocent,
    read_rows,
)

SCENARIO = "pharmacy_billing"
# plants that who buys for whom gives away
ABOUT = "card|collector|swipe|goods|clinic|novel|stock|resold"


def spouse_purchases(world: World) -> None:
    """Husbands and wives buy on whichever card has money, from the account or in cash, medicine
    for the other sex among it.
    """
    rng, sales = world.town.make_rng("mess spouse"), _read_sales(world)
    spouse = _map_spouses(world)
    sales = sales[(sales.fund_amount == 0) & sales.person_id.isin(spouse.index)]
    chosen = draw_some(rng, sales.index, draw_severity(world, "spouse", 0.05, 0.4), 40)
    rows = sales.loc[chosen]
    other = rows.person_id.map(spouse)
    buyer = world.people.id_hash[other.map(_map_positions(world)).to_numpy()]
    has_collector = rng.random(len(rows)) < 0.3  # few tills ask who stands before them
    change_rows(
        world, ClaimHeader, chosen, {"collector_hash": np.where(has_collector, buyer, None)}
    )
    _sell_for_the_other_sex(world, rng, rows.setl_id)


def _sell_for_the_other_sex(world, rng, sales):
    """Make one line in eight of the sales a medicine that is for women alone."""
    catalog = read_rows(world, DrugCatalog, ["item_code", "restrict_sex", "list_type"])
    items = catalog.item_code[(catalog.restrict_sex == "2") & (catalog.list_type == "101")]
    lines = read_rows(world, ClaimLine, ["setl_id", "list_type", "rx_flag"])
    lines = lines[lines.setl_id.isin(sales) & (lines.list_type == "101") & ~lines.rx_flag]
    chosen = draw_some(rng, lines.index, 0.12, 10)
    change_rows(world, ClaimLine, chosen, {"item_code": rng.choice(items.to_numpy(), len(chosen))})


def family_collectors(world: World) -> None:
    """Children and neighbours collect for the old, at some shops for most of them."""
    rng, sales = world.town.make_rng("mess collectors"), _read_sales(world)
    age = pd.Series(world.people.age(world.town.end), world.people.person_id)
    old = sales[sales.collector_hash.isna() & (sales.person_id.map(age) > 68)]
    shops = np.unique(old.institution_code)
    level = draw_severity(world, "collectors", 0.15, 0.6)
    odds = dict(zip(shops, np.clip(rng.gamma(1.0, level, len(shops)), 0, 0.9), strict=True))
    rows = old[rng.random(len(old)) < old.institution_code.map(odds)]
    people, position = world.people, _map_positions(world)
    at = rows.person_id.map(position).to_numpy()
    # the one who follows in the register is of the same household or the next door
    helper = (at + 1 + (rng.random(len(at)) < 0.2)) % len(people)
    change_rows(
        world, ClaimHeader, rows.index.to_numpy(), {"collector_hash": people.id_hash[helper]}
    )


def village_collectors(world: World) -> None:
    """A volunteer collects the monthly medicine of a street's old people, at one shop in an
    hour.
    """
    rng, sales = world.town.make_rng("mess volunteers"), _read_sales(world)
    age = pd.Series(world.people.age(world.town.end), world.people.person_id)
    sales = sales[sales.person_id.map(age) > 70]
    shops = np.unique(sales.institution_code)
    chosen = draw_some(rng, shops, draw_severity(world, "volunteers", 0.06, 0.4), 2)
    for shop in chosen:
        customers = np.unique(sales.person_id[sales.institution_code == shop])
        served = draw_some(rng, customers, 1.0)[: int(rng.integers(5, 40))]
        rows = sales[(sales.institution_code == shop) & sales.person_id.isin(served)]
        helper = int(rng.integers(0, len(world.people)))
        day = rows.service_time.to_numpy().astype("M8[M]").astype("M8[D]") + int(
            rng.integers(3, 25)
        )
        day = np.minimum(day, rows.service_time.to_numpy().astype("M8[D]"))
        start = int(rng.integers(8, 17)) * 3600
        time = day.astype("M8[s]") + rng.integers(start, start + 3600, len(rows)).astype("m8[s]")
        change_rows(
            world,
            ClaimHeader,
            rows.index.to_numpy(),
            {"collector_hash": world.people.id_hash[helper], "service_time": time},
        )
        label_innocent(world, "village_collectors", SCENARIO, "institution", [shop])


def _read_sales(world):
    """Read pharmacy settlements of persons and shops that no plant uses, without returns."""
    columns = ["setl_id", "person_id", "institution_code", "service_time"]
    columns += ["fund_amount", "collector_hash", "reversal_of"]
    sales = read_rows(world, ClaimHeader, columns, med_type=["41"])
    sales = sales[sales.reversal_of.isna()]
    sales = sales[find_untouched_persons(world, sales.person_id)]
    sales = sales[~is_planted(world, "institution", sales.institution_code, ABOUT)]
    return sales.assign(fund_amount=sales.fund_amount.astype(float))


def _map_spouses(world):
    """Map the first person of a household to the second, where they are a couple."""
    people = world.people
    age = people.age(world.town.end)
    pair = (people.household[:-1] == people.household[1:]) & (people.sex[:-1] != people.sex[1:])
    pair &= (age[:-1] > 22) & (age[1:] > 22) & (np.abs(age[:-1] - age[1:]) < 15)
    pair &= people.sex[:-1] == "1"
    first = np.flatnonzero(pair)
    return pd.Series(people.person_id[first + 1], people.person_id[first])


def _map_positions(world):
    return pd.Series(np.arange(len(world.people)), world.people.person_id)
