"""The retirements of a town as they should be: by age, by choice, from special jobs, for illness."""

import numpy as np
import pandas as pd

from contracts.law import get_law_number
from contracts.tables.capacity_appraisal import CapacityAppraisal
from simulator.background.retirement_plans import (
    ALLOWANCE,
    ALLOWANCE_FROM,
    EARLIER,
    ILLNESS,
    LATER,
    NORMAL,
    SPECIAL_JOB,
    SPECIAL_TRADES,
    amend_retirements,
    compute_early_months,
    get_planned_segments,
    is_late_applicant,
    is_man,
    plan_retirement,
    plan_special_months,
    take_employees_by_age,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.population import DISTRICTS, RETIRED
from simulator.core.world import World

SPECIAL_A_YEAR, ILLNESS_A_YEAR = 2400, 700  # in the city
VISITS = 10  # for an illness that ends a working life, in the 16 months before its appraisal
LATE_SHARE = 0.08  # who apply late, beside those who retire by age
ILLNESSES = np.array(
    ["I63.9", "N18.5", "C34.9", "C50.9", "I50.9", "G20", "F20.9", "K74.6"], dtype=object
)
FILED_FROM = int(get_month_number(get_law_number("special_job_filing_from").values[-1][1]))


def add_special_plants(world: World) -> None:
    """Plants with special jobs: chemistry, smelting, metal, ships."""
    trades = list(SPECIAL_TRADES)
    for number in range(world.town.scale_unit_count(60, 4)):
        rng = world.town.make_rng(f"special plant {number}")
        unit = world.add_units(
            1,
            industry=trades[number % len(trades)],
            registered=np.datetime64("1995-03-01") + int(rng.integers(0, 3000)),
            target=float(rng.integers(6, 40)),
            district=list(DISTRICTS)[2 + number % 2],
        )
        world.plan("special_plants", pd.DataFrame({"employer": unit}))


def plan_honest_retirements(world: World) -> None:
    """Everybody whose pension starts within the history, and those who retire early by exception."""
    town, people = world.town, world.people
    due = (world.pension_start >= town.first_month) & (world.pension_start <= town.last_month)
    person = np.flatnonzero(due & (people.scheme == RETIRED))
    start = world.pension_start[person]
    early = compute_early_months(world, person, start)
    kind = np.select([early > 0, early < 0], [EARLIER, LATER], NORMAL).astype(object)
    notice = make_date(start) - 95 - town.make_rng("notices").integers(0, 40, len(person))
    plan_retirement(
        world,
        person,
        start,
        kind=kind,
        notice=np.where(early != 0, notice, np.datetime64("NaT", "D")),
    )
    _plan_late_retirements(world, len(person))
    _plan_special_retirements(world)
    _plan_illness_retirements(world)
    _file_current_special_jobs(world)


def retire_from_special_job(world: World, person, start, *, employer, months=None, **more):
    """Plan a retirement from a special job at a plant: (approval ids, job codes, first month, last month).

    `months` of special work; by default as the law asks for the kind, and some more.
    """
    rng = world.town.make_rng(f"special {len(world.plans['retirements'])}")
    approval_ids = plan_retirement(
        world, person, start, kind=SPECIAL_JOB, employer=employer, **more
    )
    kind = np.array(
        [SPECIAL_TRADES.get(i, "4")[int(rng.integers(0, 9)) % len(SPECIAL_TRADES.get(i, "4"))]
         for i in world.employers.industry[employer]], dtype=object
    )  # fmt: skip
    job = (
        kind
        + world.employers.industry[employer]
        + np.array([f"{n:02d}" for n in rng.integers(1, 30, len(person))])
    )
    if months is None:
        least = get_law_number("special_job_months").values[-1][1]["months"]
        months = np.array([least[k] for k in kind]) + rng.integers(2, 90, len(person))
    paid = get_planned_segments(world, person)
    last_job = paid[paid.kind == "1"].groupby("person")["first"].max().reindex(person).to_numpy()
    last = start - 1
    first = np.maximum(last - months + 1, last_job).astype(int)
    amend_retirements(world, person, special_kind=kind, special_months=last - first + 1)
    plan_special_months(world, person, employer, job, first, last, filed_from=FILED_FROM)
    return approval_ids, job, first, last


def retire_for_illness(
    world: World, person, start, *, appraised=True, treated=True, **more
) -> np.ndarray:
    """Plan retirements for illness (an allowance since 2025), appraised as total loss and treated before; approval ids."""
    town, n = world.town, len(person)
    rng = town.make_rng(f"ill {len(world.plans['retirements'])}")
    diag = rng.choice(ILLNESSES, n)
    hospital = rng.choice(world.institutions.hospitals, n)
    doctor = world.institutions.make_doctor_codes(hospital, rng.integers(0, 12, n))
    approved = make_date(start) - rng.integers(3, 25, n)
    applied = approved - rng.integers(10, 40, n)
    concluded = applied - rng.integers(5, 60, n)
    appraisal = _plan_appraisal(world, person, concluded, hospital) if appraised else None
    kind = np.where(get_month_number(approved) < ALLOWANCE_FROM, ILLNESS, ALLOWANCE).astype(object)
    columns = {
        "kind": kind,
        "applied": applied,
        "approved": approved,
        "appraisal": appraisal,
    } | more
    columns = {"diag": diag, "doctor": doctor} | columns
    approval_ids = plan_retirement(world, person, start, **columns)
    if treated:
        for _ in range(VISITS):
            day = concluded - rng.integers(20, 500, n)
            ok = day > town.start
            diag = np.broadcast_to(np.asarray(columns["diag"], dtype=object), n)
            world.plan(
                "old_injuries", pd.DataFrame({"person": person, "diag": diag, "day": day})[ok]
            )
    return approval_ids


def write_illness_appraisals(world: World) -> None:
    """Appraisals of capacity that have no work injury behind them."""
    for plan in world.plans["illness_appraisals"]:
        n = len(plan)
        world.add(
            CapacityAppraisal,
            {
                "appraisal_id": plan.appraisal_id,
                "person_id": world.people.person_id[plan.person.to_numpy()],
                "kind": np.full(n, "8", dtype=object),
                "apply_date": plan.concluded.to_numpy() - 30,
                "conclude_date": plan.concluded,
                "total_loss": plan.total_loss,
                "institution_code": world.institutions.institution_code[plan.hospital.to_numpy()],
            },
        )


def _plan_appraisal(world, person, concluded, hospital, *, total_loss=True):
    plan = pd.DataFrame({"person": person, "concluded": concluded, "hospital": hospital})
    plan = plan.assign(appraisal_id=world.issue_ids("al", len(plan)), total_loss=total_loss)
    world.plan("illness_appraisals", plan)
    return plan.appraisal_id.to_numpy()


def _plan_late_retirements(world, ordinary):
    """Some reach the months needed, or ask, only years after the legal age."""
    town, rng = world.town, world.town.make_rng("late applicants")
    person = world.take(is_late_applicant(world), round(LATE_SHARE * ordinary), "late applicants")
    due = get_month_number(world.people.birth[person]) + world.legal_months[person] + 1
    earliest = np.maximum(due, town.first_month + 1)
    start = earliest + (rng.random(len(person)) * (town.last_month - earliest + 1)).astype(int)
    plan_retirement(world, person, start, deemed=False)
    world.release(person)


def _plan_special_retirements(world):
    """Men at 55 and women at 45 from the plants, most at once, some later."""
    town, rng = world.town, world.town.make_rng("special retirements")
    count = town.scale_case_count(SPECIAL_A_YEAR, 48)
    years = town.months / 12
    men = take_employees_by_age(
        world, count * 9 // 10, "special men", low=55, high=55 + years, sex="1"
    )
    women = take_employees_by_age(
        world, count // 10, "special women", low=45, high=45 + years, sex="2"
    )
    person = np.concatenate([men, women])
    least = get_law_number("special_job_months").values[-1][1]["age"]
    age = np.where(is_man(world, person), least["male"], least["female"])
    waits = np.where(rng.random(len(person)) < 0.7, 0, rng.integers(1, 12, len(person)))
    at_age = get_month_number(world.people.birth[person]) + age + 1
    start = np.maximum(np.minimum(at_age + waits, town.last_month), at_age)
    ok = (start >= town.first_month) & (start <= town.last_month)
    plants = world.collect_plan("special_plants").employer.to_numpy()
    retire_from_special_job(world, person[ok], start[ok], employer=rng.choice(plants, ok.sum()))
    world.release(person)


def _plan_illness_retirements(world):
    """Men from 50 and women from 45 on."""
    town, rng = world.town, world.town.make_rng("illness retirements")
    count = town.scale_case_count(ILLNESS_A_YEAR, 36)
    men = take_employees_by_age(world, count * 6 // 10, "ill men", low=52.1, high=59, sex="1")
    women = take_employees_by_age(
        world, count - len(men), "ill women", low=47.1, high=49.9, sex="2"
    )
    person = np.concatenate([men, women])
    retire_for_illness(
        world, person, rng.integers(town.first_month + 1, town.last_month + 1, len(person))
    )
    world.release(person)


def _file_current_special_jobs(world):
    """Filings of those still at work in the plants: the greater part of the staff."""
    town, plants = world.town, world.collect_plan("special_plants").employer.to_numpy()
    spells = world.collect_plan("spells")
    spells = spells[
        spells.employer.isin(plants) & (spells.kind == "full") & (spells.reason != "31")
    ]
    spells = spells[world.town.make_rng("filings").random(len(spells)) < 0.6]
    industry = world.employers.industry[spells.employer.to_numpy()]
    job = np.array([SPECIAL_TRADES[i][0] + i + "07" for i in industry], dtype=object)
    rows = {
        "person": spells.person.to_numpy(),
        "employer": spells.employer.to_numpy(),
        "job": job,
        "first": np.maximum(get_month_number(spells.start), town.first_month),
        "last": np.minimum(get_month_number(spells.end), town.last_month),
    }
    world.plan("filings", pd.DataFrame(rows))
