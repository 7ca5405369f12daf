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

    def test_in_two_hospitals_at_once_it_is_weak(self):
        other = {"invoice_no_hash": "2222222222222222", "institution_code": "h2"}
        assert found("X12", claims=format_rows(STAY, {}, AGAIN | other)).ids() == {
            ("X12", "p1", "M")
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

    PAIRS = """
    A1 | p1 | m1 | h1 | 310 | 2026-03-02 | 2026-03-09 | K80.2 | 8100.00  | i1
    A2 | p1 | m2 | h1 | 390 | 2026-03-02 | 2026-03-09 | K80.2 | 8100.00  | i1
    B1 | p2 | m3 | h1 | 310 | 2026-03-01 | 2026-03-28 | I63.9 | 31000.00 | i2
    B2 | p2 | m3 | h1 | 310 | 2026-03-01 | 2026-05-06 | I63.9 | 44000.00 | i3
    C1 | p3 | m4 | h2 | 310 | 2026-04-03 | 2026-04-09 | M51.2 | 6400.00  | i4
    C2 | p3 | m5 | h2 | 310 | 2026-04-06 | 2026-04-15 | N20.0 | 5900.00  | i5
    D1 | p4 | m6 | h2 | 310 | 2026-05-05 | 2026-05-12 | S72.0 | 22000.00 | i6
    D2 | p4 | m7 | h2 | 390 | 2026-05-05 | 2026-05-12 | S72.0 | 21300.00 | -
    E1 | old | m8 | h1 | 310 | 2026-05-02 | 2026-05-10 | J18.9 | 9000.00  | i7
    E2 | old | m9 | h3 | 310 | 2026-05-09 | 2026-05-20 | J18.9 | 14000.00 | i8
    """

    def stays(self, text):
        """Settlements on the day of discharge, of which the fund paid all."""
        names = "setl_id person_id mdtrt_id institution_code insutype admit_date discharge_date diag_code total_amount invoice_no_hash"
        rows = []
        for line in text.strip().splitlines():
            row = dict(zip(names.split(), [c.strip() for c in line.split("|")], strict=True))
            rows.append(
                row
                | {
                    "service_time": f"{row['admit_date']}T09:00:00",
                    "settle_time": f"{row['discharge_date']}T15:00:00",
                    "fund_amount": row["total_amount"],
                }
            )
        more = {"mdtrt_id": "m", "diag_code": "-", "total_amount": "9000.00"}
        places = "institution_code | district\nh1 | 330203\nh2 | 330205\nh3 | 330205"
        return found("X12", claims=format_rows(STAY | more, *rows), places=places)

    def test_only_one_bill_paid_twice_is_high(self):
        made = self.stays(self.PAIRS)
        assert {(r.record_id, r.level) for r in made.of("X12").itertuples()} == {
            ("A2", "H"),
            ("D2", "H"),
        }
        assert made.explained_ids() == {
            ("X12", "p2", "is_interim_bill"),
            ("X12", "p3", "is_unclear_overlap"),
        }

    TWICE = (
        "A1 | p1 | m1 | h1 | 310 | 2026-03-02 | 2026-03-09 | K80.2 | 8100.00 | {}\n"
        "A2 | p1 | {} | h1 | 310 | 2026-03-0{} | 2026-03-{:02d} | K80.2 | 7900.00 | {}"
    )

    def test_the_days_of_one_stay_at_the_counter_twice_say_nothing(self):
        made = self.stays(self.TWICE.format("i1", "m2", 2, 9, "i2"))
        assert made.findings.empty
        assert made.explained_ids() == {("X12", "p1", "is_unclear_overlap")}

    def test_one_invoice_in_parts_on_one_day_is_one_bill(self):
        made = self.stays(self.TWICE.format("i1", "m2", 2, 9, "i1"))
        assert made.explained_ids() == {("X12", "p1", "is_interim_bill")}

    def test_one_invoice_settled_again_later_is_high(self):
        made = self.stays(self.TWICE.format("i1", "m2", 2, 19, "i1"))
        assert made.ids() == {("X12", "p1", "H")}

    def test_days_of_treatment_one_after_the_other_are_no_stay_twice(self):
        chemo = "A{0} | p1 | m{0} | h1 | {1} | 2026-03-0{0} | 2026-03-0{2} | C34 | 900.00 | i{0}"
        made = self.stays("\n".join([chemo.format(2, 310, 3), chemo.format(3, 390, 4)]))
        assert made.findings.empty and made.explained.empty

    def test_the_number_that_a_system_fills_in_is_no_invoice(self):
        rows = [
            f"S{n} | {person} | m{n} | h1 | 310 | 2026-0{n}-02 | 2026-0{n}-09 | K80 | 900.00 | filler"
            for n, person in enumerate(("p1", "p1", "p2", "p3"), start=1)
        ]
        assert self.stays("\n".join(rows)).findings.empty

    def test_a_returned_pair_does_not_hide_one_that_stands(self):
        back = {
            "setl_id": "s3",
            "fund_amount": "-9000.00",
            "reversal_of": "s2",
            "settle_time": "2026-04-05T10:00:00",
        }
        third = AGAIN | {"setl_id": "s4", "settle_time": "2026-04-20T15:00:00"}
        made = found("X12", claims=format_rows(STAY, {}, AGAIN, back, third))
        assert {(r.record_id, r.level) for r in made.of("X12").itertuples()} == {("s4", "H")}
