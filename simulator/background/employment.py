"""Who works where and when: spells, and the contribution months and roster events that they leave."""

import numpy as np
import pandas as pd

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.enrollment_event import EnrollmentEvent
from simulator.core.clock_and_seeds import format_ids, get_month_number, hash_numbers, make_date
from simulator.core.population import EMPLOYEE, FLEX
from simulator.core.world import World

HISTORY_MONTHS = 36
MAX_SPELLS = 5
OPEN = np.datetime64("2100-01-01")
INSURANCES = {
    "full": ["110", "210", "310", "410"],
    "injury": ["410"],
    "flex": ["110", "310"],
    "pension": ["110"],
}
SPELL_COLUMNS = ["person", "employer", "start", "end", "reason", "kind", "lag_hours"]
REASONS = np.array(["11", "12", "13", "14", "16", "21", "51"], dtype=object)
REASON_SHARES = np.array([0.16, 0.22, 0.06, 0.02, 0.05, 0.41, 0.08])


def plan_work(world: World) -> None:
    """Spells of the employed and the flexibly employed, before anything is planted."""
    rng, people, town = world.town.make_rng("work"), world.people, world.town
    person = np.flatnonzero(people.scheme == EMPLOYEE)
    spells = _draw_spells(rng, world, person)
    world.plan("spells", _end_spells_at_death(spells, people))
    flex = np.flatnonzero(people.scheme == FLEX)
    world.plan(
        "spells",
        make_self_payment_spells(
            world, flex, town.last_month - rng.integers(6, 60, len(flex)), None
        ),
    )


def make_self_payment_spells(
    world: World, person: np.ndarray, first_month: np.ndarray, last_month: np.ndarray | None
) -> pd.DataFrame:
    """Spells of self-payment through the window of the district; `last_month` None = going on."""
    end = np.full(len(person), OPEN) if last_month is None else make_date(last_month, 28)
    employer = world.employers.find_window(world.people.district[person])
    return make_spells(person, employer, make_date(first_month), end, kind="flex", reason="99")


def make_spells(
    person, employer, start, end, *, kind="full", reason="21", lag_hours=None
) -> pd.DataFrame:
    """A plan of spells; `end` is the last day (OPEN = going on), `lag_hours` from the start of the first day to filing."""
    lag = 30.0 if lag_hours is None else lag_hours
    columns = {
        "person": person,
        "employer": employer,
        "start": start,
        "end": end,
        "reason": reason,
        "kind": kind,
    }
    return pd.DataFrame(columns | {"lag_hours": lag}, columns=SPELL_COLUMNS)


def write_work(world: World) -> None:
    """The tables `contribution_month` and `enrollment_event` from all planned spells."""
    planned = world.collect_plan("spells").reset_index(drop=True)
    _write_contributions(world, planned)
    _write_events(world, planned)


def _draw_spells(rng, world, person):
    """Up to MAX_SPELLS spells a person from 84 months ago on: a third stay for good, the rest move."""
    n, town = len(person), world.town
    stays = rng.random(n) < 0.45
    kind = rng.choice(4, (n, MAX_SPELLS), p=[0.14, 0.22, 0.30, 0.34])
    low, high = np.array([1, 4, 7, 25])[kind], np.array([4, 7, 25, 110])[kind]
    length = low + (rng.random((n, MAX_SPELLS)) * (high - low)).astype(int)
    length[stays] = 400
    gap = np.where(rng.random((n, MAX_SPELLS)) < 0.68, 0, 1 + rng.geometric(0.25, (n, MAX_SPELLS)))
    first = town.last_month - 84 + rng.integers(-60, 40, n)
    start = first[:, None] + np.cumsum(length + gap, axis=1) - (length + gap)
    end = start + length - 1
    rows = pd.DataFrame(
        {"person": np.repeat(person, MAX_SPELLS), "start": start.ravel(), "end": end.ravel()}
    )
    rows["start"] = _shift_to_busy_months(rng, rows.start.to_numpy())
    rows = rows[
        (rows.start <= town.last_month) & (rows.end >= town.last_month - HISTORY_MONTHS - 12)
    ]
    rows = rows[rows.start <= rows.end]
    is_ongoing = rows.end.to_numpy() >= town.last_month
    end_day = make_date(np.minimum(rows.end, town.last_month), rng.integers(1, 28, len(rows)))
    start_day = make_date(rows.start, rng.integers(1, 27, len(rows)))
    return make_spells(
        rows.person.to_numpy(),
        _draw_employers(rng, world, rows.person.to_numpy()),
        np.minimum(start_day, make_date(rows.start, 28)),
        np.where(is_ongoing, OPEN, np.maximum(end_day, start_day + 1)),
        reason=rng.choice(REASONS, len(rows), p=REASON_SHARES),
        lag_hours=_draw_filing_lag(rng, len(rows)),
    )


