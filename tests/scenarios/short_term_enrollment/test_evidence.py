"""Short-term enrolment beside what other authorities know and what a unit's other claims show."""

import pytest

from contracts.tables.business_role import BusinessRole
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.death_record import DeathRecord
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from scenarios import load_scenarios
from tests.drawn_tables import repeat_monthly
from tests.run_scenario import run_scenario
from tests.scenarios.short_term_enrollment.test_scenario import (
    CLAIM,
    PAID,
    PREMIUM,
    benefit,
    one_claim,
    persons,
    premiums,
)

SCENARIO = load_scenarios()["short_term_enrollment"]

UNITS = """
employer_id | uscc_hash        | unit_nature | industry_code | register_date | deregister_date | legal_rep_hash   | dispatch_license_no
e1          | 00000000000000e1 | 10          | 33            | 2015-01-01    | -               | aaaaaaaaaaaaaaaa | -
e2          | 00000000000000e2 | 10          | 33            | 2015-01-01    | -               | bbbbbbbbbbbbbbbb | -
e3          | 00000000000000e3 | 10          | 33            | 2015-01-01    | -               | aaaaaaaaaaaaaaaa | -
t           | 00000000000000a0 | 50          | 62            | 2015-01-01    | -               | cccccccccccccccc | -
d           | 00000000000000d0 | 10          | 72            | 2025-11-01    | -               | dddddddddddddddd | PQ-1
y           | 00000000000000f0 | 10          | 72            | 2025-11-01    | -               | eeeeeeeeeeeeeeee | -
b           | 00000000000000b0 | 10          | 72            | 2025-11-01    | 2026-05-01      | ffffffffffffffff | -
v           | 0000000000000070 | 70          | 01            | 2015-01-01    | -               | 9999999999999999 | -
w           | -                | 60          | 78            | 2015-01-01    | -               | -                | -
"""
WAGES = "id_hash | month | payer_uscc_hash | wage_amount"


def found(claims, *, only=(), months="", wages=None, paid="", roles=None, deaths=None, people=None):
    tables = {
        Person: people or persons(40),
        Employer: UNITS,
        UnemploymentClaim: claims,
        UnemploymentPayment: "\n".join([PAID, *paid.splitlines()]),
        ContributionMonth: "\n".join([PREMIUM, *months.splitlines()]),
    }
    given = {TaxWageMonth: wages, BusinessRole: roles, DeathRecord: deaths}
    given = {table: rows for table, rows in given.items() if rows is not None}
    return run_scenario(SCENARIO, tables | given, only=only)


def wage(number, unit, first, last, yuan="5000.00"):
    return repeat_monthly(f"{number:016x} | {{month}} | 00000000000000{unit} | {yuan}", first, last)


def all_wages(*rows):
    """Wages with one of a stranger in every month, so that every month counts as delivered."""
    return "\n".join([WAGES, wage(999, "e2", "2025-01", "2026-05"), *rows])


def spell(person, unit, *, own=True, first="2026-02", last="2026-03"):
    """A job long ago, self-payment since (or none), then a spell with `unit`."""
    parts = [premiums(person, "e2", "2023-08", "2025-04"), premiums(person, unit, first, last)]
    if own:
        parts.append(premiums(person, "w", "2025-05", "2026-01", insurance="110"))
    return "\n".join(parts)


def claims_at(unit, count, *, reason="12", first=1, more=()):
    rows = [
        f"c{n} | p{n} | {unit} | 2026-04-10 | 2026-03-31 | 80 | 11 | {reason}"
        for n in range(first, first + count)
    ]
    return one_claim(*rows, *more, header=CLAIM + " | separation_reason")


