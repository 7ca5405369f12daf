"""Rates that differ by district and year: what is reimbursed, how much is bought, who is hurt."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from contracts.tables.institution import Institution
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    drop_rows,
    find_untouched_persons,
    is_planted,
    read_rows,
)


def reimbursement_shares(world: World) -> None:
    """Each district and year has its own part that the fund pays of a settlement."""
    rng = world.town.make_rng("mess reimbursement")
    columns = ["institution_code", "service_time", "fund_amount", "cash_amount"]
    rows = _add_cells(world, read_rows(world, ClaimHeader, columns))
    rows = rows[rows.fund_amount.notna()].astype({"fund_amount": float, "cash_amount": float})
    rows = rows[rows.fund_amount != 0]
    spread = draw_severity(world, "reimbursement", 0.08, 0.3)
    # nobody is paid more than the whole
    factor = np.minimum(_draw_per_cell(rng, rows, spread), 1.1)
    paid = (rows.fund_amount * factor).round(2)
    total = rows.fund_amount + rows.cash_amount
    paid = np.where(paid.abs() > total.abs(), rows.fund_amount, paid).round(2)
    cash = (total - paid).round(2)
    change_rows(
        world,
        ClaimHeader,
        rows.index.to_numpy(),
        {"fund_amount": paid, "cash_amount": cash.to_numpy()},
    )


def purchases_by_district_and_year(world: World) -> None:
    """Where pooling came later or shops are far, people buy less: part of the honest purchases of
    a district and year are not there.
    """
    rng = world.town.make_rng("mess purchases")
    columns = ["setl_id", "institution_code", "service_time", "person_id"]
    sales = read_rows(world, ClaimHeader, [*columns, "reversal_of"], med_type=["41"])
    rows = _add_cells(world, sales)
    taken_back = rows.reversal_of.dropna()
    rows = rows[rows.reversal_of.isna()]
    rows = rows[~rows.setl_id.isin(taken_back) & find_untouched_persons(world, rows.person_id)]
    rows = rows[~is_planted(world, "institution", rows.institution_code)]
    spread = draw_severity(world, "purchases", 0.1, 0.5)
    lost = 1 - np.minimum(_draw_per_cell(rng, rows, spread), 1.0)
    gone = rows.setl_id[rng.random(len(rows)) < np.minimum(lost, 0.6)]
    drop_rows(world, ClaimHeader, gone.index.to_numpy())
    lines = read_rows(world, ClaimLine, ["setl_id", "feedetl_sn"])
    lines = lines.feedetl_sn[lines.setl_id.isin(gone)]
    drop_rows(world, ClaimLine, lines.index.to_numpy())
    codes = read_rows(world, ClaimTrace, ["feedetl_sn"])
    drop_rows(world, ClaimTrace, codes.index[codes.feedetl_sn.isin(lines)].to_numpy())


def _add_cells(world, rows):
    """Add the district and year of each settlement."""
    places = read_rows(world, Institution, ["institution_code", "district"])
    district = rows.institution_code.map(places.set_index("institution_code").district)
    cell = district.astype(int) * 10_000 + rows.service_time.dt.year
    return rows.assign(cell=cell.to_numpy())


def _draw_per_cell(rng, rows, spread):
    """Draw a factor about 1 for each district and year; return that of each row."""
    cells = np.unique(rows.cell)
    factor = pd.Series(np.exp(rng.normal(0, spread, len(cells))), cells)
    return rows.cell.map(factor).to_numpy()
