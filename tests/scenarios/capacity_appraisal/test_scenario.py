"""Every indicator of capacity appraisal on drawn tables, each beside what looks like it and is none."""

import pytest

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.person import Person
from scenarios import load_scenarios
from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["capacity_appraisal"]

UNITS = """
employer_id | unit_nature | industry_code | register_date
e1          | 10          | 33            | 2015-01-01
"""
CASE = {
    "case_id": "c1",
    "person_id": "p1",
    "employer_id": "e1",
    "insured_by": "1",
    "injury_time": "2025-02-10T10:00:00",
    "body_part": "10",
    "diag_code": "S62.6",
    "apply_date": "2025-02-20",
    "applicant_kind": "1",
    "extension_approved": "0",
    "decision": "1",
    "decision_date": "2025-03-20",
    "agent_phone_hash": "-",
}
APPRAISAL = {
    "appraisal_id": "a1",
    "case_id": "c1",
    "person_id": "p1",
    "kind": "1",
    "apply_date": "2025-06-02",
    "conclude_date": "2025-07-20",
    "grade": "10",
    "expert1_code": "-",
    "expert2_code": "-",
    "expert3_code": "-",
    "agent_phone_hash": "-",
}
PAYMENT = {
    "payment_id": "m1",
    "case_id": "c1",
    "person_id": "p1",
    "item": "6",
    "service_from": "-",
    "service_to": "-",
    "amount": "68200.00",
    "paid_date": "2025-09-15",
    "reversed": "0",
}
VISIT = "setl_id | person_id | institution_code | med_type | service_time | diag_code | reversal_of | fund_amount"
OTHERS = 20


def others(count=OTHERS, *, grade="10", first=100, diag="S62.6", part="10", experts=lambda n: ()):
    """(cases, appraisals) of ordinary injuries of other persons."""
    cases, appraisals = [], []
    for n in range(first, first + count):
        names = {"case_id": f"c{n}", "person_id": f"p{n}"}
        cases.append(names | {"diag_code": diag, "body_part": part})
        panel = {f"expert{k}_code": code for k, code in enumerate(experts(n), start=1)}
        appraisals.append(names | {"appraisal_id": f"a{n}", "grade": grade} | panel)
    return cases, appraisals


def found(
    appraisals=({},), payments=({},), *, case=None, background=None, claims=VISIT, premiums=None
):
    """Findings for the case c1 beside twenty ordinary injuries of the same site, graded 10."""
    cases, more = background or others()
    tables = {
        Employer: UNITS,
        Person: format_rows(
            {"person_id": "p1", "birth_date": "1985-01-01"},
            *[{"person_id": c["person_id"]} for c in [CASE, *cases]],
        ),
        InjuryCase: format_rows(CASE, case or {}, *cases),
        CapacityAppraisal: format_rows(APPRAISAL, *appraisals, *more),
        InjuryPayment: format_rows(PAYMENT, *payments),
        ClaimHeader: claims,
    }
    if premiums is not None:
        tables[ContributionMonth] = premiums
    return run_scenario(SCENARIO, tables)


def visit(day, code):
    return f"{VISIT}\ns1 | p1 | H33020000001 | 13 | {day}T11:00:00 | {code} | - | 300.00"


def test_an_ordinary_appraisal_is_no_hit():
    made = found()
    assert made.findings.empty and made.explained.empty


