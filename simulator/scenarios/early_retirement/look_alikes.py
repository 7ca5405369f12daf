"""Honest conduct that resembles an irregular early retirement."""

import numpy as np
import pandas as pd

from simulator.background.careers import NOBODY, PAID, SPECIAL, plan_segment
from simulator.background.employment import OPEN, make_spells
from simulator.background.pension_start import compute_legal_age_months, get_law_category
from simulator.background.retirement_plans import (
    ALLOWANCE_FROM,
    EARLIER,
    ILLNESS,
    NORMAL,
    amend_retirements,
    drop_segments,
    file_special_jobs,
    get_planned_retirements,
    is_man,
    plan_new_pensioners,
    plan_retirement,
    take_employees_by_age,
)
from simulator.background.retirements_honest import FILED_FROM
from simulator.background.work_injuries import plan_case
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.population import EMPLOYEE
from simulator.core.world import World
from simulator.scenarios.early_retirement.building_blocks import (
    add_hospital_visits,
    choose_special_plants,
    get_application_days,
    label_approvals,
    look_up_special_job,
    plan_appraisals,
    retire_for_common_illness,
    retire_from_given_job,
    take_ill_leavers,
    take_special_job_leavers,
)

AGENCY_PHONE = 44_900_000
HOUR = np.timedelta64(1, "h")


def shipyard_special_share(world: World) -> None:
    """Six in ten of a shipyard's retirements are from special jobs, as its work is."""
    rng, person, start = take_special_job_leavers(world, 9, "shipyard")
    yard = world.add_units(1, industry="37", registered=np.datetime64("1996-05-01"), target=30.0)
    unit = np.repeat(yard, len(person))
    job, least = look_up_special_job(world, unit)
    months = least + rng.integers(3, 60, len(person))
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months
    )
    amend_retirements(world, _choose_ordinary_retirees(world, rng, 6), employer=int(yard[0]))
    _label_look_alike(world, "shipyard_special_share", person, approval_ids)


def two_kinds_combined(world: World) -> None:
    """A smelter's worker had five years of heat and five of heavy work, which count together."""
    rng, person, start = take_special_job_leavers(world, 6, "two kinds")
    smelters = world.collect_plan("special_plants").employer.to_numpy()
    smelters = smelters[np.isin(world.employers.industry[smelters], ["31", "33"])]
    unit = rng.choice(smelters, len(person))
    industry = world.employers.industry[unit]
    heavy, heat = "4" + industry + "11", "2" + industry + "07"
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=heavy, months=np.full(len(person), 66)
    )
    first, last = start - 66 - 58, start - 66 - 1
    plan_segment(
        world, person, SPECIAL, first, last, unit=unit, industry=industry, job=heat, evidence="1"
    )
    file_special_jobs(world, person, unit, heat, np.full(len(person), FILED_FROM), last)
    amend_retirements(world, person, special_months=124)
    _label_look_alike(world, "two_kinds_combined", person, approval_ids)


def restructured_firm(world: World) -> None:
    """A forge became a holding: the same employer, since 2017 under another industry code."""
    rng, person, start = take_special_job_leavers(world, 6, "restructured")
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    recoded = int(get_month_number("2017-10"))
    first = np.minimum(start - least - rng.integers(5, 40, len(person)), recoded - 18)
    approval_ids = plan_retirement(world, person, start, kind="2", employer=unit)
    kind = np.array([code[0] for code in job], dtype=object)
    amend_retirements(world, person, special_kind=kind, special_months=start - first)
    columns = {"unit": 3_000_000 + unit, "job": job, "evidence": "1", "nature": "10"}
    plan_segment(
        world,
        person,
        SPECIAL,
        first,
        recoded - 1,
        industry=world.employers.industry[unit],
        **columns,
    )
    plan_segment(world, person, SPECIAL, recoded, start - 1, industry="72", **columns)
    file_special_jobs(world, person, unit, job, np.full(len(person), FILED_FROM), start - 1)
    _label_look_alike(world, "restructured_firm", person, approval_ids)


def filed_under_new_code(world: World) -> None:
    """The catalogue was renumbered; the job was filed every month, under the old code."""
    rng, person, start = take_special_job_leavers(world, 6, "renumbered")
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=least + 10, filed_from=None
    )
    old = np.array([code[:3] + "29" for code in job], dtype=object)
    file_special_jobs(world, person, unit, old, np.full(len(person), FILED_FROM), start - 1)
    _label_look_alike(world, "filed_under_new_code", person, approval_ids)


