"""Pharmacy billing: places, mixes, growth and costs on drawn tables."""

import pytest

from tests.scenarios.pharmacy_billing.drawn import day
from tests.scenarios.pharmacy_billing.drawn_lines import (
    FAR,
    HOSPITAL,
    OTHER,
    SHOP,
    THIRD,
    found,
    line,
    sale,
)


class TestJourneys:
    def twice(self, *, minutes, first=None, second=None, hour=10):
        one = sale("a", person_id="p1", service_time=f"2026-05-10T{hour:02d}:00:00") | (first or {})
        when = f"2026-05-10T{hour + minutes // 60:02d}:{minutes % 60:02d}:00"
        two = sale("b", person_id="p1", service_time=when, institution_code=FAR) | (second or {})
        return found([one, two], only=("P12",))

    def test_thirty_eight_kilometres_in_ten_minutes(self):
        row = self.twice(minutes=10).of("P12").iloc[0]
        assert (row.subject_id, row.level, row.value) == (
            "p1",
            "S",
            1.0,
        ) and "38.6" in row.reason_zh

    @pytest.mark.parametrize(("minutes", "hit"), [(15, True), (16, False)])
    def test_a_hundred_and_fifty_kilometres_an_hour(self, minutes, hit):
        assert (not self.twice(minutes=minutes).of("P12").empty) == hit

    @pytest.mark.parametrize(
        "second",
        [
            {"is_online": "1"},
            {"collector_hash": f"{9:016x}"},
            {"institution_code": OTHER, "person_id": "p2"},
        ],
    )
    def test_online_collected_or_somebody_else(self, second):
        assert self.twice(minutes=10, second=second).of("P12").empty

    def test_a_day_without_a_clock_is_no_journey(self):
        dated = {"service_time": "2026-05-10T00:00:00"}
        assert self.twice(minutes=10, first=dated, second=dated).of("P12").empty

    def test_a_shop_close_by_is_within_reach(self):
        near = {"institution_code": "P33020000009"}
        made = found(
            [
                sale("a", person_id="p1"),
                sale("b", person_id="p1", service_time="2026-05-10T10:00:30") | near,
            ],
            places=[{"institution_code": "P33020000009", "lat": "29.93"}],
            only=("P12",),
        )
        assert made.of("P12").empty

    def test_a_till_whose_clock_is_wrong_is_explained(self):
        made = self.twice(minutes=10, hour=3)
        assert made.of("P12").empty and ("P12", "p1", "is_clock_error") in made.explained_ids()


class TestMix:
    def shops(self, *, dual="0", where="29.90", watch=40):
        """Five shops with one line in ten of resold drugs, and one with `watch` of fifty."""
        codes = [f"P330200001{n:02d}" for n in range(6)]
        places = [
            {
                "institution_code": c,
                "is_dual_channel": dual if n == 5 else "0",
                "lat": where if n == 5 else "29.90",
            }
            for n, c in enumerate(codes)
        ]
        sales, lines = [], []
        for n, code in enumerate(codes):
            for k in range(50):
                key = f"{n}-{k}"
                dear = k < (watch if n == 5 else 4 + n % 2)
                sales.append(
                    sale(key, person_id=f"p{k + 1}", institution_code=code, till_id=f"T{k}")
                )
                lines.append(line(key, item_code="w1" if dear else "d1"))
        return codes[5], found(sales, lines, places=places, only=("P13", "P16"))

    def test_a_shop_that_sells_mostly_what_is_easily_resold(self):
        shop, made = self.shops()
        assert {i for i in made.ids() if i[0] == "P13"} == {("P13", shop, "S")}
        assert ("P16", shop, "M") in made.ids()

    def test_a_little_more_than_its_peers_is_nothing(self):
        _, made = self.shops(watch=5)
        assert made.of("P13").empty and made.of("P16").empty

    def test_beside_the_oncology_hospital_it_is_explained(self):
        shop, made = self.shops(where="29.957")
        assert ("P13", shop, "is_beside_specialist") in made.explained_ids()

    def test_dual_channel_shops_are_peers_of_each_other(self):
        shop, made = self.shops(dual="1")
        assert shop not in {subject for _, subject, _ in made.ids()}


