"""Deemed service: years before school, after the era, twice, on paper only, by awards, by one hand."""

import numpy as np
import pandas as pd

from simulator.background.careers import (
    ARMY,
    NOBODY,
    PAID,
    get_local_premium_start,
    plan_factory_years,
    plan_segment,
)
from simulator.background.operators import draw_handlers
from simulator.background.retirement_plans import (
    amend_retirements,
    get_planned_segments,
    plan_new_pensioners,
    plan_retirement,
    take_employees_by_age,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World
from simulator.scenarios.deemed_service.building_blocks import (
    add_bought_months,
    build_start_sampler,
    find_last_deemed_month,
    get_approval_day,
    get_birth_month,
    is_born_before,
    label_approvals,
    plan_awarded_years,
    plan_public_years,
    plan_unit_years,
)

WRONG_A_YEAR = 170  # in the city, over the kinds of wrong years below
AGENT = 43_000_000


def child_labour_on_paper(world: World) -> None:
    """Deemed service begins at ten to thirteen."""
    _plan_early_years(
        world, "child_labour_on_paper", world.town.scale_case_count(WRONG_A_YEAR / 8, 6), (120, 166)
    )


def child_labour_on_paper_hard(world: World) -> None:
    """At fourteen or fifteen, on two or more papers."""
    _plan_early_years(
        world,
        "child_labour_on_paper_hard",
        world.town.scale_case_count(WRONG_A_YEAR / 12, 4),
        (170, 190),
    )


def deemed_after_the_era(world: World) -> None:
    """Factory years are deemed into the years in which premiums were due, until the first premium was paid."""
    since = get_month_number("2000-01")
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_case_count(WRONG_A_YEAR / 8, 6),
        "after the era",
        paid_from=lambda rng, person, start: since + rng.integers(0, 50, len(person)),
    )
    first = np.maximum(
        get_local_premium_start(world, person) - rng.integers(5, 40, len(person)),
        get_birth_month(world, person) + 195,
    )
    plan_factory_years(world, rng, person, first, world.people.first_enrolled[person] - 1)
    _label_fraud(world, "deemed_after_the_era", person, approval_ids)


def deemed_after_the_era_hard(world: World) -> None:
    """A gap of one or two years after the first premium is filled with deemed months."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_case_count(WRONG_A_YEAR / 12, 4),
        "gap filled",
        paid_from=lambda rng, person, start: (
            get_local_premium_start(world, person) + rng.integers(22, 30, len(person))
        ),
    )
    local = get_local_premium_start(world, person)
    plan_segment(world, person, PAID, local, local + 6, nature="10", recorded=make_date(local + 80))
    plan_factory_years(
        world,
        rng,
        person,
        local + 7,
        np.minimum(world.people.first_enrolled[person] - 1, get_month_number("1997-12")),
    )
    _label_fraud(world, "deemed_after_the_era_hard", person, approval_ids)


def months_counted_twice(world: World) -> None:
    """Factory years go on for years beside paid months."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_case_count(WRONG_A_YEAR / 8, 6),
        "twice",
        mask=is_born_before(world, "1972"),
        paid_from=_build_local_start_sampler(world),
    )
    local = get_local_premium_start(world, person)
    plan_factory_years(
        world,
        rng,
        person,
        local - rng.integers(10, 60, len(person)),
        local + rng.integers(12, 48, len(person)),
    )
    _label_fraud(world, "months_counted_twice", person, approval_ids)


