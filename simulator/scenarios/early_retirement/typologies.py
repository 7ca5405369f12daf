"""Early retirement: special jobs on forged files, illnesses that were none, ages and years that fall short."""

import numpy as np

from simulator.background.blank_lives import ordinary_units
from simulator.background.careers import PAID, plan_segment
from simulator.background.employment import OPEN, spells
from simulator.background.pension_start import FLEXIBLE_FROM
from simulator.background.retirement_plans import (
    ALLOWANCE_FROM,
    EARLIER,
    ILLNESS,
    NORMAL,
    drop_segments,
    nearing_pension,
    new_pensioners,
    plan_retirement,
    plan_special_months,
    planned_retirement,
)
from simulator.background.retirements_honest import FILED_FROM
from simulator.core.clock_and_seeds import month_day, month_of
from simulator.core.world import World
from simulator.scenarios.early_retirement.building_blocks import (
    applied_on,
    appraise,
    file_but_for,
    ill,
    ill_leavers,
    note,
    offices,
    plants,
    retire_special,
    special_job,
    special_leavers,
    treat,
)

RING_PHONES = 44_000_000


def special_months_short(world: World) -> None:
    """Approved from a special job with years fewer than the kind needs."""
    rng, person, start = special_leavers(world, world.town.planted(8, 6), "special short")
    unit = plants(world, rng, len(person))
    job, least = special_job(world, unit)
    months = least - rng.integers(8, 60, len(person))
    told = retire_special(world, person, start, employer=unit, job=job, months=months)
    note(world, "special_months_short", person, told)


def special_months_short_hard(world: World) -> None:
    """Enough months on the approval; the segments overlap and come to a few months less."""
    rng, person, start = special_leavers(world, world.town.planted(6, 6), "special overlap")
    unit = plants(world, rng, len(person))
    job, least = special_job(world, unit)
    months = least - rng.integers(2, 15, len(person))
    told = retire_special(
        world,
        person,
        start,
        employer=unit,
        job=job,
        months=months,
        shown=least + rng.integers(0, 8, len(person)),
    )
    twice = start - months + rng.integers(10, 30, len(person))
    plan_special_months(world, person, unit, job, twice, twice + least - months + 6, filed_from=None)
    note(world, "special_months_short_hard", person, told)


def special_foreign_industry(world: World) -> None:
    """Ten years of heavy work at a shop, an office, a school; half under a code that no catalogue lists."""
    rng, person, start = special_leavers(world, world.town.planted(6, 6), "special office")
    unit = offices(world, rng, len(person))
    own_code = "4" + world.employers.industry[unit] + "05"
    job = np.where(rng.random(len(person)) < 0.5, "43312", own_code).astype(object)
    months = 120 + rng.integers(2, 40, len(person))
    filed = None if rng.random() < 0.5 else FILED_FROM + 24
    told = retire_special(world, person, start, employer=unit, job=job, months=months, filed_from=filed)
    note(world, "special_foreign_industry", person, told)


def special_foreign_industry_hard(world: World) -> None:
    """A plant for most of the time; the missing year or two at a trading firm, before filing was a duty."""
    rng, person, start = special_leavers(world, world.town.planted(6, 8), "special padded")
    unit = plants(world, rng, len(person))
    job, least = special_job(world, unit)
    padded = rng.integers(8, 31, len(person))
    months = least - padded + rng.integers(0, 4, len(person))
    told = retire_special(world, person, start, employer=unit, job=job, months=months, shown=months + padded)
    plan_special_months(
        world, person, offices(world, rng, len(person)), job, start - months - padded, start - months - 1,
        filed_from=None,
    )  # fmt: skip
    note(world, "special_foreign_industry_hard", person, told)


def special_not_filed(world: World) -> None:
    """A plant, a listed job, enough months: and never filed while it lasted."""
    rng, person, start = special_leavers(world, world.town.planted(8, 6), "special unfiled")
    unit = plants(world, rng, len(person))
    job, least = special_job(world, unit)
    months = least + rng.integers(2, 50, len(person))
    told = retire_special(world, person, start, employer=unit, job=job, months=months, filed_from=None)
    note(world, "special_not_filed", person, told)


