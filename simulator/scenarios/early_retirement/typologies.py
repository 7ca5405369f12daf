"""Early retirement: special jobs on forged files, illnesses that were none, ages and years that
fall short.
"""

import numpy as np

from simulator.background.blank_lives import choose_ordinary_units
from simulator.background.careers import PAID, plan_segment
from simulator.background.employment import OPEN, make_spells
from simulator.background.pension_start import FLEXIBLE_FROM
from simulator.background.retirement_plans import (
    ALLOWANCE_FROM,
    EARLIER,
    ILLNESS,
    NORMAL,
    drop_segments,
    get_planned_retirements,
    plan_new_pensioners,
    plan_retirement,
    plan_special_months,
    take_employees_by_age,
)
from simulator.background.retirements_honest import FILED_FROM
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World
from simulator.scenarios.early_retirement.building_blocks import (
    add_hospital_visits,
    choose_offices,
    choose_special_plants,
    file_with_gap,
    get_application_days,
    label_approvals,
    look_up_special_job,
    plan_appraisals,
    retire_for_common_illness,
    retire_from_given_job,
    take_ill_leavers,
    take_special_job_leavers,
)

RING_PHONES = 44_000_000  # first number of the rings' phones


def special_months_short(world: World) -> None:
    """A retirement from a special job is approved with fewer years than the kind needs."""
    rng, person, start = take_special_job_leavers(
        world, world.town.scale_planted_count(8, 6), "special short"
    )
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    months = least - rng.integers(8, 60, len(person))
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months
    )
    label_approvals(world, "special_months_short", person, approval_ids)


def special_months_short_hard(world: World) -> None:
    """The approval states enough months, but the segments overlap and come to a few months less."""
    rng, person, start = take_special_job_leavers(
        world, world.town.scale_planted_count(6, 6), "special overlap"
    )
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    months = least - rng.integers(2, 15, len(person))
    approval_ids = retire_from_given_job(
        world,
        person,
        start,
        employer=unit,
        job=job,
        months=months,
        shown=least + rng.integers(0, 8, len(person)),
    )
    overlap_start = start - months + rng.integers(10, 30, len(person))
    plan_special_months(
        world, person, unit, job, overlap_start, overlap_start + least - months + 6, filed_from=None
    )
    label_approvals(world, "special_months_short_hard", person, approval_ids)


def special_foreign_industry(world: World) -> None:
    """A shop, office or school certifies ten years of heavy work, half of it under a code in no
    catalogue.
    """
    rng, person, start = take_special_job_leavers(
        world, world.town.scale_planted_count(6, 6), "special office"
    )
    unit = choose_offices(world, rng, len(person))
    own_code = "4" + world.employers.industry[unit] + "05"
    job = np.where(rng.random(len(person)) < 0.5, "43312", own_code).astype(object)
    months = 120 + rng.integers(2, 40, len(person))
    filed = None if rng.random() < 0.5 else FILED_FROM + 24
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months, filed_from=filed
    )
    label_approvals(world, "special_foreign_industry", person, approval_ids)


def special_foreign_industry_hard(world: World) -> None:
    """Most of the work was at a plant; a trading firm certifies the missing year, from before
    filing was a duty.
    """
    rng, person, start = take_special_job_leavers(
        world, world.town.scale_planted_count(6, 8), "special padded"
    )
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    padded = rng.integers(8, 31, len(person))
    months = least - padded + rng.integers(0, 4, len(person))
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months, shown=months + padded
    )
    office, first = choose_offices(world, rng, len(person)), start - months - padded
    plan_special_months(world, person, office, job, first, start - months - 1, filed_from=None)
    label_approvals(world, "special_foreign_industry_hard", person, approval_ids)


def special_not_filed(world: World) -> None:
    """A plant certifies enough months of a listed job that it never filed while it lasted."""
    rng, person, start = take_special_job_leavers(
        world, world.town.scale_planted_count(8, 6), "special unfiled"
    )
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    months = least + rng.integers(2, 50, len(person))
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months, filed_from=None
    )
    label_approvals(world, "special_not_filed", person, approval_ids)


def special_not_filed_hard(world: World) -> None:
    """A plant filed the job except for some months in an office, which the file calls the same
    work.
    """
    rng, person, start = take_special_job_leavers(
        world, world.town.scale_planted_count(6, 8), "special gap"
    )
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    months = np.maximum(least + rng.integers(0, 12, len(person)), start - FILED_FROM)
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months, filed_from=None
    )
    gap = rng.integers(3, 15, len(person))
    file_with_gap(
        world, person, unit, job, start, FILED_FROM + rng.integers(6, 50, len(person)), gap
    )
    label_approvals(world, "special_not_filed_hard", person, approval_ids)


