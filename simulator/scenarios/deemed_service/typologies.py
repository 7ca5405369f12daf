"""Deemed service: years before school, after the era, twice, on paper only, by awards, by one hand."""

import numpy as np
import pandas as pd

from simulator.background.careers import ARMY, NOBODY, PAID, deem_factory_years, local_start, plan_segment
from simulator.background.operators import handlers
from simulator.background.retirement_plans import (
    amend,
    nearing_pension,
    new_pensioners,
    plan_retirement,
    planned_segments,
)
from simulator.core.clock_and_seeds import month_day, month_of
from simulator.core.world import World
from simulator.scenarios.deemed_service.building_blocks import (
    ago,
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

WRONG_A_YEAR = 170  # in the city, over the kinds of wrong years below
AGENT = 43_000_000


def child_labour_on_paper(world: World) -> None:
    """Deemed service begins at ten to thirteen."""
    _early(world, "child_labour_on_paper", world.town.planted(WRONG_A_YEAR / 8, 6), (120, 166))


def child_labour_on_paper_hard(world: World) -> None:
    """At fourteen or fifteen, on two or more papers."""
    _early(world, "child_labour_on_paper_hard", world.town.planted(WRONG_A_YEAR / 12, 4), (170, 190))


def deemed_after_the_era(world: World) -> None:
    """Factory years are deemed into the years in which premiums were due, until the first premium was paid."""
    since = month_of("2000-01")
    rng, person, _start, told = new_pensioners(
        world,
        world.town.planted(WRONG_A_YEAR / 8, 6),
        "after the era",
        paid_from=lambda rng, person, start: since + rng.integers(0, 50, len(person)),
    )
    first = np.maximum(
        local_start(world, person) - rng.integers(5, 40, len(person)), birth_month(world, person) + 195
    )
    deem_factory_years(world, rng, person, first, world.people.first_enrolled[person] - 1)
    _note(world, "deemed_after_the_era", person, told)


def deemed_after_the_era_hard(world: World) -> None:
    """A gap of one or two years after the first premium is filled with deemed months."""
    rng, person, _start, told = new_pensioners(
        world,
        world.town.planted(WRONG_A_YEAR / 12, 4),
        "gap filled",
        paid_from=lambda rng, person, start: local_start(world, person) + rng.integers(22, 30, len(person)),
    )
    local = local_start(world, person)
    plan_segment(world, person, PAID, local, local + 6, nature="10", recorded=month_day(local + 80))
    deem_factory_years(
        world,
        rng,
        person,
        local + 7,
        np.minimum(world.people.first_enrolled[person] - 1, month_of("1997-12")),
    )
    _note(world, "deemed_after_the_era_hard", person, told)


def months_counted_twice(world: World) -> None:
    """Factory years go on for years beside paid months."""
    rng, person, _start, told = new_pensioners(
        world,
        world.town.planted(WRONG_A_YEAR / 8, 6),
        "twice",
        mask=born_before(world, "1972"),
        paid_from=_from_local_start(world),
    )
    local = local_start(world, person)
    deem_factory_years(
        world,
        rng,
        person,
        local - rng.integers(10, 60, len(person)),
        local + rng.integers(12, 48, len(person)),
    )
    _note(world, "months_counted_twice", person, told)


def months_counted_twice_hard(world: World) -> None:
    """The factory job begins some months before the discharge from the army."""
    rng, person, _start, told = new_pensioners(
        world,
        world.town.planted(WRONG_A_YEAR / 12, 4),
        "army twice",
        mask=world.people.sex == "1",
        paid_from=_from_local_start(world),
    )
    last = before_premiums(world, person)
    enlisted = np.minimum(birth_month(world, person) + 12 * 18 + rng.integers(0, 20, len(person)), last - 60)
    released = enlisted + 40
    plan_segment(world, person, ARMY, enlisted, released, nature="30", evidence="4")
    deem_factory_years(world, rng, person, released - rng.integers(4, 12, len(person)), last)
    _note(world, "months_counted_twice_hard", person, told)


def inflated_total(world: World) -> None:
    """The months approved are more than a working life holds."""
    rng, person, start, told = new_pensioners(world, world.town.planted(WRONG_A_YEAR / 8, 5), "inflated")
    paid = _paid_months(world, person)
    possible = start - birth_month(world, person) - 192
    amend(world, person, deemed_months=possible - paid + rng.integers(6, 40, len(person)))
    _note(world, "inflated_total", person, told)


def inflated_total_hard(world: World) -> None:
    """Two to five years more than the segments give, well within a working life."""
    rng, person, _start, told = new_pensioners(
        world,
        world.town.planted(WRONG_A_YEAR / 12, 4),
        "inflated a bit",
        mask=born_before(world, "1970"),
        paid_from=ago(250, 330),
    )
    last = before_premiums(world, person)
    first = np.maximum(last - 40, birth_month(world, person) + 210)
    deem_factory_years(world, rng, person, first, np.maximum(last, first + 3))
    months = np.maximum(last, first + 3) - first + 1
    amend(world, person, deemed_months=months + rng.integers(24, 60, len(person)))
    _note(world, "inflated_total_hard", person, told)


def older_on_paper(world: World) -> None:
    """The file makes a person one and a half to four years older, and the pension begins so much earlier."""
    _older(world, "older_on_paper", world.town.planted(WRONG_A_YEAR / 8, 6), (18, 46))


def older_on_paper_hard(world: World) -> None:
    """By a little over a year."""
    _older(world, "older_on_paper_hard", world.town.planted(WRONG_A_YEAR / 12, 4), (12, 15))


def years_from_one_copy(world: World) -> None:
    """Ten years and more appear shortly before the approval, on one copied paper."""
    rng, person, start, told = new_pensioners(
        world,
        world.town.planted(WRONG_A_YEAR / 4, 8),
        "one copy",
        mask=born_before(world, "1970"),
        paid_from=_from_local_start(world),
    )
    last = before_premiums(world, person)
    first = np.maximum(last - rng.integers(115, 160, len(person)), birth_month(world, person) + 195)
    deem_factory_years(
        world,
        rng,
        person,
        first,
        last,
        documents=1,
        original=False,
        recorded=approved_day(start) - rng.integers(50, 300, len(person)),
    )
    _note(world, "years_from_one_copy", person, told)


def years_from_one_copy_hard(world: World) -> None:
    """Some forged years on one certificate beside honest ones, recorded long before."""
    rng, person, start, told = new_pensioners(
        world,
        world.town.planted(WRONG_A_YEAR / 8, 5),
        "one certificate",
        mask=born_before(world, "1970"),
        paid_from=_from_local_start(world),
    )
    last = before_premiums(world, person)
    first = np.maximum(last - rng.integers(60, 90, len(person)), birth_month(world, person) + 195)
    middle = first + rng.integers(14, 40, len(person))
    recorded = month_day(start) - rng.integers(900, 2500, len(person))
    deem_factory_years(
        world, rng, person, first, middle, documents=1, evidence="7", recorded=recorded, changed=0
    )
    deem_factory_years(world, rng, person, middle + 1, np.maximum(last, middle + 6), documents=4)
    _note(world, "years_from_one_copy_hard", person, told)


def agency_award_ring(world: World) -> None:
    """An agency gets awards against one small firm in three days: fifteen paid years for each client."""
    count = _ring(world)
    rng, person, start, told = new_pensioners(
        world, count, "award ring", paid_from=ago(30, 50), agent=AGENT, back=2
    )
    day = approved_day(start.min()) - 120 + rng.integers(0, 3, len(person))
    _awards(world, person, told, start, day=day, heard=0, unit=1, heads=30, months=180)
    _note(world, "agency_award_ring", person, told)


def agency_award_ring_hard(world: World) -> None:
    """Two agents, two firms, an award every few days after a short hearing, twelve to fourteen years each.

    The second firm's size is not known, and half of its clients file for themselves.
    """
    for ring in range(2):
        rng, person, start, told = new_pensioners(
            world,
            _ring(world) // 2,
            f"slow ring {ring}",
            paid_from=ago(50, 70),
            agent=lambda rng, person, start, ring=ring: np.where(
                (ring == 1) & (np.arange(len(person)) % 2 == 0), NOBODY, AGENT + 1 + ring
            ),
            back=2,
        )
        day = approved_day(start) - 150 - rng.integers(0, 60, len(person))
        months = rng.integers(140, 170, len(person))
        _awards(
            world,
            person,
            told,
            start,
            day=day,
            heard=rng.integers(1, 4, len(person)),
            unit=2 + ring,
            heads=(7, NOBODY)[ring],
            months=months,
        )
        _note(world, "agency_award_ring_hard", person, told)


def crowded_depot(world: World) -> None:
    """A grain depot with a dozen staff has twice as many retired ones."""
    _crowd(world, "crowded_depot", max(14, _ring(world) // 2), unit=11, share=0.5)


def crowded_depot_hard(world: World) -> None:
    """Only a few more than it ever had, on three originals each."""
    _crowd(world, "crowded_depot_hard", max(12, _ring(world) // 3), unit=12, share=0.85, documents=3)


def years_bought_without_document(world: World) -> None:
    """Four to twelve years are bought in one posting, without any document."""
    _bought(world, "years_bought_without_document", world.town.planted(WRONG_A_YEAR / 8, 6), (62, 140), 1)


def years_bought_without_document_hard(world: World) -> None:
    """In two postings, each just under three years."""
    _bought(
        world, "years_bought_without_document_hard", world.town.planted(WRONG_A_YEAR / 12, 4), (30, 35), 2
    )


def obliging_approver(world: World) -> None:
    """The approver of a small district has most of its long deemed service, on two papers each."""
    _obliged(world, "obliging_approver", 14, (185, 260), 2, district="330211")


def obliging_approver_hard(world: World) -> None:
    """Just the years that count as long, over two years, at the busiest counter, some files well kept."""
    _obliged(world, "obliging_approver_hard", 11, (180, 200), np.array([2, 2, 4]), district="330282")


def _early(world, typology, count, ages):
    rng, person, _start, told = new_pensioners(world, count, typology, paid_from=_from_local_start(world))
    first = birth_month(world, person) + rng.integers(*ages, len(person))
    deem_factory_years(
        world, rng, person, first, before_premiums(world, person), documents=rng.integers(2, 5, len(person))
    )
    _note(world, typology, person, told)


def _older(world, typology, count, months):
    men = nearing_pension(
        world, count - count // 2, f"{typology} men", low=60.1 - months[0] / 12, high=59.9, sex="1"
    )
    women = nearing_pension(
        world, count // 2, f"{typology} women", low=50.1 - months[0] / 12, high=49.9, sex="2"
    )
    person, rng = np.concatenate([men, women]), world.town.rng(typology)
    older = rng.integers(*months, len(person))
    world.female_category[women] = "50"
    due = birth_month(world, person) + np.where(world.people.sex[person] == "1", 720, 600) + 1
    start = np.minimum(due - older + rng.integers(0, 2, len(person)), world.town.last_month)
    start = np.maximum(start, world.town.first_month)
    told = plan_retirement(
        world, person, start, deemed=False, legal=start - 1 - birth_month(world, person) + older
    )
    birth = world.people.birth[person] - (older * 30.44).astype(int) - 3
    world.plan("archive_births", pd.DataFrame({"person": person, "birth": birth}))
    last = before_premiums(world, person)
    deem_factory_years(world, rng, person, last - 20, last, documents=2)
    _note(world, typology, person, told)


def _awards(world, person, told, start, *, day, heard, unit, heads, months):
    shell = world.found(1, industry="51", registered=np.datetime64("2000-03-01"), target=0.0)
    months = np.broadcast_to(months, len(person))
    awarded_years(
        world,
        person,
        unit=unit,
        heads=heads,
        first=month_of("2001-01") + np.arange(len(person)) % 5,
        months=months,
        award_day=np.broadcast_to(day, len(person)),
        heard=heard,
        posted=np.minimum(day + 40, approved_day(start) - 30),
        employer=shell[0],
        number=unit * 100,
    )


def _crowd(world, typology, count, *, unit, share, documents=None):
    rng, person, _start, told = new_pensioners(
        world, count, typology, mask=born_before(world, "1970"), paid_from=_from_local_start(world)
    )
    last = before_premiums(world, person)
    first = np.maximum(last - rng.integers(50, 110, len(person)), birth_month(world, person) + 195)
    papers = {} if documents is None else {"documents": documents}
    at_unit(world, person, unit, int(share * len(person)), first, last, **papers)
    _note(world, typology, person, told)


def _bought(world, typology, count, months, postings):
    rng, person, start, told = new_pensioners(world, count, typology, paid_from=ago(130, 180), back=1)
    unit = world.planned("retirements").set_index("person").employer.reindex(person).to_numpy().astype(int)
    first = np.full(len(person), month_of("2001-02"))
    for n in range(postings):
        length = rng.integers(*months, len(person))
        length = np.minimum(length, world.people.first_enrolled[person] - first - 1)
        posted = approved_day(start) - 40 - 190 * (postings - 1 - n) - rng.integers(0, 90, len(person))
        plan_segment(world, person, PAID, first, first + length - 1, nature="10", recorded=posted + 1)
        buy_months(world, person, unit, first, length, posted, None)
        first = first + length
    _note(world, typology, person, told)


def _obliged(world, typology, count, months, documents, *, district):
    world_rng = world.town.rng(f"{typology} clerk")
    clerk = handlers(world, np.array([district]), world_rng)
    rng, person, _start, told = new_pensioners(
        world,
        count,
        typology,
        paid_from=int(month_of("2014-10")),
        agent=NOBODY,
        **{post: op[0] for post, op in clerk.items()},
    )
    papers = np.resize(documents, len(person))
    public_years(world, rng, person, rng.integers(*months, len(person)), documents=papers)
    _note(world, typology, person, told)


def _paid_months(world, person):
    segments = planned_segments(world, person)
    paid = segments[segments.kind == PAID]
    return (paid["last"] - paid["first"] + 1).groupby(paid.person).sum().reindex(person).to_numpy()


def _from_local_start(world):
    return lambda rng, person, start: local_start(world, person) + rng.integers(0, 3, len(person))


def _ring(world):
    """Clients of a ring: forty in a town of some size, fewer in a small one."""
    return min(40, 12 + world.town.persons // 2000)


def _note(world, typology, person, approvals):
    truth_of(world, typology, person, approvals, "fraud")
