"""Retirements as plans: who retires when, under which rule, on which record of service.

Plants start from persons of `take_honest_retirees` or `take_employees_by_age` and change their
plans with `amend_retirements`, `plan_segment` and `drop_segments`, or plan a retirement anew with
`plan_retirement`.
"""

import numpy as np
import pandas as pd

from simulator.background.careers import NOBODY, SPECIAL, UNKNOWN_DAY, plan_career, plan_segment
from simulator.background.pension_start import MEN, get_law_category
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.population import EMPLOYEE, PENSIONER, RESIDENT, RETIRED
from simulator.core.world import World

NORMAL, SPECIAL_JOB, ILLNESS, ALLOWANCE, EARLIER, LATER, INJURED, OTHER = "12345678"
# from 2025-01 an allowance takes the place of retirement for illness
ALLOWANCE_FROM = int(get_month_number("2025-01"))
AGENTS, AGENT_SPACE = 40, 42_000_000  # agents in the city; first number of their phones
# trade → kinds of special job in it (2 heat, 3 height, 4 heavy work, 5 harmful)
SPECIAL_TRADES = {"26": "5", "31": "24", "33": "24", "37": "34"}


def plan_retirement(
    world: World, person, start, *, kind=NORMAL, deemed=True, employer=None, paid_from=None, **more
) -> np.ndarray:
    """Plan retirements with a pension from month `start` on and the working life before; return
    approval ids.

    Earlier plans of these persons (jobs, another retirement) are dropped. Without `deemed` there is
    no deemed service; `employer` and `paid_from` (month of the first premium) fix the paid life.
    `more`: category, legal (months), applied, approved, notice (days), special_kind,
    special_months, appraisal, diag, doctor, agent (number), accept_op, review_op, approve_op,
    paid_months, deemed_months (else from the segments), pension (yuan).
    """
    person = np.atleast_1d(person)
    n, rng = len(person), world.town.make_rng(f"retirement {len(world.plans['retirements'])}")
    start = np.broadcast_to(np.asarray(start, dtype=int), n)
    drop_careers(world, person)
    last = plan_career(
        world, rng, person, start, employer=employer, deemed=deemed, paid_from=paid_from
    )
    # decided three to forty days before the first month
    approved = make_date(start) - rng.integers(3, 40, n)
    columns = {
        "person": person,
        "kind": kind,
        "start": start,
        "employer": last,
        "category": world.female_category[person],
        "legal": world.legal_months[person],
        "applied": approved - rng.integers(4, 30, n),
        "approved": approved,
        "notice": UNKNOWN_DAY,
        "special_kind": None,
        "special_months": NOBODY,
        "appraisal": None,
        "diag": None,
        "doctor": None,
        # one in eight uses an agent; the square gives few agents most of the clients
        "agent": np.where(
            rng.random(n) < 0.12, AGENT_SPACE + (AGENTS * rng.random(n) ** 2).astype(int), NOBODY
        ),
        "accept_op": None,
        "review_op": None,
        "approve_op": None,
        "paid_months": NOBODY,
        "deemed_months": NOBODY,
        "pension": float(NOBODY),
    } | more
    plan = pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in columns.items()})
    plan["approval_id"] = world.issue_ids("r", n)
    world.plan("retirements", plan)
    world.people.scheme[person] = RETIRED
    world.pension_start[person] = start
    return plan.approval_id.to_numpy()


def amend_retirements(world: World, person, **columns) -> np.ndarray:
    """Change columns of planned retirements (arrays in the order of `person`, or scalars); their
    approval ids.
    """
    person = np.atleast_1d(person)
    found = np.full(len(person), None, dtype=object)
    for number, plan in enumerate(world.plans["retirements"]):
        place = pd.Series(np.arange(len(plan)), index=plan.person.to_numpy()).reindex(person)
        is_here = place.notna().to_numpy()
        at = place[is_here].astype(int).to_numpy()
        found[is_here] = plan.approval_id.to_numpy()[at]
        for name, values in columns.items():
            column = plan[name].to_numpy().copy()
            if column.dtype.kind not in "fiM":
                column = column.astype(object)
            column[at] = np.broadcast_to(np.asarray(values), len(person))[is_here]
            plan = plan.assign(**{name: column})
        world.plans["retirements"][number] = plan
    if "start" in columns:
        world.pension_start[person] = columns["start"]
    return found


def get_planned_retirements(world: World, person) -> pd.DataFrame:
    """What is planned for persons, in their order."""
    plan = world.collect_plan("retirements").set_index("person", drop=False)
    return plan.loc[np.atleast_1d(person)].reset_index(drop=True)


def get_planned_segments(world: World, person) -> pd.DataFrame:
    """Segments planned for persons."""
    segments = world.collect_plan("segments")
    return segments[segments.person.isin(np.atleast_1d(person))]