def illness_no_conclusion(world: World) -> None:
    """A retirement for illness is approved without any appraisal."""
    _rng, person, start = take_ill_leavers(
        world, world.town.scale_planted_count(5, 6), "ill unappraised"
    )
    label_approvals(
        world,
        "illness_no_conclusion",
        person,
        retire_for_common_illness(world, person, start, appraised=False),
    )


def illness_no_conclusion_hard(world: World) -> None:
    """The appraisal named finds less than complete loss, or came after the approval."""
    rng, person, start = take_ill_leavers(
        world, world.town.scale_planted_count(5, 6), "ill part loss"
    )
    late = rng.random(len(person)) < 0.4
    approved = make_date(start) - rng.integers(5, 25, len(person))
    concluded = approved + np.where(
        late, rng.integers(3, 20, len(person)), -rng.integers(20, 90, len(person))
    )
    appraisal = plan_appraisals(world, person, concluded, total_loss=late)
    approval_ids = retire_for_common_illness(
        world,
        person,
        start,
        appraised=False,
        appraisal=appraisal,
        approved=approved,
        applied=approved - 20,
    )
    label_approvals(world, "illness_no_conclusion_hard", person, approval_ids)


def illness_untreated(world: World) -> None:
    """The file has a conclusion, but there was no visit for the illness in years."""
    _rng, person, start = take_ill_leavers(
        world, world.town.scale_planted_count(8, 6), "ill untreated"
    )
    label_approvals(
        world,
        "illness_untreated",
        person,
        retire_for_common_illness(world, person, start, treated=False),
    )


def illness_untreated_hard(world: World) -> None:
    """The applicant visits a hospital once or twice in the weeks before applying, for the file
    alone.
    """
    rng, person, start = take_ill_leavers(
        world, world.town.scale_planted_count(6, 8), "ill for the file"
    )
    approval_ids = retire_for_common_illness(world, person, start, treated=False)
    plan = get_planned_retirements(world, person)
    for _ in range(2):
        add_hospital_visits(
            world,
            person,
            plan.diag.to_numpy(),
            get_application_days(world, person) - rng.integers(3, 45, len(person)),
        )
    label_approvals(world, "illness_untreated_hard", person, approval_ids)


def works_after_illness(world: World) -> None:
    """A person retired as unable to work has been working at another firm for months."""
    rng, person, start = take_ill_leavers(
        world, world.town.scale_planted_count(8, 6), "ill at work"
    )
    start = np.minimum(start, world.town.last_month - 8)
    approval_ids = retire_for_common_illness(world, person, start)
    unit = choose_ordinary_units(world, rng, len(person))
    begin = make_date(start + rng.integers(1, 4, len(person)), 3)
    world.plan("spells", make_spells(person, unit, begin, OPEN))
    label_approvals(world, "works_after_illness", person, approval_ids)


def works_after_illness_hard(world: World) -> None:
    """A person retired as unable to work works a few weeks at a small firm, twice."""
    rng, person, start = take_ill_leavers(
        world, world.town.scale_planted_count(6, 6), "ill at work briefly"
    )
    start = np.minimum(start, world.town.last_month - 9)
    approval_ids = retire_for_common_illness(world, person, start)
    for step in (1, 5):
        unit = choose_ordinary_units(world, rng, len(person), least=2, most=8)
        begin = make_date(start + step + rng.integers(0, 2, len(person)), 5)
        world.plan(
            "spells", make_spells(person, unit, begin, begin + rng.integers(8, 30, len(person)))
        )
    label_approvals(world, "works_after_illness_hard", person, approval_ids)


def illness_route_closed(world: World) -> None:
    """A retirement for illness of the old kind is approved after that kind was closed."""
    _rng, person, start = take_ill_leavers(
        world, world.town.scale_planted_count(4, 6), "ill closed route"
    )
    start = np.maximum(start, ALLOWANCE_FROM + 3)
    label_approvals(
        world,
        "illness_route_closed",
        person,
        retire_for_common_illness(world, person, start, kind=ILLNESS),
    )


def flexible_beyond_bounds(world: World) -> None:
    """An early retirement by choice starts many months below sixty, the least age for men."""
    _retire_below_sixty(world, "flexible_beyond_bounds", low=58.2, high=59.5, months=(4, 24))


def flexible_beyond_bounds_hard(world: World) -> None:
    """An early retirement by choice starts a month or two below sixty."""
    _retire_below_sixty(world, "flexible_beyond_bounds_hard", low=59.9, high=60.6, months=(1, 3))


def pension_before_age(world: World) -> None:
    """A retirement by age starts months before the age."""
    rng, town = world.town.make_rng("before age"), world.town
    person = take_employees_by_age(
        world, town.scale_planted_count(6, 6), "before age", low=59.0, high=61.0, sex="1"
    )
    due = get_month_number(world.people.birth[person]) + world.legal_months[person] + 1
    start = np.minimum(due - rng.integers(2, 15, len(person)), town.last_month - 2)
    label_approvals(
        world, "pension_before_age", person, plan_retirement(world, person, start, kind=NORMAL)
    )


