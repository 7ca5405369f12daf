"""Benefit overlap: benefits that exclude each other, and one cost paid twice."""

from scenarios import load_scenarios
from tests.drawn_tables import format_rows, repeat_monthly
from tests.scenarios.benefit_overlap.drawn import AGAIN, STAY, death, found, pension

SCENARIO = load_scenarios()["benefit_overlap"]


class TestTwoPensions:
    def test_the_smaller_of_two_is_to_be_cleared(self):
        row = (
            found("X05", pension(), pension(first="2026-01", scheme="170", amount="450.00"))
            .of("X05")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 6.0, 2700.0)

    def test_the_month_of_change_is_explained(self):
        made = found("X05", pension(last="2026-01", scheme="170"), pension(first="2026-01"))
        assert made.of("X05").empty and ("X05", "p1", "is_transition_month") in made.explained_ids()

    def test_two_months_are_no_transition(self):
        assert (
            found("X05", pension(last="2026-02", scheme="170"), pension(first="2026-01"))
            .of("X05")
            .iloc[0]
            .value
            == 2
        )

    def test_a_survivor_s_allowance_is_no_pension(self):
        assert (
            found("X05", pension(), pension(scheme="120", kind="3", amount="1100.00"))
            .of("X05")
            .empty
        )

    def test_booked_month_by_month_as_back_pay(self):
        named = pension(first="2026-01", scheme="170", kind="2", back="1")
        assert found("X05", pension(), named).of("X05").iloc[0].value == 6

    def test_booked_each_quarter_as_back_pay_of_a_scheme_that_pays_no_pension(self):
        rows = [
            pension(first=m, last=m, scheme="170", kind="2", back="3")
            for m in ("2026-01", "2026-04")
        ]
        assert found("X05", pension(), *rows).of("X05").iloc[0].value == 2

    def test_a_single_back_pay_and_that_of_the_yearly_adjustment_are_none(self):
        once = pension(first="2026-04", last="2026-04", scheme="170", kind="2", back="6")
        own = pension(first="2025-07", last="2025-07", kind="2", back="6")
        assert found("X05", pension(), once, own).of("X05").empty

    def test_what_was_taken_back_does_not_count(self):
        assert (
            found("X05", pension(), pension(first="2026-01", scheme="170", reversed="1"))
            .of("X05")
            .empty
        )


class TestOtherFunds:
    CLAIM = (
        "claim_id | person_id | last_employer_id | claim_date | separation_date | benefit_kind | paid_months_total\n"
        "u1 | p1 | e1 | 2026-01-10 | 2026-01-01 | 1 | 200"
    )

    def benefits(self, first, last):
        header = "claim_id | benefit_month | seq | paid_amount | paid_date | reversed"
        return f"{header}\n" + repeat_monthly(
            "u1 | {month} | 1 | 2241.00 | {month}-11 | 0", first, last
        )

    def test_unemployment_benefit_beside_a_pension_is_counted_at_u02(self):
        made = found(
            "X06 X07",
            pension(first="2026-03"),
            benefit_claims=self.CLAIM,
            benefits=self.benefits("2026-02", "2026-04"),
        )
        row = made.of("X06").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 2.0, 0.0)
        assert "4,482.00" in row.reason_zh

    def test_benefit_that_ends_before_the_pension(self):
        made = found(
            "X06 X07",
            pension(first="2026-03"),
            benefit_claims=self.CLAIM,
            benefits=self.benefits("2026-01", "2026-02"),
        )
        assert made.of("X06").empty

    CASE = (
        "case_id | person_id | employer_id | injury_time | apply_date\n"
        "c1 | p1 | e1 | 2025-05-10T10:00:00 | 2025-05-20"
    )

    def allowances(self, amount):
        header = "payment_id | case_id | person_id | item | benefit_month | amount | paid_date | reversed"
        rows = repeat_monthly(
            f"m{{month}} | c1 | p1 | 8 | {{month}} | {amount} | {{month}}-20 | 0",
            "2026-01",
            "2026-03",
        )
        return f"{header}\n{rows}"

    def test_a_full_disability_allowance_beside_the_pension_is_counted_at_i13(self):
        row = (
            found("X06 X07", pension(), injuries=self.allowances("2800.00"), cases=self.CASE)
            .of("X07")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 8400.0, 0.0)

    def test_the_difference_alone_is_due(self):
        made = found("X06 X07", pension(), injuries=self.allowances("300.00"), cases=self.CASE)
        assert (
            made.of("X07").empty
            and ("X07", "p1", "is_allowance_difference") in made.explained_ids()
        )