class TestWages:
    def unpaid(self, *rows, unit="e1", **others):
        return found(
            only=("U15",),
            claims=claims_at(unit, 1),
            months=spell("p1", unit, own=False),
            wages=all_wages(*rows),
            **others,
        )

    def test_a_short_spell_without_any_wage(self):
        row = self.unpaid().of("U15").iloc[0]
        assert (row.subject_id, row.level, row.value) == (
            "p1",
            "S",
            1.0,
        ) and "其中2个月" in row.reason_zh

    def test_one_month_with_wages_is_work(self):
        assert self.unpaid(wage(1, "e1", "2026-03", "2026-03")).of("U15").empty

    def test_wages_from_an_affiliate_or_any_other_payer_count(self):
        assert self.unpaid(wage(1, "e3", "2026-02", "2026-03")).of("U15").empty

    def test_a_long_spell_without_wages_is_weak(self):
        months = premiums("p1", "e1", "2025-06", "2026-03")
        made = found(only=("U15",), claims=claims_at("e1", 1), months=months, wages=all_wages())
        assert ("U15", "p1", "M") in made.ids()

    def test_months_that_the_tax_authority_has_not_delivered_say_nothing(self):
        wages = "\n".join([WAGES, wage(999, "e2", "2025-01", "2026-01")])
        made = found(
            only=("U15",),
            claims=claims_at("e1", 1),
            months=spell("p1", "e1", own=False),
            wages=wages,
        )
        assert made.of("U15").empty

    def test_a_small_trader_is_explained(self):
        assert ("U15", "p1", "is_small_trader") in self.unpaid(unit="t").explained_ids()

    def test_a_unit_that_declares_for_nobody_is_explained(self):
        staff = "\n".join(premiums(f"p{n}", "y", "2025-11", "2026-06") for n in range(10, 16))
        months = spell("p1", "y", own=False) + "\n" + staff
        made = found(only=("U15",), claims=claims_at("y", 1), months=months, wages=all_wages())
        assert ("U15", "p1", "is_undeclaring_unit") in made.explained_ids()

    def test_a_shell_that_declares_for_nobody_is_not(self):
        months = "\n".join(spell(f"p{n}", "y", own=False) for n in range(1, 7))
        made = found(only=("U15",), claims=claims_at("y", 6), months=months, wages=all_wages())
        assert {("U15", f"p{n}", "S") for n in range(1, 7)} <= made.ids()


class TestParkedAtAUnit:
    def group(self, count, *, waged=(), unit="e1", reason="12", own=True, last="2026-03", others=0):
        months = "\n".join(spell(f"p{n}", unit, own=own, last=last) for n in range(1, count + 1))
        wages = all_wages(*[wage(n, "e1", "2026-02", "2026-03") for n in waged])
        honest = [
            f"h{n} | p{n} | {unit} | 2026-04-10 | 2026-03-31 | 80 | 11 | 12"
            for n in range(20, 20 + others)
        ]
        months += "\n" + "\n".join(
            premiums(f"p{n}", unit, "2024-01", "2026-03") for n in range(20, 20 + others)
        )
        return found(
            only=("U05", "U06", "U17"),
            claims=claims_at(unit, count, reason=reason, more=honest),
            months=months.strip(),
            wages=wages,
        )

    def test_one_who_came_to_work_for_wages_is_explained(self):
        made = self.group(1, waged=(1,))
        assert made.of("U06").empty and ("U06", "p1", "is_paid_work") in made.explained_ids()
        assert ("U05", "p1", "is_paid_work") in made.explained_ids()

    def test_three_self_payers_are_strong_in_spite_of_wages(self):
        made = self.group(3, waged=(1, 2, 3))
        assert ("U06", "p1", "S") in made.ids() and ("U17", "e1", "S") in made.ids()

    def test_two_at_a_unit_are_no_group(self):
        assert self.group(2).of("U17").empty

    def test_those_who_come_back_for_wages_do_not_count(self):
        made = self.group(4, waged=(1, 2, 3, 4), own=False)
        assert made.of("U17").empty and made.of("U06").empty

    def test_a_few_among_many_heads_are_none_at_the_unit(self):
        assert self.group(3, others=8).of("U17").empty

    def test_half_a_year_is_still_parked_in_part_and_a_year_is_not(self):
        def parked(last, claim, first="2025-11"):
            row = f"c1 | p1 | e1 | {claim} | {claim} | 80 | 11 | 12"
            months = (
                premiums("p1", "e2", "2023-08", "2024-10")
                + "\n"
                + premiums("p1", "e1", first, last)
            )
            return found(
                only=("U05", "U06", "U17"),
                claims=one_claim(row, header=CLAIM + " | separation_reason"),
                months=months,
            )

        assert ("U06", "p1", "M") in parked("2026-04", "2026-04-28").ids()
        assert ("U06", "p1", "M") in parked("2026-05", "2026-05-28").ids()
        assert parked("2026-06", "2026-06-28", first="2025-06").of("U06").empty

    def test_a_reported_layoff_is_explained(self):
        made = self.group(3, reason="14")
        assert {
            ("U06", "p1", "is_from_mass_layoff"),
            ("U17", "e1", "is_mass_layoff"),
        } <= made.explained_ids()

    def test_a_dispatch_unit_is_explained(self):
        assert ("U17", "d", "is_dispatch_unit") in self.group(3, unit="d").explained_ids()