def special_not_filed_hard(world: World) -> None:
    """Filed but for some months in an office job, which the file calls the same work."""
    rng, person, start = special_leavers(world, world.town.planted(6, 8), "special gap")
    unit = plants(world, rng, len(person))
    job, least = special_job(world, unit)
    months = np.maximum(least + rng.integers(0, 12, len(person)), start - FILED_FROM)
    told = retire_special(world, person, start, employer=unit, job=job, months=months, filed_from=None)
    gap = rng.integers(3, 15, len(person))
    file_but_for(world, person, unit, job, start, FILED_FROM + rng.integers(6, 50, len(person)), gap)
    note(world, "special_not_filed_hard", person, told)


def illness_no_conclusion(world: World) -> None:
    """Approved for illness without any appraisal."""
    _rng, person, start = ill_leavers(world, world.town.planted(5, 6), "ill unappraised")
    note(world, "illness_no_conclusion", person, ill(world, person, start, appraised=False))


def illness_no_conclusion_hard(world: World) -> None:
    """An appraisal is named: it says less than complete loss, or came after the approval."""
    rng, person, start = ill_leavers(world, world.town.planted(5, 6), "ill part loss")
    late = rng.random(len(person)) < 0.4
    approved = month_day(start) - rng.integers(5, 25, len(person))
    concluded = approved + np.where(
        late, rng.integers(3, 20, len(person)), -rng.integers(20, 90, len(person))
    )
    appraisal = appraise(world, person, concluded, total_loss=late)
    told = ill(
        world, person, start, appraised=False, appraisal=appraisal, approved=approved, applied=approved - 20
    )
    note(world, "illness_no_conclusion_hard", person, told)


def illness_untreated(world: World) -> None:
    """A conclusion on paper, and no visit for the illness in years."""
    _rng, person, start = ill_leavers(world, world.town.planted(8, 6), "ill untreated")
    note(world, "illness_untreated", person, ill(world, person, start, treated=False))


def illness_untreated_hard(world: World) -> None:
    """A visit or two for the file, in the weeks before the application; some also months before."""
    rng, person, start = ill_leavers(world, world.town.planted(6, 8), "ill for the file")
    told = ill(world, person, start, treated=False)
    plan = planned_retirement(world, person)
    for _ in range(2):
        treat(
            world, person, plan.diag.to_numpy(), applied_on(world, person) - rng.integers(3, 45, len(person))
        )
    note(world, "illness_untreated_hard", person, told)


def works_after_illness(world: World) -> None:
    """Retired as unable to work, and at work in another firm for months."""
    rng, person, start = ill_leavers(world, world.town.planted(8, 6), "ill at work")
    start = np.minimum(start, world.town.last_month - 8)
    told = ill(world, person, start)
    unit = ordinary_units(world, rng, len(person))
    begin = month_day(start + rng.integers(1, 4, len(person)), 3)
    world.plan("spells", spells(person, unit, begin, OPEN))
    note(world, "works_after_illness", person, told)


def works_after_illness_hard(world: World) -> None:
    """A few weeks at a small firm, twice."""
    rng, person, start = ill_leavers(world, world.town.planted(6, 6), "ill at work briefly")
    start = np.minimum(start, world.town.last_month - 9)
    told = ill(world, person, start)
    for step in (1, 5):
        unit = ordinary_units(world, rng, len(person), least=2, most=8)
        begin = month_day(start + step + rng.integers(0, 2, len(person)), 5)
        world.plan("spells", spells(person, unit, begin, begin + rng.integers(8, 30, len(person))))
    note(world, "works_after_illness_hard", person, told)


def illness_route_closed(world: World) -> None:
    """Illness retirement of the old kind, applied for and approved after it was closed."""
    _rng, person, start = ill_leavers(world, world.town.planted(4, 6), "ill closed route")
    start = np.maximum(start, ALLOWANCE_FROM + 3)
    note(world, "illness_route_closed", person, ill(world, person, start, kind=ILLNESS))


def flexible_beyond_bounds(world: World) -> None:
    """Early by choice, many months below sixty."""
    _below_sixty(world, "flexible_beyond_bounds", low=58.2, high=59.5, months=(4, 24))


def flexible_beyond_bounds_hard(world: World) -> None:
    """A month or two below sixty."""
    _below_sixty(world, "flexible_beyond_bounds_hard", low=59.9, high=60.6, months=(1, 3))


