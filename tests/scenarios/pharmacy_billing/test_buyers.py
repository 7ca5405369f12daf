"""Pharmacy billing: supply in hand, and buyers who were dead or in hospital."""

from datetime import date, timedelta

import pytest

from tests.scenarios.pharmacy_billing.drawn import (
    BRANCH,
    DEATH,
    HOSPITAL,
    OTHER,
    SHOP,
    THIRD,
    day,
    found,
)


class TestSupply:
    ONLY = ("P03", "P04")

    def bought(self, days, *, packs=2, places=(SHOP,), line=None, **others):
        sales = [
            {
                "setl_id": f"s{n}",
                "service_time": day(d),
                "institution_code": places[n % len(places)],
            }
            for n, d in enumerate(days)
        ]
        lines = [
            {"feedetl_sn": f"l{n}", "setl_id": f"s{n}", "qty": str(packs)} | (line or {})
            for n in range(len(days))
        ]
        return found(sales, lines, **others, only=self.ONLY)

    def test_six_packs_in_a_fortnight(self):
        # 6 × 28 days bought from the 1st to the 15th: 168 - 15.4 = 152.6 days in hand, 30 allowed
        row = self.bought((1, 8, 15)).of("P03").iloc[0]
        assert (row.level, row.value) == ("S", 122.6)

    def refilled(self, every, packs, *, times=13, person="p1"):
        """Sales and lines: packs of thirty tablets bought every so many days, up to the as-of date."""
        days = [date(2026, 6, 28) - timedelta(days=every * n) for n in range(times)]
        keys = [f"{person}-{n}" for n in range(times)]
        sales = [
            {"setl_id": k, "person_id": person, "service_time": f"{d}T10:00:00"}
            for k, d in zip(keys, days, strict=True)
        ]
        lines = [{"feedetl_sn": f"l{k}", "setl_id": k, "qty": str(packs * 30 / 28)} for k in keys]
        return sales, lines

    @pytest.mark.parametrize(
        ("every", "packs", "hit"), [(28, 1, False), (27, 1, False), (14, 1, True), (28, 2, True)]
    )
    def test_a_year_of_rounding_is_no_hoard(self, every, packs, hit):
        made = found(*self.refilled(every, packs), only=("P03",))
        assert (not made.of("P03").empty) == hit

    def test_a_dose_that_all_regular_buyers_take_is_the_drug_s(self):
        sales, lines = self.refilled(28, 4, person="p60")
        for n in range(1, 25):
            more = self.refilled(28, 2, person=f"p{n}")
            sales, lines = sales + more[0], lines + more[1]
        assert {s for _, s, _ in found(sales, lines, only=("P03",)).ids()} == {"p60"}

    def test_a_pack_every_four_weeks_is_treatment(self):
        sales = [
            {"setl_id": f"s{n}", "service_time": f"2026-0{n}-05T10:00:00"} for n in range(1, 7)
        ]
        assert found(sales, only=self.ONLY).of("P03").empty

    def test_a_long_prescription_allows_eighty_four_days(self):
        plain, long = self.bought((1, 8, 15)), self.bought((1, 8, 15), line={"long_rx_flag": "1"})
        assert plain.of("P03").iloc[0].value - long.of("P03").iloc[0].value == 54.0

    def test_one_large_bottle_is_no_habit(self):
        assert self.bought((1,), packs=5).of("P03").empty

    def test_tablets_keyed_as_packs_are_told_to_the_owner_of_the_data(self):
        usual = [{"setl_id": f"u{n}", "person_id": f"p{n + 2}"} for n in range(9)]
        sales = usual + [{"setl_id": f"s{n}", "service_time": day(n)} for n in (1, 15, 28)]
        lines = [{"feedetl_sn": f"v{n}", "setl_id": f"u{n}"} for n in range(9)]
        lines += [
            {"feedetl_sn": f"l{n}", "setl_id": f"s{n}", "qty": "28", "unit_price": "3.57"}
            for n in (1, 15, 28)
        ]
        made = found(sales, lines, only=self.ONLY)
        assert made.of("P03").empty and ("P03", "p1", "is_unit_slip") in made.explained_ids()

    def test_shared_with_a_linked_family_it_is_explained(self):
        shares = "owner_person_id | member_person_id | from_date | to_date\n" + "\n".join(
            f"p1 | p{n} | 2025-01-01 | -" for n in (2, 3, 4)
        )
        made = self.bought((1, 15, 28), shares=shares)
        assert made.of("P03").empty and ("P03", "p1", "is_for_family") in made.explained_ids()

    def test_one_drug_in_three_places(self):
        made = self.bought((1, 8, 15), packs=1, places=(SHOP, OTHER, THIRD))
        assert made.of("P04").iloc[0].value == 3.0

    def test_branches_of_a_chain_are_one(self):
        assert self.bought((1, 8, 15), packs=1, places=(SHOP, BRANCH, THIRD)).of("P04").empty

    def test_three_places_over_a_quarter_are_ordinary(self):
        sales = [
            {
                "setl_id": f"s{n}",
                "service_time": f"2026-0{n}-05T10:00:00",
                "institution_code": place,
            }
            for n, place in ((3, SHOP), (4, OTHER), (5, THIRD))
        ]
        assert found(sales, only=self.ONLY).of("P04").empty


