"""The tables of planned stays: settlements, settlement sheets, diagnoses, beds."""

import numpy as np

from contracts.tables.capacity_month import CapacityMonth
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.stay import Stay
from contracts.tables.stay_diagnosis import StayDiagnosis
from simulator.background.medical.sales import NOBODY
from simulator.background.medical.stay_charges import add_severe_diagnoses, write_charges
from simulator.background.medical.stays import BASE_YUAN, YUAN_A_NIGHT, YUAN_SPREAD
from simulator.core.clock_and_seeds import format_ids, make_date
from simulator.core.population import EMPLOYEE, FLEX, RETIRED
from simulator.core.world import World

DRG, BY_ITEM = "4", "1"  # codes of hospital_pay_method
LEAST_BEDS = 10  # of a ward
ABSENT_SHEETS = 0.03  # share of stays whose sheet the hospital never sent


def write_stays(world: World) -> None:
    """Write settlements, sheets, diagnoses and charges of all planned stays, and the beds of
    hospitals.
    """
    rng, town = world.town.make_rng("write stays"), world.town
    stays = world.collect_plan("stays")
    leave = stays.admit.to_numpy() + stays.nights.to_numpy().astype("timedelta64[D]")
    stays = stays.assign(leave=leave)[leave <= town.end].reset_index(drop=True)
    total = np.exp(rng.normal(0, YUAN_SPREAD, len(stays))) * (
        BASE_YUAN + YUAN_A_NIGHT * stays.nights.to_numpy()
    )
    stays["total"] = np.where(stays.total > 0, stays.total, total).round(2)
    stays["setl_id"] = format_ids("h", np.arange(len(stays)), 10)
    visit = np.where(stays.visit == NOBODY, np.arange(len(stays)) + 10**9, stays.visit)
    stays["mdtrt_id"] = format_ids("hv", visit, 10)
    add_severe_diagnoses(world, rng, stays)
    _write_settlements(world, rng, stays)
    _write_sheets(world, rng, stays)
    _write_diagnoses(world, stays)
    _write_beds(world, stays)
    write_charges(world, stays)


def _write_settlements(world, rng, stays):
    people, places, n = world.people, world.institutions, len(stays)
    person, hospital = stays.person.to_numpy(), stays.hospital.to_numpy()
    total = stays.total.to_numpy()
    fund = (total * stays.fund.to_numpy()).round(2)
    own = np.where(stays.is_free, 0.0, (total - fund).round(2))
    account = (own * np.where(rng.random(n) < 0.3, 0.4, 0.0)).round(2)
    admitted = stays.admit.to_numpy().astype("M8[s]") + rng.integers(8 * 3600, 18 * 3600, n).astype(
        "timedelta64[s]"
    )
    settled = stays.leave.to_numpy().astype("M8[s]") + rng.integers(9 * 3600, 17 * 3600, n).astype(
        "timedelta64[s]"
    )
    worker = np.isin(people.scheme[person], [EMPLOYEE, RETIRED, FLEX])
    world.add(
        ClaimHeader,
        {
            "setl_id": stays.setl_id,
            "mdtrt_id": stays.mdtrt_id,
            "person_id": people.person_id[person],
            "institution_code": places.institution_code[hospital],
            "insutype": np.where(worker, "310", "390").astype(object),
            "med_type": stays.med_type,
            "service_time": admitted,
            "settle_time": settled,
            "admit_date": stays.admit,
            "discharge_date": stays.leave,
            "diag_code": stays.diag,
            "dept_code": stays.dept,
            "doctor_code": places.make_doctor_codes(hospital, stays.doctor.to_numpy()),
            "credential_kind": stays.credential,
            "is_online": np.zeros(n, dtype=bool),
            "total_amount": total,
            "fund_amount": fund,
            "account_amount": account,
            "cash_amount": (own - account).round(2),
            "is_remote": np.zeros(n, dtype=bool),
        },
    )


