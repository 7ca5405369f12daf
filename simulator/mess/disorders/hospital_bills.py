"""Stays in hospital: interim bills, corrections, overlaps and transfers entered late."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from simulator.core.clock_and_seeds import hash_numbers
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    copy_rows,
    draw_severity,
    draw_some,
    find_untouched_persons,
    label_innocent,
    read_rows,
)

STAY = "21"
# diagnoses of a second stay that has nothing to do with the first; any common ones will do
OTHER_DIAGNOSES = ("N20.0", "M51.2", "K80.2", "J18.9", "I63.9", "E11.9", "C34.9", "S72.0")
MONEY = ("total_amount", "fund_amount", "account_amount", "cash_amount")
SCENARIO = "benefit_overlap"  # double reimbursement belongs to it


def interim_bills(world: World) -> None:
    """Long stays are billed in parts under one visit, whose dates each hospital fills in its own
    way: the part's, the whole stay's, or the admission's with the day of the bill.
    """
    rng, stays = world.town.make_rng("mess interim bills"), _read_stays(world)
    long = stays[stays.days >= 6].index
    chosen = draw_some(rng, long, draw_severity(world, "interim bills", 0.06, 0.5), 12)
    rows = stays.loc[chosen]
    parts = rng.integers(2, 5, len(rows))
    habit = rng.integers(0, 3, len(rows))
    row = np.repeat(np.arange(len(rows)), parts - 1)
    number = np.arange(len(row)) - np.repeat(np.cumsum(parts - 1) - (parts - 1), parts - 1) + 1
    length = rows.days.to_numpy()
    bill_day = rows.admit_date.to_numpy() + (length // parts).astype("timedelta64[D]")
    step = (length // parts)[row].astype("timedelta64[D]")
    admit, leave = rows.admit_date.to_numpy(), rows.discharge_date.to_numpy()
    # the last part ends with the stay, the others with the day of their bill
    part_end = np.where(number == parts[row] - 1, leave[row], bill_day[row] + number * step)
    copies = rows.iloc[row]
    share = _share_money(rng, copies, parts[row])
    copy_rows(
        world,
        ClaimHeader,
        chosen[row],
        share
        | {
            "setl_id": world.issue_ids("sb", len(row)),
            "admit_date": np.where(
                habit[row] == 0, bill_day[row] + (number - 1) * step, admit[row]
            ),
            "discharge_date": np.where(habit[row] == 1, leave[row], part_end),
            "settle_time": _settle(rng, part_end, world),
            "invoice_no_hash": _make_invoices(world, len(row), "interim"),
        },
    )
    paid = pd.DataFrame(share).groupby(row).sum()
    first = {name: rows[name].to_numpy() - paid[name].to_numpy() for name in MONEY}
    leaves = np.where(habit == 1, leave, bill_day)
    change_rows(
        world,
        ClaimHeader,
        chosen,
        first | {"discharge_date": leaves, "settle_time": _settle(rng, bill_day, world)},
    )
    overlaps = habit != 0
    label_innocent(world, "interim_bills", SCENARIO, "person", rows.person_id[overlaps])


def corrected_stays(world: World) -> None:
    """A stay is taken back and billed again, at once or months later, with another diagnosis or
    sum.
    """
    rng, stays = world.town.make_rng("mess corrected stays"), _read_stays(world)
    old = stays[stays.discharge_date < world.town.end - 40].index
    chosen = draw_some(rng, old, draw_severity(world, "corrected stays", 0.03, 0.3), 8)
    rows = stays.loc[chosen]
    # from the same day to five months
    delay = np.exp(rng.uniform(0, np.log(150), len(rows))).astype(int)
    day = np.minimum(
        rows.discharge_date.to_numpy() + delay.astype("timedelta64[D]"), world.town.end
    )
    back = {name: -rows[name].to_numpy() for name in MONEY}
    settled = _settle(rng, day, world)
    copy_rows(
        world,
        ClaimHeader,
        chosen,
        back
        | {
            "setl_id": world.issue_ids("sr", len(rows)),
            "reversal_of": rows.setl_id.to_numpy(),
            "settle_time": settled,
        },
    )
    factor = np.where(rng.random(len(rows)) < 0.5, 1.0, rng.uniform(0.7, 1.2, len(rows)))
    copy_rows(
        world,
        ClaimHeader,
        chosen,
        {name: (rows[name].to_numpy() * factor).round(2) for name in MONEY[1:]}
        | {
            "total_amount": sum((rows[n].to_numpy() * factor).round(2) for n in MONEY[1:]),
            "setl_id": world.issue_ids("sc", len(rows)),
            "diag_code": np.where(
                rng.random(len(rows)) < 0.4, rng.choice(OTHER_DIAGNOSES, len(rows)), rows.diag_code
            ),
            "settle_time": settled,
        },
    )


def overlapping_stays(world: World) -> None:
    """A second stay at the same hospital begins before the first has ended on paper: another
    illness, another sum, another invoice.
    """
    rng, stays = world.town.make_rng("mess overlapping stays"), _read_stays(world)
    stays = _select_only_stays(stays)
    chosen = draw_some(
        rng, stays[stays.days >= 3].index, draw_severity(world, "overlapping stays", 0.02, 0.2), 8
    )
    rows = stays.loc[chosen]
    # one to five days too early
    admit = rows.discharge_date - pd.to_timedelta(
        np.minimum(rng.integers(1, 6, len(rows)), rows.days - 1), unit="D"
    )
    _add_stays(
        world, rng, chosen, rows, admit, "so", diag_code=rng.choice(OTHER_DIAGNOSES, len(rows))
    )
    label_innocent(world, "overlapping_stays", SCENARIO, "person", rows.person_id)


def late_transfers(world: World) -> None:
    """A patient goes on to another hospital, and the first enters the discharge one to three days
    late.
    """
    rng, stays = world.town.make_rng("mess late transfers"), _read_stays(world)
    hospitals = np.unique(stays.institution_code)
    stays = _select_only_stays(stays)
    chosen = draw_some(
        rng, stays[stays.days >= 3].index, draw_severity(world, "late transfers", 0.02, 0.2), 8
    )
    rows = stays.loc[chosen]
    admit = rows.discharge_date - pd.to_timedelta(
        np.minimum(rng.integers(1, 4, len(rows)), rows.days - 1), unit="D"
    )
    _add_stays(
        world, rng, chosen, rows, admit, "st", institution_code=rng.choice(hospitals, len(rows))
    )


def bills_at_the_end_of_the_month(world: World) -> None:
    """Some hospitals settle all stays of a month in one evening, weeks after the discharge."""
    rng, stays = world.town.make_rng("mess month end"), _read_stays(world, everybody=True)
    hospitals = np.unique(stays.institution_code)
    late = draw_some(rng, hospitals, draw_severity(world, "month end", 0.1, 0.5))
    rows = stays[stays.institution_code.isin(late)]
    month_end = rows.discharge_date.to_numpy().astype("datetime64[M]") + 1
    day = np.minimum(month_end.astype("datetime64[D]") + 4, world.town.end)
    seconds = rng.integers(19 * 3600, 21 * 3600, len(rows)).astype("timedelta64[s]")
    change_rows(
        world, ClaimHeader, rows.index.to_numpy(), {"settle_time": day.astype("M8[s]") + seconds}
    )


def _read_stays(world, everybody=False):
    """Read stays in hospital, those of planted persons left out, that nobody has taken back."""
    columns = ["setl_id", "person_id", "institution_code", "diag_code"]
    columns += ["admit_date", "discharge_date", "reversal_of", *MONEY]
    stays = read_rows(world, ClaimHeader, columns, med_type=[STAY])
    stays = stays[stays.admit_date.notna()]
    taken_back = stays.reversal_of.dropna()
    stays = stays[stays.reversal_of.isna() & ~stays.setl_id.isin(taken_back)]
    stays = stays[stays.discharge_date.notna() & (stays.discharge_date <= world.town.end)]
    if not everybody:
        stays = stays[find_untouched_persons(world, stays.person_id)]
    stays = stays.assign(days=(stays.discharge_date - stays.admit_date).dt.days)
    return stays.astype(dict.fromkeys(MONEY, float))


def _select_only_stays(stays):
    """Select the stays of persons who have no other: a further one would run into it."""
    return stays[~stays.person_id.duplicated(keep=False)]


def _add_stays(world, rng, positions, rows, admit, prefix, **columns):
    """Add a stay beside each of `rows`, admitted on another day, with a sum of its own."""
    leave = np.minimum(
        admit.to_numpy() + rng.integers(4, 15, len(rows)).astype("timedelta64[D]"), world.town.end
    )
    factor = np.exp(rng.normal(0, 0.6, len(rows)))
    money = {name: (rows[name].to_numpy() * factor).round(2) for name in MONEY[1:]}
    ids = world.issue_ids(prefix, len(rows))
    copy_rows(
        world,
        ClaimHeader,
        positions,
        money
        | {
            "setl_id": ids,
            "mdtrt_id": ids,
            "total_amount": sum(money.values()),
            "admit_date": admit.to_numpy(),
            "discharge_date": leave,
            "service_time": admit.to_numpy().astype("M8[s]") + np.timedelta64(10, "h"),
            "settle_time": _settle(rng, leave, world),
            "invoice_no_hash": _make_invoices(world, len(rows), prefix),
        }
        | columns,
    )


def _share_money(rng, rows, parts):
    """Draw what one of several bills of a stay takes of each sum, in whole cents."""
    share = rng.uniform(0.6, 1.1, len(rows)) / parts
    money = {name: (rows[name].to_numpy() * share).round(2) for name in MONEY[1:]}
    return {"total_amount": sum(money.values())} | money


def _settle(rng, day, world):
    """Draw a time of settlement in the office hours of a day, the last closed day at most."""
    day = np.minimum(np.asarray(day).astype("datetime64[D]"), world.town.end)
    return day.astype("M8[s]") + rng.integers(8 * 3600, 17 * 3600, len(day)).astype(
        "timedelta64[s]"
    )


def _make_invoices(world, count, name):
    """Make hashes of new invoices; four in ten bills carry none."""
    rng = world.town.make_rng(f"mess invoices {name}")
    hashes = hash_numbers(f"invoice {name}", np.arange(count) + 7_000_000_000)
    return np.where(rng.random(count) < 0.4, None, hashes)
