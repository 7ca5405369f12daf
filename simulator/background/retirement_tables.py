"""The tables of retirement: approvals, service segments, filings of special jobs; and what they say of pensions."""

import numpy as np
import pandas as pd

from contracts.tables.pension_approval import PensionApproval
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from simulator.background.careers import DEEMED, NOBODY, PAID
from simulator.background.operators import draw_handlers
from simulator.core.clock_and_seeds import get_month_number, hash_numbers, make_date
from simulator.core.population import RETIRED
from simulator.core.world import World

RESIDENT_AGE_MONTHS = 720
YUAN_A_MONTH_OF_SERVICE = 10.0
MIN_PENSION, MAX_PENSION = 1200.0, 9000.0


def get_first_pension_month(world: World) -> np.ndarray:
    """Per person: first month of an employee or resident pension, from 1970-01 (for those who draw one)."""
    resident = get_month_number(world.people.birth) + RESIDENT_AGE_MONTHS + 1
    return np.where(world.people.scheme == RETIRED, world.pension_start, resident)


def compute_employee_pension(world: World) -> np.ndarray:
    """Per person: yuan a month of an employee pension; for approvals in the history by the months of service."""
    n = len(world.people)
    wage = np.exp(world.town.make_rng("pension amounts").normal(0, 0.33, n))
    months = np.full(n, 330.0)
    plan = fill_service_months(world)
    months[plan.person] = plan.paid_months + plan.deemed_months
    amount = np.clip(months * YUAN_A_MONTH_OF_SERVICE * wage, MIN_PENSION, MAX_PENSION).round(2)
    has_fixed_pension = plan.pension > 0
    amount[plan.person[has_fixed_pension]] = plan.pension[has_fixed_pension]
    return amount


def fill_service_months(world: World) -> pd.DataFrame:
    """Planned retirements with the months that their segments come to, where the plan does not say otherwise."""
    plan = world.collect_plan("retirements").reset_index(drop=True)
    segments = world.collect_plan("segments")
    length = segments["last"] - segments["first"] + 1
    for name, kinds in (("paid_months", [PAID]), ("deemed_months", list(DEEMED))):
        is_kind = segments.kind.isin(kinds)
        total = length[is_kind].groupby(segments.person[is_kind]).sum()
        counted = plan.person.map(total).fillna(0).astype(int)
        plan[name] = np.where(plan[name] == NOBODY, counted, plan[name])
    return plan


def write_retirements(world: World) -> None:
    """The tables `pension_approval`, `service_segment` and `special_job_filing`, as far as known on the last day."""
    plan = fill_service_months(world)
    plan = plan[plan.approved <= world.town.end].reset_index(drop=True)
    _write_approvals(world, plan)
    segments = world.collect_plan("segments")
    _write_segments(world, segments[segments.person.isin(plan.person)].reset_index(drop=True), plan)
    _write_filings(world, world.collect_plan("filings"))


def build_archive_births(world: World) -> np.ndarray:
    """First birth date in the file of those whose file was reviewed; one in fifty was written by the lunar calendar."""
    people, rng = world.people, world.town.make_rng("archives")
    births = np.full(len(people), np.datetime64("NaT", "D"))
    reviewed = world.collect_plan("retirements").person.to_numpy().astype(int)
    lunar = np.where(rng.random(len(reviewed)) < 0.02, rng.integers(18, 52, len(reviewed)), 0)
    births[reviewed] = people.birth[reviewed] - lunar
    for fixed_births in world.plans["archive_births"]:
        births[fixed_births.person.to_numpy()] = fixed_births.birth.to_numpy()
    return births


