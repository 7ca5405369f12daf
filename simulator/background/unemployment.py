"""Unemployment: who claims, what the formula grants, what is paid month by month."""

import numpy as np
import pandas as pd

from contracts.law import get_law_number
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from simulator.background.employment import OPEN
from simulator.background.operators import draw_handlers
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.population import COUNTY_RATE, EMPLOYEE
from simulator.core.world import World

NOT_BY_OWN_WILL = ("11", "12", "13", "14", "15", "16")
CLAIMS_A_YEAR = 0.021  # of the insured: 75,000 new claims a year in the city
# claims by month of separation, against the mean: most after New Year
MONTH_INDEX = np.array([0.95, 0.80, 1.30, 1.15, 1.05, 1.0, 1.0, 0.95, 0.95, 0.90, 0.95, 1.0])
PERSON_SPACE = 0
SCENARIO = "short_term_enrollment"
NO_DEVICE = -1  # claimed at a counter


def compute_granted_months(paid_total) -> np.ndarray:
    """Compute months of benefit for months paid, by the provincial formula (contracts/law)."""
    rule = get_law_number("unemployment_benefit_months").values[0][1]
    extra = np.asarray(paid_total) - rule["first_paid_months"]
    steps, rest = extra // rule["step_paid_months"], extra % rule["step_paid_months"]
    months = rule["first_benefit_months"] + steps + (rest > rule["round_up_over_months"])
    return np.where(extra < 0, 0, np.minimum(months, rule["cap_months"]))


def plan_claim(world: World, person, employer, separation, **more) -> np.ndarray:
    """Plan claims (arrays or scalars); return their ids.

    `more`: claim (day; else 3–25 days after), paid_total, granted, months (of benefit paid, at most
    granted), reason, kind, carry, phone, bank, device (numbers; else the person's own),
    reason_changes, first_month.
    """
    person = np.atleast_1d(person)
    n, town = len(person), world.town
    rng = town.make_rng(f"claim {len(world.plans['claims'])}")
    separation = np.broadcast_to(np.asarray(separation, dtype="datetime64[D]"), n)
    # premiums were paid in 30 to 95 % of the months since the age of 21
    months_paid = np.clip(
        (world.people.age(town.end)[person] - 21) * 12 * rng.uniform(0.3, 0.95, n), 12, 400
    )
    columns = {
        "person": person,
        "employer": employer,
        "separation": separation,
        "claim": separation + rng.integers(3, 26, n),
        "paid_total": months_paid.astype(int),
        # ends of contracts and dismissals
        "reason": rng.choice(np.array(["11", "12", "13"], dtype=object), n, p=[0.4, 0.5, 0.1]),
        "kind": "1",
        "carry": 0,
        # a reason is corrected now and then
        "reason_changes": (rng.random(n) < 0.03).astype(int),
        "phone": world.people.phone[person],
        "bank": person,
        # seven in ten claim online
        "device": np.where(rng.random(n) < 0.7, person, NO_DEVICE),
    } | more
    plan = pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in columns.items()})
    plan["claim_id"] = world.issue_ids("u", n)
    if "granted" not in plan:
        plan["granted"] = np.minimum(
            compute_granted_months(plan.paid_total.to_numpy()) + plan.carry, 24
        )
    if "first_month" not in plan:
        plan["first_month"] = get_month_number(plan.claim) + 1
    if "months" not in plan:
        plan["months"] = plan.granted
    plan["months"] = np.minimum(plan.months, plan.granted)
    world.plan("claims", plan)
    return plan.claim_id.to_numpy()


def plan_honest_claims(world: World) -> None:
    """Plan claims after separations against the worker's will; benefit ends with the next job,
    rarely late.
    """
    rng, town = world.town.make_rng("honest claims"), world.town
    spells = world.collect_plan("spells")
    spells = (
        spells[(spells.kind == "full")]
        .sort_values(["person", "start"], kind="stable")
        .reset_index(drop=True)
    )
    same = spells.person.eq(spells.person.shift(-1))
    spells["next_start"] = spells.start.shift(-1).where(same)
    over = spells[
        (spells.end >= town.start)
        & (spells.end <= town.end - 40)
        & spells.reason.isin(NOT_BY_OWN_WILL)
        & ~world.is_taken()[spells.person]
        & (
            spells.next_start.isna()
            | (get_month_number(spells.next_start) - get_month_number(spells.end) >= 3)
        )
        & world.people.is_alive[spells.person]
    ]
    claim_count = int(CLAIMS_A_YEAR * (world.people.scheme == EMPLOYEE).sum() * town.months / 12)
    weight = MONTH_INDEX[get_month_number(over.end) % 12]
    # the seasons weigh which separations lead to a claim
    chosen = over.iloc[
        np.sort(
            rng.choice(
                len(over), min(claim_count, len(over)), replace=False, p=weight / weight.sum()
            )
        )
    ]
    _plan_claims_until_next_job(world, rng, chosen)


