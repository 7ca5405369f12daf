"""The frame of a town: its size, its calendar, its random numbers and its hashes."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zlib import crc32

import numpy as np

# insured with medical insurance in the city that the simulator imitates; rates are given at this
# size
CITY_PERSONS = 8_039_000
# the two hexadecimal digits of each byte: a table look-up is much faster than formatting
HEX = np.array([f"{b:02x}" for b in range(256)])


@dataclass(frozen=True)
class Town:
    """The frame of a town: `persons` insured, a `seed`, the last closed day `as_of`, `months` of
    history.

    A town that is a quarter of a city also has the city's seed. `has_mess` lays honest disorder
    over it, `prevalence` multiplies the planted counts, and scenarios in `retold` are planted
    after another description.
    """

    persons: int
    seed: int
    as_of: date
    months: int = 24
    city_seed: int | None = None
    has_mess: bool = False
    prevalence: float = 1.0
    retold: tuple[str, ...] = ()

    def make_rng(self, name: str) -> np.random.Generator:
        """Make the random generator of one purpose; a new purpose never changes the numbers of
        others.
        """
        return _make_generator(self.seed, name)

    def make_city_rng(self, name: str) -> np.random.Generator:
        """Make the random generator of a purpose that all quarters of a city share."""
        return _make_generator(self.seed if self.city_seed is None else self.city_seed, name)

    @cached_property
    def end(self) -> np.datetime64:
        """The last closed day."""
        return np.datetime64(self.as_of, "D")

    @cached_property
    def last_month(self) -> int:
        """The month of `end`, counted from 1970-01."""
        return int(self.end.astype("datetime64[M]").astype(int))

    @cached_property
    def first_month(self) -> int:
        """The first month of history."""
        return self.last_month - self.months + 1

    @property
    def start(self) -> np.datetime64:
        """The first day of history."""
        return make_date(self.first_month)

    @property
    def scale(self) -> float:
        """Persons of the town as a share of those of the city."""
        return self.persons / CITY_PERSONS

    def scale_unit_count(self, at_city_scale: float, least: int = 1, *, power: float = 0.8) -> int:
        """Scale a count of shops, firms or operators from the city to the town, `least` at least.

        The power below 1 leaves a small town more units than its share, so that each still has a
        usual volume.
        """
        return max(least, round(at_city_scale * self.scale**power))

    def scale_case_count(self, per_year_at_city_scale: float, least: int) -> int:
        """Scale a yearly count of honest cases from the city to the town's history, `least` at
        least.
        """
        return max(least, round(per_year_at_city_scale * self.scale * self.months / 12))

    def scale_planted_count(self, per_year_at_city_scale: float, least: int) -> int:
        """Scale a yearly count of planted cases from the city to the town's history.

        The least is what a measurement of recall needs, so small towns hold more cases than their
        share.
        """
        return self.multiply_planted(self.scale_case_count(per_year_at_city_scale, least))

    def multiply_planted(self, count: float) -> int:
        """Multiply a count of planted cases by the town's prevalence; at least one is left."""
        return max(1, round(count * self.prevalence))


def _make_generator(seed, name):
    return np.random.default_rng(np.random.SeedSequence([seed, crc32(name.encode())]))


def make_date(month, day=1):
    """Make the date of a day in a month counted from 1970-01 (numbers or arrays)."""
    return np.asarray(month).astype("datetime64[M]").astype("datetime64[D]") + (np.asarray(day) - 1)


def get_month_number(days) -> np.ndarray:
    """Get the months of dates, counted from 1970-01."""
    return np.asarray(days).astype("datetime64[M]").astype(int)


def hash_numbers(space: str, numbers) -> np.ndarray:
    """Hash numbers to 16 hexadecimal digits (splitmix64); equal numbers of one space give equal
    hashes.
    """
    # splitmix64 is defined modulo 2**64, so its multiplications overflow on purpose
    with np.errstate(over="ignore"):
        x = np.asarray(numbers).astype(np.uint64) + np.uint64(crc32(space.encode())) * np.uint64(
            0x9E3779B97F4A7C15
        )
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    parts = HEX[x.reshape(-1).view(np.uint8).reshape(-1, 8)]
    joined = parts[:, 0]
    for i in range(1, 8):
        joined = np.char.add(joined, parts[:, i])
    return joined.astype(object).reshape(np.shape(numbers))


def format_ids(prefix: str, numbers, width: int = 8) -> np.ndarray:
    """Format identifiers: a prefix and a number with leading zeros."""
    if not np.size(numbers):
        return np.empty(0, dtype=object)
    return np.char.add(prefix, np.char.zfill(np.asarray(numbers).astype(str), width)).astype(object)


def hash_numbers_or_null(space: str, numbers) -> np.ndarray:
    """Hash numbers like `hash_numbers`; a negative number gives null."""
    numbers = np.asarray(numbers).astype(np.int64)
    return np.where(numbers >= 0, hash_numbers(space, np.maximum(numbers, 0)), None)
