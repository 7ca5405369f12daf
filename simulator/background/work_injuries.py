"""Work injuries: who is hurt when and how, what is decided, what the fund pays."""

import numpy as np
import pandas as pd

from contracts.law import get_law_number
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.insured_project import InsuredProject
from simulator.background.capacity_appraisals import (
    BY_INJURY,
    NOT_APPRAISED,
    assign_grades,
    make_some_cases_grave,
    write_appraisals,
)
from simulator.background.employment import compute_submission_time
from simulator.background.medical.institutions import pick_hospital_codes
from simulator.background.operators import draw_handlers
from simulator.core.clock_and_seeds import (
    format_ids,
    get_month_number,
    hash_numbers,
    hash_numbers_or_null,
    make_date,
)
from simulator.core.employers import INDUSTRIES, PERSON_SPACE
from simulator.core.world import World

SCENARIO = "work_injury"
# by month: fewer at New Year, more after it (newcomers) and in the heat; assumed
MONTH_INDEX = np.array([1.0, 0.6, 1.15, 1.0, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.0, 1.0])
# hour of the accident: peaks before noon and in the afternoon
HOURS = np.array([7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 20, 23])
HOUR_SHARES = np.array([0.04, 0.09, 0.14, 0.16, 0.12, 0.06, 0.11, 0.12, 0.08, 0.04, 0.02, 0.02])
# body part → ICD-10 codes at that site
SITES = {
    "10": ["S62.6", "S68.1", "S61.0"],
    "09": ["S62.3", "S61.8"],
    "08": ["S52.5", "S52.3"],
    "12": ["S82.2", "S83.2"],
    "13": ["S92.3", "S93.4"],
    "06": ["S32.0", "S33.5"],
    "01": ["S01.9", "S06.0"],
    "04": ["S22.3"],
    "02": ["S05.1"],
    "07": ["S42.0", "S43.1"],
    "14": ["S92.5"],
}
# share of each body part, in the order of SITES; a third are fingers
SITE_SHARES = np.array([0.34, 0.1, 0.08, 0.12, 0.11, 0.06, 0.07, 0.05, 0.02, 0.03, 0.02])
NOT_HURT_HERE = -1
APPRAISED_SHARE = 0.57  # of recognised cases: about 16,000 appraisals on 28,000 cases a year
OWN_WAGE = 6200.0  # yuan a month, one figure for all: the wage is not what the checks compare


