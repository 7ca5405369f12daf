"""The three tables of refunds, from what was granted, the hosts and the conduct of dispatch
units.
"""

import numpy as np
import pandas as pd

from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from simulator.background.dispatch_refund_grants import make_granted_refunds
from simulator.background.dispatch_refunds import (
    NOT_INSURED_HERE,
    REFUND,
    SCENARIO,
    YEARS,
)
from simulator.background.operators import draw_handlers
from simulator.core.clock_and_seeds import hash_numbers
from simulator.core.employers import PERSON_SPACE, get_size_classes
from simulator.core.world import World

NAME_SPACE = 70_000_000_000  # numbers of the names of hosts that are not insured here
LATE_SHARE = 0.03  # of honest dispatch units: pass on some days after the deadline of 30 days


def write_refunds(world: World) -> None:
    """Write `stabilization_refund`, `refund_allocation` and `refund_transfer`, after the ledger is
    written.
    """
    granted = make_granted_refunds(world)
    _add_refunds(world, granted)
    shares = _allocate_shares(world, granted[granted.is_dispatch & (granted.place == 1)])
    _add_allocations(world, shares)
    _add_transfers(world, shares)
    _note_truth(world, granted)


def _add_refunds(world, granted):
    rng = world.town.make_rng("refund operators")
    by = draw_handlers(world, world.employers.district[granted.unit], rng)
    applied = granted.channel == "2"
    world.add(
        StabilizationRefund,
        {
            "refund_id": granted.refund_id,
            "employer_id": world.employers.employer_id[granted.unit],
            "refund_year": granted.year,
            "premium_paid_prev_year": granted.stated,
            "ratio": granted.ratio,
            "refund_amount": granted.amount,
            "apply_date": np.where(applied, granted["apply"], np.datetime64("NaT", "D")),
            "approve_date": granted.approve,
            "paid_date": granted.paid,
            "size_class_used": granted.used,
            "heads_y1": granted.heads_stated.astype(int),
            "heads_y2": granted.heads_y2.astype(int),
            "layoff_heads": granted.recipients.astype(int),
            "channel": granted.channel,
            "is_dispatch": granted.is_dispatch,
            "own_staff_amount": granted.own_amount,
            "accept_op": by["accept_op"],
            "review_op": by["review_op"],
        },
    )


def _allocate_shares(world, refunds):
    """Allocate refunds to the hosts in the plan: planned amount, heads, nature, agreed share,
    amount due.
    """
    plan = world.collect_plan("hosts")
    rows = refunds.merge(plan.rename(columns={"unit": "of"}), left_on="unit", right_on="of")
    rows = rows[rows.since <= rows.year].reset_index(drop=True)
    rng = world.town.make_rng("refund shares")
    rows["weight"] = rows.weight * np.exp(rng.normal(0, 0.1, len(rows)))
    by = rows.groupby("refund_id")
    rows["part"] = rows.weight / by.weight.transform("sum")
    rows["place_of_host"] = by.cumcount()
    rows["host_count"] = by.place_of_host.transform("size")
    rows["planned"] = ((rows.amount - rows.own_amount) * rows.part).round(2)
    heads = np.where(
        rows.is_year_end.astype(bool), rows.heads_y1, rows.mean_heads
    ) * rows.heads_factor.astype(float)
    counted = np.exp(world.town.make_rng("counting heads").normal(0, 0.02, len(refunds)))
    counted = rows.refund_id.map(pd.Series(counted, index=refunds.refund_id))
    rows["heads"] = _round_heads(heads * (1 - rows.own_true) * counted, rows)
    rest = (rows.amount - rows.own_amount).round(2) - by.planned.transform("sum").round(2)
    rows["planned"] = (rows.planned + rest.where(rows.place_of_host == 0, 0)).round(2).clip(lower=0)
    keep = np.maximum(1, np.floor(rows.plan_part.astype(float) * rows.host_count))
    rows = rows[rows.place_of_host < keep].reset_index(drop=True)
    # until 2023 hosts got the share agreed with the dispatch unit, since 2024 the whole
    before = rows.year < 2024
    agreed = rng.choice([0.5, 0.6, 0.7, 0.8, 1.0], len(rows), p=[0.25, 0.2, 0.25, 0.15, 0.15])
    rows["agreed"] = np.where(before, agreed, np.nan)
    rows["due"] = (rows.planned * np.where(before, agreed, 1.0)).round(2)
    rows["seq"] = rows.groupby("refund_id").cumcount() + 1
    return rows


