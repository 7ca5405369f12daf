"""Pharmacy billing: prescribers, restrictions, places, mixes, growth and suspected wrong entries on drawn tables."""

import pytest

from contracts.tables.account_share import AccountShare
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.medical_staff import MedicalStaff
from contracts.tables.person import Person
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.pharmacy_billing.drawn import LINE, SALE, day

SCENARIO = load_scenarios()["pharmacy_billing"]

SHOP, OTHER, THIRD, FAR = (f"P3302000000{n}" for n in range(1, 5))
HOSPITAL, CANCER = "H33020000001", "H33020000002"
PLACE = {
    "institution_code": SHOP,
    "kind": "P",
    "level": "-",
    "specialty": "-",
    "district": "330203",
    "is_internet": "0",
    "is_dual_channel": "0",
    "lon": "121.50",
    "lat": "29.90",
    "open_from": "08:00",
    "open_to": "21:30",
    "agreement_to": "-",
}
PLACES = [
    {},
    {"institution_code": OTHER, "lat": "29.95"},
    {"institution_code": THIRD, "lat": "29.98"},
    {"institution_code": FAR, "lon": "121.90"},
    {"institution_code": HOSPITAL, "kind": "H", "level": "3", "lat": "29.80"},
    {"institution_code": CANCER, "kind": "H", "level": "3", "specialty": "肿瘤", "lat": "29.955"},
]
DRUG = {
    "item_code": "d1",
    "generic_name": "甲药",
    "generic_code": "A01AA01",
    "list_type": "101",
    "pack_units": "28",
    "ddd_units": "1",
    "restrict_sex": "-",
    "restrict_age_max": "-",
    "only_injury": "0",
    "resale_watch": "0",
}
DRUGS = [
    {},
    {"item_code": "w1", "generic_name": "贵药", "generic_code": "L01AA01", "resale_watch": "1"},
    {"item_code": "f1", "generic_name": "女药", "generic_code": "G03AA01", "restrict_sex": "2"},
    {
        "item_code": "k1",
        "generic_name": "儿药",
        "generic_code": "R05AA01",
        "restrict_age_max": "14",
    },
    {"item_code": "i1", "generic_name": "工伤药", "generic_code": "J06AA01", "only_injury": "1"},
]
RX = {
    "rx_no": "-",
    "rx_flag": "0",
    **{k: LINE[k] for k in ("rx_institution_code", "rx_date", "rx_doctor_code")},
}
STAFF = "staff_code | institution_code | valid_from | valid_to | status"


def persons(count):
    rows = [f"p{n} | {n:016x} | {n:016x} | {1 + n % 2} | 1970-05-05" for n in range(1, count + 1)]
    return "\n".join(["person_id | id_hash | household_hash | sex | birth_date", *rows])


def found(sales, lines=None, *, only=(), staff=None, places=(), people=None, shares=None):
    sales = [{"settle_time": s.get("service_time", SALE["service_time"]), **s} for s in sales]
    if lines is None:
        lines = [{"feedetl_sn": f"l{s['setl_id']}", "setl_id": s["setl_id"]} for s in sales]
    header = SALE | {"is_online": "0", "diag_code": "-", "payer_person_id": "-"}
    tables = {
        Institution: format_rows(PLACE, *PLACES, *places),
        DrugCatalog: format_rows(DRUG, *DRUGS),
        Person: people or persons(130),
        ClaimHeader: format_rows(header, *sales),
        ClaimLine: format_rows(LINE | RX, *lines),
    }
    if staff is not None:
        tables[MedicalStaff] = "\n".join([STAFF, *staff])
    if shares:
        tables[AccountShare] = shares
    return run_scenario(SCENARIO, tables, only=only)


def sale(number, **more):
    return {"setl_id": f"s{number}", "person_id": f"p{number}"} | more


def line(number, **more):
    return {"feedetl_sn": f"l{number}", "setl_id": f"s{number}"} | more


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


