"""Short-term enrolment on the employment office's three tables, without persons and units."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from tests.run_scenario import run_scenario
from tests.scenarios.short_term_enrollment.test_scenario import (
    LAID_OFF,
    PAID,
    PREMIUM,
    SCENARIO,
    benefit,
    found,
    premiums,
)

CERTAIN = {("U01", "p1", "H")}


def run_three_tables(*, insurance, only=("U01",)):
    """One claimant with benefit, for three months of which an unknown unit paid a premium."""
    tables = {
        UnemploymentClaim: LAID_OFF,
        UnemploymentPayment: f"{PAID}\n{benefit('c1', '2026-01', '2026-05')}",
        ContributionMonth: "\n".join(
            [PREMIUM, *premiums("p1", "e2", "2026-03", "2026-05", insurance=insurance).split("\n")]
        ),
    }
    return run_scenario(SCENARIO, tables, only=only)


# an unknown unit may be a window, through which people pay their own pension premium (110)
@pytest.mark.parametrize(
    ("insurance", "hits"), [("210", CERTAIN), ("120", CERTAIN), ("110", set())]
)
def test_of_an_unknown_unit_the_premiums_count_that_employers_alone_pay(insurance, hits):
    made = run_three_tables(insurance=insurance)
    assert made.ids() == hits and made.not_computed == {}


def test_what_is_not_known_of_person_and_unit_is_null_and_the_claim_is_there():
    row = run_three_tables(insurance="210").frames["claim"].table.to_pandas().iloc[0]
    assert (row.group_id, row.industry_code) == ("e1", "?")
    assert row.isna()[["unit_age_months", "claimant_age_years", "months_enrolled"]].all()


def test_the_age_of_the_unit_counts_from_its_registration():
    claim = LAID_OFF.replace("separation_date", "separation_date | register_date")
    claim = claim.replace("2025-12-31", "2025-12-31 | 2026-01-03")
    row = found(claim).frames["claim"].table.to_pandas().iloc[0]
    assert row.unit_age_months == 132  # 2015-01 to 2026-01, not since the claimant registered