def months_counted_twice_hard(world: World) -> None:
    """The factory job begins some months before the discharge from the army."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_case_count(WRONG_A_YEAR / 12, 4),
        "army twice",
        mask=world.people.sex == "1",
        paid_from=_build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    enlisted = np.minimum(
        get_birth_month(world, person) + 12 * 18 + rng.integers(0, 20, len(person)), last - 60
    )
    released = enlisted + 40
    plan_segment(world, person, ARMY, enlisted, released, nature="30", evidence="4")
    plan_factory_years(world, rng, person, released - rng.integers(4, 12, len(person)), last)
    _label_fraud(world, "months_counted_twice_hard", person, approval_ids)


def inflated_total(world: World) -> None:
    """The months approved are more than a working life holds."""
    rng, person, start, approval_ids = plan_new_pensioners(
        world, world.town.scale_case_count(WRONG_A_YEAR / 8, 5), "inflated"
    )
    paid = _count_paid_months(world, person)
    possible = start - get_birth_month(world, person) - 192
    amend_retirements(
        world, person, deemed_months=possible - paid + rng.integers(6, 40, len(person))
    )
    _label_fraud(world, "inflated_total", person, approval_ids)


def inflated_total_hard(world: World) -> None:
    """Two to five years more than the segments give, well within a working life."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_case_count(WRONG_A_YEAR / 12, 4),
        "inflated a bit",
        mask=is_born_before(world, "1970"),
        paid_from=build_start_sampler(250, 330),
    )
    last = find_last_deemed_month(world, person)
    first = np.maximum(last - 40, get_birth_month(world, person) + 210)
    plan_factory_years(world, rng, person, first, np.maximum(last, first + 3))
    months = np.maximum(last, first + 3) - first + 1
    amend_retirements(world, person, deemed_months=months + rng.integers(24, 60, len(person)))
    _label_fraud(world, "inflated_total_hard", person, approval_ids)


def older_on_paper(world: World) -> None:
    """The file makes a person one and a half to four years older, and the pension begins so much earlier."""
    _plan_older_persons(
        world, "older_on_paper", world.town.scale_case_count(WRONG_A_YEAR / 8, 6), (18, 46)
    )


def older_on_paper_hard(world: World) -> None:
    """By a little over a year."""
    _plan_older_persons(
        world, "older_on_paper_hard", world.town.scale_case_count(WRONG_A_YEAR / 12, 4), (12, 15)
    )


def years_from_one_copy(world: World) -> None:
    """Ten years and more appear shortly before the approval, on one copied paper."""
    rng, person, start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_case_count(WRONG_A_YEAR / 4, 8),
        "one copy",
        mask=is_born_before(world, "1970"),
        paid_from=_build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    first = np.maximum(
        last - rng.integers(115, 160, len(person)), get_birth_month(world, person) + 195
    )
    plan_factory_years(
        world,
        rng,
        person,
        first,
        last,
        documents=1,
        original=False,
        recorded=get_approval_day(start) - rng.integers(50, 300, len(person)),
    )
    _label_fraud(world, "years_from_one_copy", person, approval_ids)


def years_from_one_copy_hard(world: World) -> None:
    """Some forged years on one certificate beside honest ones, recorded long before."""
    rng, person, start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_case_count(WRONG_A_YEAR / 8, 5),
        "one certificate",
        mask=is_born_before(world, "1970"),
        paid_from=_build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    first = np.maximum(
        last - rng.integers(60, 90, len(person)), get_birth_month(world, person) + 195
    )
    middle = first + rng.integers(14, 40, len(person))
    recorded = make_date(start) - rng.integers(900, 2500, len(person))
    plan_factory_years(
        world, rng, person, first, middle, documents=1, evidence="7", recorded=recorded, changed=0
    )
    plan_factory_years(world, rng, person, middle + 1, np.maximum(last, middle + 6), documents=4)
    _label_fraud(world, "years_from_one_copy_hard", person, approval_ids)


def agency_award_ring(world: World) -> None:
    """An agency gets awards against one small firm in three days: fifteen paid years for each client."""
    count = _count_ring_clients(world)
    rng, person, start, approval_ids = plan_new_pensioners(
        world, count, "award ring", paid_from=build_start_sampler(30, 50), agent=AGENT, back=2
    )
    day = get_approval_day(start.min()) - 120 + rng.integers(0, 3, len(person))
    _plan_awards(world, person, approval_ids, start, day=day, heard=0, unit=1, heads=30, months=180)
    _label_fraud(world, "agency_award_ring", person, approval_ids)


