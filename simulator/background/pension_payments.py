"""Pensions month by month, deaths by their sources, and custody."""

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.whitelist import Whitelist
from simulator.background.life_certificates import write_life_signs
from simulator.background.retirement_tables import compute_employee_pension, get_first_pension_month
from simulator.background.survivors import write_survivors
from simulator.core.clock_and_seeds import format_ids, get_month_number, hash_numbers, make_date
from simulator.core.population import PENSIONER, RETIRED, make_keyed_numbers
from simulator.core.world import World

SCENARIO = "benefit_overlap"
IN_PATIENT = "21"  # code of med_type
EMPLOYEES, OFFICIALS, RESIDENTS = "110", "120", "170"
REGULAR, BACK_PAY, GRANT = "1", "2", "3"
# The yearly adjustment: 2.5 % (assumed after recent years), paid in July (month 6 counted from 0),
# due from January on.
YEARLY_RISE, JULY, BACK_DATED_MONTHS = 0.025, 6, 6
NEVER = -1
# a pension that nothing interrupts; plans change single columns of it
STREAM = {
    "kind": REGULAR,
    "gap_from": 0,
    "gap_to": NEVER,
    "frozen_from": 0,
    "frozen_to": NEVER,
    "every": 1,
    "backpay_months": np.nan,
}
STOPPING = ("1", "2")  # imprisonment and criminal detention
PROBATION = (
    "3",
    "4",
    "5",
)  # served outside prison: the pension goes on, without the yearly adjustment


def write_benefit_tables(world: World) -> None:
    """Write pensions, grants, deaths, survivors, signs of life, custody and approved accounts."""
    custody = _write_custody(world)
    _write_pensions(world, custody)
    _write_grants(world)
    _write_deaths(world)
    write_survivors(world)
    write_life_signs(world)
    _write_approved_accounts(world)


def _write_pensions(world, custody):
    """Write every month from pension age to the month of death; a few pensions stop late."""
    people, town, rng = world.people, world.town, world.town.make_rng("pensions")
    person = np.flatnonzero(np.isin(people.scheme, [RETIRED, PENSIONER]))
    employee = people.scheme[person] == RETIRED
    first = np.maximum(get_first_pension_month(world)[person], town.first_month)
    late = _draw_late_months(rng, len(person))
    death = people.death[person]
    last = np.where(np.isnat(death), town.last_month, get_month_number(death) + late)
    monthly = np.where(
        # range of resident pensions in the city, yuan a month
        employee,
        compute_employee_pension(world)[person],
        rng.uniform(330, 900, len(person)),
    )
    # 12 % of employee pensions are those of public bodies
    official = make_keyed_numbers(len(people))[person] % 100 < 12
    streams = pd.DataFrame(
        {
            "person": person,
            "insurance": np.select([~employee, official], [RESIDENTS, OFFICIALS], EMPLOYEES),
            "first": first,
            "last": last,
            "monthly": monthly.round(2),
            "bank": person,
            # plants set their own end, so a late stop is counted for honest persons alone
            "late": np.where(world.is_taken()[person] | np.isnat(death), 0, late),
            **STREAM,
        }
    )
    streams = _apply_changes(streams, [custody, *world.plans["pension_changes"]])
    recovered = [_draw_recovered_stops(world, streams, rng), *world.plans["recoveries"]]
    planned = [
        pd.DataFrame(STREAM | {k: p[k] for k in p}, index=p.index)
        for p in world.plans["pension_streams"]
    ]
    streams = pd.concat([streams, *planned], ignore_index=True)
    rows = _expand_paid_months(streams, town)
    rows = pd.concat([rows, _compute_adjustment_back_pay(rows)], ignore_index=True)
    _add_pensions(world, rows, pd.concat(recovered, ignore_index=True))


def _draw_late_months(rng, count):
    """Draw months from the month of death until the pension stops: 4 % at least one, very few half
    a year.
    """
    late = rng.choice([0, 1, 2, 3, 6], count, p=[0.96, 0.028, 0.008, 0.0032, 0.0008])
    return late + np.where(late >= 3, rng.integers(0, 3, count), 0)


