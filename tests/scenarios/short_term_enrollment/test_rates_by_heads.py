"""Short spells and parked claims of units and their groups beside what their heads lead to expect."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.short_term_enrollment.test_scenario import PAID, PREMIUM, premiums

SCENARIO = load_scenarios()["short_term_enrollment"]
UNIT = "employer_id | unit_nature | industry_code | register_date | legal_rep_hash"
REPS = {"e1": "aa", "e2": "aa", "e3": "bb", "e4": "cc", "e5": "dd", "x": "ee"}
UNITS = "\n".join([UNIT, *(f"{u} | 10 | 51 | 2015-01-01 | {r * 8}" for u, r in REPS.items())])
CLAIM = {
    "claim_id": "c1",
    "person_id": "p1",
    "last_employer_id": "e1",
    "claim_date": "2026-04-10",
    "separation_date": "2026-03-31",
    "paid_months_total": "120",
    "granted_months": "11",
    "separation_reason": "12",
    "reason_changed_count": "0",
    "benefit_kind": "1",
}
PERSON = "person_id | id_hash | birth_date | first_enroll_month | household_hash"


class Town:
    """Claims with the spells before them, and staff that stays."""

    def __init__(self):
        self.claims, self.months, self.people = [], [], []

    def person(self, enrolled="2000-01"):
        n = len(self.people) + 1
        self.people.append(f"p{n} | {n:016x} | 1980-05-05 | {enrolled} | {n:016x}")
        return f"p{n}"

    def staff(self, unit, count):
        for _ in range(count):
            self.months.append(premiums(self.person(), unit, "2023-07", "2026-06"))
        return self

    def claim(self, unit, *, months=3, idle=0, enrolled="2000-01", **cells):
        """A claim in April 2026 after `months` at the unit and `idle` months after a job at x."""
        person = self.person(enrolled)
        first = 2026 * 12 + 3 - months
        if months:
            self.months.append(premiums(person, unit, month(first), "2026-03"))
            self.months.append(premiums(person, "x", "2023-07", month(first - idle - 1)))
        named = {"claim_id": f"c{len(self.claims) + 1}", "person_id": person}
        self.claims.append(named | {"last_employer_id": unit} | cells)
        return self

    def found(self, *ids, units=UNITS):
        tables = {
            Person: "\n".join([PERSON, *self.people]),
            Employer: units,
            UnemploymentClaim: format_rows(CLAIM, *self.claims),
            UnemploymentPayment: PAID,
            ContributionMonth: "\n".join([PREMIUM, *self.months]),
        }
        return run_scenario(SCENARIO, tables, only=ids)


def month(index):
    return f"{index // 12}-{index % 12 + 1:02d}"


def add_claims(town, unit, count, **more):
    for _ in range(count):
        town.claim(unit, **more)


class TestShortSpells:
    def affiliates(self):
        town = Town().staff("e3", 200).staff("e4", 30).staff("e5", 1)
        for unit, count in (("e1", 3), ("e2", 2), ("e3", 4), ("e4", 1), ("e5", 1)):
            add_claims(town, unit, count)
        return town

    def test_a_group_of_affiliates_is_counted_as_one(self):
        made = self.affiliates().found("U21", "U22")
        assert {(s, v) for i, s, v in made.ids() if i == "U21"} == {("e1", "S"), ("e2", "S")}
        claims = made.of("U22")
        assert list(claims.record_id) == ["c1", "c2", "c3", "c4", "c5"]
        assert set(claims.level) == {"S"} and "此类申领5人" in claims.iloc[0].reason_zh

    def test_two_of_a_tiny_unit_are_chance_and_three_are_not(self):
        for count, hit in ((1, False), (2, False), (3, True)):
            town = Town().staff("e3", 100)
            add_claims(town, "e3", 2)
            add_claims(town, "e5", count)
            assert (not town.found("U21").of("U21").empty) == hit, count

    def test_claims_just_beside_the_pattern_add_up(self):
        town = Town().staff("e3", 100)
        add_claims(town, "e1", 3, months=8, paid_months_total="50")
        add_claims(town, "e2", 2, months=6, claim_date="2026-05-10")
        assert {s for _, s, _ in town.found("U21").ids()} == {"e1", "e2"}

    def test_long_spells_and_few_months_paid_in_do_not_count(self):
        for more in ({"months": 13}, {"paid_months_total": "24"}, {"claim_date": "2026-06-30"}):
            town = Town().staff("e3", 100)
            add_claims(town, "e1", 6, **more)
            assert town.found("U21").of("U21").empty, more

    def test_a_reported_layoff_is_explained(self):
        town = Town().staff("e3", 100)
        add_claims(town, "e1", 5, separation_reason="14")
        made = town.found("U21", "U22")
        assert (
            made.findings.empty
            and {
                ("U21", "e1", "is_mass_layoff"),
                ("U22", "p101", "is_from_mass_layoff"),
            }
            <= made.explained_ids()
        )

    def test_a_dispatch_unit_is_explained(self):
        town = Town().staff("e3", 100)
        add_claims(town, "e1", 5)
        head, *rows = UNITS.splitlines()
        rows = [f"{row} | {'PQ-1' if row.startswith('e1') else '-'}" for row in rows]
        units = "\n".join([f"{head} | dispatch_license_no", *rows])
        made = town.found("U21", "U22", units=units)
        assert (
            made.findings.empty
            and {
                ("U21", "e1", "is_dispatch_unit"),
                ("U22", "p101", "is_from_dispatch_unit"),
            }
            <= made.explained_ids()
        )


class TestParking:
    def rows(self):
        town = Town().staff("e3", 60)
        town.claim("e1", idle=10, months=1, paid_months_total="172", granted_months="22")
        more = {"reason_changed_count": "2", "separation_reason": "13", "granted_months": "18"}
        town.claim("e3", idle=8, months=2, paid_months_total="141", **more)
        town.claim("e4", idle=9, months=2, paid_months_total="64", separation_reason="16")
        town.claim("e5", idle=0, months=2, paid_months_total="90")
        return town.found("U06").of("U06").set_index("record_id")

    def test_the_four_conditions_are_the_lead(self):
        found = self.rows()
        assert dict(found.level) == {"c1": "S", "c2": "S", "c3": "M"}
        assert found.value["c2"] > found.value["c1"] > found.value["c3"]

    @pytest.mark.parametrize(
        "more",
        [
            {"idle": 5, "months": 2},
            {"idle": 6, "months": 4},
            {"idle": 5, "months": 5},
            {"idle": 6, "months": 6},
            {"idle": 6, "months": 3, "claim_date": "2026-06-10"},
        ],
    )
    def test_just_beside_a_threshold_is_weak_alone_and_strong_in_a_group(self, more):
        alone = Town().staff("e3", 60).claim("e3", **more)
        assert {v for _, _, v in alone.found("U06").ids()} == {"M"}
        group = Town().staff("e3", 60)
        add_claims(group, "e1", 3, **more)
        add_claims(group, "e2", 3, **more)
        made = group.found("U06", "U17")
        assert {v for i, _, v in made.ids() if i == "U06"} == {"S"}
        assert {s for i, s, _ in made.ids() if i == "U17"} == {"e1", "e2"}


class TestGrants:
    NEW = {"benefit_kind": "2", "paid_months_total": "2", "months": 0}

    def grants(self, unit, new, old=0, *, staff=0, others=40):
        town = Town().staff("e3", 120).staff(unit, staff)
        add_claims(town, "e3", others, enrolled="2019-01", **self.NEW)
        add_claims(town, "e3", others // 4, enrolled="2026-01", **self.NEW)
        add_claims(town, unit, new, enrolled="2026-01", **self.NEW)
        add_claims(town, unit, old, enrolled="2019-01", **self.NEW)
        hits = town.found("U07").of("U07")
        return set(hits[hits.reason_zh.str.contains(f"其中{new}人")].level)

    def test_seven_of_seven_at_a_unit_without_other_staff(self):
        assert self.grants("e5", 7, staff=1) == {"S"}

    def test_a_large_employers_newcomers_are_weak(self):
        assert self.grants("e4", 7, 16, staff=150) == {"M"}
        assert self.grants("e4", 3, staff=1) == {"M"}

    def test_many_newcomers_among_few_others(self):
        assert self.grants("e5", 12, 2, staff=3) == {"S"}


def two_short_spells_of_a_tiny_unit():
    town = Town().staff("e3", 100)
    add_claims(town, "e3", 2, idle=8)
    add_claims(town, "e5", 2, idle=8)
    return town.found("U17", "U21", "U22")


JUST_BELOW = dict.fromkeys(("U17", "U21", "U22"), (2, two_short_spells_of_a_tiny_unit))
