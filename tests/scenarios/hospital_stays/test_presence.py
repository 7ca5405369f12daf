"""Who was admitted together, and who cannot have been there: H06, H10, H13, H14, H36."""

import pytest

from tests.scenarios.hospital_stays.drawn import (
    HIGH,
    SHOP,
    A,
    B,
    add_days,
    found,
    persons,
    stay,
    visit,
)


def one_home(n):
    """Persons 1 to 20 live at one address."""
    return 1 if n <= 20 else n


def together(size, times=2, *, nights=6, **more):
    """The first `size` persons admitted on the same days, `times` times."""
    return [
        stay(100 * t + n, f"p{n}", add_days("2025-10-01", 60 * t + n % 2), nights, **more)
        for t in range(times)
        for n in range(1, size + 1)
    ]


class TestTogether:
    def test_five_who_are_always_admitted_together(self):
        row = found("H06", together(5)).of("H06").iloc[0]
        assert (row.subject_id, row.value, row.level) == (A, 5.0, "S")
        assert float(row.amount_involved) == 10 * 6000.0

    def test_once_together_or_only_four_is_chance(self):
        assert found("H06", together(12, times=1)).of("H06").empty
        assert found("H06", together(4)).of("H06").empty

    def test_a_household_is_no_company(self):
        home = persons(60, lambda n: 1 if n <= 6 else n)
        assert found("H06", together(6), people=home).of("H06").empty

    def test_a_course_brings_the_same_patients_on_the_same_days(self):
        assert found("H06", together(9, 4, diag_code="Z51.1")).of("H06").empty
        assert found("H06", together(9, 4, diag_code="N18.5")).of("H06").empty

    def test_those_who_come_often_meet_by_chance(self):
        bills = [
            stay(1000 * n + k, f"p{n}", add_days("2025-07-05", (9 + 2 * n) * k), 6)
            for n in range(1, 7)
            for k in range(14)
        ]
        assert found("H06", bills).of("H06").empty

    def test_eight_of_one_address_who_leave_on_one_day(self):
        bills = [stay(n, f"p{n}", add_days("2026-02-01", n % 3), 7 - n % 3) for n in range(1, 10)]
        row = found("H06", bills, people=persons(60, one_home)).of("H06").iloc[0]
        assert row.value == 9 * 5 / 8
        few = found("H06", bills[:7], people=persons(60, one_home))
        assert few.of("H06").empty

    def test_a_care_home_whose_patients_leave_one_by_one(self):
        bills = [stay(n, f"p{n}", add_days("2026-02-01", n % 2), 3 + n) for n in range(1, 15)]
        assert found("H06", bills, people=persons(60, one_home)).of("H06").empty

    @pytest.mark.parametrize(
        ("reason", "code"), [("is_outbreak", "J10.1"), ("is_accident", "S32.0")]
    )
    def test_an_outbreak_and_an_accident_are_explained(self, reason, code):
        bills = [stay(n, f"p{n}", "2026-02-01", 6, diag_code=code) for n in range(1, 15)]
        made = found("H06", bills, people=persons(60, one_home))
        assert made.of("H06").empty and ("H06", A, reason) in made.explained_ids()


class TestOutside:
    def test_two_days_at_the_counter_of_a_shop(self):
        bills = [stay(), visit(1, day="2026-03-04"), visit(2, day="2026-03-06")]
        row = found("H10", bills).of("H10").iloc[0]
        assert (row.subject_id, row.value, row.level) == ("p1", 2.0, "S")
        assert float(row.amount_involved) == 6000.0

    def test_by_face_it_is_hard_and_far_away_once_is_enough(self):
        face = {"credential_kind": "4"}
        twice = [stay(), visit(1, day="2026-03-04", **face), visit(2, day="2026-03-06")]
        assert found("H10", twice).ids() == {("H10", "p1", "H")}
        there = {"institution_code": HIGH, "med_type": "41"}
        far = [stay(), visit(1, day="2026-03-04", **face, **there)]
        assert found("H10", far).ids() == {("H10", "p1", "H")}
        assert found("H10", [stay(), visit(1, day="2026-03-04", **face)]).of("H10").empty

    def test_the_first_two_days_and_the_last_two_are_not_inside(self):
        bills = [stay(), visit(1, day="2026-03-02"), visit(2, day="2026-03-08")]
        assert found("H10", bills).of("H10").empty

    @pytest.mark.parametrize(
        "more",
        [
            {"collector_hash": "00000000000000ff"},
            {"is_online": "1"},
            {"med_type": "14", "institution_code": B},
            {"institution_code": A, "med_type": "11"},
        ],
    )
    def test_what_others_fetch_and_what_happens_in_the_house_does_not_count(self, more):
        bills = [stay(), visit(1, day="2026-03-04", **more), visit(2, day="2026-03-06", **more)]
        assert found("H10", bills).of("H10").empty

    def test_an_interim_bill_is_no_discharge(self):
        bills = [
            stay(1, nights=4),
            stay(2, admit="2026-03-05", nights=4),
            visit(3, day="2026-03-04"),
            visit(4, day="2026-03-06"),
        ]
        row = found("H10", bills).of("H10").iloc[0]
        assert row.value == 2.0 and float(row.amount_involved) == 12_000.0

    def test_examinations_at_a_higher_hospital_are_explained(self):
        there = {"institution_code": HIGH, "med_type": "11"}
        bills = [stay(), visit(1, day="2026-03-04", **there), visit(2, day="2026-03-06", **there)]
        assert ("H10", "p1", "is_referral") in found("H10", bills).explained_ids()
        same_level = [b | {"institution_code": B} if "med_type" in b else b for b in bills]
        assert found("H10", same_level).ids() == {("H10", "p1", "S")}

    def test_a_visit_at_home_shows_an_empty_bed(self):
        checks = "person_id | check_time | method\n"
        checks += "\n".join(f"p1 | 2026-03-0{d}T10:00:00 | {{}}" for d in (4, 6))
        home = found("H10", [stay()], checks=checks.replace("{}", "3"))
        assert home.ids() == {("H10", "p1", "H")}
        # a face on a phone may be in bed
        assert found("H10", [stay()], checks=checks.replace("{}", "1")).of("H10").empty

    def test_a_city_that_records_no_collectors_knows_nobody_in_person(self):
        others = [visit(100 + n, "p9", "2026-01-05") for n in range(1000)]
        bills = [stay(), visit(1, day="2026-03-04"), visit(2, day="2026-03-06"), *others]
        assert ("H10", "p1", "has_no_collectors") in found("H10", bills).explained_ids()