class TestGrowth:
    def months(self, surge, *, closed=None, all_shops=False):
        """Ten sales a month from July 2024 on; in May and June 2026 `surge` times as many at one shop."""
        sales = []
        for place in (SHOP, OTHER, THIRD):
            for index in range(24):
                year, month = divmod(2024 * 12 + 6 + index, 12)
                last = index >= 22 and (all_shops or place == SHOP)
                for n in range(10 * (surge if last else 1)):
                    when = f"{year}-{month + 1:02d}-{n % 28 + 1:02d}T{9 + n // 28:02d}:00:00"
                    key = f"{place}-{index}-{n}"
                    sales.append(
                        sale(
                            key,
                            person_id=f"p{n % 120 + 1}",
                            institution_code=place,
                            service_time=when,
                            till_id=f"T{n}",
                        )
                    )
        places = (
            [{"institution_code": "P33020000008", "lat": "29.905", "agreement_to": closed}]
            if closed
            else []
        )
        return found(sales, places=places, only=("P17",))

    def test_two_months_of_thrice_the_usual(self):
        row = self.months(3).of("P17").iloc[0]
        assert (row.subject_id, row.level) == (SHOP, "M") and row.value > 4

    def test_where_the_district_grows_too_it_is_the_season(self):
        assert self.months(3, all_shops=True).of("P17").empty

    def test_the_customers_of_a_closed_neighbour_are_explained(self):
        assert ("P17", SHOP, "is_neighbour_closed") in self.months(
            3, closed="2026-04-30"
        ).explained_ids()

    def test_a_neighbour_that_closed_a_year_before_explains_nothing(self):
        assert ("P17", SHOP, "M") in self.months(3, closed="2025-04-30").ids()


class TestCosts:
    def year(self, *, yuan, diag="I10"):
        """A hundred and twenty buyers of 100 yuan, one of `yuan`, and hospital visits that name diseases."""
        sales = [sale(n, fund_amount="100.00", till_id=f"T{n}") for n in range(1, 121)]
        sales[0] = sales[0] | {"fund_amount": yuan, "total_amount": yuan}
        visit = {"setl_id": "v", "institution_code": HOSPITAL, "med_type": "14", "diag_code": diag}
        return found([*sales, sale(1) | visit], [line(n) for n in range(1, 121)], only=("P21",))

    def test_thrice_the_costliest_of_the_same_age(self):
        row = self.year(yuan="9000.00").of("P21").iloc[0]
        assert (row.subject_id, row.level) == ("p1", "M") and row.value >= 3

    def test_a_thousand_yuan_is_never_extreme(self):
        assert self.year(yuan="2900.00").of("P21").empty

    @pytest.mark.parametrize("diag", ["C34.9", "N18.5", "Z94.0", "D66"])
    def test_a_costly_disease_is_explained(self, diag):
        assert ("P21", "p1", "is_costly_disease") in self.year(
            yuan="9000.00", diag=diag
        ).explained_ids()


def test_what_is_collected_or_ordered_does_not_show_a_patient_outside_the_hospital():
    stay = {
        "setl_id": "h",
        "person_id": "p1",
        "institution_code": HOSPITAL,
        "med_type": "21",
        "service_time": day(1),
        "admit_date": "2026-05-01",
        "discharge_date": "2026-05-20",
        "fund_amount": "6000.00",
    }
    for more, hit in (
        ({}, True),
        ({"is_online": "1"}, False),
        ({"collector_hash": f"{9:016x}"}, False),
    ):
        bought = [sale(f"{d}", person_id="p1", service_time=day(d), **more) for d in (5, 8, 12)]
        made = found([*bought, stay], [line(f"{d}") for d in (5, 8, 12)], only=("P11",))
        assert (("P11", "p1", "S") in made.ids()) == hit
        if hit:
            assert float(made.of("P11").iloc[0].amount_involved) == 6300.0
