"""Deemed service: years bought in lump sums, before, with and without a pension."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.deemed_service.test_scenario import (
    APPROVAL,
    LUMP,
    PERSON,
    SCENARIO,
    SEGMENT,
    UNITS,
    crowd,
    found,
    lump,
    only,
)

DISTANT = {"first": "1998-01", "last": "2000-06"}  # thirty months of the distant past


def bought(*lumps, approvals=({},)):
    """What is found where p1, p2 and p3 bought months, and those in `approvals` have a pension."""
    tables = {
        Employer: UNITS,
        Person: format_rows(PERSON, *({"person_id": f"p{n}"} for n in (1, 2, 3))),
        PensionApproval: format_rows(APPROVAL, *approvals),
        ServiceSegment: format_rows(SEGMENT),
        ContributionMonth: "\n".join([LUMP, *lumps]),
    }
    return run_scenario(SCENARIO, tables, only=("D10", "D16"))


class TestTheAct:
    PENSION = {
        "approval_id": "r2",
        "person_id": "p2",
        "apply_date": "2024-04-02",
        "approve_date": "2024-04-20",
        "pension_start": "2024-05",
    }
    THREE = (
        lump("p1", "2014-01", "2022-07", posted="2024-02-07"),
        lump("p2", "2015-10", "2022-07", posted="2025-05-25"),
        lump("p3", "2021-01", "2022-12", posted="2023-01-15"),
    )

    def test_a_posting_is_looked_at_before_and_after_the_pension(self):
        made = bought(*self.THREE, approvals=[self.PENSION])
        assert made.ids() == {("D10", "p1", "H"), ("D10", "p2", "H"), ("D16", "p2", "S")}

    def test_before_a_pension_the_money_is_at_risk_and_not_involved(self):
        made = bought(*self.THREE, approvals=[self.PENSION])
        amounts = {r.subject_id: float(r.amount_involved) for r in made.of("D10").itertuples()}
        # 82 of 481 months of 26 pensions from May 2024 on
        assert amounts["p1"] == 0 and amounts["p2"] == round(26 * 4810 * 82 / 481, 2)
        rows = made.frames["buyer"].table.execute().set_index("person_id")
        # 4,810 a month on 481 months: ten yuan a month of service
        assert float(rows.at_risk_yuan["p1"]) == 103 * 10 * 12
        assert rows.is_at_risk.to_dict() == {"p1": True, "p2": False, "p3": True}

    def test_without_any_approval_the_act_is_there(self):
        assert bought(*self.THREE, approvals=[]).ids() == {("D10", "p1", "H"), ("D10", "p2", "H")}

    def test_posted_tomorrow_is_not_known_today(self):
        late = lump("p1", "2014-01", "2022-07", posted="2026-07-01")
        assert bought(late, approvals=[]).findings.empty


class TestTwoPostings:
    """High stays at the law's limit; strong from two thirds of it before the application."""

    def test_two_postings_within_a_season_before_the_approval(self):
        rows = (
            lump(first="1998-01", last="1999-04", posted="2024-08-10"),
            lump(first="1999-05", last="2000-06", posted="2024-11-10"),
        )
        row = bought(*rows).of("D10").iloc[0]
        assert (row.level, row.value) == ("S", 30)

    @pytest.mark.parametrize(
        ("last", "level"),
        [("2002-11", None), ("2002-12", "S"), ("2003-12", "S"), ("2004-01", "H")],
    )
    def test_from_two_thirds_to_the_limit(self, last, level):
        assert only(bought(lump(last=last)).of("D10"), "level") == level

    @pytest.mark.parametrize(
        ("posted", "level"), [("2023-01-04", None), ("2023-01-05", "S"), ("2025-01-10", "S")]
    )
    def test_postings_of_two_years_before_the_application(self, posted, level):
        assert only(bought(lump(**DISTANT, posted=posted)).of("D10"), "level") == level

    def test_half_of_it_long_before_does_not_serve_the_application(self):
        rows = (
            lump(first="1998-01", last="1999-04", posted="2019-08-10"),
            lump(first="1999-05", last="2000-06", posted="2024-11-10"),
        )
        assert bought(*rows).of("D10").empty

    def test_with_a_document_it_is_no_lead(self):
        assert bought(lump(**DISTANT, document="第9号")).of("D10").empty

    def test_two_postings_beyond_the_limit_are_added_up(self):
        rows = (
            lump(last="2003-06"),
            lump(first="2003-07", last="2005-12", posted="2024-03-10"),
        )
        row = bought(*rows).of("D10").iloc[0]
        assert (row.level, row.value) == ("H", 60)

    def test_without_an_application_nothing_is_served(self):
        assert bought(lump("p3", **DISTANT)).of("D10").empty


class TestPapers:
    def test_with_a_document_it_is_a_model_feature(self):
        assert ("D10", "p1", "M") in bought(lump(document="第9号")).ids()

    @pytest.mark.parametrize(("others", "level"), [(0, "M"), (60, "S")])
    def test_with_documents_and_an_agent_of_rarely_many_buyers(self, others, level):
        rows = crowd(
            4 + others,
            approval=lambda n: {"agent_phone_hash": "4444444444444444"} if n < 4 else {},
        )
        lumps = "\n".join(lump(f"p{n}", document="第9号") for n in range(4))
        assert found(**rows, lumps=lumps).of("D10").level.tolist() == [level] * 4


class TestPolicies:
    ARMY = {"kind": "4", "evidence_kind": "4", "from_month": "1985-01", "to_month": "1988-12"}

    def test_the_policy_for_demobilised_soldiers(self):
        made = found([self.ARMY], lumps=lump(posted="2020-09-10"))
        assert ("D10", "p1", "is_veteran_policy") in made.explained_ids()
        assert found([self.ARMY], lumps=lump(posted="2022-01-01")).of("D10").iloc[0].level == "H"
        assert found(lumps=lump(posted="2020-09-10")).of("D10").iloc[0].level == "H"

    def test_who_has_no_segments_yet_may_have_been_a_soldier(self):
        made = bought(lump("p1", posted="2020-09-10"), approvals=[])
        assert made.ids() == {("D10", "p1", "M")}

    def test_the_village_pays_for_lost_land(self):
        made = bought(lump(unit="e2"))
        assert ("D10", "p1", "is_land_policy") in made.explained_ids()


class TestAfterwards:
    @pytest.mark.parametrize(("last", "level"), [("2001-11", None), ("2001-12", "S")])
    def test_a_year_posted_after_the_approval(self, last, level):
        made = bought(lump(last=last, posted="2025-06-01"))
        assert only(made.of("D16"), "level") == level

    @pytest.mark.parametrize(("posted", "explained"), [("2025-04-20", True), ("2025-04-21", False)])
    def test_posted_within_a_quarter_is_late(self, posted, explained):
        made = bought(lump(last="2001-12", posted=posted))
        assert (("D16", "p1", "is_posted_late") in made.explained_ids()) == explained
        assert made.of("D16").empty == explained

    def test_an_award_after_the_approval_is_no_lead(self):
        assert bought(lump(posted="2025-06-01", document="第9号")).of("D16").empty


JUST_BELOW = {
    "D10": (23, lambda: bought(lump(last="2002-11"))),
    "D16": (11, lambda: bought(lump(last="2001-11", posted="2025-06-01"))),
}