def month_left_out_of_filing(world: World) -> None:
    """The employer forgot to file a month or two."""
    rng, person, start = take_special_job_leavers(world, 6, "forgotten month")
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=least + 10, filed_from=None
    )
    gap = FILED_FROM + rng.integers(5, 40, len(person))
    file_special_jobs(world, person, unit, job, np.full(len(person), FILED_FROM), gap - 1)
    file_special_jobs(world, person, unit, job, gap + rng.integers(1, 3, len(person)), start - 1)
    _label_look_alike(world, "month_left_out_of_filing", person, approval_ids)


def treated_out_of_town(world: World) -> None:
    """The patient was treated where the family lives, so there is no settlement here."""
    people, town = world.people, world.town
    age = people.age(town.end)
    free_of_refills = ~people.hypertension & ~people.diabetes & (people.scheme == EMPLOYEE)
    mask = free_of_refills & (age > 51) & (age < 58) & (people.sex == "1")
    person = world.take(mask, 6, "out of town")
    rng = town.make_rng("out of town")
    world.plans["visits"] = [part[~part.person.isin(person)] for part in world.plans["visits"]]
    people.hukou[person] = None
    start = rng.integers(town.first_month + 9, town.last_month - 3, len(person))
    _label_look_alike(
        world,
        "treated_out_of_town",
        person,
        retire_for_common_illness(world, person, start, treated=False),
    )


def mental_illness(world: World) -> None:
    """The patient was treated in a psychiatric hospital, whose settlements are not delivered."""
    _rng, person, start = take_ill_leavers(world, 6, "mental illness")
    _label_look_alike(
        world,
        "mental_illness",
        person,
        retire_for_common_illness(world, person, start, treated=False, diag="F20.9"),
    )


def injury_grade_leaving_post(world: World) -> None:
    """An injury of grade two to four lets a worker leave the post without another appraisal."""
    rng, person, start = take_ill_leavers(world, 6, "injured leaving")
    approval_ids = retire_for_common_illness(world, person, start, appraised=False, treated=False)
    unit = get_planned_retirements(world, person).employer.to_numpy().astype(int)
    injury = make_date(start) - rng.integers(420, 700, len(person))
    plan_case(
        world,
        person,
        unit,
        injury + 10 * HOUR,
        injury - 900,
        diag="S34.1",  # the spinal cord
        part="06",
        stays=rng.integers(60, 120, len(person)),
        grade=rng.integers(2, 5, len(person)),
        decision="1",
    )
    _label_look_alike(world, "injury_grade_leaving_post", person, approval_ids)


def guard_with_injury_cover(world: World) -> None:
    """A pensioner for illness guards a gate some hours a day, insured for injury alone."""
    rng, person, start = take_ill_leavers(world, 6, "guard")
    approval_ids = retire_for_common_illness(world, person, start)
    begin = make_date(start + 1, 5)
    unit = rng.choice(np.flatnonzero(world.employers.is_open_to_all), len(person))
    world.plan("spells", make_spells(person, unit, begin, OPEN, kind="injury", lag_hours=-20.0))
    _label_look_alike(world, "guard_with_injury_cover", person, approval_ids)


def old_unit_removes_late(world: World) -> None:
    """The old employer pays one more month before it takes the name off its roster."""
    _rng, person, start = take_ill_leavers(world, 6, "late removal")
    approval_ids = retire_for_common_illness(
        world, person, start, approved=make_date(start, 2) - 20, applied=make_date(start, 2) - 45
    )
    unit = get_planned_retirements(world, person).employer.to_numpy().astype(int)
    at_unit = world.employers.nature[unit] != "60"
    person, approval_ids, unit, start = (
        person[at_unit],
        approval_ids[at_unit],
        unit[at_unit],
        start[at_unit],
    )
    world.plan(
        "spells", make_spells(person, unit, make_date(start), make_date(start, 25), reason="31")
    )
    _label_look_alike(world, "old_unit_removes_late", person, approval_ids)


def accepted_before_2025(world: World) -> None:
    """An application of December 2024 under the old rules was decided in January."""
    _rng, person, _start = take_ill_leavers(world, 6, "accepted before")
    start = np.full(len(person), ALLOWANCE_FROM + 1)
    applied, approved = np.datetime64("2024-12-10"), np.datetime64("2025-01-14")
    approval_ids = retire_for_common_illness(
        world, person, start, appraised=False, kind=ILLNESS, applied=applied, approved=approved,
        appraisal=plan_appraisals(
            world, person, np.repeat(applied - 30, len(person)), total_loss=True
        ),
    )  # fmt: skip
    _label_look_alike(world, "accepted_before_2025", person, approval_ids)