class TestAbsent:
    def run(self, count, *, everywhere=False):
        bills = []
        for n in range(1, 41):
            place = A if n <= 20 else B
            bills.append(stay(n, f"p{n}", institution_code=place))
            if n <= count or everywhere:
                bills += [visit(f"{n}-{d}", f"p{n}", f"2026-03-0{d}") for d in (4, 6)]
        return found("H36", bills)

    def test_five_patients_who_lived_at_home(self):
        row = self.run(6).of("H36").iloc[0]
        assert (row.subject_id, row.value) == (A, 6.0)
        assert self.run(4).of("H36").empty

    def test_where_all_hospitals_have_as_many_it_is_the_shops_habit(self):
        made = self.run(0, everywhere=True)
        assert made.of("H36").empty and ("H36", A, "is_usual_absence") in made.explained_ids()


DEATH = (
    "person_id | source | death_date | received_date | confidence\np1 | {} | {} | 2026-06-01 | 1"
)


class TestImpossible:
    def test_nights_after_death(self):
        row = found("H13", [stay()], deaths=DEATH.format("1", "2026-03-04")).of("H13").iloc[0]
        assert (row.value, row.level, float(row.amount_involved)) == (5.0, "H", 6000.0)

    def test_who_dies_in_the_ward_was_there(self):
        assert found("H13", [stay()], deaths=DEATH.format("1", "2026-03-09")).of("H13").empty
        died = "setl_id | mdtrt_id | discharge_way\ns1 | v1 | 5"
        made = found("H13", [stay()], deaths=DEATH.format("1", "2026-03-07"), sheets=died)
        assert made.of("H13").empty

    def test_a_village_that_reports_a_death_is_first_asked(self):
        made = found("H13", [stay()], deaths=DEATH.format("5", "2026-02-01"))
        assert made.of("H13").empty and ("H13", "p1", "is_death_unsure") in made.explained_ids()

    def test_nights_in_prison(self):
        held = "person_id | sentence_kind | from_date | to_date | stop_required\n"
        made = found("H13", [stay()], custody=held + "p1 | 1 | 2026-01-01 | 2026-12-31 | 1")
        assert made.ids() == {("H13", "p1", "H")}
        outside = held + "p1 | 5 | 2026-01-01 | 2026-12-31 | 0"
        assert found("H13", [stay()], custody=outside).of("H13").empty
        released = held + "p1 | 1 | 2025-01-01 | 2026-03-01 | 1"
        assert found("H13", [stay()], custody=released).of("H13").empty

    def test_nights_abroad_without_the_days_of_the_journey(self):
        journey = f"id_hash | exit_date | entry_date\n{1:016x} | 2026-03-03 | "
        row = found("H13", [stay()], journeys=journey + "2026-03-06").of("H13").iloc[0]
        assert row.value == 2.0
        assert found("H13", [stay()], journeys=journey + "2026-03-04").of("H13").empty


class TestTwoPlaces:
    def test_nights_in_two_hospitals(self):
        bills = [stay(1, nights=10), stay(2, admit="2026-03-03", nights=3, institution_code=B)]
        row = found("H14", bills).of("H14").iloc[0]
        assert (row.value, row.level) == (3.0, "H")

    def test_the_night_of_a_transfer_is_booked_twice(self):
        bills = [stay(1), stay(2, admit="2026-03-08", institution_code=B)]
        assert found("H14", bills).of("H14").empty

    def test_a_discharge_entered_late_and_a_supplement_are_explained(self):
        late = [stay(1), stay(2, admit="2026-03-07", institution_code=B)]
        assert found("H14", late).explained_ids() == {("H14", "p1", "is_late_transfer")}
        supplement = [stay(1), stay(2, institution_code=B, insutype="330")]
        assert found("H14", supplement).explained_ids() == {("H14", "p1", "is_second_layer")}

    def test_the_injury_fund_paid_for_another_bed(self):
        paid = (
            "payment_id | case_id | person_id | item | institution_code | service_from | service_to | amount | reversed\n"
            f"i1 | c1 | p1 | 1 | {B} | 2026-03-02 | 2026-03-06 | 900.00 | "
        )
        assert found("H14", [stay()], injuries=paid + "0").ids() == {("H14", "p1", "H")}
        assert found("H14", [stay()], injuries=paid + "1").of("H14").empty


JUST_BELOW = {
    "H06": (4, lambda: found("H06", together(4))),
    "H10": (1, lambda: found("H10", [stay(), visit(1, institution_code=SHOP)])),
    "H14": (
        1,
        lambda: found(
            "H14", [stay(1, nights=9), stay(2, admit="2026-03-05", nights=1, institution_code=B)]
        ),
    ),
    "H36": (4, lambda: TestAbsent().run(4)),
}
