"""General descriptors that models see: what is alike that ought to differ. No indicator rests on them."""

import pytest

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from features.pharmacy.shop_habits import shop_habits
from features.unemployment.claim_habits import claimants_tenure, claims_alike
from features.work_injury.injury_habits import case_bills, unit_bills
from tests.drawn_tables import repeat_monthly
from tests.run_scenario import make_engine

SHOPS = """
institution_code | kind | district
s1               | P    | 330203
"""


def rows_of(feature, tables):
    found = make_engine(tables, "2026-06-30").table(feature).to_pandas()
    return found.set_index(feature.key[0]).to_dict("index")


class TestShops:
    def habits(self, *tickets):
        lines = "\n".join(
            f"t{n} | {person} | s1 | 41 | {time} | {time} | {yuan} | -"
            for n, (person, time, yuan) in enumerate(tickets)
        )
        header = "setl_id | person_id | institution_code | med_type | service_time | settle_time | total_amount | reversal_of\n"
        return rows_of(shop_habits, {ClaimHeader: header + lines, Institution: SHOPS})["s1"]

    def test_hours_sums_visits_and_days_by_hand(self):
        found = self.habits(
            ("p1", "2026-05-10T19:00:00", "190.50"),
            ("p1", "2026-05-10T19:05:00", "180.00"),
            ("p2", "2026-05-10T18:59:59", "200.00"),
            ("p3", "2026-05-11T10:00:00", "33.10"),
        )
        assert found["evening_share"] == 0.5 and found["round_sum_share"] == 0.5
        assert found["tickets_per_visit"] == pytest.approx(4 / 3)
        assert found["busy_day_ratio"] == pytest.approx((3 - 2) / 2**0.5)

    def test_equal_sums_have_no_spread(self):
        same = self.habits(*[(f"p{n}", "2026-05-10T10:00:00", "88.80") for n in range(5)])
        assert same["sum_spread_ratio"] == pytest.approx(0.0, abs=1e-6)
        two = self.habits(
            ("p1", "2026-05-10T10:00:00", "100.00"), ("p2", "2026-05-11T10:00:00", "300.00")
        )
        assert two["sum_spread_ratio"] == pytest.approx(0.5)

    def test_what_is_older_than_a_year_does_not_count(self):
        found = self.habits(
            ("p1", "2026-05-10T10:00:00", "33.10"), ("p2", "2025-06-30T20:00:00", "200.00")
        )
        assert found["evening_share"] == 0.0


UNITS = """
employer_id | unit_nature | district | industry_code | legal_rep_hash | register_date
e1          | 10          | 330203   | 51            | -              | 2015-01-01
e2          | 10          | 330203   | 51            | -              | 2015-01-01
e3          | 10          | 330203   | 51            | -              | 2015-01-01
"""
PEOPLE = "person_id\n" + "\n".join(f"p{n}" for n in range(1, 7))
NOTHING_PAID = "claim_id | benefit_month | seq"


def claims(*rows):
    header = "claim_id | person_id | last_employer_id | separation_date | claim_date | granted_months | district"
    lines = "\n".join(f"c{n} | p{n} | {row}" for n, row in enumerate(rows, 1))
    return {
        UnemploymentClaim: f"{header}\n{lines}",
        Employer: UNITS,
        Person: PEOPLE,
        UnemploymentPayment: NOTHING_PAID,
    }


class TestClaims:
    def test_claims_of_other_units_with_one_day_and_length_are_alike(self):
        found = rows_of(
            claims_alike,
            claims(
                "e1 | 2026-03-08 | 2026-03-20 | 12 | 330203",
                "e2 | 2026-03-08 | 2026-03-25 | 12 | 330203",
                "e3 | 2026-03-08 | 2026-03-22 | 11 | 330203",
                "e3 | 2026-03-08 | 2026-03-22 | 12 | 330212",
            ),
        )
        assert {c: row["alike_claims"] for c, row in found.items()} == {
            "c1": 1,
            "c2": 1,
            "c3": 0,
            "c4": 0,
        }

    def test_a_layoff_of_one_unit_is_not_alike(self):
        found = rows_of(claims_alike, claims(*["e1 | 2026-03-08 | 2026-03-20 | 12 | 330203"] * 5))
        assert {row["alike_claims"] for row in found.values()} == {0}

    def test_claims_after_equally_long_employment_are_counted(self):
        made = claims(*["e1 | 2026-03-08 | 2026-03-20 | 12 | 330203"] * 4)
        header = "person_id | insurance_type | contrib_month | employer_id | seq | pay_kind | posted_date\n"
        starts = ("2025-03", "2025-03", "2025-03", "2025-11")
        spells = [
            repeat_monthly(f"p{n} | 210 | {{month}} | e1 | 1 | 1 | -", start, "2026-02")
            for n, start in enumerate(starts, 1)
        ]
        made[ContributionMonth] = header + "\n".join(spells)
        assert rows_of(claimants_tenure, made) == {"e1": {"same_tenure_claims": 3}}


class TestInjuries:
    TABLES = {
        Employer: UNITS,
        InjuryCase: "case_id | person_id | employer_id | injury_time | apply_date | decision | decision_date\n"
        + "\n".join(
            f"j{n} | p{n} | {unit} | 2026-01-0{n}T10:00:00 | 2026-01-20 | 1 | 2026-02-10"
            for n, unit in enumerate(("e1", "e1", "e1", "e2"), 1)
        ),
        InjuryPayment: """
        payment_id | case_id | person_id | item | institution_code | amount  | paid_date  | reversed
        y1         | j1      | p1        | 1    | h1               | 9880.00 | 2026-03-01 | 0
        y2         | j2      | p2        | 1    | h1               | 9880.00 | 2026-03-01 | 0
        y3         | j3      | p3        | 1    | h2               | 9880.00 | 2026-03-01 | 0
        y4         | j4      | p4        | 1    | h1               | 9880.00 | 2026-03-01 | 0
        y5         | j4      | p4        | 1    | h1               | 120.00  | 2026-03-01 | 0
        y6         | j3      | p3        | 6    | -               | 43400.00 | 2026-03-01 | 0
        """,
    }

    def test_one_sum_from_one_hospital_is_alike(self):
        found = rows_of(case_bills, self.TABLES)
        assert {c: row["same_sum_cases"] for c, row in found.items()} == {
            "j1": 2,
            "j2": 2,
            "j3": 0,
            "j4": 2,
        }
        assert found["j4"]["bill_yuan"] == 10_000 and found["j3"]["bill_yuan"] == 9880, (
            "a grant is no bill"
        )

    def test_the_first_hospital_of_a_unit_with_three_cases(self):
        found = rows_of(unit_bills, self.TABLES)
        assert found["e1"]["first_hospital_share"] == pytest.approx(2 / 3)
        assert found["e1"]["case_bill_yuan"] == 9880
        assert found["e2"]["first_hospital_share"] != found["e2"]["first_hospital_share"], (
            "one case says nothing"
        )
