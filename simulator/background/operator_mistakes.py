"""What honest operators do now and then that looks bad, or is a slip: the noise in which misconduct has to be seen."""

import numpy as np

from simulator.background.operator_log import (
    CANCELLED,
    OVERRIDDEN,
    REIMBURSEMENT,
    draw_office_time,
    plan_log_rows,
)
from simulator.background.operator_payments import (
    NEW_ACCOUNTS,
    change_account,
    is_drawing_pension,
    plan_back_pay,
)
from simulator.background.operators import (
    ACCEPT,
    find_colleague,
    get_district,
    get_post,
    list_operator_ids,
)
from simulator.core.clock_and_seeds import make_date
from simulator.core.world import World
from simulator.scenarios.agency_handling.building_blocks import (
    draw_amounts,
    edit_identity,
    label_operators,
    plan_reimbursements,
    swap_accounts,
)

LATE_EVENINGS_A_YEAR, LONE_STEPS_A_YEAR, OVERRIDES_A_YEAR = (
    0.035,
    0.012,
    0.9,
)  # per account that accepts
CANCELLED_SHARE = 0.1
SWAPPED_BACK_SHARE, UNCONFIRMED_SHARE, COURT_SHARE = (
    0.0001,
    0.0002,
    0.0001,
)  # of those who draw a pension
NEIGHBOURS = 3


def plan_mistakes(world: World) -> None:
    """Lone evenings, steps of an absent colleague, overrides, and persons whose affairs are unusual."""
    rng, staff = world.town.make_rng("slips"), list_operator_ids(world)
    busy = set().union(*(part.op_id for part in world.plans["used_operators"]))
    staff = staff[(get_post(staff) == ACCEPT) & ~np.isin(staff, list(busy))]
    persons = rng.permutation(
        np.flatnonzero(is_drawing_pension(world) & world.people.is_alive & ~world.is_taken())
    )
    years = world.town.months / 12
    _plan_late_evenings(world, rng, staff, persons, years)
    _plan_lone_steps(world, rng, staff, persons, years)
    _plan_overrides(world, rng, staff, persons, years)
    _plan_unusual_persons(world, rng, staff, persons)


def _plan_late_evenings(world, rng, staff, persons, years):
    """A queue that was not done by five, or a Sunday's catching up: up to three acts, alone."""
    for n in range(rng.poisson(LATE_EVENINGS_A_YEAR * len(staff) * years)):
        day = _draw_days(world, rng, 1)[0].astype("datetime64[s]")
        acts = int(rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))
        ts = day + 20 * 3600 + np.sort(rng.integers(0, 5000, acts))
        patients = persons[n * 3 : n * 3 + acts]
        plan_reimbursements(
            world, rng, rng.choice(staff), patients, ts, draw_amounts(rng, len(patients))
        )


def _plan_lone_steps(world, rng, staff, persons, years):
    """A colleague was away and nobody asked for an authorisation: a true breach of control, and immaterial."""
    for operator in rng.choice(staff, rng.poisson(LONE_STEPS_A_YEAR * len(staff) * years)):
        ts = draw_office_time(world, _draw_days(world, rng, 1), rng)
        yuan = draw_amounts(rng, 1, median=400.0)
        plan_reimbursements(
            world, rng, operator, rng.choice(persons, 1), ts, yuan, review_op=operator
        )
        label_operators(world, "lone_step", operator, "minor")


def _plan_overrides(world, rng, staff, persons, years):
    """Warnings are overridden every day; one in ten of the cases is withdrawn later."""
    count = rng.poisson(OVERRIDES_A_YEAR * len(staff) * years)
    op_per_case, person = rng.choice(staff, count), rng.choice(persons, count)
    ts = draw_office_time(world, _draw_days(world, rng, count), rng)
    biz_id = plan_reimbursements(world, rng, op_per_case, person, ts, draw_amounts(rng, count))
    plan_log_rows(
        world,
        op_per_case,
        ts + 60,
        REIMBURSEMENT,
        OVERRIDDEN,
        warning="Y07",
        biz_id=biz_id,
        person=person,
    )
    is_cancelled = rng.random(count) < CANCELLED_SHARE
    cancel_time = draw_office_time(world, ts[is_cancelled].astype("datetime64[D]") + 25, rng)
    canceller = (
        find_colleague(world, op_per_case[is_cancelled], "3")
        if is_cancelled.any()
        else op_per_case[is_cancelled]
    )
    log_columns = {"biz_id": biz_id[is_cancelled], "person": person[is_cancelled]}
    if is_cancelled.any():
        plan_log_rows(world, canceller, cancel_time, REIMBURSEMENT, CANCELLED, **log_columns)


def _plan_unusual_persons(world, rng, staff, persons):
    """A second card used for a month, a name and a number put right without an order, a judgement of thirteen months,
    a neighbour who collects for three.
    """
    people, groups = world.people, iter(np.array_split(persons, 4))

    def choose_persons(share):
        group = next(groups)
        group = group[: rng.poisson(share * len(persons))]
        return group, np.array(
            [_choose_local_operator(world, staff, people.district[p], rng) for p in group],
            dtype=object,
        )

    group, op_per_person = choose_persons(SWAPPED_BACK_SHARE)
    if len(group):
        swap_accounts(world, rng, op_per_person, op_per_person, group, 3 * NEW_ACCOUNTS + group)
    group, op_per_person = choose_persons(UNCONFIRMED_SHARE)
    for person, operator in zip(group, op_per_person, strict=True):
        day = _draw_days(world, rng, 1)
        for field in ("name", "id_no"):
            edit_identity(world, rng, operator, np.array([person]), day, field)
    group, op_per_person = choose_persons(COURT_SHARE)
    if len(group):
        paid = make_date(world.town.last_month - rng.integers(2, 18, len(group)), 21)
        plan_back_pay(world, op_per_person, group, paid, np.full(len(group), 13))
    group, op_per_person = choose_persons(COURT_SHARE)
    if len(group) >= NEIGHBOURS:
        since = _draw_days(world, rng, NEIGHBOURS)
        change_account(
            world,
            np.repeat(op_per_person[:1], NEIGHBOURS),
            group[:NEIGHBOURS],
            since,
            np.repeat(group[:1], NEIGHBOURS),
        )


def _choose_local_operator(world, staff, district, rng):
    local_staff = staff[get_district(staff) == district]
    return rng.choice(local_staff if len(local_staff) else staff)


def _draw_days(world, rng, count):
    return world.town.end - rng.integers(70, 30 * world.town.months - 70, count)
