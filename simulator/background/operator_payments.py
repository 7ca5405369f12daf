"""What operators change in pensions, planned: other accounts, stopped months, back-pay, checks."""

import numpy as np
import pandas as pd

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
from simulator.core.clock_and_seeds import get_month_number, make_date
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