def _write_sheets(world, rng, stays):
    is_sent = rng.random(len(stays)) >= ABSENT_SHEETS
    sent = stays[is_sent]
    n, nights = len(sent), sent.nights.to_numpy()
    hospital = sent.hospital.to_numpy()
    begin = sent.admit.to_numpy().astype("M8[s]") + np.timedelta64(9, "h")
    method = np.where(
        sent.pay_method != BY_ITEM,
        sent.pay_method,
        np.where(world.institutions.level[hospital] == "3", DRG, BY_ITEM),
    )
    close_days = np.where(rng.random(n) < 0.35, np.minimum(nights, 2), 0)
    world.add(
        Stay,
        {
            "setl_id": sent.setl_id,
            "mdtrt_id": sent.mdtrt_id,
            "admit_way": sent.admit_way,
            "admit_time": begin,
            "discharge_time": sent.leave.to_numpy().astype("M8[s]") + np.timedelta64(10, "h"),
            "admit_dept": sent.dept,
            "discharge_dept": sent.dept,
            "stay_days": nights,
            "discharge_way": sent.discharge_way,
            "planned_readmission": sent.is_planned.to_numpy().astype(bool),
            "chief_doctor_code": world.institutions.make_doctor_codes(
                hospital, sent.doctor.to_numpy()
            ),
            "special_nursing_days": np.zeros(n, dtype=int),
            "level1_nursing_days": close_days,
            "level2_nursing_days": nights - close_days,
            "level3_nursing_days": np.zeros(n, dtype=int),
            "ventilator_hours": np.where(rng.random(n) < 0.01, 24.0, 0.0),
            "pay_method": method.astype(object),
        },
    )


def _write_diagnoses(world, stays):
    """Write the main diagnosis and the others of each stay."""
    codes = [f"{d} {o}".split() for d, o in zip(stays.diag, stays.others, strict=True)]
    count = np.array([len(c) for c in codes])
    row = np.repeat(np.arange(len(stays)), count)
    seq = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + 1
    world.add(
        StayDiagnosis,
        {
            "setl_id": stays.setl_id.to_numpy()[row],
            "seq": seq,
            "diag_code": np.array([code for own in codes for code in own], dtype=object),
            "is_main": seq == 1,
            "on_admission": np.full(len(row), "1", dtype=object),
        },
    )


def _write_beds(world, stays):
    """Write the open beds of each hospital: what its fullest night needs, by the month."""
    places, town = world.institutions, world.town
    months = np.arange(town.first_month, town.last_month + 1)
    wards = places.wards
    beds = np.maximum(_find_fullest_nights(world, stays)[wards], LEAST_BEDS)
    for hospital, open_beds in world.plans["open_beds"]:
        beds[wards == hospital] = open_beds
    world.add(
        CapacityMonth,
        {
            "institution_code": np.repeat(places.institution_code[wards], len(months)),
            "month": np.tile(make_date(months), len(wards)),
            "beds_approved": np.repeat(beds, len(months)),
            "beds_open": np.repeat(beds, len(months)),
            "doctors": np.full(len(wards) * len(months), 12),
            "therapists": np.full(len(wards) * len(months), 4),
        },
    )


def _find_fullest_nights(world, stays):
    """Count the patients of each hospital on its fullest night, stays of `visits` included."""
    visits = world.collect_plan("visits")
    beds = visits[visits.med_type == "21"]
    hospital = np.concatenate([stays.hospital, beds.hospital]).astype(int)
    first = np.concatenate([stays.admit, beds.day]).astype("datetime64[D]")
    last = np.concatenate([stays.leave, beds.until]).astype("datetime64[D]")
    day = np.concatenate([first, last])
    change = np.repeat([1, -1], len(first))
    place = np.concatenate([hospital, hospital])
    # who leaves frees the bed for who comes on that day
    order = np.lexsort((change, day, place))
    census = np.cumsum(change[order])
    most = np.zeros(len(world.institutions), dtype=int)
    np.maximum.at(most, place[order], census)
    return most