def agency_award_ring_hard(world: World) -> None:
    """Two agents, two firms, an award every few days after a short hearing, twelve to fourteen years each.

    The second firm's size is not known, and half of its clients file for themselves.
    """
    for ring in range(2):
        rng, person, start, approval_ids = plan_new_pensioners(
            world,
            _count_ring_clients(world) // 2,
            f"slow ring {ring}",
            paid_from=build_start_sampler(50, 70),
            agent=lambda rng, person, start, ring=ring: np.where(
                (ring == 1) & (np.arange(len(person)) % 2 == 0), NOBODY, AGENT + 1 + ring
            ),
            back=2,
        )
        day = get_approval_day(start) - 150 - rng.integers(0, 60, len(person))
        months = rng.integers(140, 170, len(person))
        _plan_awards(
            world,
            person,
            approval_ids,
            start,
            day=day,
            heard=rng.integers(1, 4, len(person)),
            unit=2 + ring,
            heads=(7, NOBODY)[ring],
            months=months,
        )
        _label_fraud(world, "agency_award_ring_hard", person, approval_ids)


def crowded_depot(world: World) -> None:
    """A grain depot with a dozen staff has twice as many retired ones."""
    _plan_crowded_unit(
        world, "crowded_depot", max(14, _count_ring_clients(world) // 2), unit=11, share=0.5
    )


def crowded_depot_hard(world: World) -> None:
    """Only a few more than it ever had, on three originals each."""
    _plan_crowded_unit(
        world,
        "crowded_depot_hard",
        max(12, _count_ring_clients(world) // 3),
        unit=12,
        share=0.85,
        documents=3,
    )


def years_bought_without_document(world: World) -> None:
    """Four to twelve years are bought in one posting, without any document."""
    _plan_bought_years(
        world,
        "years_bought_without_document",
        world.town.scale_case_count(WRONG_A_YEAR / 8, 6),
        (62, 140),
        1,
    )


def years_bought_without_document_hard(world: World) -> None:
    """In two postings, each just under three years."""
    _plan_bought_years(
        world,
        "years_bought_without_document_hard",
        world.town.scale_case_count(WRONG_A_YEAR / 12, 4),
        (30, 35),
        2,
    )


def obliging_approver(world: World) -> None:
    """The approver of a small district has most of its long deemed service, on two papers each."""
    _plan_obliging_approver(world, "obliging_approver", 14, (185, 260), 2, district="330211")


def obliging_approver_hard(world: World) -> None:
    """Just the years that count as long, over two years, at the busiest counter, some files well kept."""
    _plan_obliging_approver(
        world, "obliging_approver_hard", 11, (180, 200), np.array([2, 2, 4]), district="330282"
    )


def _plan_early_years(world, typology, count, ages):
    rng, person, _start, approval_ids = plan_new_pensioners(
        world, count, typology, paid_from=_build_local_start_sampler(world)
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
    _label_fraud(world, typology, person, approval_ids)


def _plan_older_persons(world, typology, count, months):
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
    _label_fraud(world, typology, person, approval_ids)


def _plan_awards(world, person, approval_ids, start, *, day, heard, unit, heads, months):
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


def _plan_crowded_unit(world, typology, count, *, unit, share, documents=None):
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        count,
        typology,
        mask=is_born_before(world, "1970"),
        paid_from=_build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    first = np.maximum(
        last - rng.integers(50, 110, len(person)), get_birth_month(world, person) + 195
    )
    papers = {} if documents is None else {"documents": documents}
    plan_unit_years(world, person, unit, int(share * len(person)), first, last, **papers)
    _label_fraud(world, typology, person, approval_ids)


def _plan_bought_years(world, typology, count, months, postings):
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
    _label_fraud(world, typology, person, approval_ids)


def _plan_obliging_approver(world, typology, count, months, documents, *, district):
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
    _label_fraud(world, typology, person, approval_ids)


def _count_paid_months(world, person):
    segments = get_planned_segments(world, person)
    paid = segments[segments.kind == PAID]
    return (paid["last"] - paid["first"] + 1).groupby(paid.person).sum().reindex(person).to_numpy()


def _build_local_start_sampler(world):
    return lambda rng, person, start: (
        get_local_premium_start(world, person) + rng.integers(0, 3, len(person))
    )


def _count_ring_clients(world):
    """Clients of a ring: forty in a town of some size, fewer in a small one."""
    return min(40, 12 + world.town.persons // 2000)


def _label_fraud(world, typology, person, approvals):
    label_approvals(world, typology, person, approvals, "fraud")
