"""Premiums after the end of work that a lump sum was paid for (I14)."""

import pytest

from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario
from tests.scenarios.work_injury import test_scenario as drawn

FIRM, AFFILIATE, STRANGER = "e1", "e3", "e2"


def ended(n, end="2026-01-31"):
    """A case of a person with the lump sum for the end of work."""
    case = {
        "case_id": f"c{n}",
        "person_id": f"p{n}",
        "injury_time": "2024-03-10T10:00:00",
        "apply_date": "2024-03-20",
        "decision_date": "2024-04-20",
    }
    money = {
        "payment_id": f"m{n}",
        "case_id": f"c{n}",
        "person_id": f"p{n}",
        "item": "7",
        "amount": "60000.00",
        "service_from": "-",
        "service_to": "-",
        "paid_date": "2026-02-20",
        "termination_date": end,
    }
    return case, money


def months(n, unit, first, last):
    return repeat_monthly(f"p{n} | {unit} | 410 | {{month}} | 1 | 1", first, last)


def run(*spells, as_of="2026-06-30"):
    """I14 on persons with these spells after the end."""
    persons = sorted({n for n, *_ in spells})
    cases, money = zip(*[ended(n) for n in persons], strict=True)
    premiums = [months(*spell) for spell in spells]
    tables = {
        drawn.Employer: drawn.UNITS,
        drawn.InjuryCase: format_rows(drawn.CASE, *cases),
        drawn.InjuryPayment: format_rows(drawn.PAYMENT, *money),
        drawn.ContributionMonth: "\n".join([drawn.PREMIUM, *premiums]),
    }
    return run_scenario(drawn.SCENARIO, tables, as_of, only=("I14",))


def test_an_affiliate_the_old_employer_half_a_year_and_another_group():
    made = run(
        (1, AFFILIATE, "2026-04", "2026-12"),
        (2, FIRM, "2026-03", "2026-12"),
        (3, FIRM, "2026-09", "2026-12"),
        (4, STRANGER, "2026-03", "2026-12"),
        as_of="2026-12-31",
    )
    assert made.ids() == {("I14", "p1", "S"), ("I14", "p2", "H")}
    assert made.explained_ids() == {("I14", "p3", "is_rehired")}


@pytest.mark.parametrize(
    ("first", "level"),
    [("2026-02", "H"), ("2026-03", "H"), ("2026-04", "S"), ("2026-07", "S"), ("2026-08", None)],
)
def test_how_long_the_worker_was_away(first, level):
    made = run((1, FIRM, first, "2026-10"), as_of="2026-10-31")
    assert made.ids() == ({("I14", "p1", level)} if level else set())
    assert made.explained_ids() == (set() if level else {("I14", "p1", "is_rehired")})


def test_away_with_another_group_for_half_a_year_is_away():
    made = run(
        (1, STRANGER, "2026-02", "2026-07"), (1, FIRM, "2026-08", "2026-10"), as_of="2026-10-31"
    )
    assert made.ids() == set() and ("I14", "p1", "is_rehired") in made.explained_ids()


def test_a_late_removal_and_a_new_job_after_half_a_year_is_one_month():
    made = run((1, FIRM, "2026-02", "2026-02"), (1, FIRM, "2026-10", "2026-12"), as_of="2026-12-31")
    row = made.of("I14").iloc[0]
    assert (row.level, row.value) == ("S", 1.0)


def test_an_affiliate_at_once_stays_strong():
    assert run((1, AFFILIATE, "2026-02", "2026-06")).ids() == {("I14", "p1", "S")}
