"""Every indicator of deemed service on drawn tables, each beside what looks like it and is none."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from scenarios import load_scenarios
from tests.drawn_tables import format_rows, repeat_monthly
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["deemed_service"]

UNITS = """
employer_id | unit_nature | register_date
e1          | 10          | 1995-01-01
e2          | 70          | 1995-01-01
"""
PERSON = {
    "person_id": "p1",
    "sex": "1",
    "birth_date": "1965-01-10",
    "archive_birth_date": "1965-01-10",
    "hukou_district": "330203",
}
# paid from 1993-01 to 2025-01 (385 months), deemed from 1985-01 to 1992-12 (96): 60 years and a month old
APPROVAL = {
    "approval_id": "r1",
    "person_id": "p1",
    "employer_id": "e1",
    "approval_type": "1",
    "female_category": "-",
    "apply_date": "2025-01-05",
    "approve_date": "2025-01-20",
    "pension_start": "2025-03",
    "legal_age_months": "721",
    "actual_paid_months": "385",
    "deemed_months": "96",
    "monthly_pension": "4810.00",
    "approve_op": "o1",
    "agent_phone_hash": "-",
}
SEGMENT = {
    "segment_id": "s",
    "person_id": "p1",
    "kind": "2",
    "unit_name_hash": "1111111111111111",
    "unit_known_heads": "200",
    "unit_nature": "10",
    "industry_code": "33",
    "from_month": "1985-01",
    "to_month": "1992-12",
    "evidence_kind": "1",
    "evidence_count": "3",
    "original_flag": "1",
    "award_no": "-",
    "award_date": "-",
    "hearing_date": "-",
    "respondent_hash": "-",
    "first_recorded_date": "2020-01-05",
    "changed_count": "0",
}
PAID = SEGMENT | {
    "segment_id": "paid",
    "kind": "1",
    "unit_name_hash": "-",
    "unit_known_heads": "-",
    "from_month": "1993-01",
    "to_month": "2025-01",
    "evidence_kind": "8",
    "evidence_count": "1",
    "original_flag": "-",
}
LUMP = "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind | posted_date | legal_doc_no"
PENSION = "person_id | insurance_type | benefit_month | kind | seq | amount | reversed | paid_date"


def found(
    segments=({},), approvals=({},), persons=({},), *, lumps="", pensions="", paid=({},), less=()
):
    """Findings on these rows; every person has the paid segment of `paid`."""
    rows = [SEGMENT | {"segment_id": f"s{n}"} | row for n, row in enumerate(segments)]
    rows += [PAID | {"segment_id": f"paid{n}"} | row for n, row in enumerate(paid)]
    tables = {
        Employer: UNITS,
        Person: format_rows(PERSON, *persons),
        PensionApproval: format_rows(APPROVAL, *approvals),
        ServiceSegment: format_rows(SEGMENT, *rows),
        ContributionMonth: "\n".join([LUMP, *lumps.splitlines()]),
        PensionPayment: "\n".join([PENSION, *pensions.splitlines()]),
    }
    return run_scenario(SCENARIO, {t: text for t, text in tables.items() if t not in less})


def only(hits, column):
    """The value of the one hit that there is, None if there is none."""
    return None if hits.empty else hits[column].item()


def crowd(count, segment=None, approval=None, paid=None):
    """`count` persons with the same record: arguments of `found`."""
    many = range(count)
    return {
        "persons": [{"person_id": f"p{n}"} for n in many],
        "approvals": [
            {"approval_id": f"r{n}", "person_id": f"p{n}"} | (approval(n) if approval else {})
            for n in many
        ],
        "segments": [{"person_id": f"p{n}"} | (segment(n) if segment else {}) for n in many],
        "paid": [{"person_id": f"p{n}"} | (paid or {}) for n in many],
    }


def test_an_ordinary_retirement_is_no_hit():
    made = found()
    assert made.findings.empty and made.explained.empty and made.not_computed == {}


def test_an_approval_of_tomorrow_does_not_matter_today():
    assert found([{"from_month": "1977-01"}], [{"approve_date": "2026-07-01"}]).findings.empty


def test_the_amount_is_the_deemed_share_of_what_was_paid():
    row = found([{"from_month": "1977-01"}]).of("D01").iloc[0]
    # 16 months from 2025-03 to 2026-06, 4,810 a month, 96 of 481 months
    assert float(row.amount_involved) == 16 * 4810 * 96 / 481
    pensions = repeat_monthly(
        "p1 | 110 | {month} | 1 | 1 | 4810.00 | 0 | 2025-06-12", "2025-03", "2025-06"
    )
    row = found([{"from_month": "1977-01"}], pensions=pensions).of("D01").iloc[0]
    assert float(row.amount_involved) == 4 * 4810 * 96 / 481


def test_without_segments_nothing_of_them_is_computed():
    made = found(less=[ServiceSegment])
    assert "service_segment" in made.not_computed["D01"] and "D07" in made.not_computed


def test_without_contributions_only_lump_sums_are_not_computed():
    assert set(found(less=[ContributionMonth]).not_computed) == {"D10", "D16"}


class TestStartAge:
    def test_before_fourteen_is_high(self):
        row = found([{"from_month": "1978-12"}]).of("D01").iloc[0]
        assert (row.level, row.value) == ("H", 25)

    @pytest.mark.parametrize(
        ("start", "level"), [("1979-01", "S"), ("1980-12", "S"), ("1981-01", None)]
    )
    def test_from_fourteen_to_sixteen_it_is_a_strong_lead(self, start, level):
        hits = found([{"from_month": start}]).of("D01")
        assert only(hits, "level") == level

    def test_a_troupe_soldier_of_thirteen_with_army_papers_is_explained_and_no_longer_high(self):
        army = {"kind": "4", "evidence_kind": "4", "from_month": "1978-06", "to_month": "1984-01"}
        made = found([army])
        assert made.of("D01").empty and ("D01", "p1", "has_army_papers") in made.explained_ids()

    def test_army_papers_in_copy_explain_nothing(self):
        army = {"kind": "4", "evidence_kind": "4", "from_month": "1978-06", "original_flag": "0"}
        assert found([army]).of("D01").iloc[0].level == "H"

    def test_a_sports_team_may_take_children(self):
        made = found(
            [{"kind": "3", "unit_nature": "20", "industry_code": "89", "from_month": "1979-06"}]
        )
        assert ("D01", "p1", "is_arts_or_sport") in made.explained_ids()

    def test_sent_down_at_fifteen(self):
        made = found([{"kind": "5", "from_month": "1980-03", "to_month": "1984-01"}])
        assert ("D01", "p1", "is_sent_down_youth") in made.explained_ids()

    def test_sent_down_after_the_movement_had_ended_is_not_explained(self):
        late = {"birth_date": "1966-02-10", "archive_birth_date": "1966-02-10"}
        hits = found(
            [{"kind": "5", "from_month": "1981-06", "to_month": "1984-01"}], persons=[late]
        )
        assert hits.of("D01").iloc[0].level == "S"

    def test_sixteen_by_the_first_birth_date_in_the_file(self):
        made = found([{"from_month": "1980-10"}], persons=[{"archive_birth_date": "1964-09-30"}])
        assert ("D01", "p1", "is_old_enough_by_archive") in made.explained_ids()


class TestAfterTheEra:
    def test_a_factory_after_the_first_premium(self):
        row = found([{"from_month": "1985-01", "to_month": "1994-06"}]).of("D02").iloc[0]
        assert (row.level, row.value) == ("H", 18)

    @pytest.mark.parametrize(("end", "months"), [("1997-12", None), ("1998-01", 1)])
    def test_a_factory_at_the_end_of_the_era(self, end, months):
        hits = found([{"to_month": end}], paid=[{"from_month": "2000-01"}]).of("D02")
        assert only(hits, "value") == months

    @pytest.mark.parametrize(("end", "months"), [("2014-09", None), ("2014-10", 1)])
    def test_a_public_body_at_its_end(self, end, months):
        segment = {"kind": "3", "unit_nature": "20", "to_month": end}
        hits = found([segment], paid=[{"from_month": "2014-11"}]).of("D02")
        assert only(hits, "value") == months

    def test_a_firm_recorded_as_a_public_body_ends_as_a_firm(self):
        segment = {"kind": "3", "unit_nature": "10", "to_month": "2000-12"}
        assert found([segment], paid=[{"from_month": "2014-11"}]).of("D02").iloc[0].value == 36

    def test_military_service_has_a_rule_of_its_own(self):
        army = {"kind": "4", "evidence_kind": "4", "from_month": "1998-01", "to_month": "2001-12"}
        assert found([army], paid=[{"from_month": "2002-01"}]).of("D02").empty

    def test_army_years_since_2012_count_beside_premiums_and_are_a_weaker_lead(self):
        army = {"kind": "4", "evidence_kind": "4", "from_month": "2010-01", "to_month": "2012-08"}
        made = found([army], paid=[{"from_month": "2012-09"}])
        assert {(i, level) for i, _, level in made.ids() if i == "D02"} == {("D02", "S")}
        factory = {"segment_id": "s2", "to_month": "1998-02"}
        both = found([army, factory], paid=[{"from_month": "2012-09"}])
        assert ("D02", "p1", "H") in both.ids()

    def test_premiums_may_have_begun_later_elsewhere(self):
        stranger, late = [{"hukou_district": "-"}], [{"to_month": "1998-06"}]
        made = found(late, persons=stranger, paid=[{"from_month": "1998-07"}])
        assert ("D02", "p1", "is_other_cutoff") in made.explained_ids()
        far = found([{"to_month": "1999-01"}], persons=stranger, paid=[{"from_month": "1999-02"}])
        assert far.of("D02").iloc[0].value == 13


class TestCountedTwice:
    TWO = ({"to_month": "1990-12"}, {"from_month": "1990-01", "unit_name_hash": "2222222222222222"})

    def test_two_deemed_segments_overlap(self):
        made = found(self.TWO, [{"deemed_months": "108"}])
        row = made.of("D03").iloc[0]
        assert (row.level, row.value) == ("H", 12) and "12" in row.reason_zh

    def test_counted_once_is_explained(self):
        assert ("D03", "p1", "is_counted_once") in found(self.TWO).explained_ids()

    def test_a_deemed_segment_overlaps_paid_months(self):
        made = found([{"to_month": "1993-06"}], [{"deemed_months": "102"}])
        assert made.of("D03").iloc[0].value == 6

    def test_two_paid_segments_that_overlap_are_not_asked_about(self):
        paid = [{}, {"from_month": "2000-01", "to_month": "2000-12"}]
        assert found(paid=paid).of("D03").empty

    @pytest.mark.parametrize(("deemed", "value"), [("98", None), ("99", 3)])
    def test_months_that_no_segment_covers(self, deemed, value):
        hits = found(approvals=[{"deemed_months": deemed}]).of("D03")
        assert only(hits, "value") == value


class TestBeyondALife:
    # from 1981-01 (sixteen) to 2025-02 there are 530 months
    @pytest.mark.parametrize(("deemed", "months"), [("145", None), ("146", 1)])
    def test_more_than_from_the_sixteenth_birthday(self, deemed, months):
        hits = found(approvals=[{"deemed_months": deemed}]).of("D04")
        assert only(hits, "value") == months

    def test_a_lawful_start_before_sixteen(self):
        army = {"kind": "4", "evidence_kind": "4", "from_month": "1978-06"}
        made = found([army], [{"deemed_months": "150"}])
        assert ("D04", "p1", "is_possible_with_lawful_start") in made.explained_ids()

    def test_another_birth_date_in_the_file(self):
        made = found([{}], [{"deemed_months": "150"}], [{"archive_birth_date": "1964-06-01"}])
        assert ("D04", "p1", "is_possible_by_archive") in made.explained_ids()


class TestBirthDate:
    OLDER = {"birth_date": "1967-01-10", "archive_birth_date": "1965-01-10"}
    THIN = {"evidence_count": "2"}

    def test_the_pension_began_two_years_earlier(self):
        row = found([self.THIN], persons=[self.OLDER]).of("D05").iloc[0]
        assert (row.level, row.value) == ("S", 24) and "1967-01-10" in row.reason_zh

    def test_the_gain_counts_and_not_the_difference_alone(self):
        assert found([self.THIN], [{"pension_start": "2027-03"}], [self.OLDER]).of("D05").empty

    @pytest.mark.parametrize(("archive", "is_hit"), [("1966-02-20", False), ("1966-01-20", True)])
    def test_from_twelve_months_on(self, archive, is_hit):
        persons = [self.OLDER | {"archive_birth_date": archive}]
        assert found([self.THIN], persons=persons).of("D05").empty is not is_hit

    def test_the_first_entry_of_a_full_file_prevails(self):
        made = found(persons=[self.OLDER])
        assert ("D05", "p1", "is_first_entry_on_file") in made.explained_ids()


class TestPapers:
    def test_one_document(self):
        row = found([{"evidence_count": "1"}]).of("D07").iloc[0]
        assert (row.level, row.value) == ("S", 1)

    def test_copies_alone_count_as_none(self):
        assert found([{"original_flag": "0"}]).of("D07").iloc[0].value == 0

    @pytest.mark.parametrize(("count", "is_hit"), [("1", True), ("2", False)])
    def test_two_documents_are_enough(self, count, is_hit):
        assert found([{"evidence_count": count}]).of("D07").empty is not is_hit

    def test_less_than_a_year_is_not_asked_about(self):
        assert found([{"evidence_count": "1", "from_month": "1992-02"}]).of("D07").empty

    def test_not_known_is_not_thin(self):
        assert found([{"evidence_count": "-", "original_flag": "-"}]).of("D07").empty

    CERTIFIED = {"evidence_count": "1", "evidence_kind": "7", "award_no": "甬档证〔2019〕40号"}

    def test_an_archive_lost_in_a_flood_with_a_numbered_certificate(self):
        made = found([self.CERTIFIED])
        assert ("D07", "p1", "is_lost_archive_certified") in made.explained_ids()

    def test_a_certificate_without_a_number_explains_nothing(self):
        assert len(found([self.CERTIFIED | {"award_no": "-"}]).of("D07")) == 1

    SUDDEN = {"evidence_count": "1", "from_month": "1982-12", "first_recorded_date": "2024-06-01"}

    def test_ten_years_recorded_shortly_before(self):
        assert ("D06", "p1", "S") in found([self.SUDDEN]).ids()

    @pytest.mark.parametrize(
        "other",
        [{"from_month": "1983-02"}, {"first_recorded_date": "2022-12-31"}, {"evidence_count": "2"}],
    )
    def test_shorter_or_earlier_or_with_more_papers_is_no_hit(self, other):
        assert found([self.SUDDEN | other]).of("D06").empty

    def test_changed_twice_is_a_model_feature(self):
        assert ("D13", "p1", "M") in found([{"changed_count": "2"}]).ids()
        assert found([{"changed_count": "1"}]).of("D13").empty


def award(day="2024-05-10", heard="2024-05-10"):
    return {
        "kind": "1",
        "evidence_kind": "5",
        "evidence_count": "1",
        "award_no": "第1号",
        "award_date": day,
        "hearing_date": heard,
        "respondent_hash": "3333333333333333",
        "unit_known_heads": "-",
    }


class TestAwards:
    @pytest.mark.parametrize(("count", "hits"), [(7, 0), (8, 8)])
    def test_many_awards_on_one_day(self, count, hits):
        assert len(found(**crowd(count, lambda n: award())).of("D09")) == hits

    def test_fewer_are_telling_where_others_have_one_award(self):
        # thirty other respondents with an award each, all on the same day
        def segment(n):
            return award() | ({} if n < 8 else {"respondent_hash": f"{n:016d}"})

        assert len(found(**crowd(38, segment)).of("D09")) == 8

    def test_a_town_of_collective_disputes_is_its_own_measure(self):
        made = found(**crowd(112, lambda n: award() | {"respondent_hash": f"{n % 14:016d}"}))
        assert made.of("D09").empty

    def test_few_respondents_are_no_measure_of_each_other(self):
        made = found(**crowd(36, lambda n: award() | {"respondent_hash": f"{n % 3:016d}"}))
        assert len(made.of("D09")) == 36

    def test_over_three_days(self):
        assert len(found(**crowd(10, lambda n: award(f"2024-05-{10 + n % 3}"))).of("D09")) == 10

    def test_spread_over_weeks_is_no_batch(self):
        assert found(**crowd(10, lambda n: award(f"2024-05-{10 + n}"))).of("D09").empty

    def test_heard_weeks_before_is_a_collective_dispute(self):
        made = found(**crowd(12, lambda n: award(heard="2024-04-18")))
        assert made.of("D09").empty and ("D09", "p1", "is_heard_before") in made.explained_ids()


def lump(
    person="p1", first="2001-01", last="2004-01", *, unit="e1", posted="2024-10-10", document="-"
):
    return repeat_monthly(
        f"{person} | {unit} | 110 | {{month}} | 1 | 3 | {posted} | {document}", first, last
    )


LONG = {"kind": "3", "unit_nature": "20", "from_month": "1990-01", "to_month": "2014-09"}
LATE = {"from_month": "2014-10"}


def handled(count, documents="2", others=200, approver="o9"):
    """`count` approvals of long deemed service by one approver among many ordinary ones by others."""

    def approval(n):
        return {"approve_op": approver if n < count else f"o{n % 7}"}

    def segment(n):
        return LONG | {"evidence_count": documents} if n < count else {}

    return crowd(count + others, segment, approval, LATE)


class TestHandledTogether:
    @pytest.mark.parametrize(("count", "hits"), [(2, 0), (3, 3)])
    def test_long_ones_at_one_approver_where_others_have_none(self, count, hits):
        assert len(found(**handled(count)).of("D12")) == hits

    def test_long_ones_are_usual_where_every_approver_has_some(self):
        rows = handled(40, others=80)
        for n, row in enumerate(rows["approvals"]):
            row["approve_op"] = f"o{n % 4}"
        assert found(**rows).of("D12").empty

    def test_the_ordinary_ones_of_that_approver_are_left_alone(self):
        made = found(**handled(10))
        assert set(made.of("D12").subject_id) == {f"p{n}" for n in range(10)}

    def test_a_clerk_who_reviews_archives_by_the_roster(self):
        made = found(**handled(12, documents="4"))
        assert made.of("D12").empty and ("D12", "p1", "is_archive_clerk") in made.explained_ids()

    def test_a_full_file_among_thin_ones(self):
        rows = handled(12)
        rows["segments"][3] |= {"evidence_count": "5"}
        made = found(**rows)
        assert ("D12", "p3", "is_fully_documented") in made.explained_ids() and len(
            made.of("D12")
        ) == 11

    def test_clients_of_an_agency_are_not_the_approvers(self):
        rows = handled(12)
        for row in rows["approvals"][:12]:
            row["agent_phone_hash"] = "4444444444444444"
        reasons = found(**rows).of("D12")
        assert len(reasons) == 12

    def test_unusual_for_the_cohort_is_a_model_feature(self):
        made = found(**handled(1, others=60))
        assert made.of("D11").empty
        rows = handled(1, others=60)
        for n, row in enumerate(rows["approvals"]):
            row["deemed_months"] = "297" if n == 0 else str(90 + n % 9)
        assert ("D11", "p0", "M") in found(**rows).ids()
