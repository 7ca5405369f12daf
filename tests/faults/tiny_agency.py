"""A very small agency for tests of faults: 300 persons, 20 units, 80 claims; a night on it takes a few seconds."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from pipeline.locate_source import resolve_snapshot
from pipeline.open_run import find_finished_run, finish_interrupted_publish, open_night
from pipeline.run_lock import run_lock
from pipeline.settings import load_settings
from pipeline.steps.order import STEPS
from pipeline.steps.publish_run import publish_run
from tests.drawn_tables import make_neutral_value
from tests.sources.snapshots import write_snapshot

PERSONS, UNITS, CLAIMS, MONTHS = 300, 20, 80, 24
LAST = date(2026, 6, 30)
SETTINGS = ("scenarios=short_term_enrollment", "trees=10", "budget=20", "threads=1")


def make_tables(seed: int = 1) -> dict:
    """Table class → rows as Arrow; the same for the same seed."""
    chance = random.Random(seed)
    units = [
        {"employer_id": f"e{n}", "district": "330203", "register_date": date(2015, 1, 1)}
        for n in range(UNITS)
    ]
    people = [_make_person(n, chance) for n in range(PERSONS)]
    months = [row for n in range(PERSONS) for row in _make_months(n, chance)]
    claims = [_make_claim(n, chance) for n in range(CLAIMS)]
    paid = [row for claim in claims for row in _make_payments(claim)]
    rows = {
        Person: people,
        Employer: units,
        ContributionMonth: months,
        UnemploymentClaim: claims,
        UnemploymentPayment: paid,
    }
    return {table: _make_arrow_table(table, own) for table, own in rows.items()}


def write_town(folder: Path, *, snapshot_date=LAST) -> Path:
    """The agency as a snapshot folder."""
    return write_snapshot(folder, make_tables(), snapshot_date=snapshot_date.isoformat())


def open_tiny_night(
    source: Path, runs: Path, *settings: str, as_of: date = LAST, tell=lambda line: None
):
    chosen = load_settings([*SETTINGS, *settings], environment={})
    return open_night(source, as_of, runs, chosen, tell=tell)


def run_night_steps(source: Path, runs: Path, *settings: str, as_of: date = LAST) -> Path:
    """The steps of a night without Prefect; the folder of the published run."""
    night = open_tiny_night(source, runs, *settings, as_of=as_of)
    for name, step in STEPS.items():
        night.step(name, step)
    return publish_run(night)


def read_published_tables(run: Path) -> dict[str, bytes]:
    """File → content of every published table."""
    return {p.relative_to(run).as_posix(): p.read_bytes() for p in sorted(run.rglob("*.parquet"))}


def _make_person(n, chance):
    return {
        "person_id": f"p{n:04d}",
        "id_hash": f"{n:016x}",
        "birth_date": date(1970 + n % 30, 1 + n % 12, 1 + n % 28),
        "phone_hash": f"{chance.randrange(200):016x}",
        "address_hash": f"{chance.randrange(150):016x}",
    }


def _make_months(n, chance):
    start = chance.randrange(MONTHS - 3)
    for k in range(start, MONTHS):
        at = date(2024 + (6 + k) // 12, (6 + k) % 12 + 1, 1)
        yield {
            "person_id": f"p{n:04d}",
            "employer_id": f"e{n % UNITS}",
            "insurance_type": "210",
            "contrib_month": at,
            "posted_date": at + timedelta(days=14),
            "base_amount": Decimal(4000 + chance.randrange(4000)),
            "paid_flag": True,
            "updated_at": datetime.combine(at + timedelta(days=14), datetime.min.time()),
        }


def _make_claim(n, chance):
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(120))
    return {
        "claim_id": f"c{n}",
        "person_id": f"p{n * 3:04d}",
        "last_employer_id": f"e{n * 3 % UNITS}",
        "claim_date": day,
        "register_date": day,
        "separation_date": day - timedelta(days=20),
        "paid_months_total": chance.randrange(10, 60),
        "granted_months": chance.randrange(2, 12),
        "monthly_amount": Decimal(2000),
        "district": "330203",
        "bank_hash": f"{chance.randrange(60):016x}",
        "updated_at": datetime.combine(day, datetime.min.time()),
    }


def _make_payments(claim):
    for k in range(3):
        at = date(
            2026, claim["claim_date"].month + 1 + k if claim["claim_date"].month + k < 6 else 6, 1
        )
        yield {
            "claim_id": claim["claim_id"],
            "benefit_month": at,
            "seq": k + 1,
            "paid_amount": claim["monthly_amount"],
            "paid_date": at + timedelta(days=9),
            "updated_at": datetime.combine(min(at + timedelta(days=9), LAST), datetime.min.time()),
        }


def _make_arrow_table(table, rows):
    columns = table.contract.columns
    full = [
        {c.name: make_neutral_value(c, n) for c in columns.values()} | {"row_status": "1"} | row
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(full, schema=table.contract.arrow_schema)


def run_whole_night(source: str, runs: Path, *settings: str, as_of: date = LAST) -> Path:
    """A night as the flow runs it, without Prefect: lock, pull, steps, publishing."""
    chosen = load_settings([*SETTINGS, *settings], environment={})
    with run_lock(runs):
        folder, day = resolve_snapshot(source, as_of, runs, chosen, tell=lambda line: None)
        night = open_night(folder, day, runs, chosen, tell=lambda line: None)
        if done := find_finished_run(night):
            return finish_interrupted_publish(night, done)
        for name, step in STEPS.items():
            night.step(name, step)
        return publish_run(night)