def _apply_changes(streams, changes):
    """Replace columns of streams by what plans say of a person."""
    streams = streams.set_index("person")
    for change in changes:
        change_rows = change[change.person.isin(streams.index)].set_index("person")
        for column in change_rows.columns:
            streams.loc[change_rows.index, column] = change_rows[column]
    return streams.reset_index()


def _draw_recovered_stops(world, streams, rng):
    """Draw which late stops were recovered (person, from_month); the others are true
    overpayments.
    """
    late = streams[streams.late > 0]
    late = late[get_month_number(world.people.death[late.person]) < world.town.last_month]
    # assumed: three quarters of short overpayments come back, three in ten of long ones
    is_back = rng.random(len(late)) < np.where(late.late <= 2, 0.75, 0.3)
    is_back &= late["last"].to_numpy() + 3 < world.town.last_month
    standing = world.people.person_id[late.person[~is_back]]
    world.add_truth("late_stop", SCENARIO, "person", standing, "minor")
    back = late.person[is_back].to_numpy()
    return pd.DataFrame(
        {"person": back, "from_month": get_month_number(world.people.death[back]) + 1}
    )


def _expand_paid_months(streams, town):
    """Expand streams to one row a month, with the amount after the adjustments of July."""
    first = np.maximum(streams["first"].to_numpy(), town.first_month).astype(int)
    last = np.minimum(streams["last"].to_numpy(), town.last_month).astype(int)
    count = np.clip(last - first + 1, 0, None)
    row = np.repeat(np.arange(len(streams)), count)
    payments = streams.iloc[row].reset_index(drop=True)
    payments["month"] = (
        first[row] + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    )
    is_due = ~payments.month.between(payments.gap_from, payments.gap_to) & (
        (payments.month - payments["first"]) % payments.every == 0
    )
    payments = payments[is_due].reset_index(drop=True)
    frozen = _count_julys(np.minimum(payments.month, payments.frozen_to)) - _count_julys(
        payments.frozen_from - 1
    )
    rises = (
        _count_julys(payments.month) - _count_julys(town.first_month - 1) - np.clip(frozen, 0, None)
    )
    is_regular = payments.kind == REGULAR
    payments["amount"] = (payments.monthly * (1 + YEARLY_RISE * is_regular) ** rises).round(2)
    in_frozen = payments.month.between(payments.frozen_from, payments.frozen_to)
    payments["adjusted"] = is_regular & (payments.month % 12 == JULY) & ~in_frozen
    payments["paid"] = make_date(payments.month, 12)
    return payments[payments.paid <= town.end]


def _count_julys(month):
    return (np.asarray(month).astype(int) - JULY) // 12


def _compute_adjustment_back_pay(rows):
    """Compute the back-pay of the adjustment, due from January and paid on the day of July's
    pension.
    """
    risen = rows[rows.adjusted]
    months = np.minimum(BACK_DATED_MONTHS, risen.month - risen["first"])
    step = risen.amount * YEARLY_RISE / (1 + YEARLY_RISE)
    back = risen.assign(
        kind=BACK_PAY, adjusted=False, backpay_months=months, amount=(step * months).round(2)
    )
    return back[months > 0]


def _add_pensions(world, rows, recovered):
    """Add the payments, and two months later the reversals of those that were recovered."""
    from_month = rows.person.map(recovered.drop_duplicates("person").set_index("person").from_month)
    back_paid = make_date(rows.month.to_numpy() + 2, 20)
    is_back = (rows.month >= from_month).to_numpy() & (back_paid <= world.town.end)
    _add_rows(world, rows, is_back)
    back = rows[is_back]
    negative = back.assign(amount=-back.amount, paid=back_paid[is_back])
    _add_rows(world, negative, np.ones(len(back), dtype=bool), reversal=True)


