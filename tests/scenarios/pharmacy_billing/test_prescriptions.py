"""Pharmacy billing: visits behind prescriptions, and their doctors."""

from datetime import date, timedelta

import pytest

from tests.scenarios.pharmacy_billing.drawn import (
    BRANCH,
    CLINIC,
    FAR,
    HOSPITAL,
    ONLINE,
    OTHER,
    PLACES,
    SHOP,
    SILENT,
    THIRD,
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

    def test_half_of_ten_without_a_visit(self):
        assert ("P07", SHOP, "S") in self.filled(10, seen=5).ids()

    def test_one_or_two_missing_in_ten_are_late_uploads(self):
        assert self.filled(10, seen=9).of("P07").empty and self.filled(10, seen=8).of("P07").empty

    def test_a_single_dear_drug_is_a_weak_lead(self):
        assert self.filled(1, seen=0, price="4800").ids() == {("P07", SHOP, "M")}

    def pairs(self, *pairs, shops=PLACES):
        """P07 on (shop, hospital, persons, prescriptions, unseen prescriptions, lines a purchase)."""
        sales, lines, visits = [], [], []
        for turn, (shop, place, people, count, unseen, each) in enumerate(pairs):
            for n in range(count):
                key, person = f"{shop}{place}{n}", f"p{n % people + 1}"
                # three days apart, so that no visit stands for another
                block = turn % 20 * -(-count // people) + n // people
                when = date(2025, 8, 1) + timedelta(days=3 * block)
                sales.append(
                    {"setl_id": key, "person_id": person, "institution_code": shop}
                    | {"service_time": f"{when}T12:00:00"}
                )
                for k in range(each(n)):
                    lines.append(
                        {"feedetl_sn": f"l{key}-{k}", "setl_id": key, "rx_institution_code": place}
                        | {"rx_date": str(when), "rx_doctor_code": f"d{n % 5}"}
                    )
                if n >= unseen:
                    visits.append(
                        {"setl_id": f"v{key}", "person_id": person, "institution_code": place}
                        | {"med_type": "11", "service_time": f"{when}T09:00:00"}
                    )
        return found(sales + visits, lines, only=("P07",), places=shops)

    def test_lines_of_one_late_upload_are_one_event(self):
        made = self.pairs(
            (SHOP, HOSPITAL, 8, 8, 1, lambda n: 3 if n == 0 else 1 + n % 2),
            (OTHER, HOSPITAL, 9, 9, 1, lambda n: 2 if n == 0 else 1),
            (THIRD, CLINIC, 14, 16, 11, lambda n: 2 if n == 0 else 1),
        )
        row = made.of("P07").iloc[0]
        assert made.ids() == {("P07", THIRD, "S")} and row.value == 11

    def test_a_hospital_that_uploads_late_everywhere_says_nothing_about_a_shop(self):
        made = self.pairs(
            *[(s, HOSPITAL, 40, 40, 12, lambda n: 1) for s in (SHOP, BRANCH, OTHER, FAR, THIRD)]
        )
        assert made.of("P07").empty

    def test_two_shops_do_not_cover_each_other(self):
        honest = [(s, HOSPITAL, 40, 40, 0, lambda n: 1) for s in (BRANCH, FAR, THIRD)]
        forged = [(s, HOSPITAL, 40, 40, 30, lambda n: 1) for s in (SHOP, OTHER)]
        assert {s for _, s, _ in self.pairs(*honest, *forged).ids()} == {SHOP, OTHER}

    def test_one_person_whose_visits_are_booked_elsewhere_is_one_person(self):
        made = self.pairs((SHOP, HOSPITAL, 1, 12, 12, lambda n: 1))
        assert made.of("P07").empty

    def test_among_thousands_of_pairs_a_few_are_far_off_by_chance(self):
        codes = [f"P33020003{n:03d}" for n in range(300)]
        places = PLACES + "\n".join(f"{c} | P | - | 330203 | - | 0 | 0 | - | - | -" for c in codes)
        ordinary = [(c, HOSPITAL, 10, 10, 0, lambda n: 1) for c in codes]
        assert (
            self.pairs((SHOP, HOSPITAL, 10, 10, 2, lambda n: 1), *ordinary, shops=places)
            .of("P07")
            .empty
        )

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
