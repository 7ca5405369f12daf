"""Wrong deemed service: too early, too late, counted twice, on paper only, by awards, by one
approver.
"""

import numpy as np

from simulator.background.careers import (
    ARMY,
    NOBODY,
    PAID,
    get_local_premium_start,
    plan_factory_years,
    plan_segment,
)
from simulator.background.retirement_plans import (
    amend_retirements,
    plan_new_pensioners,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World
from simulator.scenarios.deemed_service.building_blocks import (
    build_local_start_sampler,
    build_start_sampler,
    count_paid_months,
    count_ring_clients,
    find_last_deemed_month,
    get_approval_day,
    get_birth_month,
    is_born_before,
    label_fraud,
    plan_bought_years,
    plan_crowded_unit,
    plan_early_years,
    plan_obliging_approver,
    plan_older_persons,
    plan_shell_awards,
)

WRONG_A_YEAR = (
    170  # cases a year in the city over all kinds: 0.8 % of approvals with deemed service
)
AGENT = 43_000_000  # first number of the rings' phones


def child_labour_on_paper(world: World) -> None:
    """The file lets deemed service begin at the age of ten to thirteen."""
    plan_early_years(
        world,
        "child_labour_on_paper",
        world.town.scale_planted_count(WRONG_A_YEAR / 8, 6),
        (120, 166),
    )


def child_labour_on_paper_hard(world: World) -> None:
    """The file lets deemed service begin at fourteen or fifteen, on two or more papers."""
    plan_early_years(
        world,
        "child_labour_on_paper_hard",
        world.town.scale_planted_count(WRONG_A_YEAR / 12, 4),
        (170, 190),
    )


def deemed_after_the_era(world: World) -> None:
    """Factory years are deemed after premiums were due where the person lived, until the first
    premium paid.
    """
    since = get_month_number("2000-01")
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_planted_count(WRONG_A_YEAR / 8, 6),
        "after the era",
        paid_from=lambda rng, person, start: since + rng.integers(0, 50, len(person)),
    )
    first = np.maximum(
        get_local_premium_start(world, person) - rng.integers(5, 40, len(person)),
        get_birth_month(world, person) + 195,
    )
    plan_factory_years(world, rng, person, first, world.people.first_enrolled[person] - 1)
    label_fraud(world, "deemed_after_the_era", person, approval_ids)


def deemed_after_the_era_hard(world: World) -> None:
    """A gap of one or two years after the first premium is filled with deemed months."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_planted_count(WRONG_A_YEAR / 12, 4),
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
    label_fraud(world, "deemed_after_the_era_hard", person, approval_ids)


def months_counted_twice(world: World) -> None:
    """Factory years go on for one to four years beside paid months."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_planted_count(WRONG_A_YEAR / 8, 6),
        "twice",
        mask=is_born_before(world, "1972"),
        paid_from=build_local_start_sampler(world),
    )
    local = get_local_premium_start(world, person)
    plan_factory_years(
        world,
        rng,
        person,
        local - rng.integers(10, 60, len(person)),
        local + rng.integers(12, 48, len(person)),
    )
    label_fraud(world, "months_counted_twice", person, approval_ids)


def months_counted_twice_hard(world: World) -> None:
    """The factory job begins some months before the discharge from the army."""
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_planted_count(WRONG_A_YEAR / 12, 4),
        "army twice",
        mask=world.people.sex == "1",
        paid_from=build_local_start_sampler(world),
    )
    last = find_last_deemed_month(world, person)
    enlisted = np.minimum(
        get_birth_month(world, person) + 12 * 18 + rng.integers(0, 20, len(person)), last - 60
    )
    released = enlisted + 40
    plan_segment(world, person, ARMY, enlisted, released, nature="30", evidence="4")
    plan_factory_years(world, rng, person, released - rng.integers(4, 12, len(person)), last)
    label_fraud(world, "months_counted_twice_hard", person, approval_ids)


def inflated_total(world: World) -> None:
    """The approval counts more months than a working life holds."""
    rng, person, start, approval_ids = plan_new_pensioners(
        world, world.town.scale_planted_count(WRONG_A_YEAR / 8, 5), "inflated"
    )
    paid = count_paid_months(world, person)
    possible = start - get_birth_month(world, person) - 192
    amend_retirements(
        world, person, deemed_months=possible - paid + rng.integers(6, 40, len(person))
    )
    label_fraud(world, "inflated_total", person, approval_ids)


def inflated_total_hard(world: World) -> None:
    """The approval counts two to five years more than the segments give, well within a working
    life.
    """
    rng, person, _start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_planted_count(WRONG_A_YEAR / 12, 4),
        "inflated a bit",
        mask=is_born_before(world, "1970"),
        paid_from=build_start_sampler(250, 330),
    )
    last = find_last_deemed_month(world, person)
    first = np.maximum(last - 40, get_birth_month(world, person) + 210)
    plan_factory_years(world, rng, person, first, np.maximum(last, first + 3))
    months = np.maximum(last, first + 3) - first + 1
    amend_retirements(world, person, deemed_months=months + rng.integers(24, 60, len(person)))
    label_fraud(world, "inflated_total_hard", person, approval_ids)


