"""Every indicator of work injury on drawn tables, each beside what looks like it and is none."""

import pytest

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from scenarios import load_scenarios
from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["work_injury"]

UNITS = """
employer_id | unit_nature | industry_code | register_date | legal_rep_hash   | dispatch_license_no
e1          | 10          | 33            | 2015-01-01    | aaaaaaaaaaaaaaaa | -
e2          | 10          | 33            | 2015-01-01    | bbbbbbbbbbbbbbbb | -
e3          | 10          | 33            | 2015-01-01    | aaaaaaaaaaaaaaaa | -
e4          | 10          | 72            | 2015-01-01    | cccccccccccccccc | PQ-1
e5          | 10          | 33            | 2015-01-01    | dddddddddddddddd | -
e6          | 10          | 33            | 2015-01-01    | eeeeeeeeeeeeeeee | -
"""

CASE = {
    "case_id": "c1",
    "person_id": "p1",
    "employer_id": "e1",
    "insured_by": "1",
    "injury_time": "2026-02-10T10:00:00",
    "coverage_start": "2020-01-01T00:00:00",
    "first_diag_time": "-",
    "body_part": "10",
    "diag_code": "S62.6",
    "apply_date": "2026-02-20",
    "applicant_kind": "1",
    "extension_approved": "0",
    "injury_article": "14-1",
    "decision": "1",
    "decision_date": "2026-03-20",
    "agent_phone_hash": "-",
    "witness1_hash": "-",
    "first_institution_code": "-",
}
PAYMENT = {
    "payment_id": "m1",
    "case_id": "c1",
    "person_id": "p1",
    "item": "1",
    "service_from": "2026-02-10",
    "service_to": "2026-02-18",
    "amount": "8000.00",
    "paid_date": "2026-04-15",
    "reversed": "0",
    "termination_date": "-",
    "benefit_month": "-",
    "institution_code": "-",
    "invoice_no_hash": "-",
}
PREMIUM = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind"
ROSTER = "person_id | employer_id | insurance_type | event_kind | submitted_at"


def found(
    cases=({},), payments=({},), *, premiums="", roster="", claims="setl_id", pensions="person_id"
):
    """Findings on these rows; every table that the scenario needs is there, empty or not."""
    tables = {
        Employer: UNITS,
        InjuryCase: format_rows(CASE, *cases),
        InjuryPayment: format_rows(PAYMENT, *payments),
        ContributionMonth: "\n".join([PREMIUM, *premiums.splitlines()]),
        EnrollmentEvent: "\n".join([ROSTER, *roster.splitlines()]),
        ClaimHeader: claims,
        PensionPayment: pensions,
    }
    return run_scenario(SCENARIO, tables)


def premiums(person, unit, first, last):
    return repeat_monthly(f"{person} | {unit} | 410 | {{month}} | 1 | 1", first, last)


def test_an_ordinary_injury_is_no_hit():
    made = found()
    assert made.findings.empty and made.explained.empty


class TestCover:
    LATE = {"coverage_start": "2026-02-15T00:00:00"}

    def test_injured_before_cover_and_paid(self):
        row = found([self.LATE]).of("I01").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 110.0, 8000.0)

    def test_injured_in_the_hours_before_midnight(self):
        assert found([{"coverage_start": "2026-02-11T00:00:00"}]).of("I01").iloc[0].value == 14.0

    def test_not_paid_is_no_hit(self):
        assert found([self.LATE], [{"reversed": "1"}]).of("I01").empty

    def test_a_project_covers_its_workers_without_a_roster(self):
        assert found([self.LATE | {"insured_by": "2"}]).of("I01").empty

    def test_a_transfer_inside_the_group_is_explained(self):
        made = found([self.LATE], premiums=premiums("p1", "e3", "2025-06", "2026-01"))
        assert made.of("I01").empty and ("I01", "p1", "is_insured_before") in made.explained_ids()

    def test_a_new_worker_hurt_on_the_second_day_is_a_model_feature_only(self):
        made = found([{"coverage_start": "2026-02-09T00:00:00"}])
        assert made.ids() == {("I02", "p1", "M")}

    def test_with_the_same_site_treated_before_it_is_strong(self):
        made = found([{"coverage_start": "2026-02-09T00:00:00"}], claims=VISIT_BEFORE)
        assert {("I02", "p1", "S"), ("I11", "p1", "S")} <= made.ids()