def designated_expert(world: World) -> None:
    """One neurologist of the designated hospital signs for patients whom the ward has treated for
    long.
    """
    rng, person, start = take_ill_leavers(world, 10, "designated expert")
    doctor = world.institutions.make_doctor_codes(world.institutions.hospitals[4], 7)
    approval_ids = retire_for_common_illness(world, person, start, doctor=doctor, diag="I63.9")
    applied = get_application_days(world, person)
    for back in (60, 90, 120, 150, 180):
        add_hospital_visits(
            world, person, "I69.3", applied - back - rng.integers(0, 20, len(person))
        )
    _label_look_alike(world, "designated_expert", person, approval_ids)


def general_agency(world: World) -> None:
    """An accountant's office files all retirements of its clients, special jobs among them."""
    rng, person, start = take_special_job_leavers(world, 9, "agency clients")
    pool = world.collect_plan("special_plants").employer.to_numpy()
    unit = pool[np.arange(len(person)) % len(pool)]
    job, least = look_up_special_job(world, unit)
    months = least + rng.integers(5, 50, len(person))
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=months, agent=AGENCY_PHONE
    )
    amend_retirements(world, _choose_ordinary_retirees(world, rng, 20), agent=AGENCY_PHONE)
    _label_look_alike(world, "general_agency", person, approval_ids)


def born_on_the_first(world: World) -> None:
    """A person born on the first of a month reaches 55 (45) on the last day of the month before."""
    rng, person, start = take_special_job_leavers(world, 6, "first of month")
    born = start - np.where(is_man(world, person), 55, 45) * 12
    world.people.birth[person] = make_date(born)
    category = get_law_category(world.people.sex[person], world.female_category[person])
    world.legal_months[person] = compute_legal_age_months(born, category)
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=least + 9
    )
    _label_look_alike(world, "born_on_the_first", person, approval_ids)


def older_by_the_file(world: World) -> None:
    """The first entry of the file makes the person older than the identity card does, and prevails
    by rule.
    """
    rng, town = world.town.make_rng("older by file"), world.town
    person = take_employees_by_age(world, 6, "older by file", low=59.6, high=61.0, sex="1")
    due = get_month_number(world.people.birth[person]) + world.legal_months[person] + 1
    start = np.minimum(due - 4, town.last_month - 1 - rng.integers(0, 4, len(person)))
    approval_ids = plan_retirement(world, person, start, kind=NORMAL)
    born = world.people.birth[person] - (due - start + 1) * 31
    world.plan("archive_births", pd.DataFrame({"person": person, "birth": born}))
    _label_look_alike(world, "older_by_the_file", person, approval_ids)


def special_entered_as_flexible(world: World) -> None:
    """A clerk entered a special-job retirement as early by choice."""
    rng, person, start = take_special_job_leavers(world, 6, "entered as flexible")
    unit = choose_special_plants(world, rng, len(person))
    job, least = look_up_special_job(world, unit)
    approval_ids = retire_from_given_job(
        world, person, start, employer=unit, job=job, months=least + 12
    )
    amend_retirements(world, person, kind=EARLIER)
    _label_look_alike(world, "special_entered_as_flexible", person, approval_ids)


def transitional_ten_years(world: World) -> None:
    """A person insured before July 1998 needs ten years only, by the transitional rule."""
    rng, person, start, approval_ids = plan_new_pensioners(world, 6, "transitional")
    drop_segments(world, person, "12345")
    months = rng.integers(124, 176, len(person))
    joined = np.full(len(person), int(get_month_number("1997-09")))
    for first, last in ((joined, joined + 59), (start - months + 60, start - 1)):
        plan_segment(world, person, PAID, first, last, unit=NOBODY)
    world.people.first_enrolled[person] = joined
    _label_look_alike(world, "transitional_ten_years", person, approval_ids)


def _choose_ordinary_retirees(world, rng, count):
    """Persons who retire by age and have no agent; they stay free for others."""
    plan = world.collect_plan("retirements")
    by_age = plan[plan.kind.isin([NORMAL, EARLIER]) & (plan.agent == NOBODY)]
    free = by_age.person.to_numpy().astype(int)
    free = free[~world.is_taken()[free]]
    return rng.permutation(free)[:count]


def _label_look_alike(world, typology, person, approval_ids):
    label_approvals(world, typology, person, approval_ids, "look_alike")
