"""Refunds: premiums stated otherwise than the ledger says, and units with nobody for a month."""

import numpy as np

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.stabilization_refund import StabilizationRefund
from simulator.core.clock_and_seeds import get_month_number
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    drop_rows,
    is_planted,
    label_innocent,
    read_rows,
)
from simulator.mess.unit_choice import choose_units

SCENARIO = "dispatch_refund"
# the spread of stated ÷ ledger of a unit of one head, beside one of a hundred: premiums of months
# at the turn of the year weigh more where there are few
SMALL_UNIT_FACTOR = 3.0


def stated_premiums(world: World) -> None:
    """The refund office counts by the day of payment, the ledger by month: stated premiums lie
    above and below, further for small units, and every year otherwise.
    """
    rng = world.town.make_rng("mess stated")
    columns = ["employer_id", "refund_year", "premium_paid_prev_year", "refund_amount", "ratio"]
    rows = read_rows(world, StabilizationRefund, [*columns, "heads_y1", "is_dispatch"])
    rows = rows[~is_planted(world, "employer", rows.employer_id)]
    years = np.unique(rows.refund_year)
    usual = draw_severity(world, "stated premiums", 0.05, 0.25)
    by_year = dict(zip(years, usual * np.exp(rng.normal(0, 0.5, len(years))), strict=True))
    small = 1 + (SMALL_UNIT_FACTOR - 1) / np.sqrt(np.maximum(rows.heads_y1.to_numpy(), 1))
    spread = np.minimum(rows.refund_year.map(by_year).to_numpy() * small, 0.6)
    factor = np.exp(rng.normal(0, spread))
    # plans and transfers to hosts rest on a dispatch unit's amount, so it stays
    factor = np.where(rows.is_dispatch, 1.0, factor)
    premium = (rows.premium_paid_prev_year.astype(float) * factor).round(2)
    amount = (rows.refund_amount.astype(float) * factor).round(2)
    change_rows(
        world,
        StabilizationRefund,
        rows.index.to_numpy(),
        {"premium_paid_prev_year": premium.to_numpy(), "refund_amount": amount.to_numpy()},
    )


def one_person_units(world: World) -> None:
    """A unit of one or two has nobody for a month or three, between one employee and the next."""
    rng = world.town.make_rng("mess one person")
    share = draw_severity(world, "one person", 0.12, 0.6)
    units = choose_units(world, rng, share, least=6, heads=(1, 3))
    columns = ["employer_id", "contrib_month", "pay_kind"]
    rows = read_rows(world, ContributionMonth, columns, employer_id=units)
    first = rng.integers(world.town.first_month - 12, world.town.last_month - 3, len(units))
    start = rows.employer_id.map(dict(zip(units, first, strict=True))).to_numpy()
    length = dict(zip(units, rng.integers(1, 4, len(units)), strict=True))
    month = get_month_number(rows.contrib_month.to_numpy())
    gap = (month >= start) & (month < start + rows.employer_id.map(length).to_numpy())
    drop_rows(world, ContributionMonth, rows.index[gap].to_numpy())
    label_innocent(world, "one_person_units", SCENARIO, "employer", units)