class TestRestrictions:
    def sold(self, item, *, count=3, person="p2", amount="50.00", **more):
        sales = [sale(n, person_id=person, **more) for n in range(count)]
        return found(
            sales, [line(n, item_code=item, amount=amount) for n in range(count)], only=("P19",)
        )

    def test_an_item_for_work_injury_paid_by_medical_insurance(self):
        assert ("P19", SHOP, "H") in self.sold("i1", count=1).ids()

    def test_paid_in_cash_it_is_nobodys_business(self):
        assert self.sold("i1", count=1, fund_amount="0.00", account_amount="0.00").of("P19").empty

    def test_drugs_for_women_sold_to_a_man_three_times(self):
        assert ("P19", SHOP, "S") in self.sold("f1").ids()  # p2 is a man by the drawn persons

    def test_sold_to_a_woman_they_are_right(self):
        assert self.sold("f1", person="p1").of("P19").empty

    def test_drugs_for_children_sold_to_an_adult(self):
        assert ("P19", SHOP, "S") in self.sold("k1").ids()

    @pytest.mark.parametrize(("birth", "hit"), [("2011-05-12", False), ("2011-05-01", True)])
    def test_the_last_year_of_age_counts_as_allowed(self, birth, hit):
        people = f"person_id | sex | birth_date\np2 | 1 | {birth}"
        lines = [line(n, item_code="k1") for n in range(3)]
        made = found(
            [sale(n, person_id="p2") for n in range(3)], lines, people=people, only=("P19",)
        )
        assert (not made.of("P19").empty) == hit

    def test_one_cheap_line_is_a_slip_in_a_pick_list(self):
        made = self.sold("f1", count=1)
        assert made.of("P19").empty and ("P19", SHOP, "is_picklist_slip") in made.explained_ids()

    def test_one_dear_line_is_a_single_case(self):
        made = self.sold("f1", count=1, amount="400.00")
        assert made.of("P19").empty and ("P19", SHOP, "is_usual_share") in made.explained_ids()

    def lines_of(self, *rows, shops=(), shares=None, people=None):
        """P19 on (shop, person, fund, collector, payer, prescribed, times), for women's drugs."""
        sales, lines = [], []
        for turn, (shop, person, fund, collector, payer, rx, times) in enumerate(rows):
            for n in range(times):
                key = f"{turn}-{n}"
                sales.append(
                    sale(key, person_id=person, institution_code=shop, payer_person_id=payer)
                    | {"fund_amount": fund, "account_amount": "14.00", "collector_hash": collector}
                )
                scope = {"fund_scope_amount": fund, "amount": "32.00"}
                lines.append(line(key, item_code="f1", rx_flag=rx, **scope))
        return found(sales, lines, only=("P19",), places=shops, shares=shares, people=people)

    FREE = (SHOP, "p2", "0.00", "-", "-", "0", 1)
    COLLECTED = (SHOP, "p2", "0.00", f"{3:016x}", "-", "0", 1)
    POOLED = (SHOP, "p2", "18.00", "-", "-", "1", 10)

    def test_what_is_bought_freely_binds_nobody(self):
        made = self.lines_of(self.FREE, self.COLLECTED)
        assert made.findings.empty and made.explained.empty

    def test_pooled_lines_count_where_other_shops_have_few(self):
        few = [(OTHER, "p2", "18.00", "-", "-", "1", 1), (THIRD, "p1", "18.00", "-", "-", "1", 9)]
        made = self.lines_of(self.FREE, self.COLLECTED, self.POOLED, *few)
        row = made.of("P19").iloc[0]
        assert made.ids() == {("P19", SHOP, "S")} and row.value == 10
        assert ("P19", OTHER, "is_picklist_slip") in made.explained_ids()

    def test_what_all_shops_sell_alike_is_the_catalogue_s_fault(self):
        sold = (*self.POOLED[1:-1], 40)
        made = self.lines_of(*[(s, *sold) for s in (SHOP, OTHER, THIRD)])
        assert made.findings.empty
        assert {e for _, _, e in made.explained_ids()} == {"is_usual_share"}

    @pytest.mark.parametrize(
        ("more", "hit"),
        [
            (("18.00", "-", "-", "0"), True),
            (("0.00", "-", "-", "1"), True),
            (("18.00", f"{3:016x}", "-", "1"), False),
            (("18.00", "-", "p3", "1"), False),
        ],
    )
    def test_pooled_or_prescribed_and_for_oneself(self, more, hit):
        made = self.lines_of((SHOP, "p2", *more, 10))
        assert (made.ids() == {("P19", SHOP, "S")}) == hit

    @pytest.mark.parametrize(("rx", "hit"), [("0", False), ("1", True)])
    def test_a_linked_wife_takes_it_unless_it_was_prescribed_to_him(self, rx, hit):
        shares = (
            "owner_person_id | member_person_id | from_date | to_date\np2 | p1 | 2025-01-01 | -"
        )
        made = self.lines_of((SHOP, "p2", "18.00", "-", "-", rx, 10), shares=shares)
        assert (not made.of("P19").empty) == hit

    def test_an_item_for_work_injury_from_the_account_alone_is_no_pooled_money(self):
        assert self.sold("i1", count=1, fund_amount="0.00").of("P19").empty


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
