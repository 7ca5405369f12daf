"""Stays that follow each other: H01 to H04, H26, H35."""

import pytest

from tests.run_scenario import thresholds
from tests.scenarios.hospital_stays.drawn import (
    HIGH,
    PLACES,
    A,
    B,
    add_days,
    found,
    persons,
    stay,
    stays_in_a_row,
)

SHEET = "setl_id | mdtrt_id | admit_way | planned_readmission | pay_method | discharge_way"


def sheets(count, cells):
    return "\n".join([SHEET, *[f"s{n} | v{n} | {cells}" for n in range(count)]])


class TestSplit:
    def test_a_patient_admitted_again_and_again_for_the_same_illness(self):
        known = sheets(4, "2 | 0 | 1 | 1")
        row = found("H01", stays_in_a_row(4, 8), sheets=known).of("H01").iloc[0]
        assert (row.value, row.level, row.subject_id) == (3.0, "S", "p1")
        # the money of the later stays alone
        assert float(row.amount_involved) == 18_000.0

    def test_two_readmissions_within_three_days_are_enough_one_is_not(self):
        # without sheets nobody knows what was planned: no lead alone
        assert found("H01", stays_in_a_row(3, 2)).ids() == {("H01", "p1", "M")}
        assert found("H01", stays_in_a_row(2, 2)).of("H01").empty
        assert found("H01", stays_in_a_row(3, 8)).of("H01").empty

    def test_another_illness_in_another_department_is_another_stay(self):
        bills = stays_in_a_row(4, 8)
        other = [b | {"diag_code": f"K{n}0.1", "dept_code": f"X{n}"} for n, b in enumerate(bills)]
        assert found("H01", other).of("H01").empty

    def test_interim_bills_are_one_stay(self):
        assert found("H01", stays_in_a_row(4, 0)).of("H01").empty
        one_visit = [b | {"mdtrt_id": "v"} for b in stays_in_a_row(4, 3)]
        assert found("H01", one_visit).of("H01").empty

    def test_a_stay_that_was_taken_back_never_was(self):
        bills = stays_in_a_row(4, 8)
        back = bills[1] | {"setl_id": "r", "reversal_of": "s1"}
        back |= {"total_amount": "-10000.00", "fund_amount": "-6000.00", "cash_amount": "-4000.00"}
        assert found("H01", [*bills, back]).of("H01").empty

    @pytest.mark.parametrize(
        ("reason", "code"),
        [
            ("is_cancer_course", "C34.9"),
            ("is_cancer_course", "Z51.1"),
            ("is_dialysis", "N18.5"),
            ("is_birth", "O80.0"),
            ("is_planned", "Z47.0"),
            ("is_complication", "T81.4"),
        ],
    )
    def test_what_comes_again_by_nature_is_explained(self, reason, code):
        made = found("H01", stays_in_a_row(4, 8, diag_code=code))
        assert made.of("H01").empty and ("H01", "p1", reason) in made.explained_ids()

    @pytest.mark.parametrize(
        ("reason", "cells", "codes"),
        [
            ("is_planned", "2 | 1 | 1 | 1", ["M51.2"] * 4),
            ("is_emergency", "1 | 0 | 1 | 1", ["M51.2", "I63.9", "K35.8", "S72.0"]),
            ("is_bed_day_period", "2 | 0 | 5 | 1", ["F20.9"] * 4),
        ],
    )
    def test_what_the_settlement_sheet_says_is_believed(self, reason, cells, codes):
        bills = [b | {"diag_code": c} for b, c in zip(stays_in_a_row(4, 8), codes, strict=True)]
        made = found("H01", bills, sheets=sheets(4, cells))
        assert made.of("H01").empty and ("H01", "p1", reason) in made.explained_ids()

    def test_the_turn_of_the_year_is_a_bill(self):
        bills = [stay(0, admit="2025-12-20", nights=11), stay(1, admit="2026-01-02", nights=5)]
        with thresholds({"H01": 1}):
            assert found("H01", bills).explained_ids() == {("H01", "p1", "is_year_end")}


def hospitals(count):
    """Hospitals of one level."""
    head = PLACES.strip().splitlines()[0]
    rows = [
        f"H3302000{n:04d} | H | 1 | 1 | 综合 | 330203 | 121.5 | 29.9 | e{n} | {n:016x}"
        for n in range(count)
    ]
    return "\n".join([head, *rows])


def year_of(hospital, pairs, *, stays=210, start=0, code="M51.2", **more):
    """A hospital's year: `pairs` persons who come again after a week, the others once."""
    rows = []
    for n in range(stays - pairs):
        number = start + n
        day = add_days("2025-08-01", (n * 7) % 250)
        rows.append(
            stay(number, f"p{number}", day, 5, institution_code=hospital, diag_code=code, **more)
        )
        if n < pairs:
            again = add_days(day, 12)
            rows.append(
                stay(
                    number + 100_000,
                    f"p{number}",
                    again,
                    5,
                    institution_code=hospital,
                    diag_code=code,
                    **more,
                )
            )
    return rows


class TestRates:
    def run(self, pairs, **more):
        bills = []
        for n in range(9):
            mine = pairs if n == 0 else 8
            bills += year_of(f"H3302000{n:04d}", mine, start=n * 1000, **(more if n == 0 else {}))
        people = persons(9_300)
        return found("H02", bills, places=hospitals(9), people=people)

    def test_a_hospital_with_three_times_the_readmissions_of_its_peers(self):
        row = self.run(40).of("H02").iloc[0]
        assert (row.subject_id, row.level) == ("H33020000000", "S")
        assert row.value > 2.0 and float(row.amount_involved) == 40 * 6000.0

    def test_the_usual_share_is_none_and_chemotherapy_counts_on_neither_side(self):
        assert self.run(11).of("H02").empty
        assert self.run(60, code="C34.9").of("H02").empty


