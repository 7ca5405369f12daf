"""The trickiest features beside slow twins in plain Python, on random small towns."""

from collections import defaultdict
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest

from features.common.spells import group_consecutive_months
from features.pharmacy.days_of_supply import EXACT, compute_days_on_hand
from features.pharmacy.joint_purchases import RUN_PERSONS, RUN_SECONDS, SAME_YUAN, till_runs
from sources.engine.duckdb_engine import connect

AS_OF = date(2026, 6, 30)
SEEDS = range(6)


def executed(expression):
    return connect(threads=1).execute(expression)


@pytest.mark.parametrize("seed", SEEDS)
def test_spells_are_unbroken_runs_of_months(seed):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "person_id": rng.choice(["p1", "p2", "p3"], 160),
            "group_id": rng.choice(["g1", "g2"], 160),
            "month": rng.integers(24_300, 24_336, 160),
        }
    )
    ours = executed(group_consecutive_months(ibis.memtable(rows.drop_duplicates())))
    assert sorted(ours.itertuples(index=False, name=None)) == sorted(slow_spells(rows))


def slow_spells(rows):
    for (person, group), own in rows.groupby(["person_id", "group_id"]):
        months, run = sorted(set(own.month)), []
        for month in [*months, None]:
            if run and month != run[-1] + 1:
                yield person, group, run[0], run[-1], len(run)
                run = []
            run.append(month)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rate", [1, 3])
def test_days_in_hand_are_those_of_a_shelf_kept_day_by_day(seed, rate):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "person_id": rng.choice(["p1", "p2"], 60),
            "generic": rng.choice(["A01", "A02"], 60),
            "service_date": [AS_OF - timedelta(days=int(d)) for d in rng.integers(0, 365, 60)],
            "stock": rng.integers(1, 60, 60) * EXACT,
        }
    )
    rows = (
        rows.groupby(["person_id", "generic", "service_date"], as_index=False)
        .stock.sum()
        .assign(rate=rate * EXACT)  # hundredths of a day's supply a day
    )
    bought = ibis.memtable(rows).cast({"service_date": "date"})
    ours = executed(compute_days_on_hand(bought, {"on_hand": ("stock", "rate")}))
    found = {
        (r.person_id, r.generic, pd.Timestamp(r.service_date).date()): r.on_hand / EXACT
        for r in ours.itertuples()
    }
    assert found == slow_shelf(rows, rate)


def slow_shelf(rows, rate):
    """Every day `rate` days are taken from the shelf, never below nothing; what is in hand after each purchase."""
    after = {}
    for (person, generic), own in rows.groupby(["person_id", "generic"]):
        bought = dict(zip(own.service_date, own.stock, strict=True))
        shelf, day = 0, min(bought)
        while day <= max(bought):
            if day in bought:
                shelf += bought[day] / EXACT
                after[person, generic, day] = shelf
            shelf, day = max(0, shelf - rate), day + timedelta(days=1)
    return after


@pytest.mark.parametrize("seed", SEEDS)
def test_runs_at_a_till_are_those_of_a_walk_through_the_day(seed):
    rng = np.random.default_rng(seed)
    seconds = np.cumsum(rng.choice([5, 30, 60, 61, 200], 400, p=[0.35, 0.3, 0.2, 0.1, 0.05]))
    sold = pd.DataFrame(
        {
            "setl_id": [f"s{n:04d}" for n in range(400)],
            "institution_code": rng.choice(["P1", "P2"], 400, p=[0.9, 0.1]),
            "till_id": "T1",
            "person_id": rng.choice([f"p{n}" for n in range(12)], 400),
            "service_time": pd.Timestamp("2026-06-01T08:00:00")
            + pd.to_timedelta(seconds, unit="s"),
            "total_yuan": rng.choice([100.0, 101.0, 180.0], 400, p=[0.7, 0.2, 0.1]),
        }
    )
    table = ibis.memtable(sold)
    ours = executed(
        till_runs(table.mutate(service_date=table.service_time.date(), has_clock=True), as_of=AS_OF)
    )
    runs = {
        tuple(sorted(own.setl_id))
        for _, own in ours.groupby(["institution_code", "till_id", "run"])
    }
    expected = set(slow_runs(sold))
    assert runs == expected and expected


def slow_runs(sold):
    tills = defaultdict(list)
    for row in sold.sort_values(["service_time", "setl_id"]).itertuples():
        tills[row.institution_code, row.till_id].append(row)
    for rows in tills.values():
        run = [rows[0]]
        for row in [*rows[1:], None]:
            if row is None or not continues(run[-1], row):
                if len({r.person_id for r in run}) >= RUN_PERSONS:
                    yield tuple(sorted(r.setl_id for r in run))
                run = []
            run.append(row)


def continues(last, row):
    near = (row.service_time - last.service_time).total_seconds() <= RUN_SECONDS
    return (
        near
        and row.person_id != last.person_id
        and abs(row.total_yuan - last.total_yuan) <= SAME_YUAN
    )
