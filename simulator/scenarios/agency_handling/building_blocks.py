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
    draw_office_time,
    plan_approval_chain,
    plan_log_rows,
)
from simulator.background.operator_payments import (
    change_account,
    find_first_paid_month,
    is_drawing_pension,
)
from simulator.background.operators import find_colleague, take_operators
from simulator.core.clock_and_seeds import make_date
from simulator.core.world import World

SCENARIO = "agency_handling"
MULES = 80_000_000_000  # numbers of bank accounts that serve somebody else


def take_staff_and_pensioners(
    world: World, name: str, operators: int, persons: int, *, low=61, high=90, post="1"
):
    """(rng, operators at a post, an array of so many pensioners for each); all are taken."""
    rng = world.town.make_rng(name)
    op_id = take_operators(world, operators, name, post)
    pensioners = world.take(
        is_drawing_pension(world, low=low, high=high), operators * persons, name
    )
    return rng, op_id, rng.permutation(pensioners).reshape(operators, persons)


def draw_days(world: World, rng, count: int, *, back=(90, 560)) -> np.ndarray:
    """Days within the history, so many days back."""
    return world.town.end - rng.integers(back[0], min(back[1], 30 * world.town.months - 60), count)


def swap_accounts(world: World, rng, first_op, back_op, person, mule) -> None:
    """Changed shortly before the payday, paid once, changed back two or three weeks later."""
    month = find_first_paid_month(draw_days(world, rng, len(person)))
    change_account(
        world, first_op, person, make_date(month, 3) + rng.integers(0, 6, len(person)), mule
    )
    change_account(
        world, back_op, person, make_date(month, 16) + rng.integers(0, 12, len(person)), person
    )


def plan_reimbursements(
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
    pieces = pieces.assign(
        biz=REIMBURSEMENT, review_op=find_colleague(world, pieces.accept_op, "2"), order=order
    )
    if review_op is None:
        return plan_approval_chain(world, rng, pieces)
    biz_id = plan_log_rows(
        world, op_id, ts, REIMBURSEMENT, ACCEPTED, person=person, amount=amount, order=order
    )
    for action, later in ((REVIEWED, 400), (APPROVED, 90_000)):
        operator = review_op if action == REVIEWED else find_colleague(world, pieces.accept_op, "3")
        log_columns = {"biz_id": biz_id, "person": person, "amount": amount, "order": order}
        if action == REVIEWED:
            log_columns["terminal"] = review_terminal
        plan_log_rows(world, operator, ts + later, REIMBURSEMENT, action, **log_columns)
    return biz_id


def edit_identity(world: World, rng, op_id, person, day, field, *, order=None) -> None:
    """The name or the number of persons is changed and reviewed."""
    ts = draw_office_time(world, np.broadcast_to(day, np.shape(person)), rng)
    pieces = pd.DataFrame(
        {"accept_op": op_id, "person": person, "ts": ts, "field": field, "order": order}
    )
    pieces = pieces.assign(biz=IDENTITY, review_op=find_colleague(world, pieces.accept_op, "2"))
    plan_approval_chain(world, rng, pieces, first="6")


def label_operators(world: World, typology: str, op_id, label: str) -> None:
    """Operators of a plan in the truth."""
    world.add_truth(typology, SCENARIO, "operator", op_id, label)


def draw_amounts(rng, count: int, *, median=2600.0) -> np.ndarray:
    """Yuan, log-normal."""
    return np.exp(rng.normal(np.log(median), 0.6, count)).round(2)