def pension_before_age(world: World) -> None:
    """A retirement by age that came months before the age."""
    rng, town = world.town.rng("before age"), world.town
    person = nearing_pension(world, town.planted(6, 6), "before age", low=59.0, high=61.0, sex="1")
    due = month_of(world.people.birth[person]) + world.legal_months[person] + 1
    start = np.minimum(due - rng.integers(2, 15, len(person)), town.last_month - 2)
    note(world, "pension_before_age", person, plan_retirement(world, person, start, kind=NORMAL))


def too_few_months(world: World) -> None:
    """At the age, with years fewer than a pension needs."""
    _few_months(world, "too_few_months", (20, 80))


def too_few_months_hard(world: World) -> None:
    """A few months fewer."""
    _few_months(world, "too_few_months_hard", (1, 7))


def doctor_ring(world: World) -> None:
    """One doctor signs for ten who were never treated."""
    for ring in range(world.town.planted(1, 1)):
        _rng, person, start = ill_leavers(world, 10, f"doctor ring {ring}")
        doctor = world.institutions.doctor(world.institutions.hospitals[ring], 3)
        told = ill(world, person, start, treated=False, doctor=doctor)
        note(world, "doctor_ring", person, told)


def doctor_ring_hard(world: World) -> None:
    """Two doctors in turn, five cases each, and a visit for some of them."""
    for ring in range(world.town.planted(1, 1)):
        rng, person, start = ill_leavers(world, 10, f"two doctors {ring}")
        hospital = world.institutions.hospitals[-2 - ring]
        doctor = world.institutions.doctor(np.full(len(person), hospital), 5 + np.arange(len(person)) % 2)
        told = ill(world, person, start, treated=False, doctor=doctor)
        plan = planned_retirement(world, person)
        seen = rng.random(len(person)) < 0.35
        day = applied_on(world, person) - rng.integers(20, 150, len(person))
        treat(world, person[seen], plan.diag.to_numpy()[seen], day[seen])
        note(world, "doctor_ring_hard", person, told)


def agency_ring(world: World) -> None:
    """One agent files special jobs of men from many plants; half of the files were never filed by month."""
    for ring in range(world.town.planted(1, 1)):
        _agency(world, "agency_ring", ring, phones=1, unfiled=0.5)


def agency_ring_hard(world: World) -> None:
    """The agent files from three phones."""
    for ring in range(world.town.planted(1, 1)):
        _agency(world, "agency_ring_hard", ring + 50, phones=3, unfiled=0.7)


def _agency(world, typology, ring, *, phones, unfiled):
    rng, person, start = special_leavers(world, 12, f"{typology} {ring}")
    pool = world.planned("special_plants").employer.to_numpy()
    unit = pool[np.arange(len(person)) % len(pool)]
    job, least = special_job(world, unit)
    months = np.maximum(least + rng.integers(0, 20, len(person)), start - FILED_FROM)
    agent = RING_PHONES + ring * 10 + np.arange(len(person)) % phones
    told = retire_special(
        world, person, start, employer=unit, job=job, months=months, filed_from=None, agent=agent
    )
    gap = np.where(rng.random(len(person)) < unfiled, rng.integers(12, 60, len(person)), 0)
    file_but_for(world, person, unit, job, start, np.full(len(person), FILED_FROM + 10), gap)
    note(world, typology, person, told)


def _below_sixty(world, typology, *, low, high, months):
    rng, town = world.town.rng(typology), world.town
    person = nearing_pension(world, town.planted(6, 6), typology, low=low, high=high, sex="1")
    sixty = month_of(world.people.birth[person]) + 720 + 1
    least = np.maximum(months[0], sixty - (town.last_month - 1))
    before = np.minimum(least + rng.integers(0, months[1] - months[0], len(person)), sixty - FLEXIBLE_FROM)
    start = sixty - np.maximum(before, least)
    told = plan_retirement(world, person, start, kind=EARLIER, notice=month_day(start) - 100)
    note(world, typology, person, told)


def _few_months(world, typology, short):
    rng, person, start, told = new_pensioners(world, world.town.planted(6, 6), typology, back=2)
    drop_segments(world, person, "12345")
    months = 180 - rng.integers(*short, len(person))
    unit = planned_retirement(world, person).employer.to_numpy().astype(int)
    industry, nature = world.employers.industry[unit], world.employers.nature[unit]
    plan_segment(world, person, PAID, start - months, start - 1, unit=unit, industry=industry, nature=nature)
    world.people.first_enrolled[person] = start - months
    note(world, typology, person, told)
