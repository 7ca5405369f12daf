"""Every indicator of pharmacy billing on drawn tables, each beside what looks like it and is none."""

import pytest

from contracts.tables.account_share import AccountShare
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from contracts.tables.death_record import DeathRecord
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from contracts.tables.stock_month import StockMonth
from contracts.tables.whitelist import Whitelist
from scenarios.pharmacy_billing import SCENARIO
from tests.night_in_small import find

SHOP, BRANCH, OTHER, FAR, THIRD = (f"P3302000000{n}" for n in range(1, 6))
HOSPITAL, CLINIC, ONLINE, SILENT = (f"H3302000000{n}" for n in range(1, 5))
PLACES = f"""
institution_code | kind | level | district | chain_id | is_internet | is_dual_channel | agreement_to | suspension_from | suspension_to
{SHOP}           | P    | -     | 330203   | k1       | 0           | 0               | -            | -               | -
{BRANCH}         | P    | -     | 330203   | k1       | 0           | 0               | -            | -               | -
{OTHER}          | P    | -     | 330203   | -        | 0           | 0               | -            | 2026-03-01      | 2026-04-30
{FAR}            | P    | -     | 330212   | -        | 0           | 0               | 2026-03-31   | -               | -
{THIRD}          | P    | -     | 330212   | -        | 0           | 0               | -            | -               | -
{HOSPITAL}       | H    | 3     | 330203   | -        | 0           | 0               | -            | -               | -
{CLINIC}         | H    | 0     | 330203   | -        | 0           | 0               | -            | -               | -
{ONLINE}         | H    | 3     | 330203   | -        | 1           | 0               | -            | -               | -
{SILENT}         | H    | 3     | 330203   | -        | 0           | 0               | -            | -               | -
"""
DRUGS = """
item_code | kind | generic_name | generic_code | list_type | pack_units | ddd_units | resale_watch | trace_exempt
d1        | 1    | 甲药          | A01          | 101       | 28         | 1         | 0            | 0
d2        | 1    | 乙药          | A02          | 101       | 10         | 1         | 1            | 0
d3        | 1    | 饮片          | Z01          | 102       | 1          | -         | 0            | 1
"""
SALE = {
    "setl_id": "s1",
    "person_id": "p1",
    "institution_code": SHOP,
    "med_type": "41",
    "service_time": "2026-05-10T10:00:00",
    "settle_time": "2026-05-10T10:00:00",
    "till_id": "T1",
    "collector_hash": "-",
    "total_amount": "100.00",
    "fund_amount": "60.00",
    "account_amount": "40.00",
    "reversal_of": "-",
    "admit_date": "-",
    "discharge_date": "-",
}
LINE = {
    "feedetl_sn": "l1",
    "setl_id": "s1",
    "item_code": "d1",
    "list_type": "101",
    "qty": "1",
    "qty_unit": "盒",
    "unit_price": "100",
    "amount": "100.00",
    "fund_scope_amount": "100.00",
    "rx_institution_code": "-",
    "rx_date": "-",
    "rx_doctor_code": "-",
    "long_rx_flag": "0",
    "split_flag": "0",
}
TRACE = {"feedetl_sn": "l1", "seq": "1", "trace_code_hash": "c0dec0dec0dec0de", "no_code_reason": "-"}
HOMES = "person_id | id_hash | household_hash | address_hash | birth_date"


asked = {"only": ()}


@pytest.fixture(autouse=True)
def only_the_indicators_of_the_class(request, monkeypatch):
    """A class that names its indicators has only these computed."""
    monkeypatch.setitem(asked, "only", getattr(request.cls, "ONLY", ()))


def table(defaults, rows):
    return "\n".join([" | ".join(defaults), *(" | ".join((defaults | row).values()) for row in rows)])


def persons(count, home=lambda n: n):
    return "\n".join(
        [
            HOMES,
            *[f"p{n} | {n:016x} | {home(n):016x} | {home(n):016x} | 1960-05-05" for n in range(1, count + 1)],
        ]
    )


