"""What looks like wrongly deemed service and is none."""

import numpy as np
import pandas as pd

from simulator.background.careers import (
    ARMY,
    NOBODY,
    PUBLIC,
    SENT_DOWN,
    get_local_premium_start,
    plan_factory_years,
    plan_segment,
)
from simulator.background.operators import draw_handlers
from simulator.background.pension_start import MEN, compute_legal_age_months
from simulator.background.retirement_plans import (
    amend_retirements,
    plan_new_pensioners,
    plan_retirement,
    take_employees_by_age,
)
from simulator.core.clock_and_seeds import get_month_number
from simulator.core.world import World
from simulator.scenarios.deemed_service.building_blocks import (
    add_bought_months,
    find_last_deemed_month,
    get_approval_day,
    get_birth_month,
    is_born_before,
    label_approvals,
    plan_awarded_years,
    plan_public_years,
    plan_unit_years,
)

DAYS_OLDER = 460  # the oldest papers make the person some fifteen months older


def troupe_soldier(world: World) -> None:
    """Enlisted at thirteen with an arts troupe of the army; the army papers are on file."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world, 5, "troupe", paid_from=_build_local_start_sampler(world)
    )
    enlisted = get_birth_month(world, person) + rng.integers(150, 168, len(person))
    released = np.minimum(
        enlisted + rng.integers(40, 90, len(person)), find_last_deemed_month(world, person)
    )
    plan_segment(world, person, ARMY, enlisted, released, nature="30", evidence="4", documents=3)
    _label_look_alike(world, "troupe_soldier", person, approval_ids)


def sports_school(world: World) -> None:
    """A provincial sports team took a child of fourteen on its pay-roll, as the law allows."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world, 4, "sports team", paid_from=_build_local_start_sampler(world)
    )
    first = get_birth_month(world, person) + rng.integers(169, 190, len(person))
    last = np.minimum(first + 80, find_last_deemed_month(world, person))
    plan_segment(
        world,
        person,
        PUBLIC,
        first,
        last,
        nature="20",
        industry="89",
        evidence="1",
        documents=4,
        heads=120,
    )
    _label_look_alike(world, "sports_school", person, approval_ids)


def sent_down_at_fifteen(world: World) -> None:
    """One of the last to be sent to a village, at fifteen."""
    old = is_born_before(world, "1965-06")
    rng, person, _start, approval_ids = plan_new_pensioners(
        world, 4, "sent down", mask=old, paid_from=_build_local_start_sampler(world)
    )
    first = np.minimum(
        get_birth_month(world, person) + rng.integers(181, 190, len(person)),
        get_month_number("1980-10"),
    )
    plan_segment(world, person, SENT_DOWN, first, first + 20, evidence="1", documents=3)
    plan_factory_years(
        world, rng, person, first + 21, find_last_deemed_month(world, person), documents=3
    )
    _label_look_alike(world, "sent_down_at_fifteen", person, approval_ids)


def archive_lost_in_flood(world: World) -> None:
    """The works' archive was lost in a typhoon; the archive office certifies the years under a number."""
    _rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        7,
        "flood",
        mask=is_born_before(world, "1970"),
        paid_from=_build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    plan_unit_years(
        world,
        person,
        21,
        180,
        np.maximum(last - 70, get_birth_month(world, person) + 195),
        last,
        evidence="7",
        documents=1,
        award=np.array([f"甬档证〔2019〕{40 + i}号" for i in range(len(person))], dtype=object),
    )
    _label_look_alike(world, "archive_lost_in_flood", person, approval_ids)


def merged_works(world: World) -> None:
    """Two works were merged: their staff retire under one name, with full files."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        14,
        "merged",
        mask=is_born_before(world, "1970"),
        paid_from=_build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    first = np.maximum(
        last - rng.integers(30, 100, len(person)), get_birth_month(world, person) + 195
    )
    heads = np.where(np.arange(len(person)) % 2 == 0, 10, 12)
    plan_unit_years(
        world, person, 22, heads, first, last, documents=rng.integers(3, 6, len(person))
    )
    _label_look_alike(world, "merged_works", person, approval_ids)


def soldier_backpay_policy(world: World) -> None:
    """A demobilised soldier's gap was closed in 2020 under the policy for soldiers."""
    _rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        5,
        "soldier policy",
        mask=world.people.sex == "1",
        paid_from=get_month_number("2008-01"),
    )
    enlisted = get_birth_month(world, person) + 12 * 18 + 4
    plan_segment(
        world, person, ARMY, enlisted, enlisted + 40, nature="30", evidence="4", documents=3
    )
    _plan_bought_years(world, person, get_month_number("2001-01"), 60, np.datetime64("2020-09-10"))
    _label_look_alike(world, "soldier_backpay_policy", person, approval_ids)


