"""Pieces of an early retirement that typologies and their look-alikes are made of."""

import numpy as np
import pandas as pd

from contracts.law import get_law_number
from simulator.background.retirement_plans import (
    SPECIAL_JOB,
    amend_retirements,
    file_special_jobs,
    get_planned_retirements,
    is_man,
    plan_retirement,
    plan_special_months,
    take_employees_by_age,
)
from simulator.background.retirements_honest import FILED_FROM, retire_for_illness
from simulator.core.clock_and_seeds import get_month_number
from simulator.core.world import World

SCENARIO = "early_retirement"
APPROVAL = "pension_approval"
OFFICE_TRADES = ("51", "62", "65", "72", "83")
SEEN_MONTHS = 9  # of settlements before an application, so that its treatment can be judged at all


def take_special_job_leavers(world: World, count: int, name: str):
    """Two men of 55 and more to a woman of 45 and more, and the month of their pension: (rng, person, start)."""
    rng, town = world.town.make_rng(name), world.town
    men = take_employees_by_age(
        world, count - count // 3, f"{name} men", low=55.4, high=59.5, sex="1"
    )
    women = take_employees_by_age(
        world, count - len(men), f"{name} women", low=45.4, high=49.0, sex="2"
    )
    person = np.concatenate([men, women])
    least = get_law_number("special_job_months").values[-1][1]["age"]
    age = np.where(is_man(world, person), least["male"], least["female"])
    at_age = (
        get_month_number(world.people.birth[person]) + age + 1 + rng.integers(0, 4, len(person))
    )
    later = rng.integers(town.first_month + 1, town.last_month - 2, len(person))
    start = np.where(at_age > town.first_month, at_age, later)
    return rng, person, np.minimum(start, town.last_month - 1)


def take_ill_leavers(world: World, count: int, name: str, *, low=50.5, high=59.0):
    """Men who retire for illness some months ago: (rng, person, start)."""
    rng, town = world.town.make_rng(name), world.town
    person = take_employees_by_age(world, count, name, low=low, high=high, sex="1")
    first = town.first_month + min(SEEN_MONTHS, town.months - 8)
    return rng, person, rng.integers(first, town.last_month - 3, len(person))


def choose_special_plants(world: World, rng, count: int) -> np.ndarray:
    """Plants with special jobs."""
    return rng.choice(world.collect_plan("special_plants").employer.to_numpy(), count)


def choose_offices(world: World, rng, count: int) -> np.ndarray:
    """Units of trades without special jobs."""
    units = world.employers
    fit = (
        np.isin(units.industry, OFFICE_TRADES) & units.is_open_to_all & np.isnat(units.deregistered)
    )
    return rng.choice(np.flatnonzero(fit & ~units.is_dispatch), count)


def look_up_special_job(world: World, employer) -> tuple[np.ndarray, np.ndarray]:
    """(job codes, months needed) of a special job that the plants' trades have."""
    kinds = {"26": "5", "31": "2", "33": "4", "37": "4"}
    industry = world.employers.industry[employer]
    kind = np.array([kinds[i] for i in industry], dtype=object)
    least = get_law_number("special_job_months").values[-1][1]["months"]
    return kind + industry + "11", np.array([least[k] for k in kind])


def retire_from_given_job(
    world: World, person, start, *, employer, job, months, shown=None, filed_from=FILED_FROM, **more
):
    """Plan retirements from a special job over the last `months`; approved on `shown` months; approval ids."""
    approval_ids = plan_retirement(
        world, person, start, kind=SPECIAL_JOB, employer=employer, **more
    )
    kind = np.array([code[0] for code in job], dtype=object)
    amend_retirements(
        world, person, special_kind=kind, special_months=months if shown is None else shown
    )
    plan_special_months(
        world, person, employer, job, start - months, start - 1, filed_from=filed_from
    )
    return approval_ids


def file_with_gap(world: World, person, employer, job, start, gap_from, gap_months) -> None:
    """Filings from the beginning of the duty to the retirement, with a gap."""
    file_special_jobs(world, person, employer, job, np.full(len(person), FILED_FROM), gap_from - 1)
    file_special_jobs(world, person, employer, job, gap_from + gap_months, start - 1)


def plan_appraisals(world: World, person, concluded, *, total_loss) -> np.ndarray:
    """Appraisals that have no injury behind them; their ids."""
    hospital = world.institutions.hospitals[person % len(world.institutions.hospitals)]
    plan = pd.DataFrame({"person": person, "concluded": concluded, "hospital": hospital})
    plan = plan.assign(appraisal_id=world.issue_ids("al", len(plan)), total_loss=total_loss)
    world.plan("illness_appraisals", plan)
    return plan.appraisal_id.to_numpy()


def get_application_days(world: World, person) -> np.ndarray:
    """Days on which planned retirements were applied for."""
    return get_planned_retirements(world, person).applied.to_numpy().astype("datetime64[D]")


def add_hospital_visits(world: World, person, diag, day) -> None:
    """Hospital visits."""
    world.plan("old_injuries", pd.DataFrame({"person": person, "diag": diag, "day": day}))


def retire_for_common_illness(world: World, person, start, **more) -> np.ndarray:
    """Retirements for illnesses that hospitals here treat (none of the mind); approval ids."""
    codes = np.array(["I63.9", "N18.5", "C34.9", "I50.9", "G20", "K74.6"], dtype=object)
    return retire_for_illness(world, person, start, **({"diag": codes[person % len(codes)]} | more))


def label_approvals(world: World, typology, person, approval_ids, label="fraud") -> None:
    """Tell the truth of planted approvals."""
    ids = world.people.person_id[person]
    world.add_truth(typology, SCENARIO, "person", ids, label, record=(APPROVAL, approval_ids))
