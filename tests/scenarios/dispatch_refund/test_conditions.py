"""Refunds: layoffs, months paid and the licence."""

import pytest

from tests.scenarios.dispatch_refund.drawn import (
    LEDGER,
    LICENCE,
    ORDINARY,
    found,
    premium,
    staff,
    units_with,
)


class TestLayoffs:
    LEDGER = f"{LEDGER}\n{staff('o1', 10, '2023-12', '2023-12')}"  # both ends of the year are known

    def refund(self, y2, y1, layoffs, **more):
        heads = {"heads_y2": str(y2), "heads_y1": str(y1), "layoff_heads": str(layoffs)}
        return ORDINARY | heads | {k: str(v) for k, v in more.items()}

    @pytest.mark.parametrize(
        ("y2", "y1", "layoffs", "hit"),
        [
            (1000, 945, 55, False),
            (1000, 944, 56, True),
            (1000, 900, 10, False),  # either formula suffices
            (1000, 960, 200, False),
            (30, 24, 6, False),  # thirty and fewer: a fifth
            (30, 23, 7, True),
            (31, 25, 6, False),  # small at either end
        ],
    )
    def test_both_formulas_above_the_limit(self, y2, y1, layoffs, hit):
        made = found([self.refund(y2, y1, layoffs)], [], [], ledger=self.LEDGER)
        assert (("R07", "o1", "H") in made.ids()) == hit

    @pytest.mark.parametrize(("year", "hit"), [("2021", False), ("2022", True)])
    def test_the_limit_of_the_year(self, year, hit):
        day = {
            "approve_date": f"{year}-06-01",
            "paid_date": f"{year}-06-10",
            "refund_amount": "1.00",
        }
        made = found(
            [self.refund(1000, 942, 58, refund_year=year, **day)], [], [], as_of="2025-06-30"
        )
        assert (("R07", "o1", "S") in made.ids()) == hit, "a ledger of later years shows no moves"

    def test_recipients_that_are_not_known(self):
        made = found([self.refund(100, 50, 0) | {"layoff_heads": "-"}], [], [])
        assert made.of("R07").empty

    def test_a_unit_registered_at_the_end_of_the_year_before_is_explained(self):
        made = found(
            [self.refund(20, 10, 9)], [], [], units=units_with("o1", register_date="2023-12-01")
        )
        assert made.of("R07").empty and ("R07", "o1", "is_new_unit") in made.explained_ids()

    def moved(self, count, *, y2, y1, to=("other",), first="2023-12"):
        """`count` persons go from o1 to other units within the year, of whom the refund tells."""
        went = "\n".join(
            f"{premium(f's{n}', 'o1', first, '2024-05')}\n"
            f"{premium(f's{n}', to[n % len(to)], '2024-06', '2025-06')}"
            for n in range(count)
        )
        layoffs = self.refund(y2, y1, y2 - y1)
        return found([layoffs], [], [], ledger=f"{self.LEDGER}\n{went}")

    def test_a_split_is_explained(self):
        made = self.moved(6, y2=16, y1=10)
        assert made.of("R07").empty and ("R07", "o1", "is_split_or_merged") in made.explained_ids()
        reason = made.explained[made.explained.exclusion == "is_split_or_merged"]
        assert "6人" in str(reason.to_dict("records"))

    def test_one_persons_move_is_no_split(self):
        assert ("R07", "o1", "H") in self.moved(1, y2=12, y1=8).ids()
        assert ("R07", "o1", "H") in self.moved(2, y2=40, y1=28).ids()

    def test_four_who_move_together_are_too_few(self):
        assert ("R07", "o1", "H") in self.moved(4, y2=14, y1=10).ids()

    def test_the_common_move_must_cover_half_of_the_stated_loss(self):
        assert ("R07", "o1", "H") in self.moved(9, y2=40, y1=21).ids()
        assert self.moved(10, y2=40, y1=20).of("R07").empty

    def test_a_move_to_several_units_is_none(self):
        assert ("R07", "o1", "H") in self.moved(8, y2=40, y1=32, to=("other", "h1")).ids()

    def test_what_the_ledger_cannot_show_is_no_guilt(self):
        assert ("R07", "o1", "H") in self.moved(6, y2=16, y1=10, first="2024-01").ids()
        made = found([self.refund(16, 10, 6)], [], [])
        assert ("R07", "o1", "S") in made.ids(), "nobody of o1 at the end of the year before"


