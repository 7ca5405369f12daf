"""Pieces of misconduct of operators that typologies and their look-alikes are made of."""

import numpy as np

from simulator.background.operator_acts import (
    draw_amounts,
    draw_days,
    label_operators,
    plan_reimbursements,
)
from simulator.background.operator_log import (
    CANCELLED,
    CLOSED_MONTHS,
    EDITED,
    OVERRIDDEN,
    REIMBURSEMENT,
    draw_office_time,
    plan_log_rows,
)
from simulator.background.operator_payments import (
    is_drawing_pension,
    resume_pensions,
)
from simulator.background.operators import find_colleague, open_accounts, take_operators
from simulator.core.clock_and_seeds import make_date
from simulator.core.population import DISTRICTS
from simulator.core.world import World

MULES = 80_000_000_000  # first number of bank accounts that their holders lend to somebody else


def take_staff_and_pensioners(
    world: World, name: str, operators: int, persons: int, *, low=61, high=90, post="1"
):
    """Take operators at a post and so many pensioners for each: (rng, op_id, pensioners by
    operator).
    """
    rng = world.town.make_rng(name)
    op_id = take_operators(world, operators, name, post)
    pensioners = world.take(
        is_drawing_pension(world, low=low, high=high), operators * persons, name
    )
    return rng, op_id, rng.permutation(pensioners).reshape(operators, persons)


OPERATORS_A_YEAR = 20  # operators a year in the city, of each typology


def count_operators(world):
    """Count the operators of a typology."""
    return world.town.scale_planted_count(OPERATORS_A_YEAR, 1)


def plan_one_hand(world, typology, pieces, operators):
    """Plan bills that one account both accepts and reviews."""
    rng, op_id, person = take_staff_and_pensioners(world, typology, operators, pieces, low=61)
    for operator, pensioners in zip(op_id, person, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, len(pensioners)), rng)
        plan_reimbursements(
            world,
            rng,
            operator,
            pensioners,
            ts,
            draw_amounts(rng, len(pensioners)),
            review_op=operator,
        )
    label_operators(world, typology, op_id, "fraud")


def take_operators_with_family(world, name, count):
    """Take operators: (rng, op_id, the insured persons who hold the accounts, a relative of
    each).
    """
    rng, op_id, _ = take_staff_and_pensioners(world, name, count, 0)
    people = world.people
    age = people.age(world.town.end)
    # the holder of the account does not live alone
    size = np.bincount(people.household)
    person = world.take((age > 28) & (age < 55) & (size[people.household] >= 2), count, name)
    home = []
    for holder in person:
        others = np.flatnonzero((people.household == people.household[holder]) & people.is_alive)
        home.append(rng.choice(others[others != holder]) if len(others) > 1 else holder)
    return rng, op_id, person, np.array(home)


def plan_off_hours(world, typology, *, months, acts, second, weekend):
    """Plan bills accepted outside office hours, `acts` a time, in some months."""
    rng, op_id, person = take_staff_and_pensioners(world, typology, count_operators(world), acts)
    for operator, pensioners in zip(op_id, person, strict=True):
        for month in world.town.last_month - 1 - rng.permutation(world.town.months - 4)[:months]:
            day = make_date(month, 8) + (6 - (make_date(month, 8).astype(int) + 3) % 7) * weekend
            ts = day.astype("datetime64[s]") + np.sort(rng.integers(*second, len(pensioners)))
            plan_reimbursements(
                world, rng, operator, pensioners, ts, draw_amounts(rng, len(pensioners))
            )
    label_operators(world, typology, op_id, "fraud")


def plan_resumed_pensions(world, typology, *, persons, months):
    """Plan stopped pensions that are resumed and paid back: (rng, operators, pensioners, day)."""
    rng, op_id, person = take_staff_and_pensioners(world, typology, count_operators(world), persons)
    op_per_person, pensioners = np.repeat(op_id, persons), person.ravel()
    day = make_date(
        (draw_days(world, rng, len(pensioners), back=(60, 190)))
        .astype("datetime64[M]")
        .astype(int),
        14,
    )
    resume_pensions(world, op_per_person, pensioners, day, rng.integers(*months, len(pensioners)))
    label_operators(world, typology, op_id, "fraud")
    return rng, op_per_person, pensioners, day


def edit_closed_months(world, typology, *, edits, ordered):
    """Plan edits of closed months for a dozen persons, a share of them under a work order."""
    rng, op_id, person = take_staff_and_pensioners(
        world, typology, count_operators(world), 12, low=40, high=62
    )
    for operator, pensioners in zip(op_id, person, strict=True):
        n = int(rng.integers(*edits))
        order = np.where(rng.random(n) < ordered, "W920007", None)
        plan_log_rows(
            world,
            operator,
            draw_office_time(world, draw_days(world, rng, n, back=(20, 650)), rng),
            CLOSED_MONTHS,
            EDITED,
            person=rng.choice(pensioners, n),
            field="contrib_month",
            amount=rng.uniform(600, 2600, n).round(2),
            order=order,
        )
    label_operators(world, typology, op_id, "fraud")


def plan_acts_after_leaving(world, typology, *, days, acts):
    """Plan acts by accounts whose holder had left `days` before."""
    rng = world.town.make_rng(typology)
    count = count_operators(world)
    # long enough ago that all later acts fall into the history
    last_day = world.town.end - rng.integers(150, 400, count)
    place = rng.choice(np.array(list(DISTRICTS), dtype=object), count)
    op_id = open_accounts(world, place, active_to=last_day)
    person = world.take(is_drawing_pension(world), acts, typology)
    for operator, day in zip(op_id, last_day, strict=True):
        ts = draw_office_time(world, day + rng.integers(*days, acts), rng)
        plan_reimbursements(world, rng, operator, person, ts, draw_amounts(rng, acts))
    label_operators(world, typology, op_id, "fraud")


def force_overrides(world, typology, times):
    """Plan warnings overridden by one operator and cancelled by a colleague weeks later."""
    rng, op_id, person = take_staff_and_pensioners(world, typology, count_operators(world), times)
    for operator, pensioners in zip(op_id, person, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, len(pensioners)), rng)
        biz_id = plan_reimbursements(
            world, rng, operator, pensioners, ts, draw_amounts(rng, len(pensioners), median=1500.0)
        )
        log_columns = {"biz_id": biz_id, "person": pensioners}
        plan_log_rows(
            world,
            operator,
            ts + 60,
            REIMBURSEMENT,
            OVERRIDDEN,
            warning="Y07",
            amount=1500.0,
            **log_columns,
        )
        cancel_time = draw_office_time(
            world, ts.astype("datetime64[D]") + rng.integers(20, 70, len(pensioners)), rng
        )
        plan_log_rows(
            world,
            find_colleague(world, np.repeat(operator, len(pensioners)), "3"),
            cancel_time,
            REIMBURSEMENT,
            CANCELLED,
            **log_columns,
        )
    label_operators(world, typology, op_id, "fraud")
