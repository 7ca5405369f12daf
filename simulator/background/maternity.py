"""Maternity allowances: honest ones of employed women, and the rows that any allowance leaves.

They are laid over the finished tables of a town, from generators of their own: a town with them is
the town without them, with rows added.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.maternity_payment import MaternityPayment
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.employers import PERSON_SPACE
from simulator.core.population import RESIDENT
from simulator.core.world import World

ALLOWANCES_A_YEAR = 45_000  # in the city
INSURANCES = ("110", "210", "310", "410")
LAST_AGE, FIRST_AGE = 45, 20
# births a year of employed women by age (assumed): most between 25 and 34
FERTILITY = {20: 0.03, 25: 0.10, 30: 0.08, 35: 0.03, 40: 0.005}
# kinds of birth and operation and their shares: natural, caesarean, twins, loss, operation
KINDS = np.array(["1", "2", "3", "4", "5"], dtype=object)
KIND_SHARES = np.array([0.46, 0.36, 0.02, 0.12, 0.04])
BASIC_DAYS, FIRST_CHILD, LATER_CHILD, HARD_DAYS = 98, 60, 90, 15
SHORT_DAYS = np.array([15, 42])  # a loss before and after the fourth month
MONTH_DAYS = 30
AWAY = "H31010000001"  # a hospital of another city
# of the mothers: born elsewhere, paid privately, applied for by a personnel service
AWAY_SHARE, PRIVATE_SHARE, AGENCY_SHARE = 0.05, 0.025, 0.15
VISITS = 4.0  # in pregnancy, mean
BASE_SPREAD = 0.06  # of the allowance's base over the unit's mean wage: gross and net, bonuses
AGENT_SPACE = 45_000_000_000  # numbers of agents' phones, apart from those of persons and units


def write_maternity(world: World) -> None:
    """Write the honest allowances of a town, with their stays and visits."""
    rng = world.town.make_rng("maternity")
    mothers = _draw_mothers(world, rng)
    n = len(mothers)
    kind = rng.choice(KINDS, n, p=KIND_SHARES)
    away, private = rng.random(n) < AWAY_SHARE, rng.random(n) < PRIVATE_SHARE
    hospital = draw_hospitals(world, rng, n)
    has_left_blank = world.town.has_mess & (rng.random(n) < 0.02)
    code = np.where(away, AWAY, world.institutions.institution_code[hospital])
    agencies = max(1, n // 120)
    agency = np.where(rng.random(n) < AGENCY_SHARE, rng.integers(0, agencies, n), -1)
    base = mothers.unit_wage.to_numpy() * np.exp(rng.normal(0, BASE_SPREAD, n))
    birth = make_date(mothers.month.to_numpy(), rng.integers(1, 28, n))
    rows = pd.DataFrame(
        {
            "person": mothers.person.to_numpy(),
            "employer": mothers.employer.to_numpy(),
            "birth": birth,
            "kind": kind,
            "days": draw_days(rng, kind),
            "base": base,
            "institution": np.where(has_left_blank, None, code),
            "agent": np.where(agency >= 0, agency, -1),
            "to_unit": rng.random(n) < 0.9,
        }
    )
    write_hospital(
        world,
        rng,
        rows.person.to_numpy(),
        birth,
        hospital,
        has_stay=np.isin(kind, ["1", "2", "3"]) & ~away & ~private,
        visits=np.where(away, 0, 2 + rng.poisson(VISITS, n)),
    )
    write_allowances(world, rng, rows)


def draw_days(rng, kind) -> np.ndarray:
    """Draw the days of leave by kind of birth, as the law sets them."""
    n = len(kind)
    born = BASIC_DAYS + np.where(rng.random(n) < 0.6, FIRST_CHILD, LATER_CHILD)
    born = born + np.where(kind != "1", HARD_DAYS, 0)
    return np.where(np.isin(kind, ["4", "5"]), rng.choice(SHORT_DAYS, n), born)


def draw_hospitals(world: World, rng, count: int) -> np.ndarray:
    """Draw hospitals (indices)."""
    return rng.choice(world.institutions.hospitals, count)


def take_women(world: World, count: int, name: str, *, low=22, high=40) -> np.ndarray:
    """Take women without a job, for a plant to write their job."""
    people, age = world.people, world.people.age(world.town.end)
    fit = (people.sex == "2") & (people.scheme == RESIDENT) & (age > low) & (age < high)
    return world.take(fit, count, f"maternity {name}")


def write_units(world: World, count: int, **fixed) -> np.ndarray:
    """Add units to the register; return their indices."""
    number = len(world.employers)
    months_ago = world.town.make_rng(f"maternity units {number}").integers(6, 60, count)
    usual = {"industry": "72", "registered": world.town.end - 31 * months_ago}
    units = world.add_units(count, **(usual | fixed))
    employers = world.employers
    world.add(
        Employer,
        {
            "employer_id": employers.employer_id[units],
            "uscc_hash": hash_numbers("uscc", units),
            "unit_nature": employers.nature[units],
            "industry_code": employers.industry[units],
            "size_class": np.full(count, "X", dtype=object),
            "register_date": employers.registered[units],
            "district": employers.district[units],
            "legal_rep_hash": hash_numbers("person", employers.legal_rep[units] + PERSON_SPACE),
            "phone_hash": hash_numbers("phone", employers.phone[units] + PERSON_SPACE),
            "address_hash": hash_numbers("address", employers.address[units] + PERSON_SPACE),
            "bank_hash": hash_numbers("bank", employers.bank[units] + PERSON_SPACE),
            "credit_status": np.zeros(count, dtype=bool),
        },
    )
    return units


def write_jobs(world: World, rng, person, employer, first, last, base, *, wage=None) -> None:
    """Write the premiums, roster events and wages (yuan a month; none where null) of jobs.

    `first` and `last` are months; a job up to the last month of the town goes on.
    """
    town = world.town
    columns = {"person": person, "employer": employer, "first": first, "last": last, "base": base}
    jobs = pd.DataFrame(columns).assign(wage=np.nan if wage is None else wage)
    jobs["last"] = np.minimum(jobs["last"], town.last_month)
    months = jobs.loc[jobs.index.repeat((jobs["last"] - jobs["first"] + 1).clip(lower=0))]
    months = months.assign(month=months["first"] + months.groupby(level=0).cumcount())
    months = months.drop_duplicates(["person", "employer", "month"])
    n = len(months)
    for insurance in INSURANCES:
        world.add(
            ContributionMonth,
            {
                "person_id": world.people.person_id[months.person],
                "employer_id": world.employers.employer_id[months.employer],
                "insurance_type": np.full(n, insurance, dtype=object),
                "contrib_month": make_date(months.month.to_numpy()),
                "seq": np.ones(n, dtype=int),
                "posted_date": np.minimum(make_date(months.month.to_numpy(), 15), town.end),
                "pay_kind": np.full(n, "1", dtype=object),
                "base_amount": np.clip(months.base, 4462, 24930).round(2),
                "paid_flag": np.ones(n, dtype=bool),
            },
        )
    _write_roster(world, rng, jobs)
    paid = months[months.wage.notna() & months.month.between(town.first_month, town.last_month - 1)]
    write_wages(world, paid.person, paid.employer, paid.month, paid.wage)


def write_wages(world: World, person, payer, month, yuan) -> None:
    """Write wages by person, payer and month, if the town's tax authority delivers them."""
    if not world.get_rows(TaxWageMonth).num_rows or not len(person):
        return
    world.add(
        TaxWageMonth,
        {
            "id_hash": world.people.id_hash[np.asarray(person)],
            "month": make_date(np.asarray(month)),
            "payer_uscc_hash": hash_numbers("uscc", np.asarray(payer)),
            "wage_amount": np.round(np.asarray(yuan, dtype=float), 2),
        },
    )