class TestMonthsOwed:
    def made(self, *rows, **refund):
        ledger = "\n".join([staff("d1", 10), *rows])
        return found([ORDINARY | {"approve_date": "2025-07-01"} | refund], [], [], ledger=ledger)

    def rows(self, first, last, *, paid=True, posted="-", kind="1", heads=3, seq=1, start=0):
        return "\n".join(
            premium(f"o1p{n}", "o1", first, last, posted=posted).replace(
                "| 1 | 1 | 1 |", f"| {seq} | {kind} | {int(paid)} |"
            )
            for n in range(start, start + heads)
        )

    def test_a_month_without_anybody_insured_owes_nothing(self):
        one = premium("a", "o1", "2024-01", "2024-05"), premium("b", "o1", "2024-07", "2024-12")
        assert self.made(*one, refund_amount="430.00").of("R08").empty
        assert self.made(*one, refund_amount="19000.00").of("R08").empty

    def test_two_months_that_are_not_paid(self):
        paid, owed = self.rows("2024-01", "2024-10"), self.rows("2024-11", "2024-12", paid=False)
        row = self.made(paid, owed, refund_amount="19000.00").of("R08").iloc[0]
        assert (row.level, row.value) == ("H", 10.0) and "有2个月应缴" in row.reason_zh

    @pytest.mark.parametrize(("posted", "months"), [("2025-07-20", 11.0), ("2025-06-30", None)])
    def test_a_month_that_was_paid_after_the_approval(self, posted, months):
        late = self.rows("2024-12", "2024-12", posted=posted)
        hits = self.made(self.rows("2024-01", "2024-11"), late, refund_amount="8000.00").of("R08")
        assert hits.empty if months is None else tuple(hits.value) == (months,)

    @pytest.mark.parametrize(("posted", "hit"), [("2025-02-10", False), ("2025-07-20", True)])
    def test_arrears_that_a_back_payment_settled(self, posted, hit):
        owed = self.rows("2024-11", "2024-12", paid=False)
        settled = self.rows("2024-11", "2024-12", kind="2", posted=posted, seq=2)
        made = self.made(self.rows("2024-01", "2024-10"), owed, settled)
        assert (("R08", "o1", "H") in made.ids()) == hit

    def test_a_month_of_which_only_a_late_back_payment_is_known(self):
        late = self.rows("2024-12", "2024-12", kind="2", posted="2025-07-20")
        assert ("R08", "o1", "H") in self.made(self.rows("2024-01", "2024-11"), late).ids()

    def test_one_person_who_was_reported_later_owed_nothing_then(self):
        later = self.rows("2024-03", "2024-12", kind="2", posted="2025-07-20", heads=1, start=9)
        assert self.made(self.rows("2024-01", "2024-12"), later).of("R08").empty

    def test_one_unpaid_row_among_many_and_a_small_refund_are_weak(self):
        odd = self.rows("2024-06", "2024-06", paid=False, heads=1, start=20)
        made = self.made(self.rows("2024-01", "2024-12", heads=12), odd)
        assert ("R08", "o1", "M") in made.ids()
        owed = self.rows("2024-12", "2024-12", paid=False)
        small = self.made(self.rows("2024-01", "2024-11"), owed, refund_amount="999.00")
        assert ("R08", "o1", "M") in small.ids()

    def test_a_unit_that_the_ledger_does_not_hold_is_not_computed(self):
        assert self.made().of("R08").empty

    def test_a_ledger_that_begins_within_the_year_says_nothing(self):
        ledger = "\n".join(
            [staff("d1", 10, "2024-07"), self.rows("2024-07", "2024-12", paid=False)]
        )
        assert found([ORDINARY], [], [], ledger=ledger).of("R08").empty


class TestLicence:
    @pytest.mark.parametrize(("until", "hit"), [("2025-05-10", False), ("2025-05-09", True)])
    def test_valid_to_the_day_of_application(self, until, hit):
        made = found(units=units_with("d1", dispatch_valid_to=until))
        assert (("R10", "d1", "H") in made.ids()) == hit

    def test_no_licence_at_all(self):
        none = dict.fromkeys(
            ("dispatch_license_no", "dispatch_valid_from", "dispatch_valid_to"), "-"
        )
        assert ("R10", "d1", "S") in found(units=units_with("d1", **none)).ids()

    def test_an_ordinary_unit_needs_none(self):
        assert found([ORDINARY], [], []).of("R10").empty

    def test_a_branch_of_a_licensed_office_is_explained(self):
        units = units_with("d1", dispatch_valid_to="2020-01-01")
        head = f"head | 10 | M | 2025 | 2010-01-01 | - | aaaaaaaaaaaaaaaa | 00000000000000aa | {LICENCE}"
        made = found(units=f"{units}\n{head}")
        assert (
            made.of("R10").empty and ("R10", "d1", "is_branch_of_licensed") in made.explained_ids()
        )

    def test_a_licence_renewed_since_is_explained(self):
        made = found(units=units_with("d1", dispatch_valid_from="2026-01-01"))
        assert made.of("R10").empty and ("R10", "d1", "is_renewed_since") in made.explained_ids()
