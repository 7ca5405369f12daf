"""Acts of operators that honest mistakes, typologies and look-alikes are all made of."""

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
from simulator.background.operator_payments import change_account, find_first_paid_month
from simulator.background.operators import find_colleague
from simulator.core.clock_and_seeds import make_date
from simulator.core.world import World

SCENARIO = "agency_handling"


def draw_days(world: World, rng, count: int, *, back=(90, 560)) -> np.ndarray:
    """Draw days within the history, so many days back."""
    return world.town.end - rng.integers(back[0], min(back[1], 30 * world.town.months - 60), count)


def draw_amounts(rng, count: int, *, median=2600.0) -> np.ndarray:
    """Draw yuan amounts from a log-normal distribution; the default median is that of a bill
    entered by hand.
    """
    return np.exp(rng.normal(np.log(median), 0.6, count)).round(2)


def swap_accounts(world: World, rng, first_op, back_op, person, mule) -> None:
    """Change accounts shortly before the payday and change them back two or three weeks later."""
    month = find_first_paid_month(draw_days(world, rng, len(person)))
    change_account(
        # pensions are paid on the twelfth: change between the 3rd and the 8th, back from the 16th
        # on
        world,
        first_op,
        person,
        make_date(month, 3) + rng.integers(0, 6, len(person)),
        mule,
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
    """Plan hospital bills entered by hand; return their business ids.

    `review_op` is who reviews (by default a colleague); the one who accepts may be given, too.
    """
    pieces = pd.DataFrame({"accept_op": op_id, "person": person, "ts": ts, "amount": amount})
    pieces = pieces.assign(
        biz=REIMBURSEMENT, review_op=find_colleague(world, pieces.accept_op, "2"), order=order
    )
    if review_op is None:
        return plan_approval_chain(world, rng, pieces)
    biz_id = plan_log_rows(
        world, op_id, ts, REIMBURSEMENT, ACCEPTED, person=person, amount=amount, order=order
    )
    # reviewed after some minutes, approved the next day
    for action, later in ((REVIEWED, 400), (APPROVED, 90_000)):
        operator = review_op if action == REVIEWED else find_colleague(world, pieces.accept_op, "3")
        log_columns = {"biz_id": biz_id, "person": person, "amount": amount, "order": order}
        if action == REVIEWED:
            log_columns["terminal"] = review_terminal
        plan_log_rows(world, operator, ts + later, REIMBURSEMENT, action, **log_columns)
    return biz_id


def edit_identity(world: World, rng, op_id, person, day, field, *, order=None) -> None:
    """Change the name or the number of persons, reviewed by a colleague."""
    ts = draw_office_time(world, np.broadcast_to(day, np.shape(person)), rng)
    pieces = pd.DataFrame(
        {"accept_op": op_id, "person": person, "ts": ts, "field": field, "order": order}
    )
    pieces = pieces.assign(biz=IDENTITY, review_op=find_colleague(world, pieces.accept_op, "2"))
    plan_approval_chain(world, rng, pieces, first="6")


def label_operators(world: World, typology: str, op_id, label: str) -> None:
    """Record operators of a plant in the truth."""
    world.add_truth(typology, SCENARIO, "operator", op_id, label)
