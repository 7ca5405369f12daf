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
        made = found([self.refund(y2, y1, layoffs)], [], [])
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
        assert (("R07", "o1", "H") in made.ids()) == hit

    def test_recipients_that_are_not_known(self):
        made = found([self.refund(100, 50, 0) | {"layoff_heads": "-"}], [], [])
        assert made.of("R07").empty

    def test_a_unit_registered_at_the_end_of_the_year_before_is_explained(self):
        made = found(
            [self.refund(20, 10, 9)], [], [], units=units_with("o1", register_date="2023-12-01")
        )
        assert made.of("R07").empty and ("R07", "o1", "is_new_unit") in made.explained_ids()

    def test_a_split_is_explained(self):
        went = "\n".join(
            premium(f"s{n}", unit, first, last)
            for n in range(6)
            for unit, first, last in (("o1", "2023-12", "2024-05"), ("other", "2024-06", "2025-06"))
        )
        ledger = f"{LEDGER}\n{went}"
        made = found([self.refund(16, 10, 6)], [], [], ledger=ledger)
        assert made.of("R07").empty and ("R07", "o1", "is_split_or_merged") in made.explained_ids()


class TestShortYear:
    def ledger(self, first="2024-01", **more):
        return "\n".join([staff("d1", 10), staff("o1", 3, first, **more)])

    @pytest.mark.parametrize(("first", "months"), [("2024-01", None), ("2024-02", 11.0)])
    def test_twelve_months(self, first, months):
        hits = found([ORDINARY], [], [], ledger=self.ledger(first)).of("R08")
        assert hits.empty if months is None else hits.iloc[0].value == months

    def test_a_year_without_any(self):
        assert found([ORDINARY], [], [], ledger=staff("d1", 10)).of("R08").iloc[0].value == 0

    def test_paid_after_the_approval(self):
        ledger = f"{self.ledger('2024-02')}\n{premium('o1p0', 'o1', '2024-01', '2024-01', posted='2025-08-01')}"
        assert ("R08", "o1", "H") in found([ORDINARY], [], [], ledger=ledger).ids()

    def test_counted_from_registration_is_explained(self):
        units = units_with("o1", register_date="2024-03-10")
        made = found([ORDINARY], [], [], ledger=self.ledger("2024-04"), units=units)
        assert (
            made.of("R08").empty
            and ("R08", "o1", "is_counted_from_registration") in made.explained_ids()
        )

    def test_a_ledger_that_begins_within_the_year_says_nothing(self):
        assert found([ORDINARY], [], [], ledger=staff("d1", 10, "2024-07")).of("R08").empty


class TestLicence:
    @pytest.mark.parametrize(("until", "hit"), [("2025-05-10", False), ("2025-05-09", True)])
    def test_valid_to_the_day_of_application(self, until, hit):
        made = found(units=units_with("d1", dispatch_valid_to=until))
        assert (("R10", "d1", "H") in made.ids()) == hit

    def test_no_licence_at_all(self):
        none = dict.fromkeys(
            ("dispatch_license_no", "dispatch_valid_from", "dispatch_valid_to"), "-"
        )
        assert ("R10", "d1", "H") in found(units=units_with("d1", **none)).ids()

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