class TestPresence:
    ONLY = ("P10", "P11")

    def test_bought_after_death(self):
        assert found([{}], deaths=DEATH.format("2026-05-09"), only=self.ONLY).ids() == {
            ("P10", "p1", "H")
        }

    RECORD = "person_id | source | death_date | received_date | confidence"
    BOUGHT = {"service_time": "2025-11-05T16:53:00"}

    @pytest.mark.parametrize(
        ("dates", "hit"),
        [
            ((("2", "03"), ("1", "06"), ("3", "06")), False),
            ((("2", "03"), ("1", "03"), ("3", "03")), True),
            ((("1", "03"), ("3", "03"), ("2", "06")), True),
            ((("1", "03"), ("3", "06")), False),
            ((("1", "03"), ("5", "06")), True),
            ((("2", "03"), ("5", "06")), False),
        ],
    )
    def test_the_agreed_or_the_latest_certain_date_decides(self, dates, hit):
        rows = [f"p1 | {s} | 2025-11-{d} | 2025-12-01 | 1" for s, d in dates]
        made = found([self.BOUGHT], deaths="\n".join([self.RECORD, *rows]), only=("P10",))
        assert made.ids() == ({("P10", "p1", "H")} if hit else set())

    def test_bought_on_the_day_and_settled_later(self):
        sale = {"settle_time": "2026-05-20T10:00:00"}
        assert found([sale], deaths=DEATH.format("2026-05-10"), only=self.ONLY).of("P10").empty

    @pytest.mark.parametrize(
        ("records", "reason"),
        [
            ("p1 | 5 | 2026-05-01 | 2026-06-01 | 1", "is_weak_death"),
            ("p1 | 2 | 2026-05-01 | 2026-06-01 | 1", "is_weak_death"),
            ("p1 | 1 | 2026-05-01 | 2026-06-01 | 2", "is_weak_death"),
            (
                "p1 | 1 | 2025-05-01 | 2026-06-01 | 1\np1 | 3 | 2026-05-01 | 2026-06-01 | 1",
                "is_death_disputed",
            ),
        ],
    )
    def test_a_death_that_is_not_sure_is_verified_first(self, records, reason):
        header = "person_id | source | death_date | received_date | confidence"
        made = found([{}], deaths=f"{header}\n{records}", only=self.ONLY)
        assert made.of("P10").empty and ("P10", "p1", reason) in made.explained_ids()

    STAY = {
        "setl_id": "h",
        "institution_code": HOSPITAL,
        "med_type": "21",
        "service_time": day(1),
        "admit_date": "2026-05-01",
        "discharge_date": "2026-05-20",
    }

    def stay(self, *days):
        sales = [{"setl_id": f"s{d}", "service_time": day(d)} for d in days]
        lines = [{"feedetl_sn": f"l{d}", "setl_id": f"s{d}"} for d in days]
        return found([*sales, self.STAY], lines, only=self.ONLY)

    def test_three_purchases_while_in_hospital(self):
        assert ("P11", "p1", "S") in self.stay(5, 8, 12).ids()

    def test_one_is_weak(self):
        assert ("P11", "p1", "M") in self.stay(5).ids()

    def long_stay(self, *dates, price="100", unit="盒"):
        """Purchases on these days during stays that cover all months."""
        sales = [{"setl_id": f"s{d}", "service_time": f"{d}T10:00:00"} for d in dates]
        lines = [
            {"feedetl_sn": f"l{d}", "setl_id": f"s{d}", "unit_price": price, "qty_unit": unit}
            for d in dates
        ]
        years = {"service_time": "2023-01-01T09:00:00", "admit_date": "2023-01-01"}
        stay = self.STAY | years | {"discharge_date": "2026-06-29"}
        return found([*sales, stay], lines, only=("P11",))

    @pytest.mark.parametrize(
        ("dates", "level"),
        [
            (("2024-08-01", "2024-09-01", "2024-10-01"), "S"),
            (("2024-12-01", "2025-06-01", "2025-11-30"), "S"),
            (("2024-08-01", "2025-03-01", "2026-01-01"), "M"),
            (("2024-08-01",), "M"),
        ],
    )
    def test_three_within_any_year_of_those_that_can_be_pursued(self, dates, level):
        assert self.long_stay(*dates).ids() == {("P11", "p1", level)}

    @pytest.mark.parametrize(("collector", "level"), [("-", "M"), (f"{9:016x}", "S")])
    def test_where_no_shop_records_collectors_nobody_is_known_to_have_come(self, collector, level):
        others = [{"setl_id": f"o{n}", "person_id": "p2"} for n in range(1000)]
        others[0] |= {"collector_hash": collector}
        bought = [{"setl_id": f"s{d}", "service_time": day(d)} for d in (5, 8, 12)]
        made = found([*others, *bought, self.STAY], [], only=("P11",))
        assert made.ids() == {("P11", "p1", level)}

    def test_nothing_older_than_the_limitation(self):
        assert self.long_stay("2024-05-01", "2024-05-11", "2024-06-11").findings.empty

    @pytest.mark.parametrize(
        ("price", "unit", "level"), [("1000", "盒", "S"), ("999", "盒", "M"), ("1000", "次", "M")]
    )
    def test_one_dear_drug_is_strong(self, price, unit, level):
        made = self.long_stay("2026-05-10", price=price, unit=unit)
        assert made.ids() == {("P11", "p1", level)}

    def test_the_days_around_admission_and_discharge_are_free(self):
        assert self.stay(1, 2, 19, 20, 25).of("P11").empty