def _add_rows(world, rows, is_reversed, *, reversal=False):
    n = len(rows)
    world.add(
        PensionPayment,
        {
            "person_id": world.people.person_id[rows.person],
            "insurance_type": rows.insurance,
            "benefit_month": make_date(rows.month),
            "kind": rows.kind,
            "seq": np.full(n, 2 if reversal else 1),
            "amount": rows.amount,
            "backpay_months": rows.backpay_months,
            "adjust_flag": rows.adjusted.to_numpy().astype(bool),
            "paid_date": rows.paid.to_numpy(),
            "bank_hash": hash_numbers("bank", rows.bank.to_numpy().astype(np.int64)),
            "reversed": is_reversed,
            "reversal_of": np.full(n, 1.0 if reversal else np.nan),
        },
    )


def _write_grants(world):
    """Write funeral grants of the fund that paid the pension, one to three months after the
    death.
    """
    people, town, rng = world.people, world.town, world.town.make_rng("funeral grants")
    dead = np.flatnonzero(~people.is_alive & np.isin(people.scheme, [RETIRED, PENSIONER]))
    dead = dead[
        # some families never apply
        (rng.random(len(dead)) < 0.85)
        & ~world.is_taken()[dead]
        & (people.death[dead] >= town.start)
    ]
    employee = people.scheme[dead] == RETIRED
    official = make_keyed_numbers(len(people))[dead] % 100 < 12
    honest = pd.DataFrame(
        {
            "person": dead,
            "insurance": np.select([~employee, official], [RESIDENTS, OFFICIALS], EMPLOYEES),
            "month": get_month_number(people.death[dead]) + rng.integers(1, 4, len(dead)),
            "amount": np.where(
                # Grants of employees rise with paid years, those of residents are a fixed small
                # sum.
                employee,
                rng.uniform(24_000, 90_000, len(dead)),
                rng.uniform(2000, 6000, len(dead)),
            ),
        }
    )
    rows = pd.concat([honest, *world.plans["funeral_grants"]], ignore_index=True)
    rows = rows.assign(kind=GRANT, adjusted=False, backpay_months=np.nan, bank=rows.person)
    rows["paid"] = make_date(rows.month, 22)
    rows = rows[rows.paid <= town.end]
    _add_rows(world, rows.assign(amount=rows.amount.round(2)), np.zeros(len(rows), dtype=bool))


def _write_deaths(world):
    """Write one to five sources a death, received days or weeks later; some note a later day of
    death.
    """
    people, town, rng = world.people, world.town, world.town.make_rng("deaths")
    dead = np.flatnonzero(~people.is_alive)
    late_notices = pd.concat(
        [pd.DataFrame({"person": [-1], "sole": ""}), *world.plans["late_notices"]]
    )
    known_dead = np.concatenate(
        [late_notices.person.to_numpy(), world.plans.get("known_dead", [])]
    ).astype(int)
    late_notices = late_notices.set_index("person")
    sole = pd.Series(dead).map(late_notices.sole).fillna("").to_numpy()
    # (source, share of deaths it reports, mean days until it is received), assumed
    sources = [("1", 0.9, 20), ("2", 0.6, 45), ("3", 0.7, 15), ("5", 0.3, 25), ("6", 0.2, 6)]
    number = 0
    for source, share, delay in sources:
        # the civil registry always reports deaths that a plant relies on
        is_reported = (rng.random(len(dead)) < share) | (source == "1") & np.isin(dead, known_dead)
        reported_dead = dead[np.where(sole == "", is_reported, sole == source)]
        day = people.death[reported_dead]
        # a village or the police sometimes enter the day of the report as that of the death
        if source in ("2", "5"):
            day = day + rng.choice([0, 2, 12, 45], len(reported_dead), p=[0.96, 0.02, 0.015, 0.005])
        received = day + rng.exponential(delay, len(reported_dead)).astype(int)
        notice = (
            pd.Series(reported_dead).map(late_notices.received).to_numpy().astype("datetime64[D]")
        )
        received = np.where(np.isnat(notice), received, np.maximum(notice, day))
        is_received = received <= town.end
        _add_deaths(
            world,
            number,
            reported_dead[is_received],
            day[is_received],
            source,
            received[is_received],
        )
        number += is_received.sum()
    for death_note in world.plans["death_notes"]:
        _add_deaths(
            world,
            number,
            death_note.person.to_numpy(),
            death_note.day.to_numpy().astype("datetime64[D]"),
            death_note.source.to_numpy(),
            death_note.received.to_numpy().astype("datetime64[D]"),
            death_note.confidence.to_numpy(),
        )
        number += len(death_note)


