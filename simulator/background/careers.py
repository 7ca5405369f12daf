"""Working lives until the pension: paid months with gaps, deemed service before premiums, and its
papers.
"""

import numpy as np
import pandas as pd

from simulator.background.employment import HISTORY_MONTHS, make_spells
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.population import DISTRICTS
from simulator.core.world import World

PAID, ENTERPRISE, PUBLIC, ARMY, SENT_DOWN, SPECIAL = "1", "2", "3", "4", "5", "6"
DEEMED = (ENTERPRISE, PUBLIC, ARMY, SENT_DOWN)
MAX_JOBS = 4  # jobs a working life; more would add segments and no new pattern
MIN_PAID_MONTHS = 190  # the law asks for 180; ten more keep honest pensioners clear of the limit
NOBODY = -1
# first numbers of factories and schools that no longer exist, in the space of unit names
OLD_UNITS, OLD_SCHOOLS = 1_000_000, 2_000_000
# public bodies began to pay premiums in 2014-10 (State Council 2015 No. 2); until then their years
# are deemed
PUBLIC_ENDS = int(get_month_number("2014-09"))
# no segment can have been recorded before the agency's first computer system
SYSTEM_SINCE = np.datetime64("1999-06-01")
# district → month from 1970-01 in which personal premiums began: 1993 to 1996, assumed four months
# apart
LOCAL_START = {d: int(get_month_number("1993-01")) + 4 * i for i, d in enumerate(DISTRICTS)}
BOOKS = "8"  # evidence of paid months: the agency's own books
FACTORY_PAPERS, SCHOOL_PAPERS = (
    np.array(["1", "3", "2", "7"], dtype=object),
    np.array(["1", "3"], dtype=object),
)
UNKNOWN_DAY = np.datetime64("NaT", "D")


def get_local_premium_start(world: World, person) -> np.ndarray:
    """Get the month in which personal premiums began where a person lives."""
    return np.array([LOCAL_START[d] for d in world.people.district[person]])


def plan_segment(world: World, person, kind, first, last, **more) -> np.ndarray:
    """Plan service segments from month to month (arrays or scalars); return their ids.

    `more`: unit (number of the unit's name), heads, nature, industry, job, evidence, documents,
    original, award (number of the document), award_day, hearing, respondent (number of a unit's
    name), recorded (day), op, changed.
    """
    person = np.atleast_1d(person)
    n, rng = len(person), world.town.make_rng(f"segment {len(world.plans['segments'])}")
    deemed = np.isin(np.broadcast_to(np.asarray(kind, dtype=object), n), DEEMED)
    columns = {
        "person": person,
        "kind": kind,
        "first": first,
        "last": last,
        "unit": NOBODY,
        "heads": NOBODY,
        "nature": None,
        "industry": None,
        "job": None,
        "evidence": BOOKS,
        # one file in sixty has a single paper for its deemed years, as honest archives do
        "documents": np.where(deemed & (rng.random(n) > 1 / 60), 2 + rng.binomial(5, 0.35, n), 1),
        "original": np.where(deemed, True, None),
        "award": None,
        "award_day": UNKNOWN_DAY,
        "hearing": UNKNOWN_DAY,
        "respondent": NOBODY,
        "recorded": UNKNOWN_DAY,
        "op": None,
        "changed": (rng.random(n) < 0.04).astype(int),
    } | more
    plan = pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in columns.items()})
    plan = plan.astype({"original": object, "award": object, "nature": object, "industry": object})
    plan["segment_id"] = world.issue_ids("g", n)
    world.plan("segments", plan)
    return plan.segment_id.to_numpy()