def plan_case(world: World, person, employer, injury_time, coverage_start, **more) -> np.ndarray:
    """Plan injury cases (arrays or scalars); return their ids.

    `more`: insured_by, article, part, diag, applicant, apply (days after injury), decision,
    extension, agent, witness1, witness2 (numbers, -1 = none), medical (yuan), project, handler
    (op_id), host (unit, -1 = none); and of the appraisal: grade (BY_INJURY, NOT_APPRAISED or the
    grade itself), worse (grades above the injury's), expert1, expert2 (on the panel without a
    draw), appraisal_agent, concluded_after (days from the injury), -1 = drawn; death_hours (from
    the first diagnosis to death, NaN = survived), first_hospital (number, -1 = by person).
    """
    person = np.atleast_1d(person)
    n, rng = len(person), world.town.make_rng(f"case {len(world.plans['cases'])}")
    part = rng.choice(np.array(list(SITES), dtype=object), n, p=SITE_SHARES)
    columns = {
        "person": person,
        "employer": employer,
        "injury": np.broadcast_to(np.asarray(injury_time, dtype="datetime64[m]"), n),
        "cover": np.broadcast_to(np.asarray(coverage_start, dtype="datetime64[D]"), n),
        "insured_by": "1",
        # at work 84 %, on the way 11 %; few on errands or by preparing for work
        "article": rng.choice(
            np.array(["14-1", "14-6", "14-5", "14-2"], dtype=object), n, p=[0.84, 0.11, 0.03, 0.02]
        ),
        "part": part,
        "diag": np.array(
            [
                SITES[p][int(k)]
                for p, k in zip(part, rng.integers(0, [len(SITES[p]) for p in part]), strict=True)
            ],
            dtype=object,
        ),
        "applicant": "1",
        "apply": np.clip(rng.gamma(2.2, 6.0, n), 1, 29).astype(int),
        # 3.5 % are not recognised
        "decision": np.where(rng.random(n) < 0.035, "3", "1").astype(object),
        "extension": False,
        # one in four comes through one of fifty agents
        "agent": np.where(
            rng.random(n) < 0.25, 40_000_000 + np.asarray(employer) % 50, NOT_HURT_HERE
        ),
        "witness1": rng.integers(0, len(world.people), n),
        "witness2": np.where(
            rng.random(n) < 0.6, rng.integers(0, len(world.people), n), NOT_HURT_HERE
        ),
        # median 6,500 and mean about 14,000 yuan
        "medical": np.exp(rng.normal(np.log(6500), 1.1, n)).clip(200, 180_000).round(2),
        "grade": np.where(rng.random(n) < APPRAISED_SHARE, BY_INJURY, NOT_APPRAISED),
        "stays": rng.integers(3, 25, n),
        "project": None,
        "handler": None,
        "host": NOT_HURT_HERE,
        "worse": 0,
        "expert1": -1,
        "expert2": -1,
        "appraisal_agent": -1,
        "concluded_after": -1,
        "death_hours": np.nan,
        "first_hospital": NOT_HURT_HERE,
    } | more
    plan = pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in columns.items()})
    plan["case_id"] = world.issue_ids("j", n)
    world.plan("cases", plan)
    return plan.case_id.to_numpy()


def plan_honest_cases(world: World) -> None:
    """Plan injuries at the rates of the trades, more of them among newcomers, all but a few
    covered.
    """
    rng, town = world.town.make_rng("honest injuries"), world.town
    spells = world.collect_plan("spells").reset_index(drop=True)
    spells = spells[
        (spells.kind == "full") & (spells.end >= town.start) & ~world.is_taken()[spells.person]
    ]
    rate = (
        np.array([INDUSTRIES.get(i, (0, 40))[1] for i in world.employers.industry])[spells.employer]
        / 10_000
    )
    exposed_from = np.maximum(spells.start.to_numpy().astype("datetime64[D]"), town.start)
    days = (
        np.minimum(spells.end.to_numpy().astype("datetime64[D]"), town.end) - exposed_from
    ).astype(int)
    is_hurt = rng.random(len(spells)) < rate * days / 365
    spells, exposed_from, days = spells[is_hurt], exposed_from[is_hurt], days[is_hurt]
    # the power moves accidents towards the beginning of a job
    at = (rng.random(len(spells)) ** 1.25 * days).astype(int)
    injury = (
        exposed_from + at + rng.choice(HOURS, len(spells), p=HOUR_SHARES).astype("timedelta64[h]")
    )
    injury = injury + rng.integers(0, 60, len(spells)).astype("timedelta64[m]")
    cover = compute_submission_time(spells).astype("datetime64[D]") + 1
    ok = (
        (injury > cover)
        & (injury < town.end - 20)
        & (rng.random(len(spells)) < MONTH_INDEX[get_month_number(injury) % 12])
    )
    plan_case(
        world, spells.person.to_numpy()[ok], spells.employer.to_numpy()[ok], injury[ok], cover[ok]
    )
    make_some_cases_grave(rng, world.plans["cases"][-1])