def drop_segments(world: World, person, kinds) -> None:
    """Remove planned segments of some kinds from persons."""
    world.plans["segments"] = [
        part[~(part.person.isin(person) & part.kind.isin(list(kinds)))]
        for part in world.plans["segments"]
    ]


def drop_careers(world: World, person) -> None:
    """Remove jobs and retirements of persons from all plans."""
    for name in ("spells", "retirements", "segments", "filings"):
        world.plans[name] = [part[~part.person.isin(person)] for part in world.plans[name]]


def take_honest_retirees(world: World, count: int, name: str, *, mask=True) -> np.ndarray:
    """Take persons who retire by age within the history, without claim or injury."""
    plan = world.collect_plan("retirements")
    ordinary = plan[plan.kind.isin([NORMAL, EARLIER]) & (plan.start <= world.town.last_month)]
    return world.take(
        _mask_persons(world, ordinary.person) & mask & ~_is_in_other_plans(world), count, name
    )


def take_employees_by_age(
    world: World, count: int, name: str, *, low: float, high: float, sex=None
) -> np.ndarray:
    """Take employees of an age (years on the last day) without claim or injury, for an early
    retirement.
    """
    people = world.people
    age = people.age(world.town.end)
    mask = (people.scheme == EMPLOYEE) & (age >= low) & (age < high) & ~_is_in_other_plans(world)
    return world.take(mask if sex is None else mask & (people.sex == sex), count, name)


def is_late_applicant(world: World, *, years: float = 6.0) -> np.ndarray:
    """True for persons past the legal age without an employee pension, who may still apply for
    one.
    """
    people, town = world.people, world.town
    due = get_month_number(people.birth) + world.legal_months + 1
    none_yet = np.isin(people.scheme, [RESIDENT, PENSIONER])
    return (
        none_yet
        & (due < town.last_month - 2)
        & (due > town.last_month - 12 * years)
        & people.is_alive
    )


def plan_new_pensioners(world: World, count: int, name: str, *, mask=True, back: int = 0, **more):
    """Plan anew persons who retire by age or apply late: (rng, person, start month, approval ids).

    `mask` limits them, `back` asks for so many months of pension at least, `more` goes to
    `plan_retirement`.
    """
    town, rng = world.town, world.town.make_rng(name)
    plan = world.collect_plan("retirements")
    latest = town.last_month - back
    ordinary = _mask_persons(
        world, plan[plan.kind.isin([NORMAL, EARLIER]) & (plan.start <= latest)].person
    )
    person = world.take(
        (ordinary | is_late_applicant(world)) & mask & ~_is_in_other_plans(world), count, name
    )
    due = get_month_number(world.people.birth[person]) + world.legal_months[person] + 1
    earliest = np.maximum(due, town.first_month + 1)
    late = earliest + (rng.random(len(person)) * np.maximum(latest - earliest + 1, 1)).astype(int)
    start = np.where(ordinary[person], np.minimum(world.pension_start[person], latest), late)
    kind = np.where(start < due, EARLIER, NORMAL).astype(object)
    notice = np.where(start < due, make_date(start) - 110, UNKNOWN_DAY)
    more = {"kind": kind, "notice": notice, "deemed": False} | more
    more = {
        name: value(rng, person, start) if callable(value) else value
        for name, value in more.items()
    }
    return rng, person, start, plan_retirement(world, person, start, **more)


def file_special_jobs(world: World, person, employer, job, first, last) -> None:
    """File special jobs monthly from month to month."""
    rows = {
        "person": np.atleast_1d(person),
        "employer": employer,
        "job": job,
        "first": first,
        "last": last,
    }
    world.plan("filings", pd.DataFrame(rows))


def plan_special_months(
    world: World, person, employer, job, first, last, *, filed_from, **more
) -> np.ndarray:
    """Plan a segment of special work over paid service, filed monthly from `filed_from` on; return
    its ids.
    """
    if filed_from is not None:
        file_special_jobs(world, person, employer, job, np.maximum(first, filed_from), last)
    units = world.employers
    return plan_segment(
        world,
        person,
        SPECIAL,
        first,
        last,
        unit=employer,
        industry=units.industry[employer],
        nature=units.nature[employer],
        job=job,
        evidence="1",
        **more,
    )


def compute_early_months(world: World, person, start) -> np.ndarray:
    """Compute the months by which a pension from `start` on precedes the legal age (negative =
    after).
    """
    return get_month_number(world.people.birth[person]) + world.legal_months[person] + 1 - start


def is_man(world: World, person) -> np.ndarray:
    """True for men."""
    return get_law_category(world.people.sex[person], world.female_category[person]) == MEN


def _mask_persons(world, person):
    mask = np.zeros(len(world.people), dtype=bool)
    mask[np.asarray(person, dtype=int)] = True
    return mask


def _is_in_other_plans(world):
    mask = np.zeros(len(world.people), dtype=bool)
    for name in ("claims", "cases"):
        for part in world.plans[name]:
            mask[part.person.to_numpy().astype(int)] = True
    return mask