def plan_career(
    world: World, rng, person, start, *, employer=None, deemed=True, paid_from=None, self_paid=0.2
) -> np.ndarray:
    """Plan paid segments up to the month before `start` and their jobs; return the last employers.

    With `deemed`, persons who worked before premiums began where they live get deemed service as
    well. Months paid come to MIN_PAID_MONTHS and more where the years allow it.
    """
    first = (
        _plan_deemed_service(world, rng, person)
        if deemed
        else _draw_first_paid_month(world, rng, person)
    )
    first = np.minimum(first if paid_from is None else paid_from, start - 1)
    world.people.first_enrolled[person] = first
    rows = _draw_jobs(rng, person, first, start - 1, one=employer is not None)
    last = rows.is_last.to_numpy()
    rows["employer"] = _draw_employers(world, rng, rows, self_paid)
    if employer is not None:
        rows.loc[last, "employer"] = np.broadcast_to(employer, len(person))
    units = world.employers
    job_employers = rows.employer.to_numpy()
    plan_segment(
        world,
        rows.person.to_numpy(),
        PAID,
        rows["first"].to_numpy(),
        rows["last"].to_numpy(),
        unit=job_employers,
        heads=np.where(
            # a unit's largest staff was somewhat above its present one
            units.nature[job_employers] == "60",
            NOBODY,
            np.ceil(units.target[job_employers] * 1.4),
        ).astype(int),
        nature=units.nature[job_employers],
        industry=units.industry[job_employers],
        recorded=np.maximum(make_date(rows["first"].to_numpy() + 1, 15), SYSTEM_SINCE),
    )
    _plan_jobs(world, rows)
    return job_employers[last]


def plan_factory_years(world: World, rng, person, first, last, **more) -> np.ndarray:
    """Plan deemed service at factories that no longer exist, drawn by their size."""
    heads = _draw_factory_heads(world)
    factory = rng.choice(len(heads), len(np.atleast_1d(person)), p=heads / heads.sum())
    industries = np.array(["17", "18", "33", "34", "13", "51", "35", "26"], dtype=object)
    columns = {
        "unit": OLD_UNITS + factory,
        "heads": heads[factory],
        "nature": "10",
        "industry": industries[factory % len(industries)],
        "evidence": rng.choice(FACTORY_PAPERS, len(factory), p=[0.6, 0.15, 0.15, 0.1]),
    }
    return plan_segment(world, person, ENTERPRISE, first, last, **(columns | more))


def _plan_deemed_service(world, rng, person):
    """Plan deemed service of those who had it; return the month in which each person's premiums
    began.
    """
    people, n = world.people, len(person)
    birth, local = get_month_number(people.birth[person]), get_local_premium_start(world, person)
    native = people.hukou[person].astype(object) != None  # noqa: E711
    at_work = birth + 12 * 16 + rng.integers(4, 72, n)
    draw = rng.random(n)
    # assumed shares of natives: 3 % teachers, 9 % of men soldiers, half of the others workers
    school = native & (draw < 0.03)
    # a draw apart from that of the teachers
    soldier = native & (people.sex[person] == "1") & (draw > 0.03) & (draw < 0.12)
    # only if more than a year lay between the first job and the local start of premiums
    worker = native & ~school & (rng.random(n) < 0.52) & (local - at_work > 14)
    enlisted = birth + 12 * 18 + rng.integers(1, 30, n)
    released = enlisted + rng.integers(36, 61, n) - 1
    entered = np.where(
        soldier,
        released + rng.integers(1, 7, n),
        # the power favours early entries
        at_work + rng.random(n) ** 2.2 * (local - at_work - 8),
    )
    entered = entered.astype(int)
    worker &= local - entered > 5
    plan_factory_years(world, rng, person[worker], entered[worker], local[worker] - 1)
    plan_segment(
        world,
        person[soldier],
        ARMY,
        enlisted[soldier],
        released[soldier],
        nature="30",
        evidence="4",
    )
    appointed = birth + 12 * 20 + rng.integers(0, 48, n)
    number = rng.integers(0, 400, n)
    plan_segment(
        world,
        person[school],
        PUBLIC,
        appointed[school],
        PUBLIC_ENDS,
        unit=OLD_SCHOOLS + number[school],
        heads=30 + 7 * (number[school] % 40),
        nature="20",
        industry="83",
        evidence=rng.choice(SCHOOL_PAPERS, school.sum()),
    )
    first = _draw_first_paid_month(world, rng, person)
    first = np.where(worker, local, first)
    first = np.where(soldier, np.maximum(first, released + 1), first)
    return np.where(school, PUBLIC_ENDS + 1, first)


