"""When people reach pension age, and who draws an employee pension from which month."""

import numpy as np

from contracts.law import get_law_number
from simulator.core.clock_and_seeds import get_month_number
from simulator.core.population import EMPLOYEE, FLEX, RETIRED
from simulator.core.world import World

NEVER = 1_000_000  # month of the first pension of persons who draw none: later than any month
MEN = "male"
# Shares of those who may choose, assumed: a third ask to go earlier, of whom a quarter of all
# really can; few later.
EARLIER_SHARE, LATER_SHARE = 0.34, 0.03
# free choice is the law from 2025-01 on, so that the first pension by choice starts a month later
FLEXIBLE_FROM = 1 + int(get_month_number("2025-01"))


def get_law_category(sex, female_category) -> np.ndarray:
    """Get the key of the law tables per person: male, female_50 or female_55."""
    women = np.where(np.asarray(female_category) == "55", "female_55", "female_50")
    return np.where(np.asarray(sex) == "1", MEN, women)


def compute_legal_age_months(birth_month, category) -> np.ndarray:
    """Compute the statutory pension age in months for months of birth (from 1970-01) and
    categories.

    The categories are those of `get_law_category`; the steps of the reform of 2025 are in
    contracts/law.
    """
    birth_month, category = np.broadcast_arrays(np.asarray(birth_month), category)
    legal = np.zeros(birth_month.shape, dtype=int)
    for name, rule in get_law_number("pension_age_months").values[-1][1].items():
        after = birth_month - get_month_number(rule["first_birth"])
        steps = np.where(
            after < 0, 0, np.minimum(after // rule["births_a_step"] + 1, rule["most_steps"])
        )
        legal = np.where(category == name, rule["base"] + steps, legal)
    return legal


def assign_pension_starts(world: World) -> None:
    """Fix categories of women, legal ages and first months of pension, and adapt schemes to them.

    Sets `world.female_category`, `world.legal_months` and `world.pension_start` (month from
    1970-01, NEVER for persons who draw none), arrays of the length of people. A quarter go earlier
    by choice, few later.
    """
    people, town, rng = world.people, world.town, world.town.make_rng("pension age")
    n = len(people)
    world.female_category = _draw_female_categories(rng, people, town)
    category = get_law_category(people.sex, world.female_category)
    birth = get_month_number(people.birth)
    world.legal_months = compute_legal_age_months(birth, category)
    due = birth + world.legal_months + 1
    start = due - _draw_months_earlier(rng, due, world.legal_months, category, n)
    later = (rng.random(n) < LATER_SHARE) & (due >= FLEXIBLE_FROM) & (start == due)
    # the law allows at most three years
    start = start + later * rng.integers(1, 37, n)
    in_scheme = np.isin(people.scheme, [EMPLOYEE, FLEX, RETIRED])
    end = np.where(
        people.is_alive,
        town.last_month,
        get_month_number(np.where(people.is_alive, town.end, people.death)),
    )
    draws = in_scheme & (start <= end)
    people.scheme[draws] = RETIRED
    people.scheme[in_scheme & ~draws & (people.scheme == RETIRED)] = EMPLOYEE
    world.pension_start = np.where(draws, start, NEVER)


def _draw_female_categories(rng, people, town):
    """Draw 50 for seven women in ten, 55 for the self-paying and those still at work past 50."""
    age, n = people.age(town.end), len(people)
    at_work = np.isin(people.scheme, [EMPLOYEE, FLEX])
    stays = at_work & (age > 50.3) | (people.scheme == FLEX)
    is_50 = np.where(
        people.scheme == RETIRED, (age < 55.2) | (rng.random(n) < 0.7), rng.random(n) < 0.7
    )
    category = np.where(is_50 & ~stays, "50", "55")
    return np.where(people.sex == "2", category, None)


def _draw_months_earlier(rng, due, legal, category, n):
    """Draw months before the legal age: never below the old age, and only since 2025."""
    least = get_law_number("flexible_retirement_months").values[-1][1]["least_age"]
    room = legal - np.array([least[c] for c in category])
    drawn_months = np.where(
        rng.random(n) < EARLIER_SHARE, 1 + (rng.random(n) * room).astype(int), 0
    )
    earlier = np.minimum(drawn_months, np.minimum(room, due - FLEXIBLE_FROM))
    return np.clip(earlier, 0, None)