class TestRoster:
    def roster(self, count=1, at="2026-02-10T15:30:00"):
        return "\n".join(f"p{n} | e1 | 410 | 1 | {at}" for n in range(1, count + 1))

    def test_filed_after_the_accident_of_the_day_and_paid(self):
        row = found(roster=self.roster()).of("I03").iloc[0]
        assert (row.level, row.value) == ("H", 5.5)

    def test_not_paid_it_is_a_lead(self):
        assert found(payments=[{"reversed": "1"}], roster=self.roster()).ids() == {
            ("I03", "p1", "S")
        }

    def test_filed_in_the_morning_or_the_day_after(self):
        for at in ("2026-02-10T08:00:00", "2026-02-11T09:00:00"):
            assert found(roster=self.roster(at=at)).of("I03").empty

    def test_the_daily_batch_is_explained(self):
        made = found(roster=self.roster(10))
        assert made.of("I03").empty and ("I03", "p1", "is_batch_filing") in made.explained_ids()


class TestApplication:
    LATE = {"apply_date": "2026-03-20"}

    def test_costs_before_a_late_application(self):
        made = found([self.LATE])
        assert made.ids() == {("I04", "p1", "H")} and made.of("I04").iloc[0].value == 8000.0

    @pytest.mark.parametrize(("day", "hit"), [("2026-03-12", False), ("2026-03-13", True)])
    def test_thirty_days_to_the_day(self, day, hit):
        assert (not found([{"apply_date": day}]).of("I04").empty) == hit

    def test_costs_after_the_application_are_due(self):
        made = found([self.LATE], [{"service_from": "2026-03-25", "service_to": "2026-03-28"}])
        assert made.of("I04").empty

    def test_an_approved_extension_is_explained(self):
        made = found([self.LATE | {"extension_approved": "1"}])
        assert made.ids() == set() and ("I04", "p1", "is_extended") in made.explained_ids()

    def test_an_occupational_disease_counts_from_diagnosis(self):
        made = found([self.LATE | {"injury_article": "14-4"}])
        assert ("I04", "p1", "is_occupational_disease") in made.explained_ids()

    @pytest.mark.parametrize(
        ("injury", "day", "hit"),
        [
            ("2025-02-10", "2026-02-10", False),
            ("2025-02-10", "2026-02-11", True),
            ("2023-12-15", "2024-12-15", False),  # 366 days: the year has a leap day
            ("2023-12-15", "2024-12-16", True),
        ],
    )
    def test_a_worker_has_a_year_by_the_calendar(self, injury, day, hit):
        case = {"injury_time": f"{injury}T10:00:00", "apply_date": day, "applicant_kind": "2"}
        made = found([case])
        assert (("I05", "p1", "S") in made.ids()) == hit


class TestRepetition:
    def cases(self, *units, part="10"):
        return [
            {
                "case_id": f"c{n}",
                "employer_id": unit,
                "injury_time": f"2025-0{n}-10T10:00:00",
                "apply_date": f"2025-0{n}-15",
                "body_part": part,
                "decision_date": "2025-12-20",
            }
            for n, unit in enumerate(units, start=1)
        ]

    def test_the_same_finger_at_two_firms(self):
        hits = found(self.cases("e1", "e2")).of("I06")
        assert list(hits.record_id) == ["c2"] and hits.iloc[0].value == 2.0

    def test_two_different_parts_are_bad_luck(self):
        cases = self.cases("e1", "e2")
        cases[1]["body_part"] = "12"
        assert found(cases).of("I06").empty

    def test_three_at_one_foundry_are_explained(self):
        made = found(self.cases("e1", "e1", "e1"))
        assert made.of("I06").empty and ("I06", "p1", "is_one_employer") in made.explained_ids()

    def test_affiliates_are_one_employer(self):
        assert found(self.cases("e1", "e3")).of("I06").empty


