"""What honest operators do now and then that looks bad, or is a slip: the noise in which misconduct has to be seen."""

import numpy as np

from simulator.background.operator_log import CANCELLED, OVERRIDDEN, REIMBURSEMENT, office_time, write_down
from simulator.background.operator_payments import NEW_ACCOUNTS, change_account, drawing, pay_back
from simulator.background.operators import ACCEPT, colleague, district_of, operator_ids, post_of
from simulator.core.clock_and_seeds import month_day
from simulator.core.world import World
from simulator.scenarios.agency_handling.building_blocks import amounts, edit_identity, note, reimburse, swap

LATE_EVENINGS_A_YEAR, LONE_STEPS_A_YEAR, OVERRIDES_A_YEAR = 0.035, 0.012, 0.9  # per account that accepts
UNDONE_SHARE = 0.1
SWAPPED_BACK_SHARE, UNCONFIRMED_SHARE, COURT_SHARE = 0.0001, 0.0002, 0.0001  # of those who draw a pension
NEIGHBOURS = 3


def plan_slips(world: World) -> None:
    """Lone evenings, steps of an absent colleague, overrides, and persons whose affairs are unusual."""
    rng, staff = world.town.rng("slips"), operator_ids(world)
    busy = set().union(*(part.op_id for part in world.plans["used_operators"]))
    staff = staff[(post_of(staff) == ACCEPT) & ~np.isin(staff, list(busy))]
    persons = rng.permutation(np.flatnonzero(drawing(world) & world.people.alive & ~world.is_taken()))
    years = world.town.months / 12
    _late_evenings(world, rng, staff, persons, years)
    _lone_steps(world, rng, staff, persons, years)
    _overrides(world, rng, staff, persons, years)
    _unusual_persons(world, rng, staff, persons)


def _late_evenings(world, rng, staff, persons, years):
    """A queue that was not done by five, or a Sunday's catching up: up to three acts, alone."""
    for n in range(rng.poisson(LATE_EVENINGS_A_YEAR * len(staff) * years)):
        day = _any_day(world, rng, 1)[0].astype("datetime64[s]")
        acts = int(rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))
        ts = day + 20 * 3600 + np.sort(rng.integers(0, 5000, acts))
        own = persons[n * 3 : n * 3 + acts]
        reimburse(world, rng, rng.choice(staff), own, ts, amounts(rng, len(own)))


def _lone_steps(world, rng, staff, persons, years):
    """A colleague was away and nobody asked for an authorisation: a true breach of control, and immaterial."""
    for operator in rng.choice(staff, rng.poisson(LONE_STEPS_A_YEAR * len(staff) * years)):
        ts = office_time(world, _any_day(world, rng, 1), rng)
        yuan = amounts(rng, 1, median=400.0)
        reimburse(world, rng, operator, rng.choice(persons, 1), ts, yuan, review_op=operator)
        note(world, "lone_step", operator, "minor")


def _overrides(world, rng, staff, persons, years):
    """Warnings are overridden every day; one in ten of the cases is withdrawn later."""
    count = rng.poisson(OVERRIDES_A_YEAR * len(staff) * years)
    own, person = rng.choice(staff, count), rng.choice(persons, count)
    ts = office_time(world, _any_day(world, rng, count), rng)
    biz_id = reimburse(world, rng, own, person, ts, amounts(rng, count))
    write_down(world, own, ts + 60, REIMBURSEMENT, OVERRIDDEN, warning="Y07", biz_id=biz_id, person=person)
    undone = rng.random(count) < UNDONE_SHARE
    later = office_time(world, ts[undone].astype("datetime64[D]") + 25, rng)
    hand = colleague(world, own[undone], "3") if undone.any() else own[undone]
    told = {"biz_id": biz_id[undone], "person": person[undone]}
    if undone.any():
        write_down(world, hand, later, REIMBURSEMENT, CANCELLED, **told)


def _unusual_persons(world, rng, staff, persons):
    """A second card used for a month, a name and a number put right without an order, a judgement of thirteen months,
    a neighbour who collects for three.
    """
    people, groups = world.people, iter(np.array_split(persons, 4))

    def chosen(share):
        own = next(groups)
        own = own[: rng.poisson(share * len(persons))]
        return own, np.array([_of(world, staff, people.district[p], rng) for p in own], dtype=object)

    own, hand = chosen(SWAPPED_BACK_SHARE)
    if len(own):
        swap(world, rng, hand, hand, own, 3 * NEW_ACCOUNTS + own)
    own, hand = chosen(UNCONFIRMED_SHARE)
    for person, operator in zip(own, hand, strict=True):
        day = _any_day(world, rng, 1)
        for field in ("name", "id_no"):
            edit_identity(world, rng, operator, np.array([person]), day, field)
    own, hand = chosen(COURT_SHARE)
    if len(own):
        paid = month_day(world.town.last_month - rng.integers(2, 18, len(own)), 21)
        pay_back(world, hand, own, paid, np.full(len(own), 13))
    own, hand = chosen(COURT_SHARE)
    if len(own) >= NEIGHBOURS:
        since = _any_day(world, rng, NEIGHBOURS)
        change_account(
            world, np.repeat(hand[:1], NEIGHBOURS), own[:NEIGHBOURS], since, np.repeat(own[:1], NEIGHBOURS)
        )


def _of(world, staff, district, rng):
    here = staff[district_of(staff) == district]
    return rng.choice(here if len(here) else staff)


def _any_day(world, rng, count):
    return world.town.end - rng.integers(70, 30 * world.town.months - 70, count)