def _plan_claims_until_next_job(world, rng, chosen):
    """Plan claims that end with the next job; overlaps of two months or more are labelled as
    minor.
    """
    town, n = world.town, len(chosen)
    # most claim within some weeks; the law gives sixty days
    claim = chosen.end.to_numpy() + np.clip(rng.exponential(18, n), 1, 80).astype(int)
    first = get_month_number(claim) + 1
    following = chosen.next_start.fillna(OPEN).to_numpy()
    # honest overlap: 3–4 % of claims by one month, 0.6 % by two or more
    late = rng.choice([0, 1, 2, 3], n, p=[0.96, 0.034, 0.004, 0.002])
    until_job = get_month_number(following) - first + late
    until_job = np.where(
        # a quarter use up or give up the benefit before the next job
        rng.random(n) < 0.25,
        rng.integers(1, 9, n).clip(max=until_job.clip(1)),
        until_job,
    )
    claim_ids = plan_claim(
        world,
        chosen.person.to_numpy(),
        chosen.employer.to_numpy(),
        chosen.end.to_numpy(),
        claim=claim,
        reason=chosen.reason.to_numpy(),
        months=np.clip(until_job, 1, 24),
    )
    plan = world.plans["claims"][-1]
    working = (plan.first_month + plan.months - get_month_number(following)).to_numpy()
    paid = plan.first_month + plan.months - 1 <= town.last_month
    is_error = (working >= 2) & paid.to_numpy()
    people = world.people.person_id[plan.person[is_error]]
    world.add_truth(
        "overlap_error_two_months",
        SCENARIO,
        "person",
        people,
        "minor",
        record=("unemployment_claim", claim_ids[is_error]),
    )


def write_unemployment(world: World) -> None:
    """Write the claims and payments, and plan the medical premium paid by the fund."""
    plan = world.collect_plan("claims")
    plan = plan[(plan.claim <= world.town.end)].reset_index(drop=True)
    district = world.employers.district[plan.employer]
    # yuan a month from 2024-01: counties and city
    plan["monthly"] = np.where(np.isin(district, COUNTY_RATE), 2034.0, 2241.0)
    # the assistance grant of 2020–2023, assumed
    plan.loc[plan.kind == "2", "monthly"] = 1500.0
    rng = world.town.make_rng("claims")
    n = len(plan)
    over = plan.first_month + plan.months - 1 < world.town.last_month
    online = plan.device.to_numpy() != NO_DEVICE
    staff = draw_handlers(world, district, world.town.make_rng("claim handlers"))
    world.add(
        UnemploymentClaim,
        {
            "claim_id": plan.claim_id,
            "person_id": world.people.person_id[plan.person],
            "benefit_kind": plan.kind,
            "last_employer_id": world.employers.employer_id[plan.employer],
            "register_date": plan.claim,
            "claim_date": plan.claim,
            "separation_date": plan.separation,
            "separation_reason": plan.reason,
            "reason_changed_count": plan.reason_changes,
            "paid_months_total": plan.paid_total,
            "granted_months": plan.granted,
            "carry_over_months": plan.carry,
            "monthly_amount": plan.monthly,
            "district": district,
            "channel": np.where(
                online, "1", rng.choice(np.array(["2", "3"], dtype=object), n)
            ).astype(object),
            "phone_hash": hash_numbers("phone", plan.phone.astype(np.int64)),
            "bank_hash": hash_numbers("bank", plan.bank.astype(np.int64)),
            "device_hash": np.where(
                online, hash_numbers("device", plan.device.astype(np.int64)), None
            ),
            "accept_op": staff["accept_op"],
            "review_op": staff["review_op"],
            "status": np.where(over, "2", "1").astype(object),
        },
    )
    _write_payments(world, plan)


def expand_payments(plan: pd.DataFrame, town) -> pd.DataFrame:
    """Expand claims to the months paid by the last day: row (of plan), month, paid (day)."""
    count = np.clip(plan.months.to_numpy(), 0, None)
    row = np.repeat(np.arange(len(plan)), count)
    month = (
        plan.first_month.to_numpy()[row]
        + np.arange(count.sum())
        - np.repeat(np.cumsum(count) - count, count)
    )
    # paid between the 10th and the 19th
    paid = make_date(month, 10 + row % 10)
    rows = pd.DataFrame({"row": row, "month": month, "paid": paid})
    return rows[rows.paid <= town.end]


def _write_payments(world, plan):
    rows = expand_payments(plan, world.town)
    claims = plan.iloc[rows.row]
    n = len(rows)
    world.add(
        UnemploymentPayment,
        {
            "claim_id": claims.claim_id,
            "benefit_month": make_date(rows.month),
            "seq": np.ones(n, dtype=int),
            "paid_amount": claims.monthly,
            # one usual premium; grants carry none
            "medical_premium_amount": np.where(claims.kind == "1", 412.0, 0.0),
            "paid_date": rows.paid,
            "bank_hash": hash_numbers("bank", claims.bank.to_numpy().astype(np.int64)),
            "reversed": np.zeros(n, dtype=bool),
            "recovered_amount": np.zeros(n),
        },
    )
    window = world.employers.find_window(world.people.district[claims.person])
    fund = pd.DataFrame(
        {"person": claims.person.to_numpy(), "employer": window, "month": rows.month.to_numpy()}
    )
    fund = fund.assign(posted=rows.paid.to_numpy(), pay_kind="7", insurance="310", seq=2)
    world.plan("contributions", fund.drop_duplicates(["person", "employer", "month"]))