def _add_deaths(world, number, person, day, source, received, confidence="1"):
    n = len(person)
    world.add(
        DeathRecord,
        {
            "death_record_id": format_ids("d", number + np.arange(n)),
            "person_id": world.people.person_id[person],
            "id_hash": world.people.id_hash[person],
            "death_date": day,
            "source": np.broadcast_to(np.asarray(source, dtype=object), n),
            "received_date": received,
            "confidence": np.broadcast_to(np.asarray(confidence, dtype=object), n),
        },
    )


def _write_custody(world):
    """Write sentences and remand; return the changes of the pensions of convicts."""
    rng, town = world.town.make_rng("custody"), world.town
    # assumed: six in 10,000 persons
    count = max(6, round(0.0006 * len(world.people)))
    age = world.people.age(town.end)
    # the stays are written already, and no convict lies in hospital but those planted
    bills = world.get_rows(ClaimHeader)
    bills = bills.filter(pc.equal(bills["med_type"], IN_PATIENT))
    in_hospital = np.isin(world.people.person_id, bills["person_id"].to_numpy())
    person = world.take((age > 20) & (age < 65) & ~in_hospital, count, "custody")
    kinds = np.array(["1", "2", "3", "4", "5", "6"], dtype=object)
    kind = rng.choice(kinds, len(person), p=[0.34, 0.16, 0.32, 0.03, 0.05, 0.1])
    start = town.end - rng.integers(60, 700, len(person))
    length = np.where(
        kind == "2", rng.integers(30, 180, len(person)), rng.integers(120, 1500, len(person))
    )
    honest = pd.DataFrame({"person": person, "kind": kind, "start": start, "until": start + length})
    sentences = pd.concat([honest, *world.plans["custody"]], ignore_index=True)
    world.add(
        CustodyRecord,
        {
            "person_id": world.people.person_id[sentences.person.astype(int)],
            "sentence_kind": sentences.kind,
            "from_date": sentences.start.to_numpy(),
            "to_date": sentences.until.to_numpy(),
            "stop_required": sentences.kind.isin(STOPPING).to_numpy(),
        },
    )
    honest["from_month"], honest["to_month"] = (
        get_month_number(honest.start),
        get_month_number(honest.until),
    )
    stop, freeze = honest[honest.kind.isin(STOPPING)], honest[honest.kind.isin(PROBATION)]
    gaps = {"person": stop.person, "gap_from": stop.from_month + 1, "gap_to": stop.to_month - 1}
    frozen = {
        "person": freeze.person,
        "frozen_from": freeze.from_month,
        "frozen_to": freeze.to_month,
    }
    return pd.concat([pd.DataFrame(gaps), pd.DataFrame(frozen)]).pipe(_fill_neutral_values)


def _fill_neutral_values(changes):
    """Fill columns that a kind of change does not concern with the values of STREAM."""
    return changes.fillna({k: STREAM[k] for k in changes.columns if k in STREAM}).astype(int)


def _write_approved_accounts(world):
    """Write accounts of welfare houses that may receive the pensions of residents."""
    account = np.array(world.plans["approved_accounts"], dtype=np.int64)
    n = len(account)
    world.add(
        Whitelist,
        {
            "subject_kind": np.full(n, "bank", dtype=object),
            "subject_id": hash_numbers("bank", account),
            "rule_id": np.full(n, "*", dtype=object),
            "reason": np.full(n, "福利院代收在院人员养老金", dtype=object),
            "valid_from": np.full(n, world.town.start),
            "approved_by": np.full(n, "基金监督处", dtype=object),
        },
    )
