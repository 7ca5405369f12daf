"""Pharmacy billing: trace codes, months, stock and agreement of a shop."""

import pytest

from tests.scenarios.pharmacy_billing.drawn import BRANCH, FAR, OTHER, PLACES, SHOP, day, found


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
        row = found(*self.twice(), only=self.ONLY).of("P01").iloc[0]
        assert (row.subject_id, row.level, row.value) == (SHOP, "S", 2.0)

    def test_the_later_seller_is_named_and_not_the_first(self):
        made = found(*self.twice(second={"institution_code": OTHER}), only=self.ONLY)
        assert (
            set(made.of("P01").subject_id) == {OTHER}
            and "2个首次在其他机构" in made.of("P01").iloc[0].reason_zh
        )

    @pytest.mark.parametrize(("repeats", "hit"), [(4, False), (30, True)])
    def test_repeats_that_all_shops_have_are_the_system_s(self, repeats, hit):
        """Two hundred codes a shop, of which four (at one shop `repeats`) are settled again."""
        sales, lines, traces = [], [], []
        for place, again in ((SHOP, repeats), (BRANCH, 4), (OTHER, 4), (FAR, 4)):
            for n in range(200 + again):
                key = f"{place}-{n}"
                sale = {"setl_id": key, "institution_code": place, "person_id": f"p{n % 59 + 1}"}
                sales.append(sale | {"service_time": day(n % 200 // 10 + 1 + n // 200)})
                lines.append({"feedetl_sn": f"l{key}", "setl_id": key})
                code = int(place[-1]) * 1000 + n % 200
                traces.append(
                    {"feedetl_sn": f"l{key}", "trace_code_hash": f"{code:x}".ljust(16, "0")}
                )
        made = found(sales, lines, traces, only=("P01",))
        assert made.ids() == ({("P01", SHOP, "S")} if hit else set())
        assert ("P01", OTHER, "is_usual_repeat") in made.explained_ids()

    def test_one_code_is_below_the_threshold(self):
        assert found(*self.twice(count=1), only=self.ONLY).of("P01").empty

    def test_split_packs_share_a_code(self):
        assert (
            found(*self.twice(line={"split_flag": "1", "qty_unit": "片"}), only=self.ONLY)
            .of("P01")
            .empty
        )

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
            lines.append(
                {"feedetl_sn": f"b{n}", "setl_id": f"r{n}", "qty": "-1", "amount": "-100.00"}
            )
            traces.append({"feedetl_sn": f"b{n}", "trace_code_hash": f"{n:016x}"})
        assert found(sales, lines, traces, only=self.ONLY).of("P01").empty

    def test_twice_on_one_receipt(self):
        sales = [{}]
        lines = [{"feedetl_sn": f"l{n}"} for n in range(4)]
        traces = [{"feedetl_sn": f"l{n}", "trace_code_hash": f"{n // 2:016x}"} for n in range(4)]
        assert found(sales, lines, traces, only=self.ONLY).of("P01").empty

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
        traces = [
            {"feedetl_sn": f"l{n}", "trace_code_hash": f"{n:016x}"} for n in range(missing, of)
        ]
        if reason:
            traces += [
                {"feedetl_sn": f"l{n}", "trace_code_hash": "-", "no_code_reason": reason}
                for n in range(missing)
            ]
        return found(sales, lines, traces, only=self.ONLY)

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

    def uploaded(self, *shops, item="d1"):
        """P02 on (shop, lines, of which scanned, month): each shop's first lines are not scanned."""
        sales, lines, traces = [], [], []
        for shop, count, scanned, month in shops:
            for n in range(count):
                key = f"{shop}-{month}-{n}"
                sales.append(
                    {
                        "setl_id": key,
                        "institution_code": shop,
                        "service_time": day(n % 28 + 1, month),
                    }
                )
                lines.append({"feedetl_sn": f"l{key}", "setl_id": key, "item_code": item})
                if n >= count - scanned:
                    traces.append(
                        {"feedetl_sn": f"l{key}", "trace_code_hash": f"{len(traces):016x}"}
                    )
        return {
            r.subject_id for r in found(sales, lines, traces, only=("P02",)).of("P02").itertuples()
        }

    def test_months_before_a_shop_s_codes_were_delivered_say_nothing(self):
        shop = ((SHOP, 25, 0, "2026-04"), (SHOP, 25, 25, "2026-05"))
        assert self.uploaded(*shop) == set()
        assert self.uploaded((SHOP, 25, 25, "2026-03"), *shop) == {SHOP}

    def test_a_shop_without_any_code_is_asked_where_nearly_all_others_deliver(self):
        others = [(s, 25, 25, "2026-05") for s in (BRANCH, OTHER, FAR)]
        assert self.uploaded((SHOP, 25, 0, "2026-05"), *others) == {SHOP}
        assert self.uploaded((SHOP, 25, 0, "2026-05"), *others[:2]) == set()

    def test_an_item_that_no_shop_scans_bears_no_code(self):
        shops = [(s, 25, 2, "2026-05") for s in (SHOP, OTHER)]
        assert self.uploaded(*shops) == set()

    def test_a_code_of_dozens_of_packs_names_a_product(self):
        sales = [
            {"setl_id": f"s{n}", "person_id": f"p{n}", "service_time": day(n % 28 + 1)}
            for n in range(1, 41)
        ]
        lines = [{"feedetl_sn": f"l{n}", "setl_id": f"s{n}"} for n in range(1, 41)]
        traces = [{"feedetl_sn": f"l{n}", "trace_code_hash": f"{n % 2:016x}"} for n in range(1, 41)]
        few = found(sales[:8], lines[:8], traces[:8], only=("P01",))
        assert ("P01", SHOP, "S") in few.ids()
        many = [{"trace_code_hash": f"{0:016x}"} | {"feedetl_sn": t["feedetl_sn"]} for t in traces]
        assert found(sales, lines, many, only=("P01",)).of("P01").empty

    def test_exempt_and_listed_drugs_need_no_code(self):
        assert self.scanned(8, reason="1").of("P02").empty
        assert self.scanned(20, item="d3").of("P02").empty


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
        return found(sales, only=self.ONLY)

    def test_a_small_shop_doubles_by_chance(self):
        assert self.year(30, fund="60.00").of("P14").empty

    def test_a_december_three_times_the_months_before(self):
        row = self.year(30).of("P14").iloc[0]
        assert (row.subject_id, row.value) == (SHOP, pytest.approx(3.0))

    def test_where_the_whole_district_rises_it_is_the_season(self):
        assert self.year(30, other_december=20).of("P14").empty

    STOCK = "institution_code | item_code | month | opening | purchased | sold | returned | written_off | closing"

    def settled(self, packs, *, purchased=10):
        row = f"{SHOP} | d1 | 2026-05 | 5 | {purchased} | 10 | 0 | 0 | 5"
        lines = [{"qty": str(packs), "amount": f"{packs}00.00"}]
        return found([{}], lines, stock=f"{self.STOCK}\n{row}", only=self.ONLY)

    def test_more_settled_than_the_books_hold(self):
        row = self.settled(30).of("P15").iloc[0]
        assert (row.value, float(row.amount_involved)) == (20.0, 2000.0)

    @pytest.mark.parametrize("packs", [10, 15])
    def test_small_gaps_are_late_entries(self, packs):
        assert self.settled(packs).of("P15").empty

    def test_a_shop_without_any_books_is_not_judged(self):
        row = f"{OTHER} | d1 | 2026-05 | 5 | 10 | 10 | 0 | 0 | 5"
        assert (
            found([{}], [{"qty": "90"}], stock=f"{self.STOCK}\n{row}", only=self.ONLY)
            .of("P15")
            .empty
        )

    EVENTS = "institution_code | event_kind | date_from | date_to"

    def test_a_suspension_ends_when_it_is_resumed(self):
        events = [f"{SHOP} | 1 | 2026-02-01 | -", f"{SHOP} | 2 | 2026-04-01 | -"]
        for when, hit in (("2026-03-10", True), ("2026-05-10", False)):
            sale = [{"service_time": f"{when}T10:00:00"}]
            made = found(sale, events="\n".join([self.EVENTS, *events]), only=("P18",))
            assert (("P18", SHOP, "H") in made.ids()) == hit

    def test_terms_that_ran_out_everywhere_are_renewals_that_were_not_entered(self):
        codes = [f"P33020004{n:03d}" for n in range(5)]
        places = PLACES + "\n".join(
            f"{c} | P | - | 330203 | - | 0 | 0 | 2025-12-31 | - | -" for c in codes
        )
        sales = [{"setl_id": c, "institution_code": c} for c in codes]
        made = found(sales, places=places, only=("P18",))
        assert (
            made.findings.empty and ("P18", codes[0], "is_renewal_missing") in made.explained_ids()
        )
        told = f"{self.EVENTS}\n{codes[0]} | 3 | 2026-01-01 | -"
        made = found(sales, places=places, events=told, only=("P18",))
        assert made.ids() == {("P18", codes[0], "H")}

    def sold(self, shop, when):
        return found([{"institution_code": shop, "service_time": when}], only=self.ONLY)

    def test_settled_while_suspended_or_after_the_agreement(self):
        assert ("P18", OTHER, "H") in self.sold(OTHER, "2026-03-15T10:00:00").ids()
        assert ("P18", FAR, "H") in self.sold(FAR, "2026-05-01T10:00:00").ids()

    @pytest.mark.parametrize(
        ("shop", "when"),
        [
            (OTHER, "2026-03-01T10:00:00"),
            (OTHER, "2026-05-01T10:00:00"),
            (FAR, "2026-03-31T10:00:00"),
        ],
    )
    def test_the_day_of_effect_and_the_days_outside(self, shop, when):
        assert self.sold(shop, when).of("P18").empty