class TestChains:
    def test_eight_months_in_and_out_of_one_hospital(self):
        made = found(("H03", "H35"), stays_in_a_row(6, 2, first="2025-09-01", nights=45))
        row = made.of("H03").iloc[0]
        assert (row.value, row.level, row.subject_id) == (270.0, "S", "p1")
        assert made.of("H35").empty  # one person is none of a hospital's making

    def test_with_a_week_between_or_without_a_night_it_is_something_else(self):
        apart = stays_in_a_row(6, 6, first="2025-08-01", nights=45)
        assert found("H03", apart).of("H03").empty
        assert found("H03", stays_in_a_row(6, 0, first="2025-09-01", nights=45)).of("H03").empty

    def test_fewer_nights_are_a_long_illness(self):
        assert found("H03", stays_in_a_row(6, 2, first="2025-09-01", nights=35)).of("H03").empty

    @pytest.mark.parametrize(
        ("reason", "code"), [("is_severe_brain", "I61.0"), ("is_course", "Z51.1")]
    )
    def test_the_gravely_ill_are_explained(self, reason, code):
        bills = stays_in_a_row(6, 2, first="2025-09-01", nights=45, diag_code=code)
        made = found("H03", bills)
        assert made.of("H03").empty and ("H03", "p1", reason) in made.explained_ids()

    def run_hospital(self, count, **more):
        bills = [
            b | {"setl_id": f"{p}-{b['setl_id']}", "mdtrt_id": f"{p}-{b['mdtrt_id']}"}
            for p in range(1, count + 1)
            for b in stays_in_a_row(6, 2, first="2025-09-01", nights=45, person=f"p{p}", **more)
        ]
        return found("H35", bills)

    def test_five_such_patients_are_a_hospitals_matter(self):
        row = self.run_hospital(5).of("H35").iloc[0]
        assert (row.value, row.subject_id) == (5.0, A)
        assert self.run_hospital(4).of("H35").empty


class TestHandedOn:
    def run(self, count, *, others=10, diag="M51.2", **there):
        bills = []
        for n in range(count):
            day = add_days("2025-09-01", n * 8)
            bills.append(stay(n, f"p{n + 1}", day, 5, institution_code=B))
            later = {"institution_code": A, "diag_code": diag} | there
            bills.append(stay(n + 1000, f"p{n + 1}", add_days(day, 5), 5, **later))
        for n in range(others):
            bills.append(stay(5000 + n, f"p{50 + n}", add_days("2025-09-01", n), 5))
        return found("H04", bills)

    def test_patients_of_one_other_house_fill_the_beds(self):
        row = self.run(24).of("H04").iloc[0]
        assert (row.subject_id, row.level) == (A, "S") and row.value > 0.5
        assert B in row.reason_zh

    def test_few_or_of_another_illness_are_none(self):
        assert self.run(12).of("H04").empty
        assert self.run(24, diag="K35.8").of("H04").empty

    def test_from_surgery_to_rehabilitation_is_explained(self):
        made = self.run(24, institution_code=HIGH)
        assert ("H04", HIGH, "is_step_down") in made.explained_ids()


OTHERS = "setl_id | seq | diag_code | is_main"


def diagnoses(count, *, same=True):
    rows = []
    for n in range(count):
        for place in (f"a{n}", f"b{n}"):
            own = ["I10", "E11.9", "K29.5"] if same or place[0] == "a" else ["R50", "R51", "R52"]
            rows.append(f"{place} | 1 | M51.2 | 1")
            rows += [f"{place} | {k + 2} | {code} | 0" for k, code in enumerate(own)]
    return "\n".join([OTHERS, *rows])


class TestRelabelled:
    def run(self, count, **more):
        bills = []
        for n in range(count):
            day = add_days("2025-10-01", n * 9)
            first = stay(n, f"p{n + 1}", day, 5)
            later = stay(n, f"p{n + 1}", add_days(day, 9), 5, diag_code="I10")
            bills += [
                first | {"setl_id": f"a{n}", "mdtrt_id": f"a{n}"},
                later | {"setl_id": f"b{n}", "mdtrt_id": f"b{n}"},
            ]
        return found("H26", bills, **{"diagnoses": diagnoses(count)} | more)

    def test_three_patients_of_one_doctor_come_again_under_another_name(self):
        row = self.run(3).of("H26").iloc[0]
        assert (row.subject_kind, row.subject_id, row.value) == ("doctor", "d1", 3.0)

    def test_two_are_chance_and_other_illnesses_are_illnesses(self):
        assert self.run(2).of("H26").empty
        assert self.run(4, diagnoses=diagnoses(4, same=False)).of("H26").empty

    def test_without_diagnoses_it_is_not_computed(self):
        made = found("H26", [stay()])
        assert made.not_computed["H26"] == ["stay_diagnosis"]


JUST_BELOW = {
    "H01": (2, lambda: found("H01", stays_in_a_row(3, 8))),
    "H02": (1.2, lambda: TestRates().run(13)),
    "H03": (200, lambda: found("H03", stays_in_a_row(6, 2, first="2025-09-01", nights=35))),
    "H04": (0.2, lambda: TestHandedOn().run(24, others=70)),
    "H26": (2, lambda: TestRelabelled().run(2)),
    "H35": (4, lambda: TestChains().run_hospital(4)),
}
