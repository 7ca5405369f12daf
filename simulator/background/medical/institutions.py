"""Designated hospitals and pharmacies: where they are, how busy, who works there."""

from dataclasses import dataclass

import numpy as np

from contracts.tables.institution import Institution
from contracts.tables.institution_event import InstitutionEvent
from contracts.tables.medical_staff import MedicalStaff
from simulator.core.clock_and_seeds import Town, format_ids, hash_numbers
from simulator.core.employers import PERSON_SPACE
from simulator.core.population import DISTRICTS
from simulator.core.world import World

# longitude of each district's centre, spread over the city's width
CENTRES = dict(zip(DISTRICTS, np.linspace(121.2, 121.9, len(DISTRICTS)), strict=True))
DOCTORS = 12  # a hospital
USUAL_MISSED_SHARE = 0.004  # share of packs that an honest shop forgets to scan


@dataclass
class Institutions:
    """Arrays of equal length, hospitals first; plants may change them until they are written."""

    institution_code: np.ndarray
    kind: np.ndarray
    level: np.ndarray
    specialty: np.ndarray
    district: np.ndarray
    size: np.ndarray
    tills: np.ndarray
    chain: np.ndarray
    is_dual_channel: np.ndarray
    is_internet_hospital: np.ndarray
    scans_early: np.ndarray
    missed_share: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    agreement_to: np.ndarray
    suspended_from: np.ndarray
    suspended_to: np.ndarray
    # hospitals to which stays alone are planned, and the unit (an index) that insures the staff
    is_for_stays: np.ndarray
    employer: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def hospitals(self) -> np.ndarray:
        """Indices of hospitals that patients visit."""
        return np.flatnonzero((self.kind == "H") & ~self.is_internet_hospital & ~self.is_for_stays)

    @property
    def wards(self) -> np.ndarray:
        """Indices of hospitals with beds: those that patients visit, and those for stays alone."""
        return np.flatnonzero((self.kind == "H") & ~self.is_internet_hospital)

    @property
    def shops(self) -> np.ndarray:
        """Indices of pharmacies."""
        return np.flatnonzero(self.kind == "P")

    def make_doctor_codes(self, hospital, number) -> np.ndarray:
        """Make the code of a doctor of a hospital."""
        return format_ids("d", np.asarray(hospital) * 1000 + np.asarray(number) % DOCTORS)


def count_ordinary_shops(town: Town) -> int:
    """Count the pharmacies of a town of ordinary prevalence."""
    return town.scale_unit_count(2846, 110, power=0.72)