class TestDeviation:
    def test_two_grades_above_the_others_of_the_site(self):
        row = found([{"grade": "8"}]).of("I15").iloc[0]
        assert (row.level, row.value) == ("S", 2.0)
        # eleven months of wage instead of seven: four elevenths of the lump sum are the difference
        assert float(row.amount_involved) == round(68200 * 4 / 11, 2)
        assert "预期10级" in row.reason_zh or "修正后预期" in row.reason_zh

    @pytest.mark.parametrize(("grade", "hit"), [("9", False), ("8", True), ("0", False)])
    def test_one_grade_or_a_milder_one_is_no_hit(self, grade, hit):
        assert (not found([{"grade": grade}]).of("I15").empty) == hit

    def test_nine_against_below_grade_is_two(self):
        made = found([{"grade": "9"}], background=others(grade="0"))
        assert made.of("I15").iloc[0].value == 2.0

    def test_its_own_grade_does_not_excuse_it(self):
        cases, appraisals = others(6)
        assert not found([{"grade": "8"}], background=(cases, appraisals)).of("I15").empty

    def test_a_few_bought_grades_do_not_move_the_site(self):
        plain, bought = others(16), others(4, grade="7", first=200)
        background = (plain[0] + bought[0], plain[1] + bought[1])
        assert ("I15", "p1", "S") in found([{"grade": "8"}], background=background).ids()

    def test_with_few_others_of_the_part_it_is_not_judged(self):
        assert found([{"grade": "6"}], background=others(3)).of("I15").empty

    def test_a_site_that_always_leaves_more_expects_more(self):
        made = found(
            [{"grade": "8"}],
            case={"diag_code": "S68.1"},
            background=others(grade="8", diag="S68.1"),
        )
        assert made.of("I15").empty

    def test_of_an_appraisal_not_yet_paid_the_sum_that_falls_due_counts(self):
        header = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind | base_amount"
        months = repeat_monthly("p1 | e1 | 410 | {month} | 1 | 1 | 6000.00", "2024-02", "2025-01")
        made = found([{"grade": "8"}], payments=[{"reversed": "1"}], premiums=f"{header}\n{months}")
        assert float(made.of("I15").iloc[0].amount_involved) == 11 * 6000 * 4 / 11

    def test_an_amputation_by_code_is_explained(self):
        made = found([{"grade": "5"}], case={"diag_code": "S68.4"})
        assert made.of("I15").empty and ("I15", "p1", "is_amputation") in made.explained_ids()

    def test_an_amputation_that_only_the_hospital_coded_is_explained(self):
        made = found([{"grade": "7"}], claims=visit("2025-02-10", "S68.2"))
        assert made.of("I15").empty and ("I15", "p1", "is_amputation") in made.explained_ids()

    def test_a_prosthesis_shows_an_amputation(self):
        device = {"appraisal_id": "a2", "kind": "5", "grade": "-", "conclude_date": "2025-08-01"}
        made = found([{"grade": "7"}, device])
        assert made.of("I15").empty and ("I15", "p1", "is_amputation") in made.explained_ids()

    def test_one_finger_lost_is_common_and_not_excused(self):
        made = found(
            [{"grade": "7"}],
            case={"diag_code": "S68.1"},
            background=others(grade="9", diag="S68.1"),
        )
        assert ("I15", "p1", "S") in made.ids()

    def test_a_cord_injury_is_graded_by_function(self):
        made = found([{"grade": "2"}], case={"diag_code": "S34.1"})
        assert made.of("I15").empty and ("I15", "p1", "is_grave_injury") in made.explained_ids()

    def test_a_second_injury_of_the_accident_is_explained(self):
        made = found([{"grade": "8"}], claims=visit("2025-02-12", "S82.1"))
        assert made.of("I15").empty and ("I15", "p1", "is_combined_injury") in made.explained_ids()

    @pytest.mark.parametrize(
        ("day", "code"), [("2025-02-12", "S62.3"), ("2025-06-12", "S82.1"), ("2025-02-09", "S82.1")]
    )
    def test_the_same_site_or_another_time_explains_nothing(self, day, code):
        assert not found([{"grade": "8"}], claims=visit(day, code)).of("I15").empty

    def test_a_padded_stay_explains_no_more_than_a_usual_one(self):
        stay = {
            "item": "1",
            "service_from": "2025-02-10",
            "service_to": "2025-05-01",
            "amount": "90000.00",
        }
        made = found([{"grade": "8"}], payments=[{}, stay | {"payment_id": "m2"}])
        assert ("I15", "p1", "S") in made.ids()

    def test_a_pending_or_later_conclusion_is_not_there_yet(self):
        for day in ("-", "2026-07-01"):
            assert found([{"grade": "7", "conclude_date": day}]).findings.empty


class TestJumps:
    def review(self, grade, kind="2"):
        return [
            {},
            {
                "appraisal_id": "a2",
                "kind": kind,
                "grade": grade,
                "apply_date": "2026-03-01",
                "conclude_date": "2026-04-10",
            },
        ]

    def test_two_grades_worse_without_treatment(self):
        row = found(self.review("8")).of("I18").iloc[0]
        assert (row.record_id, row.level, row.value) == ("a2", "S", 2.0)

    def test_one_grade_is_no_jump(self):
        assert found(self.review("9")).of("I18").empty

    def test_two_grades_better_or_by_the_province_are_model_features(self):
        milder = [{"grade": "8"}, self.review("10")[1]]
        assert ("I18", "p1", "M") in found(milder).ids()
        assert ("I18", "p1", "M") in found(self.review("8", kind="3")).ids()

    def test_worse_after_another_operation_is_explained(self):
        stay = {
            "payment_id": "m2",
            "item": "1",
            "service_from": "2025-12-01",
            "service_to": "2025-12-15",
            "paid_date": "2026-01-10",
        }
        made = found(self.review("8"), payments=[{}, stay])
        assert made.of("I18").empty and ("I18", "p1", "is_treated_again") in made.explained_ids()

    def test_a_relapse_that_was_confirmed_is_explained(self):
        relapse = {
            "appraisal_id": "a3",
            "kind": "6",
            "grade": "-",
            "apply_date": "2025-11-01",
            "conclude_date": "2025-11-20",
        }
        made = found([*self.review("8"), relapse])
        assert ("I18", "p1", "is_treated_again") in made.explained_ids()

    def test_money_is_counted_with_the_conclusion_that_it_follows(self):
        later = {"payment_id": "m2", "item": "7", "amount": "58100.00", "paid_date": "2026-05-20"}
        made = found(self.review("8"), payments=[{}, later])
        assert float(made.of("I18").iloc[0].amount_involved) == 58100.0


def test_without_payments_nothing_is_computed_and_without_medical_claims_all_is():
    tables = {
        Employer: UNITS,
        Person: "person_id",
        InjuryCase: format_rows(CASE, {}),
        CapacityAppraisal: format_rows(APPRAISAL, {}),
    }
    assert set(run_scenario(SCENARIO, tables).not_computed) == {"I15", "I16", "I17", "I18", "I26"}
    tables[InjuryPayment] = format_rows(PAYMENT, {})
    assert run_scenario(SCENARIO, tables).not_computed == {}
