"""The job before the birth: arrival, base, departure, wages; and each innocent look-alike."""

import pytest

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.maternity_payment import MaternityPayment
from contracts.tables.tax_wage_month import TaxWageMonth
from tests.scenarios.maternity_allowance.drawn import (
    SCENARIO,
    found,
    premium,
    unit,
    wage,
)

LONG = premium("p1", "e1", "2023-07", "2026-06")


def parked(first="2025-08", last="2026-04", **more):
    """Insured from a month shortly before the birth of November 2025, until shortly after leave."""
    return found(premiums=[premium("p1", "e1", first, last)], **more)


class TestArrival:
    @pytest.mark.parametrize(
        ("first", "months"), [("2025-08", 3), ("2025-05", 6), ("2025-04", None)]
    )
    def test_months_before_birth(self, first, months):
        hits = parked(first, only=("M01",)).of("M01")
        assert (hits.iloc[0].value if len(hits) else None) == months

    @pytest.mark.parametrize(
        ("first", "last", "level"),
        [
            ("2025-08", "2026-04", "S"),  # parked and gone
            ("2025-08", "2026-06", "M"),  # still there
            ("2025-07", "2026-04", "M"),  # four months
        ],
    )
    def test_late_and_gone_is_strong(self, first, last, level):
        assert ("M01", "p1", level) in parked(first, last, only=("M01",)).ids()

    def test_a_premium_that_was_paid_late_makes_nobody_new(self):
        gap = [premium("p1", "e1", "2023-07", "2025-08"), premium("p1", "e1", "2025-10", "2026-06")]
        assert found(premiums=gap, only=("M01",)).of("M01").empty

    def test_back_at_the_former_unit(self):
        earlier = [
            premium("p1", "e1", "2023-07", "2024-06"),
            premium("p1", "e1", "2025-09", "2026-06"),
        ]
        made = found(premiums=earlier, only=("M01",))
        assert ("M01", "p1", "is_returning") in made.explained_ids()

    def test_a_unit_that_moved_with_its_staff(self):
        staff = [premium(f"p{n}", "e1", "2025-09", "2026-06") for n in range(1, 6)]
        people = {f"p{n}": {} for n in range(1, 6)}
        made = found(premiums=staff, people=people, only=("M01",))
        assert ("M01", "p1", "is_unit_transfer") in made.explained_ids()

    def test_a_job_changed_in_pregnancy_is_a_job(self):
        made = found(
            premiums=[premium("p1", "e1", "2025-09", "2026-04")],
            wages=[wage("p1", "e1", "2025-09", "2025-11")],
            only=("M01", "M02"),
        )
        assert made.findings.empty
        assert {("M01", "p1", "is_paid_wages"), ("M02", "p1", "is_paid_wages")} <= (
            made.explained_ids()
        )

    def test_several_late_mothers_make_a_unit_telling(self):
        payments = [{"payment_id": f"b{n}", "person_id": f"p{n}"} for n in range(1, 4)]
        premiums = [premium(f"p{n}", "e1", "2025-09", "2026-06") for n in range(1, 4)]
        staff = [premium(f"p{n}", "e1", "2023-07", "2026-06") for n in range(4, 10)]
        made = found(
            payments, [*premiums, *staff], people={f"p{n}": {} for n in range(1, 10)}, only=("M01",)
        )
        assert made.ids() == {("M01", f"p{n}", "S") for n in range(1, 4)}

    @pytest.mark.parametrize(
        ("last", "legal_rep", "level"),
        [
            ("2026-04", "00000000000001ff", "S"),
            ("2026-06", "00000000000001ff", "M"),  # still there: one sign
            ("2026-04", None, "M"),  # each at a unit of her own: one sign
        ],
    )
    def test_five_months_before_birth_count_beside_two_signs(self, last, legal_rep, level):
        payments = [
            {"payment_id": f"b{n}", "person_id": f"p{n}", "employer_id": f"e{n}"}
            for n in range(1, 4)
        ]
        tie = {"legal_rep_hash": legal_rep} if legal_rep else {}
        made = found(
            payments,
            [premium(f"p{n}", f"e{n}", "2025-06", last) for n in range(1, 4)],
            units=[unit(n, **tie) for n in range(1, 4)],
            only=("M01",),
        )
        assert made.ids() == {("M01", f"p{n}", level) for n in range(1, 4)}