class TestBusiness:
    ROLES = "id_hash | uscc_hash | role | share_pct | active_from | active_to"
    STAFF = premiums("p9", "e2", "2025-01", "2026-06")

    def business(
        self, role="1", firm="e2", share="100", start="2025-01-01", end="-", staff=STAFF, **others
    ):
        row = f"{1:016x} | 00000000000000{firm} | {role} | {share} | {start} | {end}"
        paid = benefit("c1", "2026-05", "2026-06")
        return found(
            only=("U16",),
            claims=claims_at("e1", 1),
            paid=paid,
            months=staff,
            roles=f"{self.ROLES}\n{row}",
            **others,
        )

    def test_the_representative_of_a_firm_with_staff(self):
        row = self.business().of("U16").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 2.0, 4482.0)
        assert "法定代表人" in row.reason_zh and row.reason_en.startswith(
            "legal representative of an active"
        )

    @pytest.mark.parametrize(("share", "hit"), [("10", True), ("9.9", False)])
    def test_a_tenth_of_the_shares(self, share, hit):
        assert (not self.business(role="2", share=share).of("U16").empty) == hit

    def test_a_director_alone_is_none(self):
        assert self.business(role="3").of("U16").empty

    def test_a_role_that_ended_or_began_in_the_month_itself(self):
        assert self.business(end="2026-05-20").of("U16").empty
        assert self.business(start="2026-06-02").of("U16").empty

    def test_an_individual_business_needs_no_staff(self):
        assert ("U16", "p1", "S") in self.business(role="4", firm="cc", staff="").ids()

    def test_a_dormant_firm_is_explained(self):
        assert ("U16", "p1", "is_dormant_firm") in self.business(staff="").explained_ids()
        assert ("U16", "p1", "is_dormant_firm") in self.business(firm="cc").explained_ids()

    def test_a_village_body_is_explained(self):
        staff = premiums("p9", "v", "2025-01", "2026-06")
        assert ("U16", "p1", "is_village_body") in self.business(
            firm="70", staff=staff
        ).explained_ids()

    def inherited(self, died, role="2"):
        family = persons(40).replace(
            f"p2 | {2:016x} | 1980-05-05 | 2000-01 | {2:016x}",
            f"p2 | {2:016x} | 1940-05-05 | 2000-01 | {1:016x}",
        )
        deaths = f"person_id | source | death_date | received_date | confidence\np2 | 1 | {died} | 2026-05-01 | 1"
        return self.business(
            role=role, start="2026-02-01", share="30", people=family, deaths=deaths
        )

    def test_shares_inherited_within_a_year_are_explained(self):
        assert ("U16", "p1", "is_inherited_share") in self.inherited("2025-12-01").explained_ids()

    def test_an_older_death_or_another_role_is_no_inheritance(self):
        assert ("U16", "p1", "S") in self.inherited("2024-12-01").ids()
        assert ("U16", "p1", "S") in self.inherited("2025-12-01", role="1").ids()


class TestYoungAndRestlessUnits:
    def unit(self, unit, *, reason="12", registered_months=5):
        months = "\n".join(premiums(f"p{n}", unit, "2026-03", "2026-03") for n in range(1, 5))
        return found(only=("U10", "U12"), claims=claims_at(unit, 1, reason=reason), months=months)

    def test_a_claim_in_the_first_half_year(self):
        assert ("U12", "y", "M") in self.unit("y").ids()

    def test_an_old_unit_is_none(self):
        assert self.unit("e1").of("U12").empty

    def test_a_start_up_that_was_wound_up_is_explained(self):
        assert ("U12", "b", "is_wound_up") in self.unit("b", reason="15").explained_ids()

    def test_a_roster_that_changes_every_month(self):
        row = self.unit("y").of("U10").iloc[0]
        assert (row.level, row.value) == ("M", 2.0)

    def test_a_steady_unit_and_a_dispatch_unit(self):
        steady = premiums("p1", "y", "2025-01", "2026-03")
        assert found(only=("U10", "U12"), claims=claims_at("y", 1), months=steady).of("U10").empty
        assert ("U10", "d", "is_dispatch_unit") in self.unit("d").explained_ids()


def test_without_wages_and_roles_only_their_indicators_are_not_computed():
    made = found(claims_at("e1", 1), months=spell("p1", "e1"))
    assert {"U15", "U16"} <= set(made.not_computed) and ("U06", "p1", "S") in made.ids()
