"""Units that merge and split: the ledger goes over on one day, the other papers later or never."""

import numpy as np

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.stabilization_refund import StabilizationRefund
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    copy_rows,
    draw_severity,
    draw_some,
    label_innocent,
    read_rows,
)
from simulator.mess.unit_choice import choose_units

SCENARIO = "dispatch_refund"
LEDGER_GOES_OVER = "51"  # the reason of removal: moved to another unit


def merged_units(world: World) -> None:
    """A unit is taken over by another with all its staff; some papers keep the old name."""
    rng = world.town.make_rng("mess merged")
    units = choose_units(
        world, rng, draw_severity(world, "merged", 0.02, 0.12), least=4, heads=(2, 120)
    )
    pairs = rng.permutation(units)[: len(units) // 2 * 2].reshape(-1, 2)
    for old, new in pairs:
        _move_staff(world, rng, old, new, 1.0)
    label_innocent(world, "merged_units", SCENARIO, "employer", pairs.ravel())


def split_units(world: World) -> None:
    """A unit founds a second one, with the same representative, and moves part of its staff."""
    rng = world.town.make_rng("mess split")
    units = choose_units(
        world, rng, draw_severity(world, "split", 0.02, 0.12), least=3, heads=(6, 400)
    )
    ids = read_rows(world, Employer, ["employer_id"])
    positions = ids.index[ids.employer_id.isin(units)].to_numpy()
    old = ids.employer_id.loc[positions].to_numpy()
    new = world.issue_ids("es", len(old))
    numbers = np.arange(len(old)) + 60_000_000_000
    shares_address = rng.random(len(old)) < 0.5
    month = rng.integers(world.town.first_month - 6, world.town.last_month - 3, len(old))
    copied = read_rows(world, Employer, ["address_hash"]).address_hash.loc[positions]
    copy_rows(
        world,
        Employer,
        positions,
        {
            "employer_id": new,
            "uscc_hash": hash_numbers("uscc", numbers),
            "bank_hash": hash_numbers("bank", numbers),
            "phone_hash": hash_numbers("phone", numbers),
            "address_hash": np.where(shares_address, copied, hash_numbers("address", numbers)),
            "register_date": make_date(month) - 40,
            "deregister_date": np.datetime64("NaT", "D"),
        },
    )
    for one, other, since in zip(old, new, month, strict=True):
        _move_staff(world, rng, one, other, rng.uniform(0.2, 0.8), int(since))
    label_innocent(world, "split_units", SCENARIO, "employer", np.concatenate([old, new]))


def _move_staff(world, rng, old, new, share, month=None):
    """Move a share of a unit's staff to another unit from a month on: ledger, roster, claims."""
    if month is None:
        month = int(rng.integers(world.town.first_month - 6, world.town.last_month - 2))
    columns = ["person_id", "employer_id", "contrib_month"]
    rows = read_rows(world, ContributionMonth, columns, employer_id=[old])
    # who has a second job with the other unit stays where the row is
    there = read_rows(world, ContributionMonth, ["person_id"], employer_id=[new])
    rows = rows[~rows.person_id.isin(there.person_id)]
    later = rows[get_month_number(rows.contrib_month.to_numpy()) >= month]
    staff = np.unique(later.person_id)
    moved = draw_some(rng, staff, share) if len(staff) else staff
    going = later.index[later.person_id.isin(moved)].to_numpy()
    change_rows(world, ContributionMonth, going, {"employer_id": new})
    _move_roster(world, old, new, moved, month)
    _move_claims(world, rng, old, new, moved, month)
    _move_wages(world, old, new, moved, month)
    if share == 1.0:
        _move_refunds(world, old, new, month)


def _move_roster(world, old, new, moved, month):
    """Give the moved a removal and an addition on the day, and hand over their later events."""
    events = read_rows(
        world, EnrollmentEvent, ["person_id", "employer_id", "effective_date", "event_kind"]
    )
    mine = events[(events.employer_id == old) & events.person_id.isin(moved)]
    later = get_month_number(mine.effective_date.to_numpy()) >= month
    change_rows(world, EnrollmentEvent, mine.index[later].to_numpy(), {"employer_id": new})
    before = mine[~later]
    joined = before[before.event_kind == "1"].index.to_numpy()
    day = make_date(month)
    for prefix, unit, kind, reason, cover in (
        ("vm", old, "2", LEDGER_GOES_OVER, np.datetime64("NaT")),
        ("va", new, "1", None, day.astype("M8[s]")),
    ):
        copy_rows(
            world,
            EnrollmentEvent,
            joined,
            {
                "event_id": world.issue_ids(prefix, len(joined)),
                "employer_id": unit,
                "event_kind": kind,
                "effective_date": day,
                "submitted_at": (day - 3).astype("M8[s]") + np.timedelta64(15, "h"),
                "coverage_start": cover,
                "reason_code": reason,
                "channel": "2",
            },
        )


def _move_claims(world, rng, old, new, moved, month):
    """Put the new unit on four in five later claims; the others keep the name they knew."""
    claims = read_rows(
        world, UnemploymentClaim, ["person_id", "last_employer_id", "separation_date"]
    )
    mine = claims[(claims.last_employer_id == old) & claims.person_id.isin(moved)]
    mine = mine[get_month_number(mine.separation_date.to_numpy()) >= month]
    known = mine.index[rng.random(len(mine)) < 0.8].to_numpy()
    change_rows(world, UnemploymentClaim, known, {"last_employer_id": new})


def _move_wages(world, old, new, moved, month):
    """Let the new unit declare the wages."""
    units = read_rows(world, Employer, ["employer_id", "uscc_hash"]).set_index("employer_id")
    hashes = dict(zip(world.people.person_id, world.people.id_hash, strict=True))
    wages = read_rows(world, TaxWageMonth, ["id_hash", "month", "payer_uscc_hash"])
    mine = wages[(wages.payer_uscc_hash == units.uscc_hash[old])]
    mine = mine[mine.id_hash.isin([hashes[p] for p in moved])]
    mine = mine[get_month_number(mine.month.to_numpy()) >= month]
    change_rows(
        world, TaxWageMonth, mine.index.to_numpy(), {"payer_uscc_hash": units.uscc_hash[new]}
    )


def _move_refunds(world, old, new, month):
    """Pay the refunds that follow a merger to the unit that took over."""
    refunds = read_rows(world, StabilizationRefund, ["employer_id", "approve_date"])
    mine = refunds[refunds.employer_id == old]
    mine = mine[get_month_number(mine.approve_date.to_numpy()) >= month]
    change_rows(world, StabilizationRefund, mine.index.to_numpy(), {"employer_id": new})
