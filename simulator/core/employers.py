"""The employers of a town: size, trade, affiliation, and the windows at which self-payers pay."""

from dataclasses import dataclass, replace

import numpy as np

from contracts.tables.employer import Employer
from simulator.core.clock_and_seeds import Town, format_ids, hash_numbers
from simulator.core.population import DISTRICTS

# Division of GB/T 4754 → (share of the employed, injuries per 10,000 a year). The shares are
# assumed after a coastal manufacturing city; the rates are chosen so that all trades together give
# about 59 recognised injuries per 10,000 (28,000 a year in the city).
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
# added to the numbers of legal representatives and their phones and accounts, so that they never
# hash to the same value as those of an insured person
PERSON_SPACE = 10_000_000_000


@dataclass(frozen=True)
class Employers:
    """Arrays of equal length, one entry an employer; nature 60 are the windows of districts.

    `target` is the planned number of heads; `legal_rep`, `phone`, `address` and `bank` are numbers
    that affiliates may share.
    """

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
        """True for ordinary employers at which anyone may work."""
        return (self.nature != "60") & (self.target > 0)

    def find_window(self, district: np.ndarray) -> np.ndarray:
        """Find the index of the window of each district."""
        order = dict(zip(DISTRICTS, np.flatnonzero(self.nature == "60"), strict=True))
        return np.array([order[d] for d in district])


def make_employers(town: Town) -> Employers:
    """Make about one employer per 36 persons, of log-normal size, one in twelve in a group of
    affiliates.
    """
    rng = town.make_rng("employers")
    # 220,000 employers on 8 million insured
    count = max(60, round(town.persons * 0.0275))
    windows = len(DISTRICTS)
    total = count + windows
    number = np.arange(total)
    # median 6 heads and a long tail; the largest has at most six per cent of the town no employer
    # is larger than 6 % of the town, or a single plant would decide its figures
    target = np.clip(np.exp(rng.normal(np.log(6), 1.45, total)), 1, 0.06 * town.persons)
    industries = np.array(list(INDUSTRIES), dtype=object)
    shares = np.array([s for s, _ in INDUSTRIES.values()])
    industry = rng.choice(industries, total, p=shares / shares.sum())
    weights = np.array(list(DISTRICTS.values()))
    codes = np.array(list(DISTRICTS), dtype=object)
    district = rng.choice(codes, total, p=weights / weights.sum())
    # division 90 stands for public institutions; the smallest are individual businesses
    nature = np.where(industry == "90", "20", np.where(target < 3, "50", "10")).astype(object)
    # one labour service in eight, if it has the staff, lends workers
    is_dispatch = (industry == DISPATCH_INDUSTRY) & (rng.random(total) < 0.12) & (target > 8)
    # the last ten are the windows
    nature[count:], target[count:], district[count:], is_dispatch[count:] = "60", 0, codes, False
    industry[count:] = "83"

    group = np.where(rng.random(total) < 0.08, number - rng.integers(1, 4, total), number)
    group = np.where((group >= 0) & (number < count), group, number)
    # six in ten affiliates also share phone and address
    shared = rng.random(total) < 0.6
    # ages up to 18 years, most of them young; all older than the history
    days = (rng.beta(0.8, 1.6, total) * 6500).astype(int) + 40 + 31 * town.months
    # 1.2 % a year give up
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
    """Add employers at the end; return (employers, indices of the new ones).

    `fixed` gives columns as scalars or arrays; phone, address, bank and representative are new
    unless given.
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
    """Get the size class of every employer in the register; a plan "register_sizes" overrides
    it.
    """
    heads = world.employers.target
    # the limits of the statistical size classes, by heads alone
    size = np.select([heads > 300, heads > 50, heads > 10], ["L", "M", "S"], "X").astype(object)
    for planned in world.plans["register_sizes"]:
        size[planned.unit] = planned["size"]
    return size


def _build_licences(world):
    """Build (number, from, to) of dispatch licences; a plan "licences" overrides them (NaT =
    none).
    """
    units, none = world.employers, np.datetime64("NaT", "D")
    start = np.where(units.is_dispatch, np.datetime64("2015-01-01"), none)
    end = np.where(units.is_dispatch, np.datetime64("2030-12-31"), none)
    for planned in world.plans["licences"]:
        start[planned.unit], end[planned.unit] = planned.valid_from, planned.valid_to
    number = np.where(np.isnat(start), None, format_ids("330200", np.arange(len(units)), 6))
    return number, start, end


def write_employers(world, employers: Employers) -> None:
    """Write the table `employer`."""
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
