"""Contributions: late, back-paid, and missing for units that moved in."""

import numpy as np
import pandas as pd

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.stabilization_refund import StabilizationRefund
from simulator.core.clock_and_seeds import get_month_number
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    drop_rows,
    find_untouched_persons,
    is_planted,
    label_innocent,
    read_rows,
)
from simulator.mess.unit_choice import choose_units

UNEMPLOYMENT = "210"  # code of insurance_type


def late_premiums(world: World) -> None:
    """A unit pays a run of months late, from two weeks to a year; the last ones may still be
    open.
    """
    rng = world.town.make_rng("mess late premiums")
    units = choose_units(world, rng, draw_severity(world, "late premiums", 0.06, 0.4), least=4)
    rows = _read_premiums(world, employer_id=units)
    for unit in units:
        mine = rows[(rows.employer_id == unit) & (rows.month > world.town.first_month - 12)]
        first = int(rng.integers(world.town.first_month - 12, world.town.last_month))
        run = mine[(mine.month >= first) & (mine.month < first + int(rng.integers(1, 14)))]
        delay = int(np.exp(rng.uniform(np.log(15), np.log(360))))
        posted = run.posted_date.to_numpy().astype("M8[D]") + delay
        is_paid = posted <= world.town.end
        change_rows(
            world,
            ContributionMonth,
            run.index.to_numpy(),
            {
                "posted_date": np.where(is_paid, posted, np.datetime64("NaT", "D")),
                "paid_flag": is_paid,
            },
        )
    _label_refunds_in_debt(world, units)


def _label_refunds_in_debt(world, units):
    """Record as minor the units that got a refund while premium of the year before was open."""
    rows = read_rows(
        world,
        ContributionMonth,
        ["employer_id", "contrib_month", "posted_date"],
        insurance_type=[UNEMPLOYMENT],
        employer_id=units,
    )
    columns = ["refund_id", "employer_id", "refund_year", "approve_date"]
    joined = read_rows(world, StabilizationRefund, columns).merge(rows, on="employer_id")
    is_open = joined.posted_date.isna() | (joined.posted_date > joined.approve_date)
    open_rows = joined[(joined.contrib_month.dt.year == joined.refund_year - 1) & is_open]
    owing = open_rows.drop_duplicates("refund_id")
    owing = owing[~is_planted(world, "employer", owing.employer_id)]
    if len(owing):
        world.add_truth(
            "refund_in_debt",
            "dispatch_refund",
            "employer",
            owing.employer_id.to_numpy(),
            "minor",
            record=("stabilization_refund", owing.refund_id.to_numpy()),
        )


def backpaid_premiums(world: World) -> None:
    """A unit reports workers late and pays their first months in one sum, with a document or
    without.
    """
    rng = world.town.make_rng("mess back-paid")
    rows = _read_premiums(world, insurance_type=["110"])
    rows = rows[find_untouched_persons(world, rows.person_id)]
    recent = rows[rows.month > world.town.first_month]
    spells = recent.groupby(["person_id", "employer_id"]).month.agg(["min", "count"])
    spells = spells[(spells["min"] > world.town.first_month + 1) & (spells["count"] >= 4)]
    spells = spells.reset_index()
    share = draw_severity(world, "back-paid", 0.03, 0.25)
    chosen = spells.loc[draw_some(rng, spells.index, share, 12)]
    chosen = chosen.assign(
        late_months=rng.integers(1, 7, len(chosen)), has_document=rng.random(len(chosen)) < 0.3
    )
    mine = _read_premiums(world, person_id=chosen.person_id)
    hit = mine.reset_index().merge(chosen, on=["person_id", "employer_id"])
    hit = hit[hit.month >= hit["min"]]
    hit = hit[hit.month < hit["min"] + hit.late_months]
    day = (hit["min"] + hit.late_months).to_numpy().astype("M8[M]").astype("M8[D]") + 14
    document = np.char.add("补缴", hit["index"].to_numpy().astype(str)).astype(object)
    change_rows(
        world,
        ContributionMonth,
        hit["index"].to_numpy(),
        {
            "pay_kind": "2",
            "posted_date": np.minimum(day, world.town.end),
            "legal_doc_no": np.where(hit.has_document, document, None),
        },
    )


def units_that_moved_in(world: World) -> None:
    """A unit came from another city, whose ledger was never taken over: its months begin with the
    move, while claims and approvals count the whole career.
    """
    rng = world.town.make_rng("mess moved in")
    units = choose_units(world, rng, draw_severity(world, "moved in", 0.03, 0.2), least=2)
    rows = _read_premiums(world, employer_id=units)
    earliest, latest = world.town.first_month - 24, world.town.last_month - 6
    moved = pd.Series(rng.integers(earliest, latest, len(units)), units, dtype=float)
    is_before = rows.month < rows.employer_id.map(moved)
    drop_rows(world, ContributionMonth, rows.index[is_before].to_numpy())
    label_innocent(world, "units_that_moved_in", "dispatch_refund", "employer", units)


def _read_premiums(world, **among):
    """Read the ordinary premiums, with their months as numbers."""
    columns = ["person_id", "employer_id", "contrib_month", "posted_date", "pay_kind"]
    rows = read_rows(world, ContributionMonth, columns, pay_kind=["1"], **among)
    return rows.assign(month=get_month_number(rows.contrib_month.to_numpy()))
