"""Pieces of conduct that typologies of the agency's own staff and their look-alikes are made of."""

import numpy as np
import pandas as pd

from simulator.background.operator_log import (
    ACCEPTED,
    APPROVED,
    IDENTITY,
    REIMBURSEMENT,
    REVIEWED,
    USUAL_TERMINAL,
    office_time,
    three_hands,
    write_down,
)
from simulator.background.operator_payments import change_account, drawing, first_paid_month
from simulator.background.operators import colleague, take_operators
from simulator.core.clock_and_seeds import month_day
from simulator.core.world import World

SCENARIO = "agency_handling"
MULES = 80_000_000_000  # numbers of bank accounts that serve somebody else


def staff_and_persons(world: World, name: str, operators: int, persons: int, *, low=61, high=90, post="1"):
    """(rng, operators at a post, an array of so many pensioners for each); all are taken."""
    rng = world.town.rng(name)
    op_id = take_operators(world, operators, name, post)
    chosen = world.take(drawing(world, low=low, high=high), operators * persons, name)
    return rng, op_id, rng.permutation(chosen).reshape(operators, persons)


def some_days(world: World, rng, count: int, *, back=(90, 560)) -> np.ndarray:
    """Days within the history, so many days back."""
    return world.town.end - rng.integers(back[0], min(back[1], 30 * world.town.months - 60), count)


def swap(world: World, rng, first_op, back_op, person, mule) -> None:
    """Changed shortly before the payday, paid once, changed back two or three weeks later."""
    month = first_paid_month(some_days(world, rng, len(person)))
    change_account(world, first_op, person, month_day(month, 3) + rng.integers(0, 6, len(person)), mule)
    change_account(world, back_op, person, month_day(month, 16) + rng.integers(0, 12, len(person)), person)


def reimburse(
    world: World,
    rng,
    op_id,
    person,
    ts,
    amount,
    *,
    review_op=None,
    order=None,
    review_terminal=USUAL_TERMINAL,
) -> np.ndarray:
    """Hospital bills taken by hand; the one who accepts may review them too. Their business ids."""
    pieces = pd.DataFrame({"accept_op": op_id, "person": person, "ts": ts, "amount": amount})
    pieces = pieces.assign(biz=REIMBURSEMENT, review_op=colleague(world, pieces.accept_op, "2"), order=order)
    if review_op is None:
        return three_hands(world, rng, pieces)
    biz_id = write_down(world, op_id, ts, REIMBURSEMENT, ACCEPTED, person=person, amount=amount, order=order)
    for action, later in ((REVIEWED, 400), (APPROVED, 90_000)):
        hand = review_op if action == REVIEWED else colleague(world, pieces.accept_op, "3")
        told = {"biz_id": biz_id, "person": person, "amount": amount, "order": order}
        if action == REVIEWED:
            told["terminal"] = review_terminal
        write_down(world, hand, ts + later, REIMBURSEMENT, action, **told)
    return biz_id


def edit_identity(world: World, rng, op_id, person, day, field, *, order=None) -> None:
    """The name or the number of persons is changed and reviewed."""
    ts = office_time(world, np.broadcast_to(day, np.shape(person)), rng)
    pieces = pd.DataFrame({"accept_op": op_id, "person": person, "ts": ts, "field": field, "order": order})
    pieces = pieces.assign(biz=IDENTITY, review_op=colleague(world, pieces.accept_op, "2"))
    three_hands(world, rng, pieces, first="6")


def note(world: World, typology: str, op_id, label: str) -> None:
    """Operators of a plan in the truth."""
    world.truth(typology, SCENARIO, "operator", op_id, label)


def amounts(rng, count: int, *, median=2600.0) -> np.ndarray:
    """Yuan, log-normal."""
    return np.exp(rng.normal(np.log(median), 0.6, count)).round(2)