def _write_approvals(world, plan):
    rng, units = world.town.make_rng("approvals"), world.employers
    employer = plan.employer.to_numpy().astype(int)
    staff = draw_handlers(world, units.district[employer], rng)
    agent = plan.agent.to_numpy().astype(np.int64)
    world.add(
        PensionApproval,
        {
            "approval_id": plan.approval_id,
            "person_id": world.people.person_id[plan.person],
            "employer_id": units.employer_id[employer],
            "approval_type": plan.kind,
            "female_category": plan.category,
            "apply_date": plan.applied,
            "approve_date": plan.approved,
            "pension_start": make_date(plan.start),
            "legal_age_months": plan.legal,
            "actual_paid_months": plan.paid_months,
            "deemed_months": plan.deemed_months,
            "special_kind": plan.special_kind,
            "special_months": _mask_negatives(plan.special_months),
            "appraisal_id": plan.appraisal,
            "diag_code": plan.diag,
            "diag_doctor_code": plan.doctor,
            "monthly_pension": compute_employee_pension(world)[plan.person],
            "agent_phone_hash": np.where(
                agent >= 0, hash_numbers("phone", np.maximum(agent, 0)), None
            ),
            "written_notice_date": plan.notice,
        }
        | {post: plan[post].where(plan[post].notna(), chosen) for post, chosen in staff.items()},
    )


def _write_segments(world, plan, approvals):
    rng, n = world.town.make_rng("segments"), len(plan)
    approved = (
        approvals.set_index("person")
        .approved.reindex(plan.person)
        .to_numpy()
        .astype("datetime64[D]")
    )
    years_before = rng.random(n) < 0.4
    recorded = approved - np.where(
        years_before, rng.integers(900, 4000, n), rng.integers(30, 330, n)
    )
    recorded = np.maximum(recorded, make_date(plan["last"].to_numpy() + 1, 15))
    recorded = np.where(
        plan.recorded.isna(),
        np.minimum(recorded, approved - 1),
        plan.recorded.to_numpy().astype("datetime64[D]"),
    )
    clerk = draw_handlers(world, world.people.district[plan.person], rng)["accept_op"]
    respondent, unit = plan.respondent.to_numpy(), plan.unit.to_numpy()
    world.add(
        ServiceSegment,
        {
            "segment_id": plan.segment_id,
            "person_id": world.people.person_id[plan.person],
            "kind": plan.kind,
            "unit_name_hash": _hash_unit_names(unit),
            "unit_known_heads": _mask_negatives(plan.heads),
            "unit_nature": plan.nature,
            "industry_code": plan.industry,
            "job_code": plan.job,
            "from_month": make_date(plan["first"]),
            "to_month": make_date(plan["last"]),
            "evidence_kind": plan.evidence,
            "evidence_count": plan.documents,
            "original_flag": plan.original,
            "award_no": plan.award,
            "award_date": plan.award_day,
            "hearing_date": plan.hearing,
            "respondent_hash": _hash_unit_names(respondent),
            "first_recorded_date": recorded,
            "recorded_by_op": plan.op.where(plan.op.notna(), clerk),
            "changed_count": plan.changed,
        },
    )


def _write_filings(world, plan):
    last = np.minimum(plan["last"], world.town.last_month)
    count = np.clip(last - plan["first"] + 1, 0, None).to_numpy().astype(int)
    row = np.repeat(np.arange(len(plan)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    months = plan.iloc[row][["employer", "person", "job"]].assign(
        month=plan["first"].to_numpy()[row] + step
    )
    months = months.drop_duplicates()
    world.add(
        SpecialJobFiling,
        {
            "employer_id": world.employers.employer_id[months.employer.to_numpy().astype(int)],
            "person_id": world.people.person_id[months.person.to_numpy().astype(int)],
            "job_code": months.job,
            "month": make_date(months.month),
        },
    )


def _mask_negatives(numbers):
    numbers = np.asarray(numbers).astype(float)
    return np.where(numbers >= 0, numbers, np.nan)


def _hash_unit_names(numbers):
    numbers = np.asarray(numbers).astype(np.int64)
    return np.where(numbers >= 0, hash_numbers("unit name", np.maximum(numbers, 0)), None)