def _write_roster(world, rng, jobs):
    town = world.town
    starts = jobs[jobs["first"] > town.last_month - 36]
    ends = jobs[jobs["last"] < town.last_month]
    for rows, event, day in (
        (starts, "1", make_date(starts["first"].to_numpy(), 3)),
        (ends, "2", make_date(ends["last"].to_numpy(), 26)),
    ):
        n = len(rows)
        if not n:
            continue
        filed = day.astype("datetime64[us]") + rng.integers(1, 40, n).astype("timedelta64[h]")
        world.add(
            EnrollmentEvent,
            {
                "event_id": world.issue_ids("w", n),
                "person_id": world.people.person_id[rows.person],
                "employer_id": world.employers.employer_id[rows.employer],
                "insurance_type": np.full(n, "310", dtype=object),
                "event_kind": np.full(n, event, dtype=object),
                "effective_date": day,
                "submitted_at": filed,
                "reason_code": np.full(n, None if event == "1" else "21", dtype=object),
                "channel": np.full(n, "1", dtype=object),
            },
        )


def write_hospital(
    world: World, rng, person, birth, hospital, *, has_stay, visits, diagnosis="Z34.9"
) -> None:
    """Write the stays of births and the visits before them, inside the town's history."""
    stay = np.flatnonzero(has_stay)
    admitted = birth[stay] - rng.integers(0, 3, len(stay))
    _write_bills(
        world,
        person[stay],
        hospital[stay],
        admitted,
        "52",
        "O80.0",
        until=birth[stay] + rng.integers(3, 8, len(stay)),
        total=np.exp(rng.normal(8.9, 0.3, len(stay))),
    )
    visits = np.asarray(visits)
    row = np.repeat(np.arange(len(person)), visits)
    day = birth[row] - rng.integers(8, 240, len(row))
    _write_bills(
        world,
        person[row],
        hospital[row],
        day,
        "11",
        diagnosis,
        until=None,
        total=np.exp(rng.normal(5.6, 0.6, len(row))),
    )


