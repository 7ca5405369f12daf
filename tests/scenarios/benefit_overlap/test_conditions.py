"""Benefit overlap: survivors and prisoners who no longer meet the condition."""

import pytest

from tests.drawn_tables import repeat_monthly
from tests.scenarios.benefit_overlap.drawn import death, found, pension


class TestDependants:
    CASE = "case_id | person_id | employer_id\nc1 | p1 | e1"

    def allowance(self, dependant, first="2025-11", last="2026-06"):
        header = "payment_id | case_id | person_id | dependant_person_id | item | benefit_month | amount | paid_date | reversed"
        row = f"m{{month}} | c1 | p1 | {dependant} | 11 | {{month}} | 1500.00 | {{month}}-18 | 0"
        return {"injuries": f"{header}\n{repeat_monthly(row, first, last)}", "cases": self.CASE}

    def premiums(self, first, last, insurance="110", kind="1"):
        header = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind"
        return f"{header}\n" + repeat_monthly(
            f"p2 | e1 | {insurance} | {{month}} | 1 | {kind}", first, last
        )

    def test_a_parent_without_an_employee_pension_is_due(self):
        assert found("X09", pension("p2", scheme="170"), **self.allowance("p2")).of("X09").empty

    def test_dead(self):
        row = found("X09", deaths=[death(person="p2")], **self.allowance("p2")).of("X09").iloc[0]
        assert (row.subject_id, row.level, row.value, float(row.amount_involved)) == (
            "p2",
            "H",
            5.0,
            7500.0,
        )

    def test_drawing_an_employee_pension(self):
        row = found("X09", pension("p2", first="2026-05"), **self.allowance("p2")).of("X09").iloc[0]
        assert (row.level, row.value) == ("H", 2.0)

    def test_employed(self):
        made = found(
            "X09",
            pension("p3"),
            premiums=self.premiums("2026-03", "2026-06"),
            **self.allowance("p2"),
        )
        assert (made.of("X09").iloc[0].level, made.of("X09").iloc[0].value) == ("H", 4.0)

    def test_back_payment_and_medical_premiums_are_no_employment(self):
        for premiums in (
            self.premiums("2026-03", "2026-06", kind="2"),
            self.premiums("2026-03", "2026-06", "310"),
        ):
            assert (
                found("X09", pension("p3"), premiums=premiums, **self.allowance("p2"))
                .of("X09")
                .empty
            )

    def test_of_age_is_strong_from_the_month_after_the_eighteenth_birthday(self):
        row = found("X09", pension("p3"), **self.allowance("child")).of("X09").iloc[0]
        assert (row.subject_id, row.level, row.value) == ("child", "S", 5.0)
        assert (
            found("X09", pension("p3"), **self.allowance("child", last="2026-01")).of("X09").empty
        )

    def test_unable_to_work_by_certificate(self):
        certificate = "appraisal_id | person_id | kind | total_loss | conclude_date\na1 | child | 7 | 1 | 2025-01-01"
        assert (
            found("X09", pension("p3"), appraisals=certificate, **self.allowance("child"))
            .of("X09")
            .empty
        )


class TestCustody:
    def test_months_wholly_inside_prison(self):
        row = (
            found("X10 X11", pension(), custody=["p1 | 1 | 2026-01-15 | 2026-05-10 | 1"])
            .of("X10")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 3.0, 9000.0)

    def test_open_ended(self):
        assert (
            found("X10 X11", pension(), custody=["p1 | 2 | 2026-04-15 | - | 1"])
            .of("X10")
            .iloc[0]
            .value
            == 2
        )

    def test_remand_with_a_stop_is_strong(self):
        assert found(
            "X10 X11", pension(), custody=["p1 | 6 | 2026-01-15 | 2026-05-10 | 1"]
        ).ids() == {("X10", "p1", "S")}

    @pytest.mark.parametrize("kind", ["3", "4", "5"])
    def test_a_sentence_outside_prison_paid_without_adjustment_is_none(self, kind):
        made = found("X10 X11", pension(), custody=[f"p1 | {kind} | 2025-05-15 | 2026-05-10 | 0"])
        assert made.of("X10").empty and made.of("X11").empty

    def test_paid_up_to_the_arrest_and_from_release(self):
        made = found(
            "X10 X11",
            pension(last="2026-01"),
            pension(first="2026-05"),
            custody=["p1 | 1 | 2026-01-15 | 2026-05-10 | 1"],
        )
        assert made.of("X10").empty

    ADJUSTED = (
        pension(last="2025-06"),
        pension(first="2025-07", last="2025-07", amount="3090.00", adjust="1"),
        pension(first="2025-08", amount="3090.00"),
    )

    def test_adjusted_during_a_suspended_sentence(self):
        row = (
            found("X10 X11", *self.ADJUSTED, custody=["p1 | 3 | 2025-05-15 | 2025-12-10 | 0"])
            .of("X11")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 540.0, 540.0)

    @pytest.mark.parametrize("months", [("2025-08-01", "2026-12-10"), ("2024-01-01", "2025-06-30")])
    def test_adjusted_before_or_after_the_sentence(self, months):
        made = found("X10 X11", *self.ADJUSTED, custody=[f"p1 | 3 | {months[0]} | {months[1]} | 0"])
        assert made.of("X11").empty

    def test_the_adjustment_of_a_prisoner_is_a_matter_of_x10(self):
        made = found("X10 X11", *self.ADJUSTED, custody=["p1 | 1 | 2025-05-15 | 2025-12-10 | 1"])
        assert made.of("X11").empty and made.of("X10").iloc[0].value == 6