def land_policy(world: World) -> None:
    """The village pays in for members whose land was taken, by the policy of the county."""
    _rng, person, start, approval_ids = plan_new_pensioners(
        world, 6, "land", paid_from=get_month_number("2012-01"), back=1
    )
    village = world.add_units(
        1, nature="70", industry="92", registered=np.datetime64("1998-01-01"), target=0.0
    )
    _plan_bought_years(
        world,
        person,
        get_month_number("2004-01"),
        84,
        get_approval_day(start) - 90,
        employer=village[0],
    )
    _label_look_alike(world, "land_policy", person, approval_ids)


def bankrupt_works_awards(world: World) -> None:
    """After a bankruptcy fourteen workers got awards on one day, weeks after the hearing."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world, 14, "bankrupt awards", paid_from=get_month_number("2006-01")
    )
    unit = world.add_units(
        1,
        industry="18",
        registered=np.datetime64("2000-03-01"),
        deregistered=np.datetime64("2023-06-30"),
        target=0.0,
    )
    months = rng.integers(20, 36, len(person))
    plan_awarded_years(
        world,
        person,
        unit=23,
        heads=160,
        first=np.full(len(person), get_month_number("2002-01")),
        months=months,
        award_day=np.full(len(person), np.datetime64("2023-11-20")),
        heard=rng.integers(20, 40, len(person)),
        posted=np.full(len(person), np.datetime64("2023-12-20")),
        employer=unit[0],
        number=700,
    )
    _label_look_alike(world, "bankrupt_works_awards", person, approval_ids)


def archive_clerk(world: World) -> None:
    """By the roster one clerk decides on teachers and civil servants, whose files are full."""
    clerk = draw_handlers(world, np.array(["330203"]), world.town.make_rng("archive clerk"))
    posts = {post: op[0] for post, op in clerk.items()}
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        14,
        "archive clerk",
        paid_from=int(get_month_number("2014-10")),
        agent=NOBODY,
        **posts,
    )
    plan_public_years(
        world,
        rng,
        person,
        rng.integers(200, 290, len(person)),
        documents=rng.integers(3, 7, len(person)),
    )
    _label_look_alike(world, "archive_clerk", person, approval_ids)


def overlap_counted_once(world: World) -> None:
    """The segments overlap by some months, which the approval counts once."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        5,
        "counted once",
        mask=world.people.sex == "1",
        paid_from=_build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    enlisted = np.minimum(get_birth_month(world, person) + 12 * 18 + 3, last - 60)
    released = enlisted + 40
    entered = released - rng.integers(2, 8, len(person))
    plan_segment(world, person, ARMY, enlisted, released, nature="30", evidence="4", documents=3)
    plan_factory_years(world, rng, person, entered, last, documents=3)
    amend_retirements(world, person, deemed_months=last - enlisted + 1)
    _label_look_alike(world, "overlap_counted_once", person, approval_ids)


def first_entry_prevails(world: World) -> None:
    """The oldest papers of a full file make the person some fifteen months older: by rule they prevail."""
    person = take_employees_by_age(world, 5, "first entry", low=59.2, high=59.9, sex="1")
    rng = world.town.make_rng("first entry")
    birth = world.people.birth[person] - DAYS_OLDER
    legal = compute_legal_age_months(get_month_number(birth), MEN)
    start = np.minimum(get_month_number(birth) + legal + 1, world.town.last_month)
    approval_ids = plan_retirement(
        world,
        person,
        start,
        deemed=False,
        legal=legal,
        paid_from=get_local_premium_start(world, person),
    )
    world.plan("archive_births", pd.DataFrame({"person": person, "birth": birth}))
    last = find_last_deemed_month(world, person)
    plan_factory_years(
        world, rng, person, last - 50, last, documents=rng.integers(3, 6, len(person))
    )
    _label_look_alike(world, "first_entry_prevails", person, approval_ids)


def later_start_elsewhere(world: World) -> None:
    """Came from a province where premiums began in 1998."""
    elsewhere = world.people.hukou.astype(object) == None  # noqa: E711
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        5,
        "elsewhere",
        mask=elsewhere & is_born_before(world, "1976"),
        paid_from=get_month_number("1998-07"),
    )
    last = np.full(len(person), get_month_number("1998-06"))
    first = np.maximum(last - 60, get_birth_month(world, person) + 200)
    plan_factory_years(world, rng, person, first, last, documents=3)
    _label_look_alike(world, "later_start_elsewhere", person, approval_ids)


def _plan_bought_years(world, person, first, months, posted, employer=None):
    plan = world.collect_plan("retirements").set_index("person").employer.reindex(person)
    unit = plan.to_numpy().astype(int) if employer is None else employer
    first = np.full(len(person), first)
    posted = np.broadcast_to(posted, len(person))
    plan_segment(world, person, "1", first, first + months - 1, nature="10", recorded=posted + 1)
    add_bought_months(world, person, unit, first, months, posted, None)


def _build_local_start_sampler(world):
    return lambda rng, person, start: (
        get_local_premium_start(world, person) + rng.integers(0, 3, len(person))
    )


def _label_look_alike(world, typology, person, approvals):
    label_approvals(world, typology, person, approvals, "look_alike")