def write_injuries(world: World) -> None:
    """Write the tables `insured_project`, `injury_case`, `capacity_appraisal` and
    `injury_payment`.
    """
    plan = world.collect_plan("cases").reset_index(drop=True)
    plan["apply_date"] = plan.injury.to_numpy().astype("datetime64[D]") + plan["apply"].to_numpy()
    plan = plan[plan.apply_date <= world.town.end].reset_index(drop=True)
    # 15 to 44 days: the law allows 60
    decided = plan.apply_date.to_numpy() + 15 + (np.arange(len(plan)) * 7) % 30
    plan["decided"] = np.where(decided <= world.town.end, decided, np.datetime64("NaT", "D"))
    plan = assign_grades(world, plan)
    _write_projects(world)
    _write_cases(world, plan)
    write_appraisals(world, plan)
    _write_medical(world, plan[plan.decision == "1"])
    _write_grants(world, plan[(plan.decision == "1") & (plan.grade > 0)])
    for extra in world.plans["injury_payments"]:
        _add_payments(world, **extra)


def _assign_handlers(world, plan, name):
    """Assign the operators of each case: those the plan names, else any of the district."""
    staff = draw_handlers(
        world,
        world.employers.district[plan.employer.to_numpy().astype(int)],
        world.town.make_rng(name),
    )
    has_handler = plan.handler.notna().to_numpy()
    return staff | {"accept_op": np.where(has_handler, plan.handler, staff["accept_op"])}


def _write_projects(world):
    builders = np.flatnonzero(world.employers.industry == "47")[:8]
    n = len(builders)
    world.add(
        InsuredProject,
        {
            "project_id": format_ids("j", np.arange(n), 5),
            "general_contractor_id": world.employers.employer_id[builders],
            # 80 million yuan, a usual residential building
            "contract_amount": np.full(n, 8.0e7),
            "cover_start": np.full(n, world.town.start - 200),
            "cover_end": np.full(n, world.town.end + 300),
            "district": world.employers.district[builders],
        },
    )


def _write_cases(world, plan):
    decided = plan.decided.to_numpy()
    pending = np.isnat(decided)
    recognised = plan.decision.isin(["1", "2"]).to_numpy() & ~pending
    by_project = (plan.insured_by == "2").to_numpy()
    staff = _assign_handlers(world, plan, "injury handlers")
    first_diag = plan.injury.to_numpy() + np.timedelta64(90, "m")
    world.add(
        InjuryCase,
        {
            "case_id": plan.case_id,
            "person_id": world.people.person_id[plan.person],
            "employer_id": world.employers.employer_id[plan.employer],
            "host_employer_id": _look_up_hosts(world, plan.host),
            "insured_by": plan.insured_by,
            "project_id": plan.project,
            "coverage_start": np.where(
                by_project,
                np.datetime64("NaT", "D"),
                plan.cover.to_numpy().astype("datetime64[us]"),
            ),
            "injury_time": plan.injury,
            "first_diag_time": first_diag,
            "death_time": first_diag + _convert_hours(plan.death_hours),
            "injury_article": np.where(recognised, plan.article, None),
            "diag_code": plan.diag,
            "body_part": plan.part,
            "applicant_kind": plan.applicant,
            "apply_date": plan.apply_date,
            "accept_date": np.minimum(plan.apply_date.to_numpy() + 3, world.town.end),
            "decision_date": decided,
            "decision": np.where(pending, None, plan.decision),
            "extension_approved": plan.extension.astype(bool),
            "handler_op": staff["accept_op"],
            "approver_op": staff["approve_op"],
            "agent_phone_hash": hash_numbers_or_null("phone", plan.agent),
            "witness1_hash": hash_numbers_or_null("person", plan.witness1),
            "witness2_hash": hash_numbers_or_null("person", plan.witness2),
            "first_institution_code": pick_hospital_codes(
                world, plan.person.where(plan.first_hospital == NOT_HURT_HERE, plan.first_hospital)
            ),
        },
    )


def _convert_hours(hours):
    """Hours as spans of minutes; no span where there are none."""
    minutes = hours.to_numpy() * 60
    spans = np.where(np.isnan(minutes), 0, minutes).round().astype("timedelta64[m]")
    return np.where(np.isnan(minutes), np.timedelta64("NaT", "m"), spans)


