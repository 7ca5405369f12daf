"""Refunds: the ceiling, and what it is computed from."""

import pytest

from tests.scenarios.dispatch_refund.drawn import (
    LEDGER,
    ORDINARY,
    UNITS,
    found,
    premium,
    staff,
    units_with,
)


class TestCeiling:
    def level(self, amount, year="2025"):
        """Level of the lead on a medium unit's refund of so many yuan, with what to ask first."""
        refund = ORDINARY | {"refund_year": year, "refund_amount": amount}
        hits = found([refund], [], []).of("R06")
        return (hits.iloc[0].level, hits.iloc[0].reason_zh) if len(hits) else (None, "")

    @pytest.mark.parametrize(("amount", "level"), [("6001.00", None), ("6001.01", "H")])
    def test_one_yuan_over(self, amount, level):
        assert self.level(amount, "2024")[0] == level

    @pytest.mark.parametrize(
        ("amount", "level"),
        [("6001.00", None), ("6001.01", "S"), ("9001.00", "S"), ("9001.01", "H")],
    )
    def test_in_2025_the_ratio_of_some_units_could_be_raised(self, amount, level):
        found_level, reason = self.level(amount)
        assert found_level == level
        assert ("核实是否属于提高返还比例的相关企业" in reason) == (level == "S")

    @pytest.mark.parametrize(
        ("amount", "level"), [("6001.00", None), ("6001.01", "S"), ("9001.01", "S")]
    )
    def test_the_ratio_of_2026_was_not_found(self, amount, level):
        found_level, reason = self.level(amount, "2026")
        assert found_level == level
        assert ("2026年返还通知未查到" in reason) == (level == "S")

    @pytest.mark.parametrize(
        ("year", "size", "amount", "hit"),
        [
            ("2022", "M", "9000.00", False),
            ("2023", "M", "9000.00", True),
            ("2022", "L", "5000.00", False),
            ("2023", "L", "5000.00", True),
            ("2025", "L", "3000.00", False),
        ],
    )
    def test_the_ratio_of_the_year_and_class(self, year, size, amount, hit):
        refund = ORDINARY | {"refund_year": year, "size_class_used": size, "refund_amount": amount}
        assert (not found([refund], [], []).of("R06").empty) == hit

    def test_premium_stated_above_the_ledger_is_a_lead(self):
        refund = ORDINARY | {"premium_paid_prev_year": "12000.00", "refund_amount": "7200.00"}
        row = found([refund], [], []).of("R06").iloc[0]
        assert (row.level, row.value) == ("S", pytest.approx(1200.0, abs=1))

    def test_premium_settled_late_is_explained(self):
        made = found([ORDINARY | {"premium_paid_prev_year": "9000.00"}], [], [])
        assert made.of("R06").empty and ("R06", "o1", "is_settled_late") in made.explained_ids()


