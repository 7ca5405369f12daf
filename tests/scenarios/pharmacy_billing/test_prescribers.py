"""Pharmacy billing: prescribers by the register, and prescriptions split on one day."""

import pytest

from tests.scenarios.pharmacy_billing.drawn import day
from tests.scenarios.pharmacy_billing.drawn_lines import (
    CANCER,
    HOSPITAL,
    SCENARIO,
    SHOP,
    found,
    line,
    sale,
)


class TestPrescribers:
    GOOD = f"good | {HOSPITAL} | 2015-01-01 | - | 1"

    def written(self, *doctors, staff=(GOOD,)):
        sales = [sale(n) for n, _ in enumerate(doctors, start=1)]
        rx = {"rx_institution_code": HOSPITAL, "rx_date": "2026-05-10"}
        lines = [
            line(n, rx_no=f"r{n}", rx_doctor_code=d, **rx) for n, d in enumerate(doctors, start=1)
        ]
        return found(sales, lines, staff=staff, only=("P08", "P09"))

    def test_a_doctor_who_is_in_no_register(self):
        row = self.written("nobody", "good").of("P09").iloc[0]
        assert (row.subject_id, row.level, row.value) == (
            SHOP,
            "S",
            1.0,
        ) and "nobody" in row.reason_zh

    @pytest.mark.parametrize(
        ("valid_from", "valid_to", "status", "level"),
        [
            ("2015-01-01", "2026-05-10", "1", None),
            ("2015-01-01", "2026-05-10", "3", None),
            ("2015-01-01", "2026-05-09", "1", "H"),
            ("2015-01-01", "2026-05-09", "3", "H"),
            ("2026-05-11", "-", "1", "S"),
            ("2015-01-01", "-", "3", "S"),
            ("2015-01-01", "-", "2", None),
        ],
    )
    def test_a_registration_must_hold_on_the_day(self, valid_from, valid_to, status, level):
        staff = [self.GOOD, f"d | {HOSPITAL} | {valid_from} | {valid_to} | {status}"]
        made = self.written("d", "good", staff=staff)
        assert made.ids() == ({("P09", SHOP, level)} if level else set())

    def many(self, lines, *, known=60, staff=(), places=()):
        """Prescriptions by (institution, doctor) beside one of each of a hospital's sixty doctors."""
        written = [(HOSPITAL, f"k{n}") for n in range(known)] + list(lines)
        sales = [sale(n, person_id=f"p{n % 120 + 1}") for n in range(len(written))]
        rows = [
            line(n, rx_no=f"r{n}", rx_date="2026-05-10", rx_institution_code=p, rx_doctor_code=d)
            for n, (p, d) in enumerate(written)
        ]
        register = [f"k{n} | {HOSPITAL} | 2015-01-01 | - | 1" for n in range(known)]
        register += [f"d7 | {HOSPITAL} | 2015-01-01 | 2026-03-31 | 3", *staff]
        return found(sales, rows, staff=register, places=places, only=("P09",))

    REMOTE = "H33990000009"
    LISTED = [{"institution_code": "H33020000009", "kind": "H"}]
    FROM_AFAR = [("H33990000009", f"d{901 + n % 18}") for n in range(40)]
    RUN_OUT = [(HOSPITAL, "d7")] * 9

    def test_remote_unknown_and_run_out_prescribers_of_one_pharmacy(self):
        made = self.many([*self.FROM_AFAR, (HOSPITAL, "dX"), *self.RUN_OUT])
        row = made.of("P09").iloc[0]
        assert (row.level, row.value) == (
            "H",
            9.0,
        ) and "另有市外或库未及更新的40行" in row.reason_zh
        p09 = next(i for i in SCENARIO.indicators if i.id == "P09")
        assert made.evidence_rows(p09, SHOP) == {"invalid_prescriber_lines": 9}

    def test_the_one_unknown_code_of_a_hospital_is_strong(self):
        made = self.many([*self.FROM_AFAR, (HOSPITAL, "dX")])
        assert made.ids() == {("P09", SHOP, "S")} and made.of("P09").iloc[0].value == 1

    @pytest.mark.parametrize("place", [REMOTE, "H33020000009", "H33029999999"])
    def test_doctors_of_a_hospital_elsewhere_are_a_question_to_the_owner_of_the_data(self, place):
        made = self.many([(place, d) for _, d in self.FROM_AFAR], places=self.LISTED)
        assert made.findings.empty
        assert made.explained_ids() == {("P09", SHOP, "is_registered_elsewhere")}

    @pytest.mark.parametrize(
        "place",
        [
            {"institution_code": REMOTE, "kind": "H"},
            {"institution_code": "H33020000008", "kind": "H", "district": "339901"},
            {"institution_code": "H33020000008", "kind": "H", "is_internet": "1"},
        ],
    )
    def test_an_unknown_doctor_of_a_hospital_elsewhere_whose_others_are_known(self, place):
        code = place["institution_code"]
        staff = [f"e{n} | {code} | 2015-01-01 | - | 1" for n in range(3)]
        lines = [(code, d) for d in ("e0", "e1", "e2", "eX")]
        made = self.many(lines, staff=staff, places=[place])
        assert made.explained_ids() == {("P09", SHOP, "is_registered_elsewhere")}

    def test_several_unknown_codes_are_a_register_that_lags(self):
        made = self.many([(HOSPITAL, f"x{n}") for n in range(5)])
        assert made.explained_ids() == {("P09", SHOP, "is_code_migration")}

    def test_where_a_tenth_of_all_have_run_out_the_dates_were_not_kept_up(self):
        staff = [f"o{n} | {HOSPITAL} | 2015-01-01 | 2025-12-31 | 1" for n in range(9)]
        made = self.many([(HOSPITAL, f"o{n}") for n in range(9)], staff=staff)
        assert made.explained_ids() == {("P09", SHOP, "is_register_stale")}

    def test_an_unknown_code_of_many_institutions_is_a_filler(self):
        places = [{"institution_code": f"H3302000005{n}", "kind": "H"} for n in range(3)]
        lines = [(p["institution_code"], "SYS001") for p in places] + [(HOSPITAL, "SYS001")]
        made = self.many(lines, places=places)
        assert made.explained_ids() == {("P09", SHOP, "is_filler_doctor")}

    @pytest.mark.parametrize("filler", ["匿名", "默认", "9999"])
    def test_a_filler_goes_to_the_owner_of_the_data(self, filler):
        made = self.written(filler, "good")
        assert made.of("P09").empty and ("P09", SHOP, "is_filler_doctor") in made.explained_ids()

    def test_a_filler_does_not_hide_an_invalid_code(self):
        assert ("P09", SHOP, "S") in self.written("匿名", "nobody", "good").ids()

    def test_codes_that_were_not_taken_over_are_explained(self):
        made = self.written(*[f"new{n}" for n in range(10)], "good")
        assert made.of("P09").empty and ("P09", SHOP, "is_code_migration") in made.explained_ids()

    def test_an_institution_without_any_doctor_in_the_register_says_nothing(self):
        assert self.written("nobody", staff=[f"x | {CANCER} | 2015-01-01 | - | 1"]).of("P09").empty

    def test_a_filler_that_leads_a_shop_is_explained(self):
        made = self.written(*["匿名"] * 50)
        assert (
            made.of("P08").empty and ("P08", SHOP, "is_filler_prescriber") in made.explained_ids()
        )

    def test_without_the_register_it_is_not_computed(self):
        assert found([sale(1)], only=("P09",)).not_computed["P09"] == ["medical_staff"]

    def split(
        self, *, days=(10, 11), parts=3, doctors=("good",) * 3, drugs=("d1",) * 3, long="0", qty="1"
    ):
        sales, lines = [], []
        for d in days:
            for n in range(parts):
                sales.append(sale(f"{d}-{n}", person_id="p1", service_time=day(d)))
                rx = {
                    "rx_no": f"r{d}-{n}",
                    "rx_institution_code": HOSPITAL,
                    "rx_date": f"2026-05-{d}",
                }
                rx |= {
                    "rx_doctor_code": doctors[n],
                    "item_code": drugs[n],
                    "long_rx_flag": long,
                    "qty": qty,
                }
                lines.append(line(f"{d}-{n}", **rx))
        return found(sales, lines, only=("P20",))

    def test_three_prescriptions_of_one_drug_on_two_days(self):
        row = self.split().of("P20").iloc[0]
        assert (row.subject_id, row.level, row.value) == (SHOP, "S", 2.0)

    @pytest.mark.parametrize(
        ("case", "why"),
        [
            ({"days": (10,)}, "once in the month"),
            ({"parts": 2}, "two prescriptions"),
            ({"drugs": ("d1", "w1", "f1")}, "a drug each: several clinics"),
            ({"long": "1"}, "long prescriptions have a limit of their own"),
            ({"qty": "0.33"}, "together within what one may hold"),
        ],
    )
    def test_what_is_no_splitting(self, case, why):
        assert self.split(**case).of("P20").empty, why

    def test_three_doctors_are_several_clinics(self):
        made = self.split(doctors=("a", "b", "c"))
        assert made.of("P20").empty and ("P20", SHOP, "is_several_clinics") in made.explained_ids()
