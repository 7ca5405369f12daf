"""Prescribers whom the local register does not know."""

import numpy as np
import pandas as pd

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.medical_staff import MedicalStaff
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    drop_rows,
    is_planted,
    label_innocent,
    read_rows,
)

SCENARIO = "pharmacy_billing"
ABOUT = "prescri|doctor|_rx|novel"  # plants that prescriptions give away
# hospitals of other cities and internet hospitals, by the first digits of their codes
REGIONS = ("3101", "3301", "3306", "4601", "6401")


def outside_prescribers(world: World) -> None:
    """Shops fill prescriptions of hospitals in other cities and on the internet, whose doctors are
    registered there and whose visits are settled there.
    """
    rng, lines = world.town.make_rng("mess outside"), _read_prescriptions(world)
    shops = np.unique(lines.shop)
    chosen = draw_some(rng, shops, draw_severity(world, "outside", 0.3, 0.95), 5)
    share = pd.Series(np.exp(rng.uniform(np.log(0.005), np.log(0.5), len(chosen))), chosen)
    odds = lines.shop.map(share).fillna(0.0).to_numpy()
    rows = lines[rng.random(len(lines)) < odds]
    hospital = rng.integers(0, 40, len(rows))
    doctor = np.minimum(rng.geometric(0.15, len(rows)), 60)
    region = np.array(REGIONS)[hospital % len(REGIONS)]
    code = np.char.add(np.char.add("H", region), np.char.zfill(hospital.astype(str), 7))
    change_rows(
        world,
        ClaimLine,
        rows.index.to_numpy(),
        {
            "rx_institution_code": code.astype(object),
            "rx_doctor_code": np.char.add(
                np.char.add(code, "d"), np.char.zfill(doctor.astype(str), 3)
            ).astype(object),
        },
    )
    label_innocent(world, "outside_prescribers", SCENARIO, "institution", np.unique(rows.shop))


def hospitals_without_register(world: World) -> None:
    """A hospital has not sent its doctors, or sends those alone who were there at the first
    delivery.
    """
    rng = world.town.make_rng("mess register")
    staff = read_rows(world, MedicalStaff, ["institution_code", "kind", "valid_to"])
    doctors = staff[(staff.kind == "1") & staff.valid_to.isna()]
    hospitals = np.unique(doctors.institution_code)
    chosen = draw_some(rng, hospitals, draw_severity(world, "register", 0.06, 0.3))
    known = pd.Series(rng.choice([0.0, 0.5, 0.8], len(chosen)), chosen)
    odds = doctors.institution_code.map(known).fillna(1.0)
    drop_rows(world, MedicalStaff, doctors.index[rng.random(len(doctors)) >= odds].to_numpy())


def _read_prescriptions(world):
    """Read prescribed lines of shops whose prescriptions no plant uses."""
    lines = read_rows(world, ClaimLine, ["setl_id", "rx_flag"])
    headers = read_rows(world, ClaimHeader, ["setl_id", "institution_code"], med_type=["41"])
    headers = headers[~is_planted(world, "institution", headers.institution_code, ABOUT)]
    shop = headers.set_index("setl_id").institution_code
    lines = lines[lines.rx_flag]
    lines = lines.assign(shop=lines.setl_id.map(shop))
    return lines[lines.shop.notna()]