def too_few_months(world: World) -> None:
    """A person at the age gets a pension with years fewer than it needs."""
    _retire_with_few_months(world, "too_few_months", (20, 80))


def too_few_months_hard(world: World) -> None:
    """A person at the age lacks a few months only."""
    _retire_with_few_months(world, "too_few_months_hard", (1, 7))


def doctor_ring(world: World) -> None:
    """One doctor signs for ten applicants who were never treated."""
    for ring in range(world.town.scale_planted_count(1, 1)):
        _rng, person, start = take_ill_leavers(world, 10, f"doctor ring {ring}")
        doctor = world.institutions.make_doctor_codes(world.institutions.hospitals[ring], 3)
        approval_ids = retire_for_common_illness(world, person, start, treated=False, doctor=doctor)
        label_approvals(world, "doctor_ring", person, approval_ids)


def doctor_ring_hard(world: World) -> None:
    """Two doctors of a hospital take turns, five cases each, and some applicants have one visit."""
    for ring in range(world.town.scale_planted_count(1, 1)):
        rng, person, start = take_ill_leavers(world, 10, f"two doctors {ring}")
        hospital = world.institutions.hospitals[-2 - ring]
        doctor = world.institutions.make_doctor_codes(
            np.full(len(person), hospital), 5 + np.arange(len(person)) % 2
        )
        approval_ids = retire_for_common_illness(world, person, start, treated=False, doctor=doctor)
        plan = get_planned_retirements(world, person)
        has_visit = rng.random(len(person)) < 0.35
        day = get_application_days(world, person) - rng.integers(20, 150, len(person))
        add_hospital_visits(
            world, person[has_visit], plan.diag.to_numpy()[has_visit], day[has_visit]
        )
        label_approvals(world, "doctor_ring_hard", person, approval_ids)


def agency_ring(world: World) -> None:
    """One agent files special jobs of men from many plants, half of which were never filed by
    month.
    """
    for ring in range(world.town.scale_planted_count(1, 1)):
        _plan_agency_files(world, "agency_ring", ring, phones=1, unfiled=0.5)


def agency_ring_hard(world: World) -> None:
    """The agent files from three phones, so that no single phone stands out."""
    for ring in range(world.town.scale_planted_count(1, 1)):
        _plan_agency_files(world, "agency_ring_hard", ring + 50, phones=3, unfiled=0.7)


def _plan_agency_files(world, typology, ring, *, phones, unfiled):
    rng, person, start = take_special_job_leavers(world, 12, f"{typology} {ring}")
    pool = world.collect_plan("special_plants").employer.to_numpy()
    unit = pool[np.arange(len(person)) % len(pool)]
    job, least = look_up_special_job(world, unit)
    months = np.maximum(least + rng.integers(0, 20, len(person)), start - FILED_FROM)
    agent = RING_PHONES + ring * 10 + np.arange(len(person)) % phones
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months, filed_from=None, agent=agent
    )
    gap = np.where(rng.random(len(person)) < unfiled, rng.integers(12, 60, len(person)), 0)
    file_with_gap(world, person, unit, job, start, np.full(len(person), FILED_FROM + 10), gap)
    label_approvals(world, typology, person, approval_ids)


def _retire_below_sixty(world, typology, *, low, high, months):
    rng, town = world.town.make_rng(typology), world.town
    person = take_employees_by_age(
        world, town.scale_planted_count(6, 6), typology, low=low, high=high, sex="1"
    )
    sixty = get_month_number(world.people.birth[person]) + 720 + 1
    least = np.maximum(months[0], sixty - (town.last_month - 1))
    before = np.minimum(
        least + rng.integers(0, months[1] - months[0], len(person)), sixty - FLEXIBLE_FROM
    )
    start = sixty - np.maximum(before, least)
    approval_ids = plan_retirement(
        world, person, start, kind=EARLIER, notice=make_date(start) - 100
    )
    label_approvals(world, typology, person, approval_ids)


def _retire_with_few_months(world, typology, short):
    rng, person, start, approval_ids = plan_new_pensioners(
        world, world.town.scale_planted_count(6, 6), typology, back=2
    )
    drop_segments(world, person, "12345")
    months = 180 - rng.integers(*short, len(person))
    unit = get_planned_retirements(world, person).employer.to_numpy().astype(int)
    industry, nature = world.employers.industry[unit], world.employers.nature[unit]
    plan_segment(
        world, person, PAID, start - months, start - 1, unit=unit, industry=industry, nature=nature
    )
    world.people.first_enrolled[person] = start - months
    label_approvals(world, typology, person, approval_ids)