def _shift_to_busy_months(rng, month):
    """After New Year (March) and at graduation (July) many start: some starts wait for these months."""
    calendar = month % 12
    wait = np.select([calendar == 0, calendar == 1, calendar == 5], [2, 1, 1], 0)
    return month + np.where(rng.random(len(month)) < 0.5, wait, 0)


def _draw_employers(rng, world, person):
    """Units drawn by size; half of the people work in their own district."""
    units = world.employers
    choice = np.flatnonzero(units.is_open_to_all)
    weight = units.target[choice] / units.target[choice].sum()
    employer = rng.choice(choice, len(person), p=weight)
    for district in np.unique(world.people.district[person]):
        district_units = choice[units.district[choice] == district]
        local_workers = np.flatnonzero(
            (world.people.district[person] == district) & (rng.random(len(person)) < 0.5)
        )
        if len(district_units) and len(local_workers):
            employer[local_workers] = rng.choice(
                district_units,
                len(local_workers),
                p=units.target[district_units] / units.target[district_units].sum(),
            )
    return employer


def _draw_filing_lag(rng, count):
    """Hours from the morning of the first day to filing: mostly that day or the days before or after."""
    return np.where(
        rng.random(count) < 0.82, rng.normal(6, 22, count), rng.exponential(150, count) + 24
    )


def _end_spells_at_death(planned, people):
    death = people.death[planned.person.to_numpy()]
    dead_before = death < planned.start.to_numpy()
    end = planned.end.to_numpy()
    dies_at_work = ~np.isnat(death) & (death < end)
    planned = planned.assign(
        end=np.where(dies_at_work, death, end), reason=np.where(dies_at_work, "41", planned.reason)
    )
    return planned[~dead_before]


def _write_contributions(world, planned):
    town, rng = world.town, world.town.make_rng("contributions")
    first = np.maximum(get_month_number(planned.start), town.last_month - HISTORY_MONTHS + 1)
    last = np.minimum(get_month_number(planned.end), town.last_month)
    count = np.clip(last - first + 1, 0, None)
    row = np.repeat(np.arange(len(planned)), count)
    month = np.repeat(first, count) + (
        np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    )
    months = pd.DataFrame(
        {
            "person": planned.person.to_numpy()[row],
            "employer": planned.employer.to_numpy()[row],
            "month": month,
        }
    )
    months["kind"] = planned.kind.to_numpy()[row]
    months = months.drop_duplicates(["person", "employer", "month", "kind"]).reset_index(drop=True)
    late = rng.random(len(months)) < 0.03
    months["posted"] = make_date(
        months.month + np.where(late, rng.integers(1, 3, len(months)), 0),
        rng.integers(8, 26, len(months)),
    )
    base = np.clip(np.exp(rng.normal(8.65, 0.38, len(world.people))), 4462, 24930).round(2)
    for kind, insurances in INSURANCES.items():
        kind_months = months[(months.kind == kind) & (months.posted <= town.end)]
        for insurance in insurances:
            add_contributions(world, kind_months, insurance, base)
    for extra in world.plans["contributions"]:
        for insurance in extra.insurance.unique():
            add_contributions(world, extra[extra.insurance == insurance], insurance, base)


