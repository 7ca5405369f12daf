"""Pharmacy billing: visits behind prescriptions, and their doctors."""

import pytest

from tests.scenarios.pharmacy_billing.drawn import (
    CLINIC,
    HOSPITAL,
    ONLINE,
    SHOP,
    SILENT,
    day,
    found,
)


class TestPrescriptions:
    ONLY = ("P07", "P08")

    def filled(
        self,
        count,
        *,
        seen,
        place=HOSPITAL,
        price="100",
        doctor=lambda n: f"d{n % 7}",
        visit_day=10,
        long="0",
        yuan="100.00",
    ):
        """`count` lines on prescriptions of the 10th, of which the first `seen` have a visit."""
        sales = [{"setl_id": f"s{n}", "person_id": f"p{n}"} for n in range(1, count + 1)]
        lines = [
            {
                "feedetl_sn": f"l{n}",
                "setl_id": f"s{n}",
                "rx_institution_code": place,
                "rx_date": "2026-05-10",
                "rx_doctor_code": doctor(n),
                "unit_price": price,
                "long_rx_flag": long,
                "fund_scope_amount": yuan,
            }
            for n in range(1, count + 1)
        ]
        visits = [
            {
                "setl_id": f"v{n}",
                "person_id": f"p{n}",
                "institution_code": place,
                "med_type": "11",
                "service_time": day(visit_day),
            }
            for n in range(1, seen + 1)
        ]
        # somebody else's visit: the hospital supplies its visits
        visits += (
            []
            if place in (SILENT, ONLINE)
            else [{"setl_id": "v", "person_id": "p60", "institution_code": place, "med_type": "11"}]
        )
        return found(sales + visits, lines, only=self.ONLY)

    def test_a_fifth_of_ten_without_a_visit(self):
        assert ("P07", SHOP, "S") in self.filled(10, seen=8).ids()

    def test_one_missing_in_ten_or_nine_lines_are_late_uploads(self):
        assert self.filled(10, seen=9).of("P07").empty and self.filled(9, seen=0).of("P07").empty

    def test_a_single_dear_drug_is_enough(self):
        assert ("P07", SHOP, "S") in self.filled(1, seen=0, price="4800").ids()

    @pytest.mark.parametrize(("visit_day", "hit"), [(9, False), (11, False), (12, True)])
    def test_a_day_to_either_side(self, visit_day, hit):
        assert (not self.filled(10, seen=10, visit_day=visit_day).of("P07").empty) == hit

    def test_refills_of_a_long_prescription_go_back_to_one_visit(self):
        assert self.filled(10, seen=10, visit_day=1, long="1").of("P07").empty

    def test_a_hospital_that_supplies_no_visits_says_nothing(self):
        assert self.filled(12, seen=0, place=SILENT).of("P07").empty

    def test_an_internet_hospital_is_explained(self):
        made = self.filled(12, seen=0, place=ONLINE)
        assert made.of("P07").empty and ("P07", SHOP, "is_internet_rx") in made.explained_ids()

    def test_most_of_the_money_from_one_doctor(self):
        made = self.filled(50, seen=50, doctor=lambda n: "d1" if n <= 30 else f"d{n}")
        assert made.of("P08").iloc[0].value == pytest.approx(0.6)

    def test_fewer_lines_or_many_doctors(self):
        assert self.filled(49, seen=49, doctor=lambda n: "d1").of("P08").empty
        assert self.filled(50, seen=50).of("P08").empty

    def test_the_village_doctor_is_explained(self):
        made = self.filled(50, seen=50, place=CLINIC, doctor=lambda n: "d1")
        assert made.of("P08").empty and ("P08", SHOP, "is_village_doctor") in made.explained_ids()
