"""The units of a town: size, trade, affiliation, windows for the flexibly employed."""

from dataclasses import dataclass, replace

import numpy as np

from contracts.tables.employer import Employer
from simulator.core.clock_and_seeds import Town, format_ids, hash_numbers
from simulator.core.population import DISTRICTS

# GB/T 4754 division → (share of heads, injuries per 10,000 a year)
INDUSTRIES = {
    "33": (0.12, 150),
    "21": (0.04, 130),
    "34": (0.10, 110),
    "47": (0.08, 90),
    "39": (0.12, 45),
    "18": (0.07, 40),
    "51": (0.10, 15),
    "59": (0.05, 60),
    "62": (0.07, 25),
    "65": (0.06, 8),
    "72": (0.09, 8),
    "83": (0.05, 8),
    "84": (0.03, 10),
    "90": (0.02, 12),
}
DISPATCH_INDUSTRY = "72"
PERSON_SPACE = 10_000_000_000  # legal representatives who are no insured persons


@dataclass(frozen=True)
class Employers:
    """Arrays of equal length, one entry a unit; among them windows (nature 60), one a district."""

    employer_id: np.ndarray
    nature: np.ndarray
    industry: np.ndarray
    target: np.ndarray
    registered: np.ndarray
    deregistered: np.ndarray
    district: np.ndarray
    legal_rep: np.ndarray
    phone: np.ndarray
    address: np.ndarray
    bank: np.ndarray
    is_dispatch: np.ndarray

    def __len__(self) -> int:
        return len(self.employer_id)

    @property
    def is_open_to_all(self) -> np.ndarray:
        """True for ordinary units that anyone may work for."""
        return (self.nature != "60") & (self.target > 0)

    def find_window(self, district: np.ndarray) -> np.ndarray:
        """Index of the window of each district."""
        order = dict(zip(DISTRICTS, np.flatnonzero(self.nature == "60"), strict=True))
        return np.array([order[d] for d in district])


def make_employers(town: Town) -> Employers:
    """About one unit to sixteen employed, heads log-normal; one in twelve belongs to a group of affiliates."""
    rng = town.make_rng("employers")
    count = max(60, round(town.persons * 0.0275))
    windows = len(DISTRICTS)
    total = count + windows
    number = np.arange(total)
    target = np.clip(np.exp(rng.normal(np.log(6), 1.45, total)), 1, 0.06 * town.persons)
    industries = np.array(list(INDUSTRIES), dtype=object)
    shares = np.array([s for s, _ in INDUSTRIES.values()])
    industry = rng.choice(industries, total, p=shares / shares.sum())
    weights = np.array(list(DISTRICTS.values()))
    codes = np.array(list(DISTRICTS), dtype=object)
    district = rng.choice(codes, total, p=weights / weights.sum())
    nature = np.where(industry == "90", "20", np.where(target < 3, "50", "10")).astype(object)
    is_dispatch = (industry == DISPATCH_INDUSTRY) & (rng.random(total) < 0.12) & (target > 8)
    nature[count:], target[count:], district[count:], is_dispatch[count:] = "60", 0, codes, False
    industry[count:] = "83"
    # affiliates share a legal representative, and often phone and address
    group = np.where(rng.random(total) < 0.08, number - rng.integers(1, 4, total), number)
    group = np.where((group >= 0) & (number < count), group, number)
    shared = rng.random(total) < 0.6
    days = (rng.beta(0.8, 1.6, total) * 6500).astype(int) + 40 + 31 * town.months
    is_deregistered = rng.random(total) < 0.012 * town.months / 12
    end = np.where(
        is_deregistered & (number < count),
        town.end - rng.integers(0, 30 * town.months, total),
        np.datetime64("NaT", "D"),
    )
    return Employers(
        employer_id=format_ids("e", number),
        nature=nature,
        industry=industry,
        target=target,
        registered=town.end - days,
        deregistered=end,
        district=district,
        legal_rep=group,
        phone=np.where(shared, group, number),
        address=np.where(shared, group, number),
        bank=number,
        is_dispatch=is_dispatch,
    )


def append_units(employers: Employers, count: int, **fixed) -> tuple[Employers, np.ndarray]:
    """More units (those of a plant) at the end; (employers, indices of the new ones).

    `fixed` gives columns as scalars or arrays; phone, address, bank and representative are new unless given.
    """
    number = np.arange(count) + len(employers)
    fresh = {
        "legal_rep": number,
        "phone": number,
        "address": number,
        "bank": number,
        "target": 0.0,
        "nature": "10",
    }
    fresh |= {
        "deregistered": np.datetime64("NaT", "D"),
        "is_dispatch": False,
        "employer_id": format_ids("e", number),
    } | fixed
    columns = {}
    for name, old in vars(employers).items():
        new = np.broadcast_to(np.asarray(fresh[name], dtype=old.dtype), (count,))
        columns[name] = np.concatenate([old, new])
    return replace(employers, **columns), number


def get_size_classes(world) -> np.ndarray:
    """The register's size class of every unit; a plan "register_sizes" (unit, size) overrides it."""
    heads = world.employers.target
    size = np.select([heads > 300, heads > 50, heads > 10], ["L", "M", "S"], "X").astype(object)
    for planned in world.plans["register_sizes"]:
        size[planned.unit] = planned["size"]
    return size


def _build_licences(world):
    """(number, from, to) of dispatch licences; a plan "licences" (unit, valid_from, valid_to; NaT = none) overrides them."""
    units, none = world.employers, np.datetime64("NaT", "D")
    start = np.where(units.is_dispatch, np.datetime64("2015-01-01"), none)
    end = np.where(units.is_dispatch, np.datetime64("2030-12-31"), none)
    for planned in world.plans["licences"]:
        start[planned.unit], end[planned.unit] = planned.valid_from, planned.valid_to
    number = np.where(np.isnat(start), None, format_ids("330200", np.arange(len(units)), 6))
    return number, start, end


def write_employers(world, employers: Employers) -> None:
    """The table `employer`."""
    n = len(employers)
    year = int(str(world.town.end)[:4])
    licence, licence_from, licence_to = _build_licences(world)
    world.add(
        Employer,
        {
            "employer_id": employers.employer_id,
            "uscc_hash": hash_numbers("uscc", np.arange(n)),
            "unit_nature": employers.nature,
            "industry_code": employers.industry,
            "size_class": get_size_classes(world),
            "size_year": np.full(n, year - 1),
            "register_date": employers.registered,
            "deregister_date": employers.deregistered,
            "district": employers.district,
            "legal_rep_hash": hash_numbers("person", employers.legal_rep + PERSON_SPACE),
            "phone_hash": hash_numbers("phone", employers.phone + PERSON_SPACE),
            "address_hash": hash_numbers("address", employers.address + PERSON_SPACE),
            "bank_hash": hash_numbers("bank", employers.bank + PERSON_SPACE),
            "dispatch_license_no": licence,
            "dispatch_valid_from": licence_from,
            "dispatch_valid_to": licence_to,
            "credit_status": np.zeros(n, dtype=bool),
        },
    )
