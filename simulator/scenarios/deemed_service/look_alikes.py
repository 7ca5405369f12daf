"""What looks like wrongly deemed service and is none."""

import numpy as np
import pandas as pd

from simulator.background.careers import (
    ARMY,
    NOBODY,
    PUBLIC,
    SENT_DOWN,
    deem_factory_years,
    local_start,
    plan_segment,
)
from simulator.background.operators import handlers
from simulator.background.pension_start import MEN, legal_age_months
from simulator.background.retirement_plans import amend, nearing_pension, new_pensioners, plan_retirement
from simulator.core.clock_and_seeds import month_of
from simulator.core.world import World
from simulator.scenarios.deemed_service.building_blocks import (
    approved_day,
    at_unit,
    awarded_years,
    before_premiums,
    birth_month,
    born_before,
    buy_months,
    public_years,
    truth_of,
)

DAYS_OLDER = 460  # the oldest papers make the person some fifteen months older


def troupe_soldier(world: World) -> None:
    """Enlisted at thirteen with an arts troupe of the army; the army papers are on file."""
    rng, person, _start, told = new_pensioners(world, 5, "troupe", paid_from=_from_local_start(world))
    enlisted = birth_month(world, person) + rng.integers(150, 168, len(person))
    released = np.minimum(enlisted + rng.integers(40, 90, len(person)), before_premiums(world, person))
    plan_segment(world, person, ARMY, enlisted, released, nature="30", evidence="4", documents=3)
    _innocent(world, "troupe_soldier", person, told)


def sports_school(world: World) -> None:
    """A provincial sports team took a child of fourteen on its pay-roll, as the law allows."""
    rng, person, _start, told = new_pensioners(world, 4, "sports team", paid_from=_from_local_start(world))
    first = birth_month(world, person) + rng.integers(169, 190, len(person))
    last = np.minimum(first + 80, before_premiums(world, person))
    plan_segment(
        world, person, PUBLIC, first, last, nature="20", industry="89", evidence="1", documents=4, heads=120
    )
    _innocent(world, "sports_school", person, told)


def sent_down_at_fifteen(world: World) -> None:
    """One of the last to be sent to a village, at fifteen."""
    old = born_before(world, "1965-06")
    rng, person, _start, told = new_pensioners(
        world, 4, "sent down", mask=old, paid_from=_from_local_start(world)
    )
    first = np.minimum(birth_month(world, person) + rng.integers(181, 190, len(person)), month_of("1980-10"))
    plan_segment(world, person, SENT_DOWN, first, first + 20, evidence="1", documents=3)
    deem_factory_years(world, rng, person, first + 21, before_premiums(world, person), documents=3)
    _innocent(world, "sent_down_at_fifteen", person, told)


def archive_lost_in_flood(world: World) -> None:
    """The works' archive was lost in a typhoon; the archive office certifies the years under a number."""
    _rng, person, _start, told = new_pensioners(
        world, 7, "flood", mask=born_before(world, "1970"), paid_from=_from_local_start(world)
    )
    last = before_premiums(world, person)
    at_unit(
        world,
        person,
        21,
        180,
        np.maximum(last - 70, birth_month(world, person) + 195),
        last,
        evidence="7",
        documents=1,
        award=np.array([f"甬档证〔2019〕{40 + i}号" for i in range(len(person))], dtype=object),
    )
    _innocent(world, "archive_lost_in_flood", person, told)


def merged_works(world: World) -> None:
    """Two works were merged: their staff retire under one name, with full files."""
    rng, person, _start, told = new_pensioners(
        world, 14, "merged", mask=born_before(world, "1970"), paid_from=_from_local_start(world)
    )
    last = before_premiums(world, person)
    first = np.maximum(last - rng.integers(30, 100, len(person)), birth_month(world, person) + 195)
    heads = np.where(np.arange(len(person)) % 2 == 0, 10, 12)
    at_unit(world, person, 22, heads, first, last, documents=rng.integers(3, 6, len(person)))
    _innocent(world, "merged_works", person, told)


def soldier_backpay_policy(world: World) -> None:
    """A demobilised soldier's gap was closed in 2020 under the policy for soldiers."""
    _rng, person, _start, told = new_pensioners(
        world, 5, "soldier policy", mask=world.people.sex == "1", paid_from=month_of("2008-01")
    )
    enlisted = birth_month(world, person) + 12 * 18 + 4
    plan_segment(world, person, ARMY, enlisted, enlisted + 40, nature="30", evidence="4", documents=3)
    _buy(world, person, month_of("2001-01"), 60, np.datetime64("2020-09-10"))
    _innocent(world, "soldier_backpay_policy", person, told)