def _round_heads(total, rows):
    """Round heads of each host to whole persons that add up to the total (cumulative rounding)."""
    upto = (rows.groupby("refund_id").part.cumsum() * total).round()
    before = upto.groupby(rows.refund_id).shift(fill_value=0)
    return (upto - before).clip(lower=0).astype(int)


def _add_allocations(world, shares):
    host = shares.host.to_numpy()
    is_insured = host != NOT_INSURED_HERE
    nature = world.employers.nature[np.where(is_insured, host, 0)]
    is_restated = np.isin(nature, ["20", "30"]) | (
        shares.is_nature_of_first.astype(bool) & (shares.place_of_host == 0)
    )
    stated = np.where(is_insured & is_restated & shares.nature.notna(), shares.nature, nature)
    world.add(
        RefundAllocation,
        {
            "refund_id": shares.refund_id,
            "seq": shares.seq,
            "host_employer_id": np.where(
                is_insured, world.employers.employer_id[np.where(is_insured, host, 0)], None
            ),
            "host_name_hash": hash_numbers("name", _number_hosts(shares)),
            "host_nature": np.where(is_insured, stated, "10").astype(object),
            "host_size_class": np.where(
                is_insured, get_size_classes(world)[np.where(is_insured, host, 0)], None
            ).astype(object),
            "dispatched_heads": shares.heads,
            "planned_amount": shares.planned,
            "agreement_share": shares.agreed,
        },
    )


def _number_hosts(shares):
    """Number each host: its index, or a number of its own if it is not insured here."""
    elsewhere = shares.unit * 1000 + shares.place_of_host + NAME_SPACE
    return np.where(shares.host != NOT_INSURED_HERE, shares.host, elsewhere)


def _add_transfers(world, shares):
    moves = _make_transfers(
        world, shares[shares.paid.notna() & (shares.due > 0)].reset_index(drop=True)
    )
    moves = moves[(moves.date <= world.town.end) & (moves.amount.abs() > 0.009)]
    moves = moves.sort_values(["refund_id", "date", "seq"], kind="stable").reset_index(drop=True)
    rng, n = world.town.make_rng("refund proofs"), len(moves)
    is_insured = moves.payee.to_numpy() != NOT_INSURED_HERE
    # even honest units lose one proof in fifty
    is_proved = rng.random(n) >= np.maximum(0.02, moves.unproved.astype(float))
    uploaded = moves.date.to_numpy().astype("datetime64[D]") + rng.integers(1, 15, n)
    proof = ["甬银" + str(v) for v in rng.integers(10**9, 10**10, n)]
    world.add(
        RefundTransfer,
        {
            "transfer_id": world.issue_ids("x", n),
            "refund_id": moves.refund_id,
            "payee_employer_id": np.where(
                is_insured, world.employers.employer_id[np.where(is_insured, moves.payee, 0)], None
            ),
            "payee_bank_hash": hash_numbers(
                "bank", moves.account.to_numpy().astype(np.int64) + PERSON_SPACE
            ),
            "amount": moves.amount,
            "transfer_date": moves.date,
            "voucher_no": np.where(is_proved, np.array(proof, dtype=object), None),
            "uploaded_at": np.where(
                is_proved & (uploaded <= world.town.end), uploaded, np.datetime64("NaT", "D")
            ),
            "returned": moves.returned.astype(bool),
        },
    )