def add_contributions(world, months: pd.DataFrame, insurance: str, base: np.ndarray) -> None:
    """Rows of one insurance from (person, employer, month, posted); optional columns pay_kind, seq, doc."""
    n = len(months)
    if not n:
        return
    world.add(
        ContributionMonth,
        {
            "person_id": world.people.person_id[months.person],
            "employer_id": world.employers.employer_id[months.employer],
            "insurance_type": np.full(n, insurance, dtype=object),
            "contrib_month": make_date(months.month),
            "seq": months.seq.to_numpy() if "seq" in months else np.ones(n, dtype=int),
            "posted_date": months.posted.to_numpy(),
            "pay_kind": months.pay_kind.to_numpy()
            if "pay_kind" in months
            else np.full(n, "1", dtype=object),
            "base_amount": base[months.person],
            "paid_flag": np.ones(n, dtype=bool),
            "legal_doc_no": months.doc.to_numpy() if "doc" in months else np.full(n, None),
        },
    )


def compute_submission_time(planned: pd.DataFrame) -> np.ndarray:
    """When each start was filed: the morning of the first day plus the lag."""
    hours = (planned.lag_hours.to_numpy() * 3600).astype("int64").astype("timedelta64[s]")
    return planned.start.to_numpy().astype("datetime64[s]") + np.timedelta64(9, "h") + hours


def _write_events(world, planned):
    town = world.town
    since = make_date(town.last_month - HISTORY_MONTHS + 1)
    rng = town.make_rng("roster")
    starts = planned[(planned.start >= since) & (compute_submission_time(planned) <= town.end + 1)]
    ends = planned[(planned.end >= since) & (planned.end <= town.end - 2)]
    lag = rng.integers(2, 46, len(ends)).astype("timedelta64[h]")
    removed = ends.end.to_numpy().astype("datetime64[s]") + np.timedelta64(9, "h") + lag
    parts = [
        pd.DataFrame(
            {
                "row": starts.index,
                "event": "1",
                "day": starts.start,
                "at": compute_submission_time(starts),
                "reason": None,
            }
        ),
        pd.DataFrame(
            {"row": ends.index, "event": "2", "day": ends.end, "at": removed, "reason": ends.reason}
        ),
    ]
    events = pd.concat(parts, ignore_index=True)
    events = events[events["at"] <= (town.end + 1)]
    number = 0
    for kind, insurances in INSURANCES.items():
        kind_events = events[planned.kind.to_numpy()[events.row] == kind]
        for insurance in insurances:
            _add_events(world, planned, kind_events, insurance, number)
            number += len(kind_events)


def _add_events(world, planned, events, insurance, number):
    n = len(events)
    if not n:
        return
    rows = planned.loc[events.row]
    at = events["at"].to_numpy().astype("datetime64[us]")
    starts = events.event.to_numpy() == "1"
    rng = world.town.make_rng(f"roster channel {insurance}")
    world.add(
        EnrollmentEvent,
        {
            "event_id": format_ids("v", number + np.arange(n), 9),
            "person_id": world.people.person_id[rows.person],
            "employer_id": world.employers.employer_id[rows.employer],
            "insurance_type": np.full(n, insurance, dtype=object),
            "event_kind": events.event.to_numpy(),
            "effective_date": events.day.to_numpy(),
            "submitted_at": at,
            "coverage_start": np.where(
                starts, at.astype("datetime64[D]") + 1, np.datetime64("NaT", "D")
            ),
            "reason_code": events.reason.to_numpy(),
            "channel": rng.choice(np.array(["1", "2", "3"], dtype=object), n, p=[0.8, 0.1, 0.1]),
            "agent_phone_hash": hash_numbers("phone", rows.employer.to_numpy() + 20_000_000_000),
        },
    )