def _write_bills(world, person, hospital, day, med_type, diagnosis, *, until, total):
    kept = (day >= world.town.start) & (day <= world.town.end - 10)
    n, total = int(kept.sum()), total[kept].round(2)
    if not n:
        return
    setl, at = world.issue_ids("m", n), day[kept].astype("datetime64[us]")
    end = day[kept] if until is None else until[kept]
    stay_days = {"admit_date": day[kept], "discharge_date": end} if until is not None else {}
    fund = (total * 0.7).round(2)
    world.add(
        ClaimHeader,
        {
            "setl_id": setl,
            "mdtrt_id": setl,
            "person_id": world.people.person_id[person[kept]],
            "institution_code": world.institutions.institution_code[hospital[kept]],
            "insutype": np.full(n, "310", dtype=object),
            "med_type": np.full(n, med_type, dtype=object),
            "service_time": at + np.timedelta64(9, "h"),
            "settle_time": end.astype("datetime64[us]") + np.timedelta64(15, "h"),
            "diag_code": np.full(n, diagnosis, dtype=object),
            "credential_kind": np.full(n, "1", dtype=object),
            "is_online": np.zeros(n, dtype=bool),
            "total_amount": total,
            "fund_amount": fund,
            "account_amount": np.zeros(n),
            "cash_amount": (total - fund).round(2),
            "is_remote": np.zeros(n, dtype=bool),
        }
        | stay_days,
    )


def write_allowances(world: World, rng, rows: pd.DataFrame) -> np.ndarray:
    """Write allowances and return their ids; empty strings for those not yet paid.

    Columns: person, employer, birth, kind, days, base (yuan a month), institution; agent (number,
    -1 none), to_unit, account (number of a foreign account, -1 none), paid_to (another unit whose
    account it is, -1 none), base_source.
    """
    n, town = len(rows), world.town
    usual = {"agent": -1, "to_unit": True, "account": -1, "paid_to": -1, "base_source": "1"}
    rows = rows.assign(**{k: v for k, v in usual.items() if k not in rows})
    late = rng.gamma(2.0, 150.0, n) if town.has_mess else np.zeros(n)
    wait = 15 + rng.integers(0, 60, n) + np.where(rng.random(n) < 0.05, late, 0).astype(int)
    apply = rows.birth.to_numpy().astype("datetime64[D]") + wait
    paid = apply + rng.integers(7, 40, n)
    kept = np.flatnonzero((paid <= town.end) & (paid >= town.start))
    ids = np.full(n, "", dtype=object)
    ids[kept] = world.issue_ids("mb", len(kept))
    mine = rows.iloc[kept]
    daily = (np.clip(mine.base.to_numpy(), 2490, 24930) / MONTH_DAYS).round(2)
    employer, person = mine.employer.to_numpy(), mine.person.to_numpy()
    payee = np.where(mine.paid_to >= 0, mine.paid_to, employer)
    of_unit = hash_numbers("bank", world.employers.bank[payee] + PERSON_SPACE)
    own = hash_numbers("bank", person)
    account = mine.account.to_numpy()
    foreign = hash_numbers("bank", np.maximum(account, 0) + AGENT_SPACE)
    to_unit = mine.to_unit.to_numpy().astype(bool)
    agent = mine.agent.to_numpy()
    if len(kept):
        world.add(
            MaternityPayment,
            {
                "payment_id": ids[kept],
                "person_id": world.people.person_id[person],
                "employer_id": world.employers.employer_id[employer],
                "birth_date": mine.birth.to_numpy(),
                "birth_kind": mine.kind.to_numpy(),
                "institution_code": mine.institution.to_numpy(),
                "days": mine.days.to_numpy(),
                "daily_amount": daily,
                "base_source": mine.base_source.to_numpy(),
                "amount": daily * mine.days.to_numpy(),
                "apply_date": apply[kept],
                "paid_date": paid[kept],
                "payee_kind": np.where(to_unit, "1", "2").astype(object),
                "bank_hash": np.where(account >= 0, foreign, np.where(to_unit, of_unit, own)),
                "agent_phone_hash": np.where(
                    agent >= 0, hash_numbers("phone", np.maximum(agent, 0) + AGENT_SPACE), None
                ),
                "reversed": np.zeros(len(kept), dtype=bool),
            },
        )
    return ids