def older_on_paper(world: World) -> None:
    """The file makes a person one and a half to four years older, so the pension begins earlier."""
    plan_older_persons(
        world, "older_on_paper", world.town.scale_planted_count(WRONG_A_YEAR / 8, 6), (18, 46)
    )


def older_on_paper_hard(world: World) -> None:
    """The file makes a person a little over a year older."""
    plan_older_persons(
        world, "older_on_paper_hard", world.town.scale_planted_count(WRONG_A_YEAR / 12, 4), (12, 15)
    )


def years_from_one_copy(world: World) -> None:
    """Ten years or more appear shortly before the approval, on one copied paper."""
    rng, person, start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_planted_count(WRONG_A_YEAR / 4, 8),
        "one copy",
        mask=is_born_before(world, "1970"),
        paid_from=build_local_start_sampler(world),
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
    label_fraud(world, "years_from_one_copy", person, approval_ids)


def years_from_one_copy_hard(world: World) -> None:
    """Some forged years on one certificate stand beside honest ones and were recorded long
    before.
    """
    rng, person, start, approval_ids = plan_new_pensioners(
        world,
        world.town.scale_planted_count(WRONG_A_YEAR / 8, 5),
        "one certificate",
        mask=is_born_before(world, "1970"),
        paid_from=build_local_start_sampler(world),
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
    label_fraud(world, "years_from_one_copy_hard", person, approval_ids)


def agency_award_ring(world: World) -> None:
    """An agency gets awards against one small firm within three days: fifteen paid years for each
    client.
    """
    count = count_ring_clients(world)
    rng, person, start, approval_ids = plan_new_pensioners(
        world, count, "award ring", paid_from=build_start_sampler(30, 50), agent=AGENT, back=2
    )
    day = get_approval_day(start.min()) - 120 + rng.integers(0, 3, len(person))
    plan_shell_awards(
        world, person, approval_ids, start, day=day, heard=0, unit=1, heads=30, months=180
    )
    label_fraud(world, "agency_award_ring", person, approval_ids)


def agency_award_ring_hard(world: World) -> None:
    """Two agents get awards against two firms every few days after a short hearing, twelve to
    fourteen years each.

    The second firm's size is unknown, and half of its clients file for themselves.
    """
    for ring in range(world.town.multiply_planted(2)):
        rng, person, start, approval_ids = plan_new_pensioners(
            world,
            count_ring_clients(world) // 2,
            f"slow ring {ring}",
            paid_from=build_start_sampler(50, 70),
            agent=lambda rng, person, start, ring=ring: np.where(
                (ring % 2 == 1) & (np.arange(len(person)) % 2 == 0), NOBODY, AGENT + 1 + ring
            ),
            back=2,
        )
        day = get_approval_day(start) - 150 - rng.integers(0, 60, len(person))
        months = rng.integers(140, 170, len(person))
        plan_shell_awards(
            world,
            person,
            approval_ids,
            start,
            day=day,
            heard=rng.integers(1, 4, len(person)),
            unit=2 + ring,
            heads=(7, NOBODY)[ring % 2],
            months=months,
        )
        label_fraud(world, "agency_award_ring_hard", person, approval_ids)


def crowded_depot(world: World) -> None:
    """A grain depot has twice as many retired workers as it ever had staff."""
    plan_crowded_unit(
        world, "crowded_depot", max(14, count_ring_clients(world) // 2), unit=11, share=0.5
    )


def crowded_depot_hard(world: World) -> None:
    """A depot has only a few more retired workers than staff, on three originals each."""
    plan_crowded_unit(
        world,
        "crowded_depot_hard",
        max(12, count_ring_clients(world) // 3),
        unit=12,
        share=0.85,
        documents=3,
    )


def years_bought_without_document(world: World) -> None:
    """Five to twelve years are bought in one posting without any document."""
    plan_bought_years(
        world,
        "years_bought_without_document",
        world.town.scale_planted_count(WRONG_A_YEAR / 8, 6),
        (62, 140),
        1,
    )


def years_bought_without_document_hard(world: World) -> None:
    """Years are bought in two postings of just under three years each."""
    plan_bought_years(
        world,
        "years_bought_without_document_hard",
        world.town.scale_planted_count(WRONG_A_YEAR / 12, 4),
        (30, 35),
        2,
    )


def obliging_approver(world: World) -> None:
    """The approver of a small district decides most of its long deemed service, on two papers
    each.
    """
    plan_obliging_approver(world, "obliging_approver", 14, (185, 260), 2, district="330211")


def obliging_approver_hard(world: World) -> None:
    """The approver of the busiest district decides service just long enough to matter, some files
    well kept.
    """
    plan_obliging_approver(
        world, "obliging_approver_hard", 11, (180, 200), np.array([2, 2, 4]), district="330282"
    )