class TestStatedPremium:
    """Refunds of many units whose stated premium is so many times the ledger's."""

    def made(self, ratios, *, heads=10):
        units, ledger, refunds = UNITS, [LEDGER], []
        for n, ratio in enumerate(ratios):
            unit = f"s{n}"
            units += (
                f"{unit} | 10 | S | 2025 | 2015-01-01 | - | {n + 100:016x} | {n:016x} | - | - | -\n"
            )
            ledger.append(staff(unit, heads))
            premium = 1000.0 * heads * ratio
            refunds.append(
                ORDINARY
                | {
                    "refund_id": f"r{n}",
                    "employer_id": unit,
                    "refund_amount": f"{premium * 0.6:.2f}",
                }
                | {"premium_paid_prev_year": f"{premium:.2f}", "heads_y1": str(heads)}
            )
        return found(refunds, [], [], units=units, ledger="\n".join(ledger))

    def hits(self, made):
        return {(s, level) for i, s, level in made.ids() if i == "R06"}

    WIDE = (0.78, 0.85, 0.9, 0.94, 0.97, 1.0, 1.02, 1.06, 1.1, 1.14, 1.21)

    def test_what_lies_within_the_spread_of_both_directions_is_no_lead(self):
        assert self.hits(self.made([*self.WIDE, 1.25])) == set()

    def test_what_stands_out_of_a_wide_spread_is_a_lead(self):
        made = self.made([*self.WIDE, 2.4])
        assert (
            self.hits(made) == {("s11", "S")} and "同类单位多在" in made.of("R06").iloc[0].reason_zh
        )

    def test_where_nearly_all_agree_a_tenth_stands_out(self):
        assert self.hits(self.made([1.0] * 10 + [1.04, 1.1])) == {("s11", "S")}

    def test_a_few_honest_differences_both_ways_explain_others_as_large(self):
        assert self.hits(self.made([1.0] * 25 + [0.84, 0.86, 0.87, 1.12, 1.15])) == set()

    def test_another_footing_of_all_is_none_of_one(self):
        assert self.hits(self.made([1.3] * 10 + [1.28, 1.33])) == set()
        assert self.hits(self.made([1.3] * 10 + [1.28, 1.9])) == {("s11", "S")}

    def test_one_or_two_heads_are_weak(self):
        assert self.hits(self.made([1.0] * 8 + [1.8], heads=2)) == {("s8", "M")}
        assert self.hits(self.made([1.0] * 8 + [1.8], heads=3)) == {("s8", "S")}

    def test_heads_that_are_stated_on_another_footing_are_no_lead(self):
        refunds = [
            ORDINARY | {"refund_id": f"r{n}", "employer_id": unit, "heads_y1": heads}
            for n, (unit, heads) in enumerate(
                (("o1", "17"), ("d1", "17"), ("h1", "15"), ("h2", "14"), ("member", "15"))
            )
        ]
        assert set(found(refunds, [], []).of("R12").level) == {"M"}


class TestLedgerOfTwoUnits:
    """A unit was taken over with its staff, or came with no ledger of the months before."""

    LEFT = staff("h4", 6, "2023-06", "2024-06")
    CAME = tuple(premium(f"h4p{n}", "o1", "2024-07", "2025-06") for n in range(6))
    TWICE = (
        ORDINARY | {"premium_paid_prev_year": "13000.00"},
        ORDINARY | {"refund_id": "r2", "approve_date": "2025-09-01"},
    )

    def found(self, *ledger, refunds=TWICE):
        units = f"{UNITS}h4 | 10 | S | 2025 | 2015-01-01 | - | 4444444444444444 | 44 | - | - | -\n"
        return found(refunds, [], [], units=units, ledger="\n".join([LEDGER, *ledger]))

    def test_the_refund_of_the_unit_taken_over_is_no_second_one(self):
        made = self.found(self.LEFT, *self.CAME)
        assert made.of("R13").empty
        assert ("R13", "o1", "is_second_of_taken_unit") in made.explained_ids()

    def test_nor_are_premium_heads_and_plan_those_of_one_unit(self):
        more = {"premium_paid_prev_year": "16000.00", "refund_amount": "9600.00", "heads_y1": "24"}
        made = self.found(self.LEFT, *self.CAME, refunds=[ORDINARY | more])
        assert made.of("R06").empty and ("R12", "o1", "S") not in made.ids()
        assert ("R06", "o1", "is_premium_of_two_ledgers") in made.explained_ids()
        assert ("R12", "o1", "is_taken_over") in made.explained_ids()

    def test_a_few_who_move_are_no_take_over(self):
        stayed = staff("h4", 6, "2023-06", "2025-06")
        assert not self.found(stayed, *self.CAME[:2]).of("R13").empty
        assert not self.found(self.LEFT, *self.CAME[:4]).of("R13").empty

    @pytest.mark.parametrize(("stated", "explained"), [("10000.00", True), ("16000.00", False)])
    def test_a_ledger_that_begins_within_the_year(self, stated, explained):
        others = [line for line in LEDGER.splitlines() if not line.startswith("o1")]
        ledger = "\n".join([*others, staff("o1", 10, "2024-07", "2025-06")])
        refund = ORDINARY | {
            "premium_paid_prev_year": stated,
            "refund_amount": f"{float(stated) * 0.6:.2f}",
        }
        made = found([refund], [], [], ledger=ledger)
        assert made.of("R06").empty == explained
        assert (("R06", "o1", "is_ledger_partial") in made.explained_ids()) == explained