class TestFuneralGrants:
    def grant(self, scheme="110", month="2026-02", amount="30000.00", **more):
        return pension(first=month, last=month, scheme=scheme, kind="3", amount=amount, **more)

    def injury(self, item="10"):
        header = "payment_id | case_id | person_id | item | amount | paid_date | reversed"
        return f"{header}\nm1 | c1 | p1 | {item} | 41000.00 | 2026-03-10 | 0"

    CASE = "case_id | person_id | employer_id\nc1 | p1 | e1"

    def test_two_funds_for_one_death(self):
        made = found("X08", self.grant(), deaths=[death()], injuries=self.injury(), cases=self.CASE)
        row = made.of("X08").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 2.0, 30_000.0)

    def test_half_a_year_later_from_the_resident_scheme(self):
        made = found("X08", self.grant(), self.grant("170", "2026-06", "2600.00"), deaths=[death()])
        assert float(made.of("X08").iloc[0].amount_involved) == 2600.0

    def test_two_instalments_of_one_fund_are_one(self):
        assert (
            found("X08", self.grant(), self.grant(month="2026-03"), deaths=[death()])
            .of("X08")
            .empty
        )

    def test_the_lump_sum_for_a_death_at_work_is_no_funeral_grant(self):
        made = found(
            "X08", self.grant(), deaths=[death()], injuries=self.injury("12"), cases=self.CASE
        )
        assert made.of("X08").empty

    def test_a_survivor_s_own_allowance_before_the_death_does_not_count(self):
        own = pension(first="2025-06", last="2025-12", scheme="120", kind="3")
        assert found("X08", own, self.grant(), deaths=[death()]).of("X08").empty

    def test_taken_back(self):
        assert (
            found("X08", self.grant(), self.grant("170", reversed="1"), deaths=[death()])
            .of("X08")
            .empty
        )


class TestReimbursedTwice:
    def test_one_invoice_in_two_schemes(self):
        made = found("X12", claims=format_rows(STAY, {}, AGAIN | {"insutype": "390"}))
        row = made.of("X12").iloc[0]
        assert (row.level, row.record_id, float(row.amount_involved)) == ("H", "s2", 9000.0)

    def test_the_number_of_a_copy_and_the_days_moved_by_one(self):
        copy = {
            "invoice_no_hash": "2222222222222222",
            "admit_date": "2026-02-02",
            "fund_amount": "8000.00",
        }
        row = found("X12", claims=format_rows(STAY, {}, AGAIN | copy)).of("X12").iloc[0]
        assert (row.level, float(row.amount_involved)) == ("H", 8000.0)

    def test_in_two_hospitals_at_once_it_is_strong(self):
        other = {"invoice_no_hash": "2222222222222222", "institution_code": "h2"}
        assert found("X12", claims=format_rows(STAY, {}, AGAIN | other)).ids() == {
            ("X12", "p1", "S")
        }

    def test_moved_to_another_hospital_on_the_last_days(self):
        moved = {
            "invoice_no_hash": "-",
            "institution_code": "h2",
            "admit_date": "2026-02-08",
            "discharge_date": "2026-02-20",
        }
        assert found("X12", claims=format_rows(STAY, {}, AGAIN | moved)).of("X12").empty

    def test_an_interim_bill_goes_on_where_the_first_ended(self):
        more = {
            "invoice_no_hash": "2222222222222222",
            "admit_date": "2026-02-11",
            "discharge_date": "2026-03-01",
        }
        assert found("X12", claims=format_rows(STAY, {}, AGAIN | more)).of("X12").empty

    def test_the_supplement_is_a_second_layer_by_design(self):
        made = found(
            "X12",
            claims=format_rows(
                STAY, {}, {"setl_id": "s2", "insutype": "330", "fund_amount": "2000.00"}
            ),
        )
        assert made.of("X12").empty and ("X12", "p1", "is_second_layer") in made.explained_ids()

    def test_returned_and_settled_anew(self):
        back = {
            "setl_id": "s3",
            "fund_amount": "-9000.00",
            "reversal_of": "s1",
            "settle_time": "2026-03-01T10:00:00",
        }
        made = found("X12", claims=format_rows(STAY, {}, AGAIN, back))
        assert made.of("X12").empty and ("X12", "p1", "is_returned") in made.explained_ids()

    def test_two_persons_are_two_bills(self):
        assert (
            found("X12", claims=format_rows(STAY, {}, AGAIN | {"person_id": "p2"})).of("X12").empty
        )

    def test_the_money_is_the_medical_authority_s(self):
        places = {p.id: SCENARIO.get_addressee(p) for p in SCENARIO.populations}
        assert places == {"recipient": "人社", "reimbursement": "医保"}
