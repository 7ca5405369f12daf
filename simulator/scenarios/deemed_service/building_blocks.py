"""Pieces of deemed service that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from simulator.background.careers import (
    ENTERPRISE,
    NOBODY,
    OLD_UNITS,
    PAID,
    PUBLIC,
    PUBLIC_ENDS,
    get_local_premium_start,
    plan_factory_years,
    plan_segment,
)
from simulator.background.operators import draw_handlers
from simulator.background.retirement_plans import (
    get_planned_segments,
    plan_new_pensioners,
    plan_retirement,
    take_employees_by_age,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World

SCENARIO = "deemed_service"
APPROVAL = "pension_approval"
NAMED_UNITS = OLD_UNITS + 500_000  # first number of planted units, apart from the background's


def find_last_deemed_month(world: World, person) -> np.ndarray:
    """Find the last month that may be deemed: before the first premium, the person's and the local
    one.
    """
    return (
        np.minimum(world.people.first_enrolled[person], get_local_premium_start(world, person)) - 1
    )


def build_start_sampler(low: int, high: int):
    """Build a sampler (for `plan_new_pensioners`) of a first premium `low` to `high` months before
    the pension.
    """
    return lambda rng, person, start: start - rng.integers(low, high, len(person))


def plan_public_years(world: World, rng, person, months, **more) -> None:
    """Plan deemed service at a public body up to 2014-09, from the age of eighteen on at most."""
    number = rng.integers(0, 60, len(person))
    columns = {
        "unit": NAMED_UNITS + 5000 + number,
        "heads": 60 + number,
        "nature": "20",
        "industry": "83",
    }
    first = np.maximum(PUBLIC_ENDS - months + 1, get_birth_month(world, person) + 12 * 18)
    plan_segment(world, person, PUBLIC, first, PUBLIC_ENDS, **(columns | {"evidence": "1"} | more))


def plan_unit_years(world: World, person, number, heads, first, last, **more) -> None:
    """Plan deemed service at one named old factory."""
    columns = {
        "unit": NAMED_UNITS + number,
        "heads": heads,
        "nature": "10",
        "industry": "13",
        "evidence": "1",
    }
    plan_segment(world, person, ENTERPRISE, first, last, **(columns | more))


def add_bought_months(world: World, person, employer, first, months, posted, document) -> None:
    """Add months of pension insurance bought in one posting."""
    months = np.broadcast_to(months, len(person))
    row = np.repeat(np.arange(len(person)), months)
    step = np.arange(months.sum()) - np.repeat(np.cumsum(months) - months, months)
    rows = {
        "person": person[row],
        "employer": np.broadcast_to(employer, len(person))[row],
        "month": np.broadcast_to(first, len(person))[row] + step,
        "posted": np.broadcast_to(posted, len(person))[row],
        "pay_kind": "3",
        "insurance": "110",
        "seq": 1,
        "doc": np.broadcast_to(np.asarray(document, dtype=object), len(person))[row],
    }
    world.plan("contributions", pd.DataFrame(rows))


def plan_awarded_years(
    world: World, person, *, unit, heads, first, months, award_day, heard, posted, employer, number
):
    """Plan paid years bought on the strength of an award: the segment, its document and the
    posting.
    """
    documents = np.array(
        [f"甬劳人仲案字〔{str(d)[:4]}〕第{number + i}号" for i, d in enumerate(award_day)],
        dtype=object,
    )
    plan_segment(
        world,
        person,
        "1",
        first,
        first + months - 1,
        unit=NAMED_UNITS + unit,
        heads=heads,
        nature="10",
        industry="51",
        evidence="5",
        award=documents,
        award_day=award_day,
        hearing=award_day - heard,
        respondent=NAMED_UNITS + unit,
        recorded=posted + 1,
    )
    add_bought_months(world, person, employer, first, months, posted, documents)


def get_birth_month(world: World, person) -> np.ndarray:
    """Get months of birth from 1970-01."""
    return get_month_number(world.people.birth[person])


def is_born_before(world: World, year: str) -> np.ndarray:
    """True for persons born before a year, who could work long before premiums began."""
    return get_month_number(world.people.birth) < get_month_number(year)


def get_approval_day(start) -> np.ndarray:
    """Get a day of approval two weeks before the first month of pension."""
    return make_date(start) - 14


def label_approvals(world: World, typology: str, person, approvals, label: str) -> None:
    """Record planted approvals in the truth."""
    world.add_truth(
        typology,
        SCENARIO,
        "person",
        world.people.person_id[person],
        label,
        record=(APPROVAL, approvals),
    )


def plan_early_years(world, typology, count, ages):
    """Plan deemed service that begins `ages` months after birth."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world, count, typology, paid_from=build_local_start_sampler(world)
    )
    first = get_birth_month(world, person) + rng.integers(*ages, len(person))
    plan_factory_years(
        world,
        rng,
        person,
        first,
        find_last_deemed_month(world, person),
        documents=rng.integers(2, 5, len(person)),
    )
    label_fraud(world, typology, person, approval_ids)


