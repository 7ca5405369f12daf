"""Every indicator of short-term enrolment on drawn tables, each beside what looks like it and is none."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.employer import Employer
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from scenarios import load_scenarios
from tests.drawn_tables import repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["short_term_enrollment"]

UNITS = """
employer_id | unit_nature | industry_code | register_date | deregister_date | legal_rep_hash   | dispatch_license_no
e1          | 10          | 33            | 2015-01-01    | -               | aaaaaaaaaaaaaaaa | -
e2          | 10          | 33            | 2015-01-01    | -               | bbbbbbbbbbbbbbbb | -
e3          | 10          | 33            | 2015-01-01    | -               | aaaaaaaaaaaaaaaa | -
e4          | 10          | 72            | 2015-01-01    | -               | cccccccccccccccc | PQ-1
e5          | 10          | 33            | 2015-01-01    | 2026-02-01      | dddddddddddddddd | -
w           | 60          | 78            | 2015-01-01    | -               | -                | -
"""

CLAIM = "claim_id | person_id | last_employer_id | claim_date | separation_date | paid_months_total | granted_months"
PAID = "claim_id | benefit_month | seq | paid_amount | paid_date | reversed"
PREMIUM = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind"


def persons(count):
    rows = [f"p{n} | {n:016x} | 1980-05-05 | 2000-01 | {n:016x}" for n in range(1, count + 1)]
    return "\n".join(
        ["person_id | id_hash | birth_date | first_enroll_month | household_hash", *rows]
    )


def found(claims, *, paid="", premiums="", person_count=30, **others):
    """Findings on these rows; every table that the scenario needs is there, empty or not."""
    tables = {
        Person: persons(person_count),
        Employer: others.pop("employers", UNITS),
        UnemploymentClaim: claims,
        UnemploymentPayment: "\n".join([PAID, *paid.splitlines()]),
        ContributionMonth: "\n".join([PREMIUM, *premiums.splitlines()]),
    }
    tables[PensionPayment] = others.pop("pensions", "person_id")
    tables[DeathRecord] = others.pop("deaths", "person_id")
    tables[CustodyRecord] = others.pop("custody", "person_id")
    return run_scenario(SCENARIO, tables)


def one_claim(*cells, header=CLAIM):
    return "\n".join([header, *cells])


def benefit(claim, first, last, yuan="2241.00"):
    return repeat_monthly(f"{claim} | {{month}} | 1 | {yuan} | {{month}}-20 | 0", first, last)


def premiums(person, unit, first, last, *, kind="1", insurance="210"):
    return repeat_monthly(f"{person} | {unit} | {insurance} | {{month}} | 1 | {kind}", first, last)


LAID_OFF = one_claim("c1 | p1 | e1 | 2026-01-05 | 2025-12-31 | 60 | 8")


class TestDrawingWhileEmployed:
    def test_two_months_with_a_normal_premium_of_an_employer(self):
        made = found(
            LAID_OFF,
            paid=benefit("c1", "2026-01", "2026-05"),
            premiums=premiums("p1", "e2", "2026-03", "2026-05"),
        )
        row = made.of("U01").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 3.0, 3 * 2241.0)
        assert "2026-03-01至2026-05-01" in row.reason_zh and "6,723.00元" in row.reason_zh

    def test_the_first_month_of_a_new_job_alone_is_no_hit(self):
        made = found(
            LAID_OFF,
            paid=benefit("c1", "2026-01", "2026-03"),
            premiums=premiums("p1", "e2", "2026-03", "2026-06"),
        )
        assert made.of("U01").empty

    @pytest.mark.parametrize(
        ("unit", "kind", "why"),
        [("w", "1", "self-payment through a window"), ("w", "7", "paid by the fund")],
    )
    def test_what_is_no_new_employment(self, unit, kind, why):
        made = found(
            LAID_OFF,
            paid=benefit("c1", "2026-01", "2026-05"),
            premiums=premiums("p1", unit, "2026-02", "2026-05", kind=kind),
        )
        assert made.of("U01").empty, why

    def test_a_reversed_payment_was_not_drawn(self):
        paid = benefit("c1", "2026-01", "2026-05").replace("| 0", "| 1")
        made = found(LAID_OFF, paid=paid, premiums=premiums("p1", "e2", "2026-03", "2026-05"))
        assert made.of("U01").empty


class TestPensionAndDeath:
    PENSION = (
        "person_id | insurance_type | benefit_month | seq | kind | amount | paid_date | reversed"
    )

    def test_a_regular_pension_in_the_same_month(self):
        pensions = "\n".join(
            [self.PENSION, "p1 | 110 | 2026-03 | 1 | 1 | 3000.00 | 2026-03-10 | 0"]
        )
        made = found(LAID_OFF, paid=benefit("c1", "2026-01", "2026-04"), pensions=pensions)
        assert made.ids() == {("U02", "p1", "H")}

    def test_a_reversed_pension_is_none(self):
        pensions = "\n".join(
            [self.PENSION, "p1 | 110 | 2026-03 | 1 | 1 | 3000.00 | 2026-03-10 | 1"]
        )
        made = found(LAID_OFF, paid=benefit("c1", "2026-01", "2026-04"), pensions=pensions)
        assert made.of("U02").empty

    DEATH = "person_id | source | death_date | received_date | confidence"

    def test_benefit_after_the_month_of_death(self):
        deaths = "\n".join([self.DEATH, "p1 | 1 | 2026-02-11 | 2026-05-01 | 1"])
        made = found(LAID_OFF, paid=benefit("c1", "2026-01", "2026-04"), deaths=deaths)
        row = made.of("U03").iloc[0]
        assert (row.level, row.value) == ("H", 2.0)

    def test_the_month_of_death_itself_is_due(self):
        deaths = "\n".join([self.DEATH, "p1 | 1 | 2026-04-30 | 2026-05-01 | 1"])
        assert (
            found(LAID_OFF, paid=benefit("c1", "2026-01", "2026-04"), deaths=deaths).of("U03").empty
        )

    def test_a_doubtful_match_is_no_death(self):
        deaths = "\n".join([self.DEATH, "p1 | 1 | 2026-01-11 | 2026-05-01 | 3"])
        assert (
            found(LAID_OFF, paid=benefit("c1", "2026-01", "2026-04"), deaths=deaths).of("U03").empty
        )

    CUSTODY = "person_id | from_date | to_date | stop_required"

    @pytest.mark.parametrize(("stop", "months"), [("1", 2.0), ("0", None)])
    def test_only_custody_that_stops_benefits_counts(self, stop, months):
        custody = "\n".join([self.CUSTODY, f"p1 | 2026-01-15 | 2026-04-10 | {stop}"])
        hits = found(LAID_OFF, paid=benefit("c1", "2026-01", "2026-05"), custody=custody).of("U03")
        assert (None if hits.empty else hits.iloc[0].value) == months


class TestOverlong:
    @pytest.mark.parametrize(
        ("paid_in", "due"),
        [
            (11, 0),
            (12, 2),
            (16, 2),
            (17, 3),
            (20, 3),
            (24, 3),
            (25, 4),
            (28, 4),
            (188, 24),
            (400, 24),
        ],
    )
    def test_the_provincial_formula_at_its_steps(self, paid_in, due):
        header = CLAIM + " | carry_over_months"
        claim = one_claim(
            f"c1 | p1 | e1 | 2024-01-05 | 2023-12-31 | {paid_in} | 24 | 0", header=header
        )
        made = found(claim, paid=benefit("c1", "2024-02", "2026-03"))
        assert made.of("U04").iloc[0].value == 26 - due

    def test_an_older_recipient_is_seen_and_explained(self):
        claim = one_claim(
            "c1 | p1 | e1 | 2024-01-05 | 2023-12-31 | 12 | 2 | 5", header=CLAIM + " | benefit_kind"
        )
        made = found(claim, paid=benefit("c1", "2024-02", "2024-08"))
        assert made.of("U04").empty
        assert ("U04", "p1", "is_older_recipient") in made.explained_ids()


class TestParked:
    LONG = "60"

    def parked(self, *, before, kind="1", persons_at_unit=1, delay="2026-04-10", paid_in="60"):
        rows, months = [], ""
        for n in range(1, persons_at_unit + 1):
            rows.append(f"c{n} | p{n} | e1 | {delay} | 2026-03-31 | {paid_in} | 8")
            months += before(f"p{n}") + "\n" + premiums(f"p{n}", "e1", "2026-02", "2026-03") + "\n"
        return found(one_claim(*rows), premiums=months.strip())

    def idle(self, person):
        return premiums(person, "e2", "2023-08", "2025-06")

    def self_paying(self, person):
        own = premiums(person, "w", "2025-07", "2026-01", insurance="110")
        return self.idle(person) + "\n" + own

    def test_self_payer_parked_for_two_months(self):
        made = self.parked(before=self.self_paying)
        assert ("U06", "p1", "S") in made.ids() and ("U05", "p1", "S") in made.ids()
        assert "自缴7个月" in made.of("U06").iloc[0].reason_zh

    def test_one_who_was_idle_without_paying_for_himself_is_strong_too(self):
        made = self.parked(before=self.idle)
        assert ("U06", "p1", "S") in made.ids()

    def test_three_at_one_unit_are_strong(self):
        made = self.parked(before=self.idle, persons_at_unit=3)
        assert {("U06", f"p{n}", "S") for n in (1, 2, 3)} <= made.ids()

    @pytest.mark.parametrize(("delay", "paid_in"), [("2026-06-20", "60"), ("2026-04-10", "30")])
    def test_a_little_late_or_few_months_paid_in_are_weak(self, delay, paid_in):
        made = self.parked(before=self.self_paying, delay=delay, paid_in=paid_in)
        assert ("U06", "p1", "M") in made.ids()

    @pytest.mark.parametrize(("delay", "paid_in"), [("2026-06-29", "12"), ("2026-04-10", "3")])
    def test_far_from_the_pattern_is_none(self, delay, paid_in):
        assert self.parked(before=self.idle, delay=delay, paid_in=paid_in).of("U06").empty

    def test_rotation_inside_a_group_is_one_long_spell(self):
        claim = one_claim("c1 | p1 | e1 | 2026-04-10 | 2026-03-31 | 60 | 8")
        months = (
            premiums("p1", "e3", "2024-01", "2026-01")
            + "\n"
            + premiums("p1", "e1", "2026-02", "2026-03")
        )
        made = found(claim, premiums=months)
        assert made.of("U05").empty and made.of("U06").empty


class TestGrant:
    HEADER = CLAIM + " | benefit_kind"

    def grants(self, count, *, enrolled):
        rows = [
            f"c{n} | p{n} | e1 | 2022-07-05 | 2022-06-30 | 2 | 6 | 2" for n in range(1, count + 1)
        ]
        made = persons(count).replace("2000-01", enrolled)
        tables = {
            Person: made,
            Employer: UNITS,
            UnemploymentClaim: one_claim(*rows, header=self.HEADER),
            UnemploymentPayment: PAID,
            ContributionMonth: PREMIUM,
        }
        return run_scenario(SCENARIO, tables)

    def test_a_cluster_of_newcomers_is_strong(self):
        made = self.grants(10, enrolled="2022-04")
        assert ("U07", "p1", "S") in made.ids()

    def test_a_single_graduate_is_a_model_feature_only(self):
        assert ("U07", "p1", "M") in self.grants(3, enrolled="2022-04").ids()

    def test_those_insured_before_are_not_new(self):
        assert self.grants(10, enrolled="2021-01").of("U07").empty


def test_reasons_changed_three_times_are_strong_and_twice_weak():
    claims = one_claim(
        "c1 | p1 | e1 | 2026-01-05 | 2025-12-31 | 60 | 8 | 3",
        "c2 | p2 | e1 | 2026-01-05 | 2025-12-31 | 60 | 8 | 2",
        "c3 | p3 | e1 | 2026-01-05 | 2025-12-31 | 60 | 8 | 1",
        header=CLAIM + " | reason_changed_count",
    )
    assert {i for i in found(claims).ids() if i[0] == "U13"} == {
        ("U13", "p1", "S"),
        ("U13", "p2", "M"),
    }


def test_two_claims_from_one_group_revolve_and_from_two_employers_do_not():
    claims = one_claim(
        "c1 | p1 | e1 | 2024-03-05 | 2024-02-28 | 60 | 8",
        "c2 | p1 | e3 | 2026-03-05 | 2026-02-28 | 60 | 8",
        "c3 | p2 | e1 | 2024-03-05 | 2024-02-28 | 60 | 8",
        "c4 | p2 | e2 | 2026-03-05 | 2026-02-28 | 60 | 8",
    )
    hits = found(claims).of("U14")
    assert list(hits.subject_id) == ["p1"] and list(hits.record_id) == ["c2"]


class TestUnits:
    def unit(self, unit, claimants, insured, *, reason="-"):
        header = CLAIM + " | separation_reason"
        rows = [
            f"c{n} | p{n} | {unit} | 2026-02-10 | 2026-01-31 | 60 | 8 | {reason}"
            for n in range(1, claimants + 1)
        ]
        months = "\n".join(
            premiums(f"p{n}", unit, "2025-09", "2026-01") for n in range(1, insured + 1)
        )
        return found(one_claim(*rows, header=header), premiums=months)

    def test_half_of_the_heads_claim(self):
        made = self.unit("e1", 6, 8)
        row = made.of("U08").iloc[0]
        assert (row.subject_kind, row.subject_id, row.level) == ("employer", "e1", "S")

    def test_one_or_two_claimants_of_a_tiny_unit_are_chance(self):
        assert self.unit("e1", 1, 1).of("U08").empty
        assert self.unit("e1", 2, 2).of("U08").empty

    def test_four_of_five_heads_are_not(self):
        assert ("U08", "e1", "S") in self.unit("e1", 4, 5).ids()

    def test_a_few_of_many_are_ordinary(self):
        assert self.unit("e1", 5, 29).of("U08").empty

    def test_a_dispatch_unit_is_explained(self):
        assert ("U08", "e4", "is_dispatch_unit") in self.unit("e4", 6, 8).explained_ids()

    def test_a_bankrupt_unit_is_explained(self):
        made = self.unit("e5", 6, 8, reason="15")
        assert {e for i, s, e in made.explained_ids() if i == "U08"} & {
            "is_wound_up",
            "is_mass_layoff",
        }

    def test_leavers_with_short_spells(self):
        claims = one_claim("c1 | p1 | e1 | 2026-02-10 | 2026-01-31 | 60 | 8")
        short = "\n".join(premiums(f"p{n}", "e1", "2025-09", "2025-10") for n in range(1, 13))
        longer = "\n".join(premiums(f"p{n}", "e1", "2025-01", "2025-10") for n in range(13, 19))
        made = found(claims, premiums=short + "\n" + longer)
        assert made.of("U09").iloc[0].value == pytest.approx(12 / 18)
        few = "\n".join(premiums(f"p{n}", "e1", "2025-09", "2025-10") for n in range(1, 3))
        assert found(claims, premiums=few).of("U09").empty, "two leavers are chance"


def test_without_pensions_only_their_indicator_is_not_computed():
    tables = {
        Person: persons(1),
        Employer: UNITS,
        UnemploymentClaim: LAID_OFF,
        UnemploymentPayment: PAID,
        ContributionMonth: PREMIUM,
    }
    made = run_scenario(SCENARIO, tables)
    assert made.not_computed == {
        "U02": ["pension_payment"],
        "U03": ["death_record"],
        "U15": ["tax_wage_month"],
        "U16": ["business_role"],
    }