def _look_up_hosts(world, host):
    has_host = host.to_numpy() != NOT_HURT_HERE
    return np.where(has_host, world.employers.employer_id[np.where(has_host, host, 0)], None)


def _write_medical(world, plan):
    """Write medical cost in one to three bills from the day of injury on; one in five is paid to
    the employer.
    """
    rng = world.town.make_rng("injury bills")
    bills = rng.integers(1, 4, len(plan))
    row = np.repeat(np.arange(len(plan)), bills)
    part = np.arange(len(row)) - np.repeat(np.cumsum(bills) - bills, bills)
    bill_cases = plan.iloc[row]
    # one bill a month
    begin = bill_cases.injury.to_numpy().astype("datetime64[D]") + part * 30
    _add_payments(
        world,
        plan=bill_cases,
        item="1",
        amount=(bill_cases.medical.to_numpy() / bills[row]).round(2),
        service_from=begin,
        service_to=begin + bill_cases.stays.to_numpy(),
        paid=begin + bill_cases["apply"].to_numpy() + 70,
        institution=pick_hospital_codes(world, bill_cases.person),
        invoice=np.arange(len(row)) + 50_000_000,
        payee=np.where(np.arange(len(row)) % 5 == 0, "2", "3"),
    )


def _write_grants(world, plan):
    """Write the lump-sum disability benefit by grade, in months of wage."""
    months = get_law_number("injury_disability_months").on(world.town.as_of)
    amount = np.array([months[g] * OWN_WAGE for g in plan.grade])
    _add_payments(
        world,
        plan=plan,
        item="6",
        amount=amount,
        paid=plan.injury.to_numpy().astype("datetime64[D]") + 260,
    )


def _add_payments(
    world,
    *,
    plan,
    item,
    amount,
    paid,
    payee="1",
    month=None,
    termination=None,
    reversed=False,
    **bill,
):
    """Add payments on planned cases; those after the last day are left out.

    `bill`: service_from, service_to, institution, invoice.
    """
    n = len(plan)
    paid = np.broadcast_to(np.asarray(paid, dtype="datetime64[D]"), n)
    paid_positions = np.flatnonzero(paid <= world.town.end)

    def select_paid(values):
        return np.broadcast_to(np.asarray(values), n)[paid_positions]

    payment_id = world.issue_ids("y", len(paid_positions))
    cases = plan.iloc[paid_positions]
    payees = select_paid(np.asarray(payee, dtype=object))
    unit_bank = world.employers.bank[cases.employer.to_numpy().astype(int)] + PERSON_SPACE
    columns = {
        "payment_id": payment_id,
        "op_id": _assign_handlers(
            world, cases, f"payers {payment_id[0] if len(paid_positions) else None}"
        )["accept_op"],
        "case_id": plan.case_id.to_numpy()[paid_positions],
        "person_id": world.people.person_id[plan.person.to_numpy()[paid_positions]],
        "payee_kind": payees,
        "item": select_paid(np.asarray(item, dtype=object)),
        "amount": select_paid(amount),
        "paid_date": paid[paid_positions],
        "bank_hash": hash_numbers(
            "bank", np.where(payees == "2", unit_bank, cases.person.to_numpy())
        ),
        "reversed": select_paid(reversed),
    }
    if month is not None:
        columns["benefit_month"] = make_date(select_paid(month))
    if termination is not None:
        columns["termination_date"] = select_paid(termination)
    if bill:
        columns["service_from"], columns["service_to"] = (
            select_paid(bill["service_from"]),
            select_paid(bill["service_to"]),
        )
        columns["institution_code"] = select_paid(bill["institution"])
        columns["invoice_no_hash"] = hash_numbers("invoice", select_paid(bill["invoice"]))
    world.add(InjuryPayment, columns)