def plan_older_persons(world, typology, count, months):
    """Plan retirements of persons whom the file makes `months` older, and whose pension starts so
    much earlier.
    """
    men = take_employees_by_age(
        world, count - count // 2, f"{typology} men", low=60.1 - months[0] / 12, high=59.9, sex="1"
    )
    women = take_employees_by_age(
        world, count // 2, f"{typology} women", low=50.1 - months[0] / 12, high=49.9, sex="2"
    )
    person, rng = np.concatenate([men, women]), world.town.make_rng(typology)
    older = rng.integers(*months, len(person))
    world.female_category[women] = "50"
    due = get_birth_month(world, person) + np.where(world.people.sex[person] == "1", 720, 600) + 1
    start = np.minimum(due - older + rng.integers(0, 2, len(person)), world.town.last_month)
    start = np.maximum(start, world.town.first_month)
    approval_ids = plan_retirement(
        world, person, start, deemed=False, legal=start - 1 - get_birth_month(world, person) + older
    )
    birth = world.people.birth[person] - (older * 30.44).astype(int) - 3
    world.plan("archive_births", pd.DataFrame({"person": person, "birth": birth}))
    last = find_last_deemed_month(world, person)
    plan_factory_years(world, rng, person, last - 20, last, documents=2)
    label_fraud(world, typology, person, approval_ids)


def plan_shell_awards(world, person, approval_ids, start, *, day, heard, unit, heads, months):
    """Plan awards of years against a small firm without staff."""
    # no staff of its own
    shell = world.add_units(1, industry="51", registered=np.datetime64("2000-03-01"), target=0.0)
    months = np.broadcast_to(months, len(person))
    plan_awarded_years(
        world,
        person,
        unit=unit,
        heads=heads,
        first=get_month_number("2001-01") + np.arange(len(person)) % 5,
        months=months,
        award_day=np.broadcast_to(day, len(person)),
        heard=heard,
        posted=np.minimum(day + 40, get_approval_day(start) - 30),
        employer=shell[0],
        number=unit * 100,
    )


def plan_crowded_unit(world, typology, count, *, unit, share, documents=None):
    """Plan retired workers of one named factory whose largest staff was a `share` of their
    number.
    """
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        count,
        typology,
        mask=is_born_before(world, "1970"),
        paid_from=build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    first = np.maximum(
        last - rng.integers(50, 110, len(person)), get_birth_month(world, person) + 195
    )
    papers = {} if documents is None else {"documents": documents}
    plan_unit_years(world, person, unit, int(share * len(person)), first, last, **papers)
    label_fraud(world, typology, person, approval_ids)


def plan_bought_years(world, typology, count, months, postings):
    """Plan `months` of years bought in `postings` without any document."""
    rng, person, start, approval_ids = plan_new_pensioners(
        world, count, typology, paid_from=build_start_sampler(130, 180), back=1
    )
    unit = (
        world.collect_plan("retirements")
        .set_index("person")
        .employer.reindex(person)
        .to_numpy()
        .astype(int)
    )
    first = np.full(len(person), get_month_number("2001-02"))
    for n in range(postings):
        length = rng.integers(*months, len(person))
        length = np.minimum(length, world.people.first_enrolled[person] - first - 1)
        posted = (
            get_approval_day(start)
            - 40
            - 190 * (postings - 1 - n)
            - rng.integers(0, 90, len(person))
        )
        plan_segment(
            world, person, PAID, first, first + length - 1, nature="10", recorded=posted + 1
        )
        add_bought_months(world, person, unit, first, length, posted, None)
        first = first + length
    label_fraud(world, typology, person, approval_ids)


def plan_obliging_approver(world, typology, count, months, documents, *, district):
    """Plan long deemed service that the same handlers of a district decided on few papers."""
    world_rng = world.town.make_rng(f"{typology} clerk")
    clerk = draw_handlers(world, np.array([district]), world_rng)
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        count,
        typology,
        paid_from=int(get_month_number("2014-10")),
        agent=NOBODY,
        **{post: op[0] for post, op in clerk.items()},
    )
    papers = np.resize(documents, len(person))
    plan_public_years(world, rng, person, rng.integers(*months, len(person)), documents=papers)
    label_fraud(world, typology, person, approval_ids)


def count_paid_months(world, person):
    """Count the paid months of persons' planned segments."""
    segments = get_planned_segments(world, person)
    paid = segments[segments.kind == PAID]
    return (paid["last"] - paid["first"] + 1).groupby(paid.person).sum().reindex(person).to_numpy()


def build_local_start_sampler(world):
    """Build a sampler (for `plan_new_pensioners`) of a first premium at the local start of
    premiums.
    """
    return lambda rng, person, start: (
        get_local_premium_start(world, person) + rng.integers(0, 3, len(person))
    )


def count_ring_clients(world):
    """Count the clients of a ring: forty in a town of some size, fewer in a small one."""
    return min(40, 12 + world.town.persons // 2000)


def label_fraud(world, typology, person, approvals):
    label_approvals(world, typology, person, approvals, "fraud")