def read_insured_women(world: World) -> pd.DataFrame:
    """Read months of women of twenty to forty-five at units: person, employer, month, base."""
    people = world.people
    birth_year = get_month_number(people.birth) / 12
    end = world.town.last_month / 12
    fit = (people.sex == "2") & (end - birth_year > FIRST_AGE) & (end - birth_year < LAST_AGE)
    rows = world.get_rows(ContributionMonth)
    is_mine = pc.and_(
        pc.and_(pc.equal(rows["insurance_type"], "310"), pc.equal(rows["pay_kind"], "1")),
        pc.is_in(rows["person_id"], value_set=pa.array(people.person_id[fit], pa.string())),
    )
    columns = ["person_id", "employer_id", "contrib_month", "base_amount"]
    frame = rows.filter(is_mine).select(columns).to_pandas(date_as_object=False)
    index = pd.Series(np.arange(len(people)), index=people.person_id)
    units = world.employers
    number = pd.Series(np.arange(len(units)), index=units.employer_id)
    # disorder adds units of its own to the tables, which are not among the town's employers
    frame = frame[frame.employer_id.isin(units.employer_id)]
    frame = pd.DataFrame(
        {
            "person": index.loc[frame.person_id].to_numpy(),
            "employer": number.loc[frame.employer_id].to_numpy(),
            "month": get_month_number(frame.contrib_month.to_numpy()),
            "base": frame.base_amount.astype(float),
        }
    )
    frame = frame[units.nature[frame.employer] != "60"]
    return frame.sort_values(["person", "month", "employer"]).reset_index(drop=True)


def compute_unit_wages(world: World, women: pd.DataFrame) -> np.ndarray:
    """Compute the mean wage (yuan a month) of every unit as the tax authority knows it, else the
    mean base of its women.
    """
    wages = world.get_rows(TaxWageMonth).select(["payer_uscc_hash", "wage_amount"]).to_pandas()
    by_payer = wages.wage_amount.astype(float).groupby(wages.payer_uscc_hash).mean()
    declared = by_payer.reindex(hash_numbers("uscc", np.arange(len(world.employers)))).to_numpy()
    bases = women.groupby("employer").base.mean().reindex(np.arange(len(world.employers)))
    return np.where(np.isnan(declared), bases.to_numpy(), declared)


def _draw_mothers(world, rng):
    """Draw one month of an employed woman in the history for every allowance, by her age.

    Who claims unemployment benefit has none: a month paid by both funds is planted or nowhere.
    """
    town, women = world.town, read_insured_women(world)
    claimants = world.get_rows(UnemploymentClaim)["person_id"].combine_chunks()
    has_claimed = pc.is_in(pa.array(world.people.person_id), value_set=claimants).to_numpy(
        zero_copy_only=False
    )
    taken = world.is_taken() | has_claimed
    open_months = women[
        women.month.between(town.first_month - 3, town.last_month - 1) & ~taken[women.person]
    ]
    age = (open_months.month - get_month_number(world.people.birth)[open_months.person]) / 12
    weight = (age // 5 * 5).map(FERTILITY).fillna(0).to_numpy()
    count = town.scale_case_count(ALLOWANCES_A_YEAR, 60)
    chosen = rng.choice(len(open_months), min(count, len(open_months)), p=weight / weight.sum())
    drawn = open_months.iloc[np.unique(chosen)].drop_duplicates("person")
    return drawn.assign(unit_wage=compute_unit_wages(world, women)[drawn.employer])