class TestSize:
    def test_large_by_the_register(self):
        made = found([ORDINARY], [], [], units=units_with("o1", size_class="L"))
        assert ("R09", "o1", "S") in made.ids()

    def test_used_as_large(self):
        refund = ORDINARY | {"size_class_used": "L", "refund_amount": "3000.00"}
        assert found([refund], [], [], units=units_with("o1", size_class="L")).ids() == set()

    def test_a_class_of_another_year_is_explained(self):
        made = found([ORDINARY], [], [], units=units_with("o1", size_class="L", size_year="2022"))
        assert (
            made.of("R09").empty and ("R09", "o1", "is_class_of_other_year") in made.explained_ids()
        )


class TestHeads:
    def test_more_than_the_ledger_has_for_that_month(self):
        made = found([ORDINARY | {"heads_y1": "17"}], [], [])
        assert made.ids() == {("R12", "o1", "S")}

    def test_a_season_is_a_model_feature(self):
        season = "\n".join(
            premium(f"s{n}", "o1", "2024-12", "2024-12", base="1.00") for n in range(8)
        )
        made = found([ORDINARY | {"heads_y1": "18"}], [], [], ledger=f"{LEDGER}\n{season}")
        assert made.ids() == {("R12", "o1", "M")}

    def test_half_again_is_the_least(self):
        assert found([ORDINARY | {"heads_y1": "14"}], [], []).of("R12").empty


class TestTwice:
    SECOND = ORDINARY | {"refund_id": "r2", "approve_date": "2025-09-01", "paid_date": "2025-09-10"}

    def test_a_second_refund_of_the_year(self):
        hits = found([ORDINARY, self.SECOND], [], []).of("R13")
        assert list(hits.record_id) == ["r2"] and float(hits.iloc[0].amount_involved) == 6000.0

    def test_refunds_of_two_years(self):
        second = self.SECOND | {
            "refund_year": "2026",
            "approve_date": "2026-05-01",
            "paid_date": "2026-05-10",
        }
        assert found([ORDINARY, second], [], []).of("R13").empty

    def test_a_supplement_within_the_ceiling_is_explained(self):
        parts = [
            ORDINARY | {"refund_amount": "3500.00"},
            self.SECOND | {"refund_amount": "2500.00"},
        ]
        made = found(parts, [], [])
        assert made.of("R13").empty and ("R13", "o1", "is_supplement") in made.explained_ids()

    def hosts_refund(self):
        return ORDINARY | {"refund_id": "r9", "employer_id": "h1"}

    @pytest.mark.parametrize(("last", "hit"), [("2024-03", False), ("2024-04", True)])
    def test_persons_at_the_host_in_the_same_months(self, last, hit):
        both = premium("d1p0", "h1", "2024-03", last)
        made = found([{}, self.hosts_refund()], ledger=f"{LEDGER}\n{both}")
        assert (("R13", "d1", "H") in made.ids()) == hit

    def test_a_change_of_employer_has_disjoint_months(self):
        moved = f"{premium('m', 'd1', '2024-01', '2024-06')}\n{premium('m', 'h1', '2024-07', '2024-12')}"
        assert found([{}, self.hosts_refund()], ledger=f"{LEDGER}\n{moved}").of("R13").empty

    def test_a_host_without_a_refund_counts_nobody(self):
        assert found(ledger=f"{LEDGER}\n{premium('d1p0', 'h1')}").of("R13").empty