def found(sales, lines=None, traces=(), *, people=None, **others):
    """Findings on these sales; each sale has a line of its own unless lines are given."""
    sales = [{"settle_time": s.get("service_time", SALE["service_time"]), **s} for s in sales]
    if lines is None:
        lines = [
            {"feedetl_sn": f"l{n}", "setl_id": s.get("setl_id", "s1")} for n, s in enumerate(sales, start=1)
        ]
    tables = {
        Institution: PLACES,
        DrugCatalog: DRUGS,
        Person: people or persons(60),
        ClaimHeader: table(SALE, sales),
        ClaimLine: table(LINE, lines),
        ClaimTrace: table(TRACE, traces),
        DeathRecord: others.pop("deaths", "person_id"),
    }
    names = {"stock": StockMonth, "shares": AccountShare, "whitelist": Whitelist}
    return find(SCENARIO, tables | {names[k]: v for k, v in others.items()}, only=asked["only"])


def day(n, month="2026-05"):
    return f"{month}-{n:02d}T10:00:00"


class TestTraceCodes:
    ONLY = ("P01", "P02")

    def twice(self, *, second=None, line=None, count=2):
        """`count` codes, each sold to one person on the 1st and to another on the 20th."""
        sales, lines, traces = [], [], []
        for n in range(count):
            for turn, (person, when) in enumerate((("p1", day(1)), ("p2", day(20)))):
                key = f"{n}{turn}"
                sales.append(
                    {"setl_id": f"s{key}", "person_id": person, "service_time": when}
                    | ((second or {}) if turn else {})
                )
                lines.append({"feedetl_sn": f"l{key}", "setl_id": f"s{key}"} | (line or {}))
                traces.append({"feedetl_sn": f"l{key}", "trace_code_hash": f"{n:016x}"})
        return sales, lines, traces

    def test_codes_settled_again(self):
        row = found(*self.twice()).of("P01").iloc[0]
        assert (row.subject_id, row.level, row.value) == (SHOP, "S", 2.0)

    def test_the_later_seller_is_named_and_not_the_first(self):
        made = found(*self.twice(second={"institution_code": OTHER}))
        assert (
            set(made.of("P01").subject_id) == {OTHER}
            and "2个首次在其他机构" in made.of("P01").iloc[0].reason_zh
        )

    def test_one_code_is_below_the_threshold(self):
        assert found(*self.twice(count=1)).of("P01").empty

    def test_split_packs_share_a_code(self):
        assert found(*self.twice(line={"split_flag": "1", "qty_unit": "片"})).of("P01").empty

    def test_a_return_sold_again(self):
        sales, lines, traces = self.twice()
        for n in range(2):
            sales.append(
                {
                    "setl_id": f"r{n}",
                    "person_id": "p1",
                    "service_time": day(3),
                    "reversal_of": f"s{n}0",
                    "total_amount": "-100.00",
                    "fund_amount": "-60.00",
                    "account_amount": "-40.00",
                }
            )
            lines.append({"feedetl_sn": f"b{n}", "setl_id": f"r{n}", "qty": "-1", "amount": "-100.00"})
            traces.append({"feedetl_sn": f"b{n}", "trace_code_hash": f"{n:016x}"})
        assert found(sales, lines, traces).of("P01").empty

    def test_twice_on_one_receipt(self):
        sales = [{}]
        lines = [{"feedetl_sn": f"l{n}"} for n in range(4)]
        traces = [{"feedetl_sn": f"l{n}", "trace_code_hash": f"{n // 2:016x}"} for n in range(4)]
        assert found(sales, lines, traces).of("P01").empty

    def scanned(self, missing, *, of=20, reason=None, item="d1", month="2026-05"):
        sales = [{"setl_id": f"s{n}", "service_time": day(n % 28 + 1, month)} for n in range(of)]
        lines = [
            {
                "feedetl_sn": f"l{n}",
                "setl_id": f"s{n}",
                "item_code": item,
                "list_type": "102" if item == "d3" else "101",
            }
            for n in range(of)
        ]
        traces = [{"feedetl_sn": f"l{n}", "trace_code_hash": f"{n:016x}"} for n in range(missing, of)]
        if reason:
            traces += [
                {"feedetl_sn": f"l{n}", "trace_code_hash": "-", "no_code_reason": reason}
                for n in range(missing)
            ]
        return found(sales, lines, traces)

    def test_one_line_in_twenty_not_scanned(self):
        assert self.scanned(1).of("P02").iloc[0].level == "H"

    def test_below_twenty_lines_nothing_is_said(self):
        assert self.scanned(5, of=19).of("P02").empty

    def test_before_the_duty_began(self):
        sales = self.scanned(20, month="2025-06")
        assert sales.of("P02").empty

    def test_a_scanner_failure_is_explained(self):
        made = self.scanned(8, reason="5")
        assert made.of("P02").empty and ("P02", SHOP, "is_scanner_outage") in made.explained_ids()

    def test_exempt_and_listed_drugs_need_no_code(self):
        assert self.scanned(8, reason="1").of("P02").empty
        assert self.scanned(20, item="d3").of("P02").empty