def add_institutions(world: World) -> None:
    """Set `world.institutions`, and `world.free_shops`: shops that no typology uses."""
    rng, town = world.town.make_rng("institutions"), world.town
    # 1,317 hospitals and 2,846 pharmacies in the city; at least as many as all plants take
    hospitals = town.scale_unit_count(1317, 14)
    # where more is planted there are more shops, so that honest ones are left
    shops = round(count_ordinary_shops(town) * max(1.0, town.prevalence))
    n = hospitals + shops
    weights = np.array(list(DISTRICTS.values()))
    district = rng.choice(np.array(list(DISTRICTS), dtype=object), n, p=weights / weights.sum())
    # every district has a hospital and a shop
    district[:10] = district[hospitals : hospitals + 10] = list(DISTRICTS)
    kind = np.array(["H"] * hospitals + ["P"] * shops, dtype=object)
    is_shop = kind == "P"
    level = np.where(
        is_shop,
        None,
        rng.choice(np.array(["3", "2", "1", "0"], dtype=object), n, p=[0.15, 0.25, 0.3, 0.3]),
    )
    internet = ~is_shop & (np.arange(n) == hospitals - 1)
    world.institutions = Institutions(
        institution_code=np.char.add(
            kind.astype(str), np.char.add("3302", np.char.zfill(np.arange(n).astype(str), 7))
        ).astype(object),
        kind=kind,
        level=level,
        specialty=np.where(
            is_shop,
            None,
            rng.choice(
                np.array(["综合", "手外科", "肿瘤", "康复"], dtype=object),
                n,
                p=[0.7, 0.1, 0.1, 0.1],
            ),
        ),
        district=district,
        # the heavy tail of shops: the busiest sell fifteen times the median
        size=np.exp(rng.normal(0, 0.9, n)),
        # most shops have one till
        tills=np.where(is_shop, rng.choice([1, 1, 1, 2, 3], n), 0),
        # more than half of the shops belong to a chain
        chain=np.where(
            is_shop & (rng.random(n) < 0.55),
            format_ids("k", rng.integers(0, max(3, shops // 8), n), 4),
            None,
        ),
        # one shop in twenty may sell negotiated dear drugs
        is_dual_channel=is_shop & (rng.random(n) < 0.05),
        is_internet_hospital=internet,
        # shops that scanned before the duty began
        scans_early=rng.random(n) < 0.4,
        missed_share=np.full(n, USUAL_MISSED_SHARE),
        lon=np.array([CENTRES[d] for d in district])
        + town.make_rng("longitude").normal(0, 0.03, n),
        lat=29.9 + town.make_rng("latitude").normal(0, 0.05, n),
        agreement_to=np.full(n, np.datetime64("NaT", "D"), "datetime64[D]"),
        suspended_from=np.full(n, np.datetime64("NaT", "D"), "datetime64[D]"),
        suspended_to=np.full(n, np.datetime64("NaT", "D"), "datetime64[D]"),
        is_for_stays=np.zeros(n, dtype=bool),
        employer=np.full(n, -1),
    )
    world.free_shops = list(
        rng.permutation(
            world.institutions.shops[~world.institutions.is_dual_channel[world.institutions.shops]]
        )
    )


def take_shops(world: World, count: int) -> np.ndarray:
    """Take ordinary shops that no typology uses."""
    shops, world.free_shops = world.free_shops[:count], world.free_shops[count:]
    return np.array(shops, dtype=int)


def pick_hospital_codes(world: World, number) -> np.ndarray:
    """Pick codes of hospitals, one per number."""
    places = world.institutions
    hospitals = places.institution_code[(places.kind == "H") & ~places.is_for_stays]
    return hospitals[np.asarray(number) % len(hospitals)]


def open_hospitals_for_stays(world: World, count: int, **fixed) -> np.ndarray:
    """Open hospitals to which stays alone are planned; return their indices.

    They are numbered after all other institutions, so that nothing else changes with them. `fixed`
    are columns of Institutions.
    """
    places, n = world.institutions, len(world.institutions)
    number = n + np.arange(count)
    source = places.hospitals[np.arange(count) % len(places.hospitals)]
    for name in vars(places):
        column = getattr(places, name)
        setattr(places, name, np.concatenate([column, column[source]]))
    places.institution_code[number] = np.array([f"H3302{k:07d}" for k in number], dtype=object)
    places.specialty[number] = "综合"
    places.level[number] = np.array(["2", "1", "0", "2"], dtype=object)[np.arange(count) % 4]
    places.is_for_stays[number] = True
    for name, value in fixed.items():
        getattr(places, name)[number] = value
    return number


def move_next_door(world: World, institution, other, *, metres: int = 300) -> None:
    """Move institutions next to another (or others), into its district."""
    institutions = world.institutions
    institutions.lon[institution], institutions.district[institution] = (
        institutions.lon[other],
        institutions.district[other],
    )
    # metres of a degree of latitude
    institutions.lat[institution] = institutions.lat[other] + metres / 111_195


def write_institutions(world: World) -> None:
    """Write the tables `institution`, `institution_event` and `medical_staff`."""
    rng, n, institutions = (
        world.town.make_rng("places"),
        len(world.institutions),
        world.institutions,
    )
    is_shop = institutions.kind == "P"
    world.add(
        Institution,
        {
            "institution_code": institutions.institution_code,
            "name": np.where(is_shop, "药店", "医院") + np.arange(n).astype(str).astype(object),
            "kind": institutions.kind,
            "level": institutions.level,
            "ownership": np.where(is_shop | (institutions.level == "0"), "2", "1").astype(object),
            "specialty": institutions.specialty,
            "district": institutions.district,
            "lon": institutions.lon,
            "lat": institutions.lat,
            "open_from": np.where(is_shop, "08:00", None),
            "open_to": np.where(is_shop, "21:30", None),
            "chain_id": institutions.chain,
            "is_dual_channel": institutions.is_dual_channel,
            "is_outpatient_pooling": is_shop & (rng.random(n) < 0.7),
            "is_internet": institutions.is_internet_hospital,
            "agreement_from": np.full(n, np.datetime64("2018-01-01")),
            "agreement_to": institutions.agreement_to,
            "suspension_from": institutions.suspended_from,
            "suspension_to": institutions.suspended_to,
            "pharmacist_count": np.where(is_shop, 1 + (institutions.size > 1.5), 0),
            "till_count": institutions.tills,
            "legal_rep_hash": hash_numbers("person", np.arange(n) + 3 * PERSON_SPACE),
            "employer_id": np.where(
                institutions.employer >= 0,
                world.employers.employer_id[np.maximum(institutions.employer, 0)],
                None,
            ),
        },
    )
    _write_events(world)
    _write_staff(world)


def _write_events(world):
    institutions = world.institutions
    suspended = np.flatnonzero(~np.isnat(institutions.suspended_from))
    world.add(
        InstitutionEvent,
        {
            "institution_code": institutions.institution_code[suspended],
            "event_kind": np.full(len(suspended), "1", dtype=object),
            "date_from": institutions.suspended_from[suspended],
            "date_to": institutions.suspended_to[suspended],
        },
    )


def _write_staff(world):
    institutions = world.institutions
    place = np.concatenate(
        [np.repeat(np.flatnonzero(institutions.kind == "H"), DOCTORS), institutions.shops]
    )
    number = np.concatenate(
        [
            np.tile(np.arange(DOCTORS), (institutions.kind == "H").sum()),
            np.full(len(institutions.shops), 900),
        ]
    )
    world.add(
        MedicalStaff,
        {
            "staff_code": format_ids("d", place * 1000 + number),
            "kind": np.where(number == 900, "2", "1").astype(object),
            "institution_code": institutions.institution_code[place],
            "valid_from": np.full(len(place), np.datetime64("2015-01-01")),
            "points_this_year": np.zeros(len(place), dtype=int),
            "status": np.full(len(place), "1", dtype=object),
        },
    )
    ended_doctors = world.plans["ended_doctors"]
    if ended_doctors:
        code, until = (np.array(side, dtype=object) for side in zip(*ended_doctors, strict=True))
        n = len(ended_doctors)
        world.add(
            MedicalStaff,
            {
                "staff_code": code,
                "kind": np.full(n, "1", dtype=object),
                "valid_from": np.full(n, np.datetime64("2012-01-01")),
                "valid_to": until.astype("datetime64[D]"),
                "points_this_year": np.zeros(n, dtype=int),
                "status": np.full(n, "3", dtype=object),
            },
        )
