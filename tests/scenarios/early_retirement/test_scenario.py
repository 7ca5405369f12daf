"""Early retirement as a whole on drawn tables; the indicators by theme stand in files of their own."""

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.special_job_filing import SpecialJobFiling
from tests.scenarios.early_retirement.drawn import (
    EVERYTHING,
    ILL,
    NORMAL,
    SPECIAL,
    found,
    premiums,
    strong,
)


def test_a_special_job_on_good_papers_is_no_hit():
    made = found(EVERYTHING, [SPECIAL])
    assert strong(made) == set() and made.explained.empty


def test_an_illness_judged_and_treated_is_no_hit():
    made = found(EVERYTHING, [ILL])
    assert strong(made) == set() and made.explained.empty


def test_money_is_what_was_drawn_before_the_legal_age():
    # legal at 61 y 4 m in September 2031; thirteen months from June 2025 to June 2026
    assert (
        float(
            found("E06", [ILL], appraisals=[{"total_loss": "0"}]).of("E06").iloc[0].amount_involved
        )
        == 39000.0
    )
    # due from August 2025 and paid from June: two months
    approval = NORMAL | {"pension_start": "2025-06"}
    hit = found("E10", [approval], persons=[{"birth_date": "1965-05-20"}]).of("E10").iloc[0]
    assert float(hit.amount_involved) == 6000.0


def test_what_comes_after_the_last_day_does_not_matter():
    late = SPECIAL | {
        "apply_date": "2026-07-01",
        "approve_date": "2026-07-10",
        "special_months": "10",
    }
    assert found("E01", [late]).findings.empty
    assert found("E08", [ILL], premiums=premiums("p1", "e2", "2026-06", "2026-12")).of("E08").empty


def test_without_some_tables_the_rest_is_computed():
    short = SPECIAL | {"special_months": "20"}
    made = found(
        EVERYTHING,
        [short],
        less=(SpecialJobFiling, CapacityAppraisal, ClaimHeader, ContributionMonth),
    )
    assert made.not_computed == {
        "E04": ["special_job_filing"],
        "E06": ["capacity_appraisal"],
        "E07": ["capacity_appraisal", "claim_header"],
        "E08": ["contribution_month"],
        "E11": ["contribution_month"],
        "E12": ["contribution_month"],
        "E15": ["capacity_appraisal"],
        "E19": ["special_job_filing"],
    }
    assert ("E01", "p1", "H") in made.ids()