class TestSupply:
    ONLY = ("P03", "P04")

    def bought(self, days, *, packs=2, places=(SHOP,), line=None, **others):
        sales = [
            {"setl_id": f"s{n}", "service_time": day(d), "institution_code": places[n % len(places)]}
            for n, d in enumerate(days)
        ]
        lines = [
            {"feedetl_sn": f"l{n}", "setl_id": f"s{n}", "qty": str(packs)} | (line or {})
            for n in range(len(days))
        ]
        return found(sales, lines, **others)

    def test_six_packs_in_a_fortnight(self):
        # 6 × 28 days bought from the 1st to the 15th: 168 - 14 = 154 days in hand, 30 allowed
        row = self.bought((1, 8, 15)).of("P03").iloc[0]
        assert (row.level, row.value) == ("S", 124.0)

    def test_a_pack_every_four_weeks_is_treatment(self):
        sales = [{"setl_id": f"s{n}", "service_time": f"2026-0{n}-05T10:00:00"} for n in range(1, 7)]
        assert found(sales).of("P03").empty

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
        made = found(sales, lines)
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
            {"setl_id": f"s{n}", "service_time": f"2026-0{n}-05T10:00:00", "institution_code": place}
            for n, place in ((3, SHOP), (4, OTHER), (5, THIRD))
        ]
        assert found(sales).of("P04").empty


class TestRuns:
    ONLY = ("P05",)

    def runs(self, count, *, people=5, gap=30, amount=lambda n: "100.00", till=lambda n: "T1"):
        sales = []
        for run in range(count):
            for n in range(people):
                second = n * gap
                when = f"2026-05-{run + 3:02d}T10:{second // 60:02d}:{second % 60:02d}"
                sales.append(
                    {
                        "setl_id": f"s{run}-{n}",
                        "person_id": f"p{n + 1}",
                        "service_time": when,
                        "till_id": till(n),
                        "total_amount": amount(n),
                    }
                )
        return found(sales)

    def test_two_runs_of_five_cards_in_a_month(self):
        row = self.runs(2).of("P05").iloc[0]
        assert (row.subject_id, row.level, row.value) == (SHOP, "S", 2.0)

    @pytest.mark.parametrize(
        ("case", "why"),
        [
            ({"count": 1}, "one queue"),
            ({"count": 2, "people": 4}, "four persons"),
            ({"count": 2, "gap": 90}, "a minute and more between"),
            ({"count": 2, "amount": lambda n: f"{100 + 9 * n}.00"}, "every basket another: a firm's day"),
            ({"count": 2, "till": lambda n: f"T{n % 3}"}, "three tills in parallel"),
        ],
    )
    def test_what_is_no_run(self, case, why):
        assert self.runs(**case).of("P05").empty, why