class TestDeparture:
    @pytest.mark.parametrize(
        ("last", "months"), [("2026-01", -3), ("2026-04", 0), ("2026-05", None)]
    )
    def test_months_from_the_end_of_leave(self, last, months):
        # of a mother who was there long: weak; the ledger's last month may still be open
        hits = found(premiums=[premium("p1", "e1", "2023-07", last)], only=("M02",)).of("M02")
        assert [(r.level, r.value) for r in hits.itertuples()] == (
            [] if months is None else [("M", months)]
        )

    def test_parked_and_gone(self):
        assert ("M02", "p1", "S") in parked(last="2026-04", only=("M02",)).ids()

    def test_a_unit_that_closed(self):
        made = found(
            premiums=[premium("p1", "e1", "2025-08", "2026-04")],
            units=[unit(1, deregister_date="2026-05-10")],
            only=("M02",),
        )
        assert ("M02", "p1", "is_unit_closed") in made.explained_ids()


class TestBase:
    def raised(self, base, **more):
        rows = [
            premium("p1", "e1", "2023-07", "2025-07", base=6000),
            premium("p1", "e1", "2025-08", "2026-06", base=base),
        ]
        return found(premiums=rows, only=("M03",), **more)

    @pytest.mark.parametrize(("base", "hit"), [(8900, False), (9000, True)])
    def test_raised_in_the_months_before_birth(self, base, hit):
        assert (("M03", "p1", "M") in self.raised(base).ids()) == hit

    def test_raised_for_a_late_arrival_is_strong(self):
        rows = [
            premium("p1", "e2", "2023-07", "2025-06", base=6000),
            premium("p1", "e1", "2025-08", "2026-06", base=14000),
        ]
        made = found(premiums=rows, units=[unit(1), unit(2)], only=("M03",))
        assert ("M03", "p1", "S") in made.ids()

    def test_above_the_others_of_the_unit(self):
        others = [premium(f"p{n}", "e1", "2024-07", "2026-06", base=5000) for n in range(2, 5)]
        made = found(
            premiums=[premium("p1", "e1", "2025-08", "2026-06", base=15000), *others],
            people={f"p{n}": {} for n in range(1, 5)},
            only=("M03",),
        )
        assert made.of("M03").iloc[0].value == pytest.approx(3)

    def test_a_wage_of_that_level(self):
        wages = [wage("p1", "e1", "2024-11", "2025-10", yuan=11500)]
        made = self.raised(12000, wages=wages)
        assert ("M03", "p1", "is_wage_of_that_level") in made.explained_ids()


class TestWages:
    def paid(self, yuan, daily="400.00", **more):
        return found(
            [{"daily_amount": daily} | more],
            [LONG],
            [wage("p1", "e1", "2024-09", "2025-11", yuan=yuan)],
            only=("M06",),
        )

    @pytest.mark.parametrize(
        ("yuan", "level"), [(9300, None), (9000, "S"), (6100, "S"), (5900, "H")]
    )
    def test_base_beyond_her_own_wage(self, yuan, level):
        hits = self.paid(yuan).of("M06")
        assert (hits.iloc[0].level if len(hits) else None) == level

    def test_the_unit_s_mean_is_the_rule_where_it_is_said(self):
        assert self.paid(9500, base_source="1").of("M06").empty
        assert ("M06", "p1", "S") in self.paid(7000, base_source="1").ids()

    def test_a_bonus_declared_later(self):
        made = found(
            [{"daily_amount": "400.00"}],
            [LONG],
            [
                wage("p1", "e1", "2024-09", "2025-11", yuan=7500),
                wage("p1", "e1", "2025-12", "2025-12", yuan=80000),
            ],
            only=("M06",),
        )
        assert ("M06", "p1", "is_bonus_later") in made.explained_ids()


def test_an_ordinary_mother_is_not_listed():
    made = found(premiums=[LONG])
    assert made.not_computed == {} and made.ids() == {("M05", "e1", "M")}
    paid = found(premiums=[LONG], wages=[wage("p1", "e1", "2023-07", "2026-06")])
    assert paid.findings.empty


@pytest.mark.parametrize(
    ("table", "lacking"),
    [
        (TaxWageMonth, {"M05", "M06"}),
        (ClaimHeader, {"M08"}),
        (MaternityPayment, {i.id for i in SCENARIO.indicators}),
    ],
)
def test_without_a_table_what_needs_it_is_not_computed(table, lacking):
    made = found(premiums=[LONG], without=(table,))
    assert set(made.not_computed) == lacking


def test_a_reversed_payment_is_none():
    rows = [
        {"reversed": "1"},
        {"payment_id": "b2", "reversed": "1", "amount": "-31600.00", "reversal_of": "b1"},
    ]
    made = found(rows, [premium("p1", "e1", "2025-08", "2026-05")])
    assert made.findings.empty