def _make_transfers(world, shares):
    """Make transfers: what is passed on, in instalments, bounced ones, and what came back."""
    rng, n = world.town.make_rng("refund transfers"), len(shares)
    is_affected = shares.place_of_host < np.ceil(
        shares.short_part.astype(float) * shares.host_count
    )
    amount = (shares.due * np.where(is_affected, shares.passed.astype(float), 1.0)).round(2)
    # honest units pass on within 27 days, the deadline being 30
    usual = np.clip(rng.gamma(2.2, 4.5, n), 1, 27).astype(int)
    honest_delay = np.where(_is_late(world, shares), 32 + usual % 20, usual)
    delay = np.where(is_affected & (shares.delay >= 0), shares.delay, honest_delay).astype(int)
    payee = np.where(is_affected & (shares.payee >= 0), shares.payee, shares.host).astype(int)
    own_account = np.where(
        payee != NOT_INSURED_HERE, world.employers.bank[payee], _number_hosts(shares)
    )
    moves = shares[["refund_id", "seq", "unproved", "instalments", "gap"]].assign(
        payee=payee,
        account=np.where(is_affected & (shares.bank >= 0), shares.bank, own_account),
        amount=amount,
        date=shares.paid + pd.to_timedelta(delay, "D"),
        returned=False,
    )
    is_lost = (is_affected & (shares.bounce == "lost")).to_numpy()
    is_resent = (is_affected & (shares.bounce == "resent")).to_numpy()
    moves.loc[is_lost, "returned"] = True
    again = moves[is_resent].assign(date=moves.date[is_resent] + pd.to_timedelta(38, "D"))
    moves.loc[is_resent, "returned"] = True
    share_back = np.where(is_affected & ~is_lost, shares.back_share.astype(float), 0.0)
    back = moves.assign(amount=-(moves.amount * share_back).round(2))
    back["date"] = back.date + pd.to_timedelta(9 + usual * 2, "D")
    return pd.concat([_split_instalments(moves), again, back[share_back > 0]], ignore_index=True)


def _split_instalments(moves):
    count = moves.instalments.astype(int).to_numpy()
    rows = moves.loc[moves.index.repeat(count)].copy()
    place = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    each = (rows.amount / rows.instalments.astype(int)).round(2)
    last = rows.amount - each * (rows.instalments.astype(int) - 1)
    rows["amount"] = np.where(place == rows.instalments.astype(int) - 1, last, each).round(2)
    rows["date"] = rows.date + pd.to_timedelta(place * rows["gap"].astype(int).to_numpy(), "D")
    return rows


def _is_late(world, shares):
    """True for honest dispatch units that pass on a few days late in one of their years."""
    draw = world.town.make_rng("late refunds").random((len(world.employers), YEARS))
    year = shares.year - (world.town.as_of.year - YEARS + 1)
    return (draw[shares.unit, year] < LATE_SHARE) & ~np.isin(
        shares.unit, world.plans["refund_units"]
    )


def _note_truth(world, granted):
    planned = granted[granted.typology.notna()]
    # of two refunds in a year the second is the unlawful one
    planned = planned[
        (planned.place == 2) | ~planned.refund_id.isin(_select_first_refunds(planned))
    ]
    for (typology, label), group_rows in planned.groupby(["typology", "label"], sort=True):
        units = world.employers.employer_id[group_rows.unit]
        world.add_truth(
            typology,
            SCENARIO,
            "employer",
            units,
            label,
            record=(REFUND, group_rows.refund_id.to_numpy()),
        )
    late = granted[
        granted.is_dispatch & (granted.paid + pd.to_timedelta(31, "D") <= world.town.end)
    ]
    late = late[_is_late(world, late)]
    units = world.employers.employer_id[late.unit]
    world.add_truth(
        "passed_on_late",
        SCENARIO,
        "employer",
        units,
        "minor",
        record=(REFUND, late.refund_id.to_numpy()),
    )


def _select_first_refunds(planned):
    second_refunds = planned[planned.place == 2]
    return (
        planned.merge(second_refunds[["unit", "year"]], on=["unit", "year"])
        .query("place == 1")
        .refund_id
    )