class TestTogether:
    ONLY = ("P06", "P22")

    def together(self, buyers=4, days=4, *, collector="-", **others):
        sales = [
            {
                "setl_id": f"s{d}-{n}",
                "person_id": f"p{n}",
                "service_time": f"2026-06-{d + 1:02d}T10:0{n}:00",
                "collector_hash": collector,
                "total_amount": f"{10 * n}.00",
            }
            for d in range(days)
            for n in range(1, buyers + 1)
        ]
        return found(sales, **others)

    def test_four_strangers_on_four_days(self):
        assert ("P06", SHOP, "S") in self.together().ids()

    def test_three_persons_or_three_days_are_chance(self):
        assert self.together(buyers=3).of("P06").empty and self.together(days=3).of("P06").empty

    def test_a_household_comes_together(self):
        assert self.together(people=persons(4, lambda n: 1)).of("P06").empty

    def test_a_linked_family_comes_together(self):
        ties = "\n".join(f"p{a} | p{b} | 2025-01-01 | -" for a in range(1, 5) for b in range(1, a))
        shares = "owner_person_id | member_person_id | from_date | to_date\n" + ties
        assert self.together(shares=shares).of("P06").empty

    def test_one_address_is_explained(self):
        people = "\n".join(
            [HOMES, *[f"p{n} | {n:016x} | {n:016x} | {7:016x} | 1940-05-05" for n in range(1, 5)]]
        )
        made = self.together(people=people)
        assert made.of("P06").empty and ("P06", SHOP, "is_home_group") in made.explained_ids()

    NURSE = f"{99:016x}"

    def test_one_collector_for_five(self):
        made = self.together(buyers=5, days=1, collector=self.NURSE)
        assert ("P22", SHOP, "S") in made.ids()

    def test_collecting_for_ones_own_household_is_ordinary(self):
        sales = {"buyers": 5, "days": 1, "collector": f"{1:016x}"}
        assert self.together(**sales).of("P22").empty

    def test_a_nurse_of_a_care_home_is_explained(self):
        made = self.together(buyers=6, days=1, collector=self.NURSE, people=persons(6, lambda n: 7))
        assert made.of("P22").empty and ("P22", SHOP, "is_care_home") in made.explained_ids()

    def test_an_approved_collector_is_explained(self):
        whitelist = f"subject_kind | subject_id | rule_id | valid_from | valid_to\ncollector | {self.NURSE} | P22 | 2025-01-01 | -"
        made = self.together(buyers=5, days=4, collector=self.NURSE, whitelist=whitelist)
        assert {
            ("P22", SHOP, "is_approved_collector"),
            ("P06", SHOP, "is_approved_group"),
        } <= made.explained_ids()
        assert made.of("P22").empty and made.of("P06").empty

    def test_an_expired_approval_is_none(self):
        whitelist = f"subject_kind | subject_id | rule_id | valid_from | valid_to\ncollector | {self.NURSE} | P22 | 2025-01-01 | 2026-01-01"
        assert not self.together(buyers=5, days=1, collector=self.NURSE, whitelist=whitelist).of("P22").empty


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
        return found(sales + visits, lines)

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


class TestPresence:
    ONLY = ("P10", "P11")

    DEATH = "person_id | source | death_date | received_date | confidence\np1 | 1 | {} | 2026-06-01 | 1"

    def test_bought_after_death(self):
        assert found([{}], deaths=self.DEATH.format("2026-05-09")).ids() == {("P10", "p1", "H")}

    def test_bought_on_the_day_and_settled_later(self):
        sale = {"settle_time": "2026-05-20T10:00:00"}
        assert found([sale], deaths=self.DEATH.format("2026-05-10")).of("P10").empty

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
        made = found([{}], deaths=f"{header}\n{records}")
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
        return found([*sales, self.STAY], lines)

    def test_three_purchases_while_in_hospital(self):
        assert ("P11", "p1", "S") in self.stay(5, 8, 12).ids()

    def test_one_is_weak(self):
        assert ("P11", "p1", "M") in self.stay(5).ids()

    def test_the_days_around_admission_and_discharge_are_free(self):
        assert self.stay(1, 2, 19, 20, 25).of("P11").empty


