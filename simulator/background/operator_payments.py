"""Pensions as operators changed them: other accounts, stopped months, back-pay, returned money,
checks.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.tables.pension_payment import PensionPayment
from contracts.tables.qualification_check import QualificationCheck
from simulator.background.operator_log import (
    ACCOUNT,
    BACK_PAY,
    EDITED,
    STATUS,
    draw_office_time,
    plan_approval_chain,
    plan_log_rows,
    roll_to_workday,
)
from simulator.background.operators import draw_handlers, find_colleague
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.population import PENSIONER, RETIRED
from simulator.core.world import World

NEW_ACCOUNTS = 70_000_000_000  # added to a person's number: an account opened later
FIRST_SEQ = 11  # sequence of rows added beside the ordinary payment, whose numbers stay below ten
FACE, DATA, VISIT, COUNTER, ON_BEHALF = "1", "2", "3", "4", "5"
OLD, PAY_DAY = 80, 12  # years from which checks are made in person; day of the month of payment
ADJUSTMENT_MONTHS, ADJUSTMENT_YUAN = (
    14,
    9.0,
)  # of the resident scheme's late adjustment, yuan a month


def is_drawing_pension(world: World, *, low=50, high=120) -> np.ndarray:
    """True for persons who draw a pension through the whole history."""
    people, town = world.people, world.town
    age = people.age(town.start)
    # over 61 at the start: no first pension falls into the history
    return np.isin(people.scheme, [RETIRED, PENSIONER]) & (age > max(low, 61)) & (age < high)


def change_account(world: World, op_id, person, day, number, **more) -> None:
    """Change the account of pensions: the edit in the log and the payments that follow it."""
    rng = world.town.make_rng(f"account {len(world.plans['payees'])}")
    day = np.broadcast_to(np.asarray(day, "datetime64[D]"), np.shape(person))
    ts = more.pop("ts", None)
    ts = draw_office_time(world, day, rng) if ts is None else ts
    pieces = pd.DataFrame({"accept_op": op_id, "person": person, "ts": ts, "biz": ACCOUNT})
    pieces = pieces.assign(
        review_op=find_colleague(world, pieces.accept_op, "2"), field="bank_account", **more
    )
    plan_approval_chain(world, rng, pieces, first=EDITED)
    world.plan("payees", pd.DataFrame({"person": person, "since": day, "bank": number}))


def resume_pensions(world: World, op_id, person, day, months, *, due=None, **more) -> None:
    """Resume stopped pensions on a day; the same operator pays back the months of the stop (or
    those due).
    """
    rng = world.town.make_rng(f"resume {len(world.plans['suspended'])}")
    day = roll_to_workday(
        world, np.broadcast_to(np.asarray(day, "datetime64[D]"), np.shape(person))
    )
    month = find_first_paid_month(day)
    world.plan(
        "suspended", pd.DataFrame({"person": person, "first": month - months, "last": month - 1})
    )
    stop = make_date(month - months, 3)
    plan_log_rows(
        world,
        op_id,
        draw_office_time(world, stop, rng),
        STATUS,
        EDITED,
        person=person,
        field="benefit_status",
    )
    pieces = pd.DataFrame(
        {
            "accept_op": op_id,
            "person": person,
            "ts": draw_office_time(world, day, rng),
            "biz": STATUS,
        }
    )
    pieces = pieces.assign(
        review_op=find_colleague(world, pieces.accept_op, "2"), field="benefit_status", **more
    )
    plan_approval_chain(world, rng, pieces, first=EDITED)
    plan_back_pay(world, op_id, person, day + 12, months if due is None else due)


def plan_back_pay(world: World, op_id, person, paid, months) -> None:
    """Plan a back-payment of `months`, accepted some days before it is paid."""
    rng = world.town.make_rng(f"back-pay {len(world.plans['back_pay'])}")
    paid = np.broadcast_to(np.asarray(paid, "datetime64[D]"), np.shape(person))
    pieces = pd.DataFrame({"accept_op": op_id, "person": person, "biz": BACK_PAY})
    pieces = pieces.assign(
        review_op=find_colleague(world, pieces.accept_op, "2"),
        approve_op=find_colleague(world, pieces.accept_op, "3"),
        ts=draw_office_time(world, paid - 11, rng),
    )
    plan_approval_chain(world, rng, pieces)
    world.plan("back_pay", pd.DataFrame({"person": person, "paid": paid, "months": months}))


def add_eligibility_checks(world: World, op_id, person, ts, method, *, place=None) -> None:
    """Add checks of entitlement; `op_id` is None for checks by face and by data."""
    columns = {"person": person, "ts": ts, "method": method, "op_id": op_id, "place": place}
    n = np.size(person)
    rows = {
        k: np.broadcast_to(np.asarray(v), n) if np.size(v) != n else v for k, v in columns.items()
    }
    world.plan("operator_checks", pd.DataFrame(rows))


def plan_honest_payments(world: World) -> None:
    """Plan replaced cards, late proofs of life and checks in person."""
    _plan_new_cards(world)
    _plan_late_proofs(world)
    _plan_checks(world)


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


def write_operator_checks(world: World) -> None:
    """Write the checks that operators enter to the table `qualification_check`."""
    rows = world.collect_plan("operator_checks")
    rows = rows[rows.ts < np.datetime64(world.town.end + 1, "s")].drop_duplicates(["person", "ts"])
    world.add(
        QualificationCheck,
        {
            "person_id": world.people.person_id[rows.person.to_numpy().astype(int)],
            "check_time": rows.ts,
            "method": rows.method,
            "op_id": rows.op_id,
            "place": rows.place,
        },
    )


def _plan_new_cards(world):
    """Plan changes of account: two pensioners in a hundred a year, of whom one in fifty gives a
    wrong number.
    """
    rng, town, people = world.town.make_rng("new cards"), world.town, world.people
    free = np.flatnonzero(is_drawing_pension(world) & people.is_alive & ~world.is_taken())
    # 2 % a year
    person = rng.choice(free, int(0.02 * len(free) * town.months / 12), replace=False)
    day = town.start + 40 + rng.integers(0, 30 * town.months - 150, len(person))
    op_per_person = draw_handlers(world, people.district[person], rng)["accept_op"]
    change_account(world, op_per_person, person, day, NEW_ACCOUNTS + person)
    is_wrong = rng.random(len(person)) < 0.02
    correct_account(world, op_per_person[is_wrong], person[is_wrong], day[is_wrong])


def correct_account(world: World, op_id, person, day) -> None:
    """Correct a wrong account: the bank returns the money, weeks later it is paid to the right
    one.
    """
    month = find_first_paid_month(day)
    change_account(world, op_id, person, make_date(month, 26), 2 * NEW_ACCOUNTS + person)
    world.plan("returned", pd.DataFrame({"person": person, "month": month}))


def find_first_paid_month(day) -> np.ndarray:
    """Find the month of the first payment after a day; pensions are paid on the twelfth."""
    day = np.asarray(day, dtype="datetime64[D]")
    return get_month_number(day) + (day >= make_date(get_month_number(day), PAY_DAY))


def _plan_late_proofs(world):
    """Plan late proofs of life, one in two hundred a year: stopped, checked, resumed, paid back."""
    rng, town, people = world.town.make_rng("late proofs"), world.town, world.people
    free = np.flatnonzero(is_drawing_pension(world) & people.is_alive & ~world.is_taken())
    # 0.5 % a year
    person = rng.choice(free, int(0.005 * len(free) * town.months / 12), replace=False)
    # most are late by a month or two, a few stay abroad for long
    months = rng.choice([1, 2, 3, 5, 9], len(person), p=[0.45, 0.3, 0.15, 0.07, 0.03])
    day = roll_to_workday(
        world, town.start + 300 + rng.integers(0, 30 * town.months - 330, len(person))
    )
    op_per_person = draw_handlers(world, people.district[person], rng)["accept_op"]
    # one in ten comes to a counter, the others use face recognition
    at_counter = rng.random(len(person)) < 0.1
    checker = np.where(
        # At most counters the one who checks is another than the one who resumes.
        rng.random(len(person)) < 0.85,
        find_colleague(world, op_per_person, "1"),
        op_per_person,
    )
    ts = draw_office_time(world, day - 2, rng)
    add_eligibility_checks(world, None, person[~at_counter], ts[~at_counter], FACE)
    add_eligibility_checks(world, checker[at_counter], person[at_counter], ts[at_counter], COUNTER)
    resume_pensions(world, op_per_person, person, day, months)


def _plan_checks(world):
    """Plan checks of one in eight over eighty a year: at a counter, at home, rarely on behalf."""
    rng, town, people = world.town.make_rng("manual checks"), world.town, world.people
    free = np.flatnonzero(
        is_drawing_pension(world, low=OLD - 1) & people.is_alive & ~world.is_taken()
    )
    n = int(0.125 * len(free) * town.months / 12)
    person = rng.choice(free, min(n, len(free)), replace=False)
    day = town.start + rng.integers(0, 30 * town.months, len(person))
    # shares assumed; on behalf is rare, so that a series of them stands out
    method = rng.choice(
        np.array([VISIT, COUNTER, ON_BEHALF], dtype=object), len(person), p=[0.4, 0.52, 0.08]
    )
    op_per_person = draw_handlers(world, people.district[person], rng)["accept_op"]
    add_eligibility_checks(world, op_per_person, person, draw_office_time(world, day, rng), method)


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
