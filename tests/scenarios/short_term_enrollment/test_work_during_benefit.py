"""Benefit for months in which an employer paid premiums, at once, later, or refunded; and repayment."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from scenarios import load_scenarios
from tests.drawn_tables import repeat_monthly
from tests.run_scenario import run_scenario
from tests.scenarios.short_term_enrollment.test_scenario import UNITS, one_claim, persons

SCENARIO = load_scenarios()["short_term_enrollment"]
PAID = (
    "claim_id | benefit_month | seq | paid_amount | paid_date | reversed | "
    "medical_premium_amount | recovered_amount"
)
PREMIUM = (
    "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind | posted_date | "
    "legal_doc_no | refund_of_seq"
)
WAGES = "id_hash | month | payer_uscc_hash | wage_amount"
CLAIM = one_claim("c1 | p1 | e1 | 2024-02-25 | 2024-02-20 | 60 | 10")


def paid(first, last, *, recovered="0.00", premium="420.00", yuan="2241.00", seq=1):
    row = f"c1 | {{month}} | {seq} | {yuan} | {{month}}-20 | 0 | {premium} | {recovered}"
    return repeat_monthly(row, first, last)


def premium(first, last, *, kind="1", posted="-", document="-", seq=1, refund_of="-", unit="e2"):
    row = f"p1 | {unit} | 210 | {{month}} | {seq} | {kind} | {posted} | {document} | {refund_of}"
    return repeat_monthly(row, first, last)


def found(payments, premiums, *, wages=None):
    tables = {
        Person: persons(3),
        Employer: UNITS,
        UnemploymentClaim: CLAIM,
        UnemploymentPayment: "\n".join([PAID, *payments]),
        ContributionMonth: "\n".join([PREMIUM, *premiums]),
    }
    if wages is not None:
        tables[TaxWageMonth] = "\n".join([WAGES, wages])
    return run_scenario(SCENARIO, tables, only=("U01",))


def wage(first, last):
    return repeat_monthly(f"{1:016x} | {{month}} | 00000000000000e2 | 5000.00", first, last)


class TestBackPayment:
    BENEFIT = (paid("2024-03", "2024-12"),)
    LATER = {"kind": "2", "posted": "2025-01-20"}

    def test_months_that_an_employer_paid_afterwards_without_a_document_are_strong(self):
        row = found(self.BENEFIT, [premium("2024-05", "2024-11", **self.LATER)]).of("U01").iloc[0]
        assert (row.level, row.value) == ("S", 7.0) and "事后补缴7个月" in row.reason_zh

    def test_wages_that_were_declared_for_them_make_it_high(self):
        months = [premium("2024-05", "2024-11", **self.LATER)]
        made = found(self.BENEFIT, months, wages=wage("2024-05", "2024-11"))
        assert ("U01", "p1", "H") in made.ids()
        weak = found(self.BENEFIT, months, wages=wage("2024-05", "2024-05"))
        assert ("U01", "p1", "S") in weak.ids(), "one month of wages is the month of change"

    def test_wages_before_and_after_the_benefit_do_not_count(self):
        wages = f"{wage('2023-05', '2024-02')}\n{wage('2025-01', '2025-06')}"
        months = [premium("2024-05", "2024-11", **self.LATER)]
        assert ("U01", "p1", "S") in found(self.BENEFIT, months, wages=wages).ids()

    def test_an_award_explains_it(self):
        months = [premium("2024-05", "2024-11", **self.LATER, document="award 88")]
        made = found(self.BENEFIT, months, wages=wage("2024-05", "2024-11"))
        assert made.of("U01").empty
        assert ("U01", "p1", "is_documented_award") in made.explained_ids()

    def test_one_month_is_nothing(self):
        one = premium("2024-03", "2024-03", kind="2", posted="2024-05-02")
        made = found(self.BENEFIT, [one])
        assert made.findings.empty and made.explained.empty

    def test_an_award_for_some_months_does_not_explain_the_others(self):
        months = [
            premium("2024-05", "2024-08", **self.LATER, document="award 88"),
            premium("2024-09", "2024-11", **self.LATER),
        ]
        assert found(self.BENEFIT, months).of("U01").iloc[0].value == 3.0

    def test_what_was_paid_as_due_stays_high_beside_a_back_payment(self):
        months = [premium("2024-05", "2024-06"), premium("2024-07", "2024-11", **self.LATER)]
        row = found(self.BENEFIT, months).of("U01").iloc[0]
        assert (row.level, row.value) == ("H", 7.0)

    def test_a_lump_sum_is_a_back_payment_too(self):
        made = found(self.BENEFIT, [premium("2024-05", "2024-11", kind="3", posted="2025-01-20")])
        assert ("U01", "p1", "S") in made.ids()

    def test_the_months_premium_that_was_refunded_was_no_work(self):
        months = [
            premium("2024-05", "2024-06"),
            premium("2024-05", "2024-06", kind="5", seq=2, refund_of="1"),
        ]
        assert found(self.BENEFIT, months).of("U01").empty


class TestRepayment:
    MONTHS = (premium("2025-02", "2025-12"),)

    def test_cash_that_was_paid_back_settles_a_month_though_the_premium_remains(self):
        made = found([paid("2025-03", "2025-04", recovered="2241.00")], self.MONTHS)
        assert made.findings.empty and made.explained.empty

    def test_the_months_that_were_not_paid_back_count(self):
        payments = [paid("2025-03", "2025-03", recovered="2241.00"), paid("2025-04", "2025-05")]
        row = found(payments, self.MONTHS).of("U01").iloc[0]
        assert (row.level, row.value) == ("H", 2.0)
        assert float(row.amount_involved) == 2 * 2661.0
        assert "另有1个月现金已全额追回，尚余代缴医保费420.00元" in row.reason_zh

    @pytest.mark.parametrize(("recovered", "hit"), [("2240.00", True), ("2661.00", False)])
    def test_a_part_is_not_the_whole(self, recovered, hit):
        made = found([paid("2025-03", "2025-05", recovered=recovered)], self.MONTHS)
        assert (not made.of("U01").empty) == hit

    def test_what_two_payments_of_a_month_brought_may_come_back_on_one(self):
        payments = [
            paid("2025-03", "2025-05", recovered="2441.00"),
            paid("2025-03", "2025-05", yuan="200.00", premium="0.00", seq=2),
        ]
        assert found(payments, self.MONTHS).of("U01").empty