def _draw_first_paid_month(world, rng, person):
    """Draw when premiums began: natives at the local start or their first job, newcomers later."""
    people, n = world.people, len(person)
    grown = get_month_number(people.birth[person]) + 12 * 18 + rng.integers(0, 72, n)
    came = int(get_month_number("1998-01")) + rng.integers(0, 96, n)
    is_local = people.hukou[person].astype(object) != None  # noqa: E711
    later = np.where(rng.random(n) < 0.35, rng.integers(0, 60, n), 0)
    return np.maximum(
        np.where(is_local, get_local_premium_start(world, person) + later, came), grown
    )


def _draw_jobs(rng, person, first, last, *, one):
    """Draw up to MAX_JOBS paid stretches a person with gaps between, the last ending in `last`.

    With `one` it is a single stretch.
    """
    n, length = len(person), last - first + 1
    paid = np.maximum(
        # four fifths of the months of a working life are paid on average
        (length * rng.beta(7, 1.6, n)).astype(int),
        np.minimum(length, MIN_PAID_MONTHS),
    )
    paid = np.clip(paid, 1, length)
    jobs = np.clip(1 + rng.poisson(0.0 if one else 1.3, n), 1, MAX_JOBS)
    paid = np.where(jobs == 1, length, paid)
    jobs = np.where(length - paid < jobs - 1, 1, np.minimum(jobs, paid))
    paid = np.where(jobs == 1, length, paid)
    worked = _draw_cut_points(rng, paid, jobs)
    idle = _draw_cut_points(rng, length - paid, jobs - 1)
    number = np.arange(MAX_JOBS)
    begin = first[:, None] + np.where(number > 0, np.roll(worked, 1, axis=1), 0)
    begin = begin + np.where(number > 0, np.roll(idle, 1, axis=1), 0)
    end = first[:, None] + worked - 1 + np.where(number > 0, np.roll(idle, 1, axis=1), 0)
    has_job = number < jobs[:, None]
    return pd.DataFrame(
        {
            "person": np.repeat(person, MAX_JOBS)[has_job.ravel()],
            "first": begin[has_job],
            "last": end[has_job],
            "is_last": (number == jobs[:, None] - 1)[has_job],
        }
    )


def _draw_cut_points(rng, total, parts):
    """Draw running sums that cut `total` into `parts` of a month or more; later columns are
    meaningless.
    """
    share = rng.exponential(1.0, (len(total), MAX_JOBS)) + 0.2
    share[np.arange(MAX_JOBS) >= parts[:, None]] = 0
    running = np.cumsum(share, axis=1) / np.maximum(share.sum(axis=1), 1e-9)[:, None]
    spare = np.maximum(total - parts, 0)[:, None]
    return np.floor(spare * running + 1e-9).astype(int) + np.arange(1, MAX_JOBS + 1)


def _draw_employers(world, rng, rows, self_paid):
    """Draw employers by size; a share of the jobs is self-payment at the window of the district."""
    units = world.employers
    fit = np.flatnonzero(units.is_open_to_all & np.isnat(units.deregistered) & ~units.is_dispatch)
    employer = rng.choice(fit, len(rows), p=units.target[fit] / units.target[fit].sum())
    window = units.find_window(world.people.district[rows.person.to_numpy()])
    return np.where(rng.random(len(rows)) < self_paid, window, employer)


def _plan_jobs(world, rows):
    """Plan the spells of jobs that reach into the recorded months."""
    late = rows[rows["last"] >= world.town.last_month - HISTORY_MONTHS - 3]
    flex = world.employers.nature[late.employer.to_numpy()] == "60"
    for kind, jobs in (("full", late[~flex]), ("flex", late[flex])):
        reason = np.where(jobs.is_last, "31", "99" if kind == "flex" else "21")
        last = jobs["last"].to_numpy()
        world.plan(
            "spells",
            make_spells(
                jobs.person.to_numpy(),
                jobs.employer.to_numpy(),
                make_date(jobs["first"].to_numpy()),
                make_date(last + 1) - 1,
                kind=kind,
                reason=reason,
            ),
        )


def _draw_factory_heads(world):
    """Draw the largest staff of factories that no longer exist: some hundreds, a few thousands."""
    rng = world.town.make_rng("old factories")
    return np.clip(
        np.exp(rng.normal(np.log(260), 0.9, world.town.scale_unit_count(600, 30))), 40, 6000
    ).astype(int)