class TestBooks:
    ONLY = ("P14", "P15", "P18")

    def year(self, december, *, other_december=10, shop=SHOP, fund="160.00"):
        """Ten sales a month from July to November 2025, then a December."""
        sales = []
        for place, last in ((shop, december), (OTHER, other_december), (BRANCH, other_december)):
            for month, count in ((7, 10), (8, 10), (9, 10), (10, 10), (11, 10), (12, last)):
                sales += [
                    {
                        "setl_id": f"{place}-{month}-{n}",
                        "institution_code": place,
                        "person_id": f"p{n % 59 + 1}",
                        "service_time": day(n % 28 + 1, f"2025-{month:02d}"),
                        "till_id": f"T{n}",
                        "fund_amount": fund,
                    }
                    for n in range(count)
                ]
        return found(sales)

    def test_a_small_shop_doubles_by_chance(self):
        assert self.year(30, fund="60.00").of("P14").empty

    def test_a_december_three_times_the_months_before(self):
        row = self.year(30).of("P14").iloc[0]
        assert (row.subject_id, row.value) == (SHOP, pytest.approx(3.0))

    def test_where_the_whole_district_rises_it_is_the_season(self):
        assert self.year(30, other_december=20).of("P14").empty

    STOCK = (
        "institution_code | item_code | month | opening | purchased | sold | returned | written_off | closing"
    )

    def settled(self, packs, *, purchased=10):
        row = f"{SHOP} | d1 | 2026-05 | 5 | {purchased} | 10 | 0 | 0 | 5"
        lines = [{"qty": str(packs), "amount": f"{packs}00.00"}]
        return found([{}], lines, stock=f"{self.STOCK}\n{row}")

    def test_more_settled_than_the_books_hold(self):
        row = self.settled(30).of("P15").iloc[0]
        assert (row.value, float(row.amount_involved)) == (20.0, 2000.0)

    @pytest.mark.parametrize("packs", [10, 15])
    def test_small_gaps_are_late_entries(self, packs):
        assert self.settled(packs).of("P15").empty

    def test_a_shop_without_any_books_is_not_judged(self):
        row = f"{OTHER} | d1 | 2026-05 | 5 | 10 | 10 | 0 | 0 | 5"
        assert found([{}], [{"qty": "90"}], stock=f"{self.STOCK}\n{row}").of("P15").empty

    def sold(self, shop, when):
        return found([{"institution_code": shop, "service_time": when}])

    def test_settled_while_suspended_or_after_the_agreement(self):
        assert ("P18", OTHER, "H") in self.sold(OTHER, "2026-03-15T10:00:00").ids()
        assert ("P18", FAR, "H") in self.sold(FAR, "2026-05-01T10:00:00").ids()

    @pytest.mark.parametrize(
        ("shop", "when"),
        [(OTHER, "2026-03-01T10:00:00"), (OTHER, "2026-05-01T10:00:00"), (FAR, "2026-03-31T10:00:00")],
    )
    def test_the_day_of_effect_and_the_days_outside(self, shop, when):
        assert self.sold(shop, when).of("P18").empty


def test_a_sale_taken_back_in_full_never_was():
    back = {
        "setl_id": "r",
        "reversal_of": "s1",
        "total_amount": "-100.00",
        "fund_amount": "-60.00",
        "account_amount": "-40.00",
    }
    lines = [{}, {"feedetl_sn": "b", "setl_id": "r", "qty": "-1", "amount": "-100.00"}]
    made = found([{}, back], lines, deaths=TestPresence.DEATH.format("2026-05-01"))
    assert made.findings.empty


def test_without_trace_codes_and_stock_the_rest_is_computed():
    tables = {
        Institution: PLACES,
        DrugCatalog: DRUGS,
        Person: persons(3),
        ClaimHeader: table(SALE, [{}]),
        ClaimLine: table(LINE, [{}]),
    }
    made = find(SCENARIO, tables)
    assert made.not_computed == {
        "P01": ["claim_trace"],
        "P02": ["claim_trace"],
        "P09": ["medical_staff"],
        "P10": ["death_record"],
        "P15": ["stock_month"],
    }
