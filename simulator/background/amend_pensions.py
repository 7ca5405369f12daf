"""The table of pension payments as operators changed it: accounts, stopped months, back-pay,
returns.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.tables.pension_payment import PensionPayment
from simulator.background.operator_payments import (
    ADJUSTMENT_MONTHS,
    ADJUSTMENT_YUAN,
    FIRST_SEQ,
    NEW_ACCOUNTS,
)
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.world import World


def amend_pensions(world: World) -> None:
    """Apply all planned changes to the table `pension_payment`."""
    rows = world.get_rows(PensionPayment)
    rows = _drop_stopped_months(rows, world.plans["suspended"])
    rows = _redirect_payments(rows, world.plans["payees"])
    monthly = _get_latest_amounts(rows)
    rows, again = _reverse_returned_payments(rows, world.plans["returned"])
    world.replace(PensionPayment, rows)
    for part in (
        again,
        _build_back_pay_rows(world, monthly),
        _build_adjustment_rows(world, monthly),
    ):
        if len(part):
            world.add(PensionPayment, dict(part.items()))


def _parse_person_numbers(rows):
    return (
        pc.utf8_slice_codeunits(rows["person_id"], 1)
        .to_numpy(zero_copy_only=False)
        .astype(np.int64)
    )


def _group_row_positions(rows, persons):
    """Group the positions of rows by person."""
    number = _parse_person_numbers(rows)
    order = np.argsort(number, kind="stable")
    low = np.searchsorted(number[order], persons)
    high = np.searchsorted(number[order], persons, side="right")
    return [order[a:b] for a, b in zip(low, high, strict=True)]


def _read_days(rows, column):
    return rows[column].to_numpy(zero_copy_only=False).astype("datetime64[D]")


def _get_regular_month(rows):
    """Get the month of each ordinary payment that stands, -1 for other rows."""
    ordinary = pc.and_(pc.equal(rows["kind"], "1"), pc.invert(rows["reversed"])).to_numpy(
        zero_copy_only=False
    )
    return np.where(ordinary, get_month_number(_read_days(rows, "benefit_month")), -1)


def _drop_stopped_months(rows, parts):
    if not parts:
        return rows
    plan = pd.concat(parts, ignore_index=True)
    month, is_kept = _get_regular_month(rows), np.ones(rows.num_rows, dtype=bool)
    for span, first, last in zip(
        _group_row_positions(rows, plan.person), plan["first"], plan["last"], strict=True
    ):
        is_kept[span[(month[span] >= first) & (month[span] <= last)]] = False
    return rows.filter(pa.array(is_kept))


def _redirect_payments(rows, parts):
    if not parts:
        return rows
    plan = (
        pd.concat(parts, ignore_index=True)
        .sort_values("since", kind="stable")
        .reset_index(drop=True)
    )
    paid, hashes = (
        _read_days(rows, "paid_date"),
        hash_numbers("bank", plan.bank.to_numpy().astype(np.int64)),
    )
    bank = rows["bank_hash"].to_numpy(zero_copy_only=False).copy()
    since = plan.since.to_numpy().astype("datetime64[D]")
    for n, span in enumerate(_group_row_positions(rows, plan.person)):
        bank[span[paid[span] > since[n]]] = hashes[n]
    return rows.set_column(
        rows.schema.get_field_index("bank_hash"), "bank_hash", pa.array(bank, pa.string())
    )


def _get_latest_amounts(rows):
    """Get insurance_type and yuan of each person's latest ordinary month."""
    rows = rows.filter(pa.array(_get_regular_month(rows) >= 0))
    frame = pd.DataFrame(
        {
            "person": _parse_person_numbers(rows),
            "insurance_type": rows["insurance_type"].to_pandas(),
            "month": _read_days(rows, "benefit_month"),
            "amount": pc.cast(rows["amount"], pa.float64()).to_numpy(),
        }
    )
    return (
        frame.sort_values("month", kind="stable")
        .drop_duplicates("person", keep="last")
        .set_index("person")
    )