class TestHelpers:
    def cases(self, count, column, units=("e1", "e2", "e5", "e6", "e4")):
        return [
            {
                "case_id": f"c{n}",
                "person_id": f"p{n}",
                "employer_id": units[n % len(units)],
                column: "abad1deaabad1dea",
            }
            for n in range(1, count + 1)
        ]

    def test_one_witness_for_three(self):
        assert ("I09", "p1", "S") in found(self.cases(3, "witness1_hash", ("e1", "e2", "e5"))).ids()

    def test_a_colleague_sees_many_accidents_of_one_unit(self):
        assert found(self.cases(4, "witness1_hash", ("e1",))).of("I09").empty


VISIT = "setl_id | person_id | institution_code | med_type | service_time | diag_code | reversal_of | fund_amount | invoice_no_hash | settle_time"
VISIT_BEFORE = f"{VISIT}\ns1 | p1 | H33020000001 | 11 | 2025-12-01T09:00:00 | S62.3 | - | 90.00 | - | 2025-12-01T09:10:00"


class TestHistory:
    def test_the_same_site_treated_before(self):
        row = found(claims=VISIT_BEFORE).of("I11").iloc[0]
        assert (row.level, row.value) == ("S", 1.0) and "S62" in row.reason_zh

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("2025-12-01T09", "2025-06-01T09"),
            ("2025-12-01T09", "2026-02-10T12"),
            ("S62.3", "S82.0"),
        ],
    )
    def test_long_ago_afterwards_or_elsewhere(self, old, new):
        assert found(claims=VISIT_BEFORE.replace(old, new)).of("I11").empty

    def test_degenerative_codes_do_not_count(self):
        made = found([{"diag_code": "M51.2"}], claims=VISIT_BEFORE.replace("S62.3", "M51.2"))
        assert made.of("I11").empty


class TestDoublePayment:
    BILL = {"institution_code": "H33020000001", "invoice_no_hash": "1234567812345678"}
    CLAIM = f"{VISIT}\ns1 | p1 | H33020000001 | 21 | 2026-02-11T09:00:00 | S62.6 | - | 5000.00 | 1234567812345678 | 2026-02-18T09:00:00"
    BACK = "s2 | p1 | H33020000001 | 21 | 2026-02-11T09:00:00 | S62.6 | s1 | -5000.00 | 1234567812345678 | "

    def test_one_invoice_paid_by_both_funds(self):
        row = found(payments=[self.BILL], claims=self.CLAIM).of("I12").iloc[0]
        assert (row.level, row.value) == ("H", 5000.0)

    @pytest.mark.parametrize(
        ("day", "explained"), [("2026-04-10T09:00:00", True), ("2026-06-20T09:00:00", False)]
    )
    def test_reversed_within_ninety_days_is_explained(self, day, explained):
        made = found(payments=[self.BILL], claims=f"{self.CLAIM}\n{self.BACK}{day}")
        assert made.of("I12").empty == explained
        assert (("I12", "p1", "is_taken_back") in made.explained_ids()) == explained


class TestPension:
    def run(self, yuan):
        allowance = {
            "item": "8",
            "benefit_month": "2026-03",
            "amount": yuan,
            "service_from": "-",
            "service_to": "-",
        }
        pensions = "person_id | insurance_type | benefit_month | seq | kind | amount | paid_date | reversed\np1 | 110 | 2026-03 | 1 | 1 | 3000.00 | 2026-03-10 | 0"
        return found(payments=[allowance], pensions=pensions)

    def test_the_full_allowance_beside_a_pension(self):
        assert self.run("3400.00").ids() == {("I13", "p1", "H")}

    def test_a_difference_is_due(self):
        made = self.run("400.00")
        assert made.of("I13").empty and ("I13", "p1", "is_difference_only") in made.explained_ids()