def land_policy(world: World) -> None:
    """The village pays in for members whose land was taken, by the policy of the county."""
    _rng, person, start, told = new_pensioners(world, 6, "land", paid_from=month_of("2012-01"), back=1)
    village = world.found(1, nature="70", industry="92", registered=np.datetime64("1998-01-01"), target=0.0)
    _buy(world, person, month_of("2004-01"), 84, approved_day(start) - 90, employer=village[0])
    _innocent(world, "land_policy", person, told)


def bankrupt_works_awards(world: World) -> None:
    """After a bankruptcy fourteen workers got awards on one day, weeks after the hearing."""
    rng, person, _start, told = new_pensioners(world, 14, "bankrupt awards", paid_from=month_of("2006-01"))
    unit = world.found(
        1,
        industry="18",
        registered=np.datetime64("2000-03-01"),
        deregistered=np.datetime64("2023-06-30"),
        target=0.0,
    )
    months = rng.integers(20, 36, len(person))
    awarded_years(
        world,
        person,
        unit=23,
        heads=160,
        first=np.full(len(person), month_of("2002-01")),
        months=months,
        award_day=np.full(len(person), np.datetime64("2023-11-20")),
        heard=rng.integers(20, 40, len(person)),
        posted=np.full(len(person), np.datetime64("2023-12-20")),
        employer=unit[0],
        number=700,
    )
    _innocent(world, "bankrupt_works_awards", person, told)


def archive_clerk(world: World) -> None:
    """By the roster one clerk decides on teachers and civil servants, whose files are full."""
    clerk = handlers(world, np.array(["330203"]), world.town.rng("archive clerk"))
    posts = {post: op[0] for post, op in clerk.items()}
    rng, person, _start, told = new_pensioners(
        world, 14, "archive clerk", paid_from=int(month_of("2014-10")), agent=NOBODY, **posts
    )
    public_years(
        world,
        rng,
        person,
        rng.integers(200, 290, len(person)),
        documents=rng.integers(3, 7, len(person)),
    )
    _innocent(world, "archive_clerk", person, told)


def overlap_counted_once(world: World) -> None:
    """The segments overlap by some months, which the approval counts once."""
    rng, person, _start, told = new_pensioners(
        world, 5, "counted once", mask=world.people.sex == "1", paid_from=_from_local_start(world)
    )
    last = before_premiums(world, person)
    enlisted = np.minimum(birth_month(world, person) + 12 * 18 + 3, last - 60)
    released = enlisted + 40
    entered = released - rng.integers(2, 8, len(person))
    plan_segment(world, person, ARMY, enlisted, released, nature="30", evidence="4", documents=3)
    deem_factory_years(world, rng, person, entered, last, documents=3)
    amend(world, person, deemed_months=last - enlisted + 1)
    _innocent(world, "overlap_counted_once", person, told)


def first_entry_prevails(world: World) -> None:
    """The oldest papers of a full file make the person some fifteen months older: by rule they prevail."""
    person = nearing_pension(world, 5, "first entry", low=59.2, high=59.9, sex="1")
    rng = world.town.rng("first entry")
    birth = world.people.birth[person] - DAYS_OLDER
    legal = legal_age_months(month_of(birth), MEN)
    start = np.minimum(month_of(birth) + legal + 1, world.town.last_month)
    told = plan_retirement(
        world,
        person,
        start,
        deemed=False,
        legal=legal,
        paid_from=local_start(world, person),
    )
    world.plan("archive_births", pd.DataFrame({"person": person, "birth": birth}))
    last = before_premiums(world, person)
    deem_factory_years(world, rng, person, last - 50, last, documents=rng.integers(3, 6, len(person)))
    _innocent(world, "first_entry_prevails", person, told)


def later_start_elsewhere(world: World) -> None:
    """Came from a province where premiums began in 1998."""
    elsewhere = world.people.hukou.astype(object) == None  # noqa: E711
    rng, person, _start, told = new_pensioners(
        world, 5, "elsewhere", mask=elsewhere & born_before(world, "1976"), paid_from=month_of("1998-07")
    )
    last = np.full(len(person), month_of("1998-06"))
    first = np.maximum(last - 60, birth_month(world, person) + 200)
    deem_factory_years(world, rng, person, first, last, documents=3)
    _innocent(world, "later_start_elsewhere", person, told)


def _buy(world, person, first, months, posted, employer=None):
    plan = world.planned("retirements").set_index("person").employer.reindex(person)
    unit = plan.to_numpy().astype(int) if employer is None else employer
    first = np.full(len(person), first)
    posted = np.broadcast_to(posted, len(person))
    plan_segment(world, person, "1", first, first + months - 1, nature="10", recorded=posted + 1)
    buy_months(world, person, unit, first, months, posted, None)


def _from_local_start(world):
    return lambda rng, person, start: local_start(world, person) + rng.integers(0, 3, len(person))


def _innocent(world, typology, person, approvals):
    truth_of(world, typology, person, approvals, "look_alike")
