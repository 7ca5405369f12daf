"""I10 on drawn tables: an institution whose sudden deaths end within 48 hours, and one whose deaths know no limit."""

import pytest

from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.work_injury.test_scenario import CASE, PAYMENT, SCENARIO, UNITS

SUDDEN = {
    "injury_article": "15-1",
    "diag_code": "I46.1",
    "first_diag_time": "2026-02-10T12:00:00",
    "death_time": "-",
    "first_institution_code": "h1",
}
NOT_RECOGNISED = {"injury_article": "-", "decision": "3"}


def die_after(hours: float, number: int, **more) -> dict:
    """A case whose worker dies some hours after the first diagnosis on 10 February at noon."""
    day, minutes = divmod(round((12 + hours) * 60), 24 * 60)
    time = f"2026-02-{10 + day:02d}T{minutes // 60:02d}:{minutes % 60:02d}:00"
    return SUDDEN | {"case_id": f"c{number}", "death_time": time} | more


def find(*cases):
    """Find the I10 hits of these cases, each of a person of its own: case → (value, level)."""
    hits = run_cases(cases).of("I10")
    if hits.empty:
        return {}
    return {r.record_id: (r.value, r.level) for r in hits.itertuples()}


def draw_deaths(near: int, beyond: int, **more):
    """Draw so many deaths in the four hours before the limit, and so many in those after it."""
    within = [die_after(45, n, **more) for n in range(1, near + 1)]
    after = [die_after(50, near + n, **(more | NOT_RECOGNISED)) for n in range(1, beyond + 1)]
    return [*within, *after]


def test_four_deaths_just_within_and_one_just_beyond_are_a_hit_of_the_four_at_level_m():
    assert find(*draw_deaths(4, 1)) == {f"c{n}": (4.0, "M") for n in range(1, 5)}


def test_deaths_that_know_no_limit_are_none():
    assert find(*draw_deaths(4, 4)) == {}


def test_without_a_death_beyond_the_limit_the_ratio_is_the_number_within_it():
    assert find(*draw_deaths(5, 0)) == {f"c{n}": (5.0, "M") for n in range(1, 6)}


def test_four_deaths_of_an_institution_are_too_few_to_say_anything():
    assert find(*draw_deaths(4, 0)) == {}


@pytest.mark.parametrize(
    "other",
    [
        {"first_institution_code": "h2"},
        {"diag_code": "S06.0"} | NOT_RECOGNISED,
        {"death_time": "-"},
    ],
    ids=["at another institution", "of an injury", "survived"],
)
def test_a_case_that_is_no_sudden_death_of_the_institution_counts_for_nobody(other):
    assert find(*draw_deaths(4, 0), die_after(45, 5) | other) == {}


@pytest.mark.parametrize(
    ("hours", "is_hit"), [(43.9, False), (44, True), (48, True), (48.1, False)]
)
def test_near_is_from_44_to_48_hours(hours, is_hit):
    hits = find(*draw_deaths(5, 0), die_after(hours, 6))
    assert ("c6" in hits) == is_hit


def run_cases(cases):
    """What is found on these cases, each of a person of its own."""
    rows = [case | {"person_id": f"p{number}"} for number, case in enumerate(cases, 1)]
    tables = {
        Employer: UNITS,
        InjuryCase: format_rows(CASE | SUDDEN, *rows),
        InjuryPayment: format_rows(PAYMENT),
    }
    return run_scenario(SCENARIO, tables, only=("I10",))


# read by tests/pipeline/test_thresholds_have_effect.py: two within and one beyond it, twice over, are found at 2 and not at 3
JUST_BELOW = {"I10": (2, lambda: run_cases(draw_deaths(4, 2)))}