class TestStillInsured:
    ENDED = {"item": "7", "termination_date": "2025-11-20", "amount": "60000.00"}

    @pytest.mark.parametrize(("last", "level"), [("2025-12", "S"), ("2026-01", "H")])
    def test_months_after_the_end(self, last, level):
        made = found(payments=[self.ENDED], premiums=premiums("p1", "e1", "2025-06", last))
        assert (
            made.of("I14").iloc[0].level == level
            and float(made.of("I14").iloc[0].amount_involved) == 60000.0
        )

    def test_the_month_of_the_end_itself_is_due(self):
        assert (
            found(payments=[self.ENDED], premiums=premiums("p1", "e1", "2025-06", "2025-11"))
            .of("I14")
            .empty
        )

    def test_an_affiliate_is_the_same_unit_and_another_is_not(self):
        for unit, hit in (("e3", True), ("e2", False)):
            made = found(payments=[self.ENDED], premiums=premiums("p1", unit, "2025-12", "2026-02"))
            assert (not made.of("I14").empty) == hit, unit


class TestUnits:
    def mill(self, unit, count, heads):
        cases = [
            {"case_id": f"c{n}", "person_id": f"p{n}", "employer_id": unit}
            for n in range(1, count + 1)
        ]
        months = [
            repeat_monthly(f"p{n} | {unit} | 210 | {{month}} | 1 | 1", "2025-07", "2026-06")
            for n in range(1, heads + 1)
        ]
        return found(cases, premiums="\n".join(months))

    def test_five_injuries_at_a_shop_of_fifteen(self):
        row = self.mill("e1", 5, 15).of("I08").iloc[0]
        assert (row.subject_id, row.level, row.value) == ("e1", "S", pytest.approx(1 / 3))

    @pytest.mark.parametrize(("elsewhere", "level"), [(1, "S"), (20, "M")])
    def test_three_are_rare_where_others_have_few_and_chance_where_they_have_many(
        self, elsewhere, level
    ):
        """Three at ten heads; 200 heads of the same trade have one case in all, or twenty."""
        of_unit = {"e1": range(1, 11), "e2": range(11, 211)}
        hurt = [1, 2, 3, *range(11, 11 + elsewhere)]
        cases = [
            {"case_id": f"c{n}", "person_id": f"p{n}", "employer_id": "e1" if n < 11 else "e2"}
            for n in hurt
        ]
        months = [
            repeat_monthly(f"p{n} | {unit} | 210 | {{month}} | 1 | 1", "2025-07", "2026-06")
            for unit, people in of_unit.items()
            for n in people
        ]
        found_at = found(cases, premiums="\n".join(months)).of("I08")
        assert found_at[["subject_id", "level"]].values.tolist() == [["e1", level]]

    def test_two_are_chance_and_a_larger_unit_has_more(self):
        assert self.mill("e1", 2, 8).of("I08").empty
        assert self.mill("e1", 5, 40).of("I08").empty

    def test_a_dispatch_unit_is_explained(self):
        assert ("I08", "e4", "is_dispatch_unit") in self.mill("e4", 5, 15).explained_ids()

    def test_far_above_the_trade_is_a_model_feature(self):
        cases = [
            {"case_id": f"c{n}", "person_id": f"p{n}", "employer_id": "e1"} for n in range(1, 13)
        ]
        heads = {"e1": 10, "e2": 200, "e5": 200, "e6": 200}
        months = [
            repeat_monthly(f"{u}p{n} | {u} | 210 | {{month}} | 1 | 1", "2026-05", "2026-06")
            for u, count in heads.items()
            for n in range(count)
        ]
        made = found(cases, premiums="\n".join(months))
        assert ("I07", "e1", "M") in made.ids()


def test_without_medical_claims_the_rest_is_computed():
    tables = {
        Employer: UNITS,
        InjuryCase: format_rows(CASE, TestApplication.LATE),
        InjuryPayment: format_rows(PAYMENT, {}),
        ContributionMonth: PREMIUM,
        EnrollmentEvent: ROSTER,
    }
    made = run_scenario(SCENARIO, tables)
    assert made.not_computed == {
        "I11": ["claim_header"],
        "I12": ["claim_header"],
        "I13": ["pension_payment"],
        "I19": ["institution"],
    }
    assert ("I04", "p1", "H") in made.ids()