def _find_bank_account(world, person, day):
    """Find the account to which a person's pension goes on a day."""
    bank = np.asarray(person, dtype=np.int64).copy()
    if world.plans["payees"]:
        plan = world.collect_plan("payees").sort_values("since", kind="stable")
        for n, (who, when) in enumerate(zip(person, day, strict=True)):
            changes = plan[(plan.person == who) & (plan.since < when)]
            bank[n] = changes.bank.iloc[-1] if len(changes) else bank[n]
    return bank


def _reverse_returned_payments(rows, parts):
    """Mark payments of planned months as returned; return (rows, the reversals and the second
    payments).
    """
    if not parts:
        return rows, pd.DataFrame()
    plan = pd.concat(parts, ignore_index=True)
    month = _get_regular_month(rows)
    spans = _group_row_positions(rows, plan.person)
    hit = np.concatenate(
        [s[month[s] == m] for s, m in zip(spans, plan.month, strict=True)] or [[]]
    ).astype(int)
    flag = np.zeros(rows.num_rows, dtype=bool)
    flag[hit] = True
    back = rows.filter(pa.array(flag)).to_pandas()
    stands = pc.or_(rows["reversed"], pa.array(flag))
    rows = rows.set_column(rows.schema.get_field_index("reversed"), "reversed", stands)
    back = back.drop(columns=["updated_at", "row_status"])
    paid = pd.to_datetime(back.paid_date)
    amount = back.amount.astype(float)
    reversing = back.assign(
        seq=FIRST_SEQ,
        amount=-amount,
        # the bank returns the money after nine days, the second payment follows a month later
        paid_date=paid + pd.Timedelta(days=9),
        reversed=True,
        reversal_of=back.seq,
    )
    again = back.assign(
        seq=FIRST_SEQ + 1,
        amount=amount,
        paid_date=paid + pd.Timedelta(days=30),
        bank_hash=hash_numbers(
            "bank", 2 * NEW_ACCOUNTS + back.person_id.str[1:].astype(np.int64).to_numpy()
        ),
    )
    return rows, pd.concat([reversing, again], ignore_index=True).drop(columns="backpay_months")


def _build_back_pay_rows(world, monthly):
    if not world.plans["back_pay"]:
        return pd.DataFrame()
    plan = world.collect_plan("back_pay")
    plan = plan[(plan.paid <= world.town.end) & plan.person.isin(monthly.index)].reset_index(
        drop=True
    )
    person, paid = plan.person.to_numpy().astype(int), plan.paid.to_numpy().astype("datetime64[D]")
    latest = monthly.loc[person]
    rows = pd.DataFrame(
        {
            "person_id": world.people.person_id[person],
            "insurance_type": latest.insurance_type.to_numpy(),
            "benefit_month": make_date(get_month_number(paid)),
            "kind": "2",
            "amount": (latest.amount.to_numpy() * plan.months.to_numpy()).round(2),
            "backpay_months": plan.months.to_numpy(),
            "adjust_flag": False,
            "paid_date": paid,
            "bank_hash": hash_numbers("bank", _find_bank_account(world, person, paid)),
            "reversed": False,
        }
    )
    return rows.assign(seq=FIRST_SEQ + rows.groupby(["person_id", "benefit_month"]).cumcount())


def _build_adjustment_rows(world, monthly):
    """Build the back-pay of a change of the resident scheme's base, paid to all on one day."""
    town, people = world.town, world.people
    # within every history, and after the month's ordinary payment
    paid = make_date(town.last_month - 9, 25)
    latest = monthly[
        (monthly.insurance_type == "170") & people.is_alive[monthly.index]
    ].sort_index()
    n = len(latest)
    return pd.DataFrame(
        {
            "person_id": people.person_id[latest.index],
            "insurance_type": "170",
            "benefit_month": np.full(n, make_date(town.last_month - 9)),
            "kind": "2",
            "seq": FIRST_SEQ + 5,
            "amount": ADJUSTMENT_MONTHS * ADJUSTMENT_YUAN,
            "backpay_months": ADJUSTMENT_MONTHS,
            "adjust_flag": False,
            "paid_date": np.full(n, paid),
            "bank_hash": hash_numbers("bank", latest.index.to_numpy()),
            "reversed": False,
        }
    )
