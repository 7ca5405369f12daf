"""Districts and hospitals with codes of their own."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.injury_case import InjuryCase
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from contracts.tables.unemployment_claim import UnemploymentClaim
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    find_untouched_persons,
    label_innocent,
    read_rows,
)

NOT_BY_OWN_WILL = ("11", "12", "13", "14", "16")
# the last two digits count kinds of jobs within an industry; a finer list goes on from here
FINER_FROM = 60
UNKNOWN_INDUSTRIES = "9"  # first digit of divisions beyond those that do such work


def uniform_separations(world: World) -> None:
    """A district's counter codes all separations alike, whatever the paper says."""
    rng = world.town.make_rng("mess separations")
    claims = read_rows(world, UnemploymentClaim, ["district", "separation_reason"])
    events = read_rows(world, EnrollmentEvent, ["employer_id", "reason_code"])
    units = read_rows(world, Employer, ["employer_id", "district"])
    events["district"] = events.employer_id.map(units.set_index("employer_id").district)
    districts = np.unique(claims.district)
    share = draw_severity(world, "separations", 0.15, 0.6)
    for district in draw_some(rng, districts, share):
        code = str(rng.choice(NOT_BY_OWN_WILL))
        for table, rows, column in (
            (UnemploymentClaim, claims, "separation_reason"),
            (EnrollmentEvent, events, "reason_code"),
        ):
            mine = (rows.district == district) & rows[column].isin(NOT_BY_OWN_WILL)
            change_rows(world, table, rows.index[mine].to_numpy(), {column: code})


def own_job_codes(world: World) -> None:
    """Units file special jobs by a list of their own: finer than the catalogue, or with numbers of
    industries that stand in no catalogue.
    """
    rng = world.town.make_rng("mess job codes")
    filings = read_rows(world, SpecialJobFiling, ["employer_id", "person_id", "job_code"])
    filings = filings[find_untouched_persons(world, filings.person_id)]
    units = np.unique(filings.employer_id)
    chosen = draw_some(rng, units, draw_severity(world, "job codes", 0.3, 0.9), 2)
    rows = filings[filings.employer_id.isin(chosen)]
    # every second unit has numbers of its own for the industries as well
    is_foreign = dict(zip(rows.person_id, rows.employer_id.isin(chosen[::2]), strict=True))
    _recode_jobs(world, SpecialJobFiling, rows, is_foreign)
    segments = read_rows(world, ServiceSegment, ["person_id", "job_code"])
    same = segments[segments.person_id.isin(rows.person_id) & segments.job_code.notna()]
    _recode_jobs(world, ServiceSegment, same, is_foreign)
    label_innocent(world, "own_job_codes", "early_retirement", "person", rows.person_id)


def coarse_diagnoses(world: World) -> None:
    """Hospitals write three characters of a diagnosis, or one catch-all for a whole clinic."""
    rng = world.town.make_rng("mess diagnoses")
    visits = read_rows(world, ClaimHeader, ["institution_code", "med_type", "diag_code"])
    visits = visits[(visits.med_type != "41") & visits.diag_code.notna()]
    hospitals = np.unique(visits.institution_code)
    chosen = draw_some(rng, hospitals, draw_severity(world, "diagnoses", 0.15, 0.7))
    habit = pd.Series(rng.random(len(chosen)), chosen)
    rows = visits[visits.institution_code.isin(chosen)]
    is_catch_all = (rows.institution_code.map(habit) < 0.3) & (rows.med_type == "11")
    code = np.where(is_catch_all, "Z76.9", rows.diag_code.str[:3])
    change_rows(world, ClaimHeader, rows.index.to_numpy(), {"diag_code": code})


def unstated_body_parts(world: World) -> None:
    """A district's injury desk enters "other" or "several parts" for most injuries."""
    rng = world.town.make_rng("mess body parts")
    cases = read_rows(world, InjuryCase, ["employer_id", "person_id", "body_part"])
    units = read_rows(world, Employer, ["employer_id", "district"]).set_index("employer_id")
    district = cases.employer_id.map(units.district)
    share = draw_severity(world, "body parts", 0.12, 0.5)
    for one in draw_some(rng, np.unique(district.dropna()), share):
        mine = (district == one) & cases.body_part.notna() & (rng.random(len(cases)) < 0.8)
        code = str(rng.choice(["15", "99"]))
        change_rows(world, InjuryCase, cases.index[mine].to_numpy(), {"body_part": code})


def _recode_jobs(world, table, rows, is_foreign):
    """Map job codes to finer ones, and for some persons to an unknown industry; the same code
    always to the same.
    """
    kind, industry, last = rows.job_code.str[:1], rows.job_code.str[1:3], rows.job_code.str[3:]
    finer = FINER_FROM + last.astype(int) % (100 - FINER_FROM)
    own_industry = UNKNOWN_INDUSTRIES + industry.str[1:]
    industry = np.where(rows.person_id.map(is_foreign), own_industry, industry)
    change_rows(
        world, table, rows.index.to_numpy(), {"job_code": kind + industry + finer.astype(str)}
    )
