"""Every indicator of early retirement on drawn tables, each beside what looks like it and is none."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from contracts.derived import columns_of
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from scenarios.early_retirement import SCENARIO
from tests.drawn import monthly
from tests.night_in_small import find

UNITS = """
employer_id | unit_nature | industry_code | register_date | legal_rep_hash   | district
e1          | 10          | 33            | 1995-01-01    | aaaaaaaaaaaaaaaa | 330206
e2          | 10          | 51            | 1995-01-01    | bbbbbbbbbbbbbbbb | 330206
e3          | 10          | 33            | 1995-01-01    | cccccccccccccccc | 330206
w1          | 60          | 83            | 1995-01-01    | dddddddddddddddd | 330206
"""
PERSON = {
    "person_id": "p1",
    "sex": "1",
    "birth_date": "1970-05-20",
    "archive_birth_date": "-",
    "first_enroll_month": "1999-03",
}
# a man of 55 who leaves the forge: 55 is reached in May 2025, the pension starts in June
SPECIAL = {
    "approval_id": "a1",
    "person_id": "p1",
    "employer_id": "e1",
    "approval_type": "2",
    "female_category": "-",
    "apply_date": "2025-05-08",
    "approve_date": "2025-05-20",
    "pension_start": "2025-06",
    "actual_paid_months": "300",
    "deemed_months": "0",
    "special_kind": "4",
    "special_months": "130",
    "appraisal_id": "-",
    "diag_code": "-",
    "diag_doctor_code": "-",
    "monthly_pension": "3000.00",
    "accept_op": "o1",
    "review_op": "o2",
    "approve_op": "o3",
    "agent_phone_hash": "-",
}
ILL = SPECIAL | {
    "approval_type": "4",
    "special_kind": "-",
    "special_months": "-",
    "appraisal_id": "g1",
    "diag_code": "I63.9",
    "diag_doctor_code": "d1",
}
NORMAL = ILL | {"approval_type": "1", "appraisal_id": "-", "diag_code": "-", "diag_doctor_code": "-"}
SEGMENT = {
    "segment_id": "s1",
    "person_id": "p1",
    "kind": "6",
    "unit_name_hash": "1111111111111111",
    "industry_code": "33",
    "job_code": "43301",
    "from_month": "2008-01",
    "to_month": "2018-10",
    "first_recorded_date": "2008-02-01",
}
APPRAISAL = {
    "appraisal_id": "g1",
    "case_id": "-",
    "person_id": "p1",
    "kind": "8",
    "apply_date": "2025-01-10",
    "conclude_date": "2025-03-01",
    "grade": "-",
    "total_loss": "1",
    "handler_op": "o9",
}
VISIT = {
    "setl_id": "v1",
    "person_id": "p1",
    "med_type": "21",
    "service_time": "2024-10-05T09:00:00",
    "diag_code": "I63.9",
    "reversal_of": "-",
}
# the delivered history of settlements begins here, with somebody else's visit
OLDEST = VISIT | {"setl_id": "v0", "person_id": "p99", "service_time": "2023-01-05T09:00:00"}
PREMIUM = (
    "person_id | employer_id | insurance_type | contrib_month | seq | pay_kind | posted_date | paid_flag"
)
FILING = "employer_id | person_id | job_code | month"
# filings are delivered from here on, by somebody else's row
EVERYTHING = "everything"
FIRST_FILING = "e3 | p99 | 43301 | 2016-01"


def table(defaults, *rows):
    """Rows drawn over the defaults."""
    filled = [defaults | row for row in rows]
    return "\n".join([" | ".join(defaults), *(" | ".join(r.values()) for r in filled)])


def asking(ids):
    """The scenario with these indicators alone, and the features that they need: a night of one question is fast."""
    if ids == EVERYTHING:
        return SCENARIO
    indicators = tuple(i for i in SCENARIO.indicators if i.id in ids.split())
    named = {c for i in indicators for c in (i.column, i.amount, *(e.column for e in i.exclusions))}
    population = SCENARIO.populations[0]
    features = tuple(f for f in population.features if named & made_by(f))
    return replace(SCENARIO, indicators=indicators, populations=(replace(population, features=features),))


@cache
def made_by(feature):
    return set(columns_of(feature, as_of=date(2026, 6, 30)))


def found(
    ids,
    approvals,
    *,
    persons=({},),
    segments=({},),
    appraisals=({},),
    visits=({},),
    premiums="",
    filings="",
    less=(),
):
    """Findings on these rows; every table is there, empty or not, but for those in `less`."""
    tables = {
        Employer: UNITS,
        Person: table(PERSON, *persons),
        PensionApproval: table(SPECIAL, *approvals),
        ServiceSegment: table(SEGMENT, *segments),
        SpecialJobFiling: "\n".join([FILING, FIRST_FILING, *filings.splitlines()]),
        CapacityAppraisal: table(APPRAISAL, *appraisals),
        ClaimHeader: table(VISIT, OLDEST, *visits),
        ContributionMonth: "\n".join([PREMIUM, *premiums.splitlines()]),
    }
    return find(asking(ids), {t: rows for t, rows in tables.items() if t not in less})


def premiums(person, unit, first, last, insurance="110"):
    return monthly(f"{person} | {unit} | {insurance} | {{month}} | 1 | 1 | - | 1", first, last)


def filed(first, last, job="43301"):
    return monthly(f"e1 | p1 | {job} | {{month}}", first, last)


def strong(made):
    """What would be listed or explained: no model features."""
    return {row for row in made.ids() if row[2] != "M"}


def test_a_special_job_on_good_papers_is_no_hit():
    made = found(EVERYTHING, [SPECIAL])
    assert strong(made) == set() and made.explained.empty


def test_an_illness_judged_and_treated_is_no_hit():
    made = found(EVERYTHING, [ILL])
    assert strong(made) == set() and made.explained.empty


class TestSpecialTime:
    def test_ten_years_of_heavy_work_to_the_month(self):
        assert found("E01", [SPECIAL], segments=[{"to_month": "2017-12"}]).of("E01").empty
        row = found("E01", [SPECIAL], segments=[{"to_month": "2017-11"}]).of("E01").iloc[0]
        assert (row.level, row.value) == ("H", 1.0)

    @pytest.mark.parametrize(
        ("kind", "last"), [("1", "2016-12"), ("2", "2016-12"), ("3", "2017-12"), ("5", "2015-12")]
    )
    def test_every_kind_has_its_own_time(self, kind, last):
        job = {"job_code": f"{kind}3301", "industry_code": "-"}
        short = f"{last[:5]}11"
        approval = SPECIAL | {"special_kind": kind}
        assert found("E01", [approval], segments=[job | {"to_month": last}]).of("E01").empty
        assert found("E01", [approval], segments=[job | {"to_month": short}]).of("E01").iloc[0].value == 1.0

    def test_fewer_months_approved_than_needed(self):
        assert found("E01", [SPECIAL | {"special_months": "115"}]).of("E01").iloc[0].value == 5.0

    @pytest.mark.parametrize(("start", "hit"), [("2025-06", False), ("2025-05", True)])
    def test_a_man_must_be_fifty_five(self, start, hit):
        assert (not found("E01", [SPECIAL | {"pension_start": start}]).of("E01").empty) == hit

    @pytest.mark.parametrize(("start", "hit"), [("2015-06", False), ("2015-05", True)])
    def test_a_woman_forty_five(self, start, hit):
        woman = [{"sex": "2", "birth_date": "1980-05-20"}]
        approval = SPECIAL | {"female_category": "50", "pension_start": start.replace("2015", "2025")}
        assert (not found("E01", [approval], persons=woman).of("E01").empty) == hit

    def test_months_claimed_twice_count_once(self):
        double = [
            {"to_month": "2013-12"},
            {"segment_id": "s2", "from_month": "2010-01", "to_month": "2013-12"},
        ]
        assert found("E01", [SPECIAL], segments=double).of("E01").iloc[0].value == 48.0

    def test_two_kinds_combined_are_explained(self):
        # 60 of 120 months of heavy work and 54 of 108 of heat
        two = [
            {"to_month": "2012-12"},
            {"segment_id": "s2", "job_code": "23301", "from_month": "2013-01", "to_month": "2017-06"},
        ]
        made = found("E01", [SPECIAL], segments=two)
        assert made.of("E01").empty and ("E01", "p1", "is_combined_kinds") in made.explained_ids()
        two[1]["to_month"] = "2017-05"
        assert not found("E01", [SPECIAL], segments=two).of("E01").empty

    def test_years_before_1985_are_explained(self):
        old = [{"from_month": "1984-06", "to_month": "1990-01"}]
        made = found("E01", [SPECIAL], segments=old)
        assert made.of("E01").empty and ("E01", "p1", "is_before_standard") in made.explained_ids()

    def test_the_first_birth_date_of_the_file_is_explained(self):
        made = found(
            "E01", [SPECIAL | {"pension_start": "2025-01"}], persons=[{"archive_birth_date": "1969-12-20"}]
        )
        assert made.of("E01").empty and ("E01", "p1", "is_special_by_archive") in made.explained_ids()
        made = found(
            "E01", [SPECIAL | {"pension_start": "2025-01"}], persons=[{"archive_birth_date": "1970-02-20"}]
        )
        assert not made.of("E01").empty

    def test_born_on_the_first_is_rounding(self):
        made = found("E01", [SPECIAL | {"pension_start": "2025-05"}], persons=[{"birth_date": "1970-05-01"}])
        assert made.of("E01").empty and ("E01", "p1", "is_special_rounding") in made.explained_ids()


class TestCatalogue:
    OFFICE = {"job_code": "46501"}  # heavy work in software

    def test_a_code_that_no_catalogue_lists(self):
        row = found("E02", [SPECIAL], segments=[self.OFFICE]).of("E02").iloc[0]
        assert (row.level, row.value) == ("H", 130.0) and "46501" in row.reason_zh

    def test_a_job_accepted_month_by_month_is_explained(self):
        made = found(
            "E02",
            [SPECIAL],
            segments=[self.OFFICE | {"from_month": "2012-01", "to_month": "2022-12"}],
            filings=filed("2019-01", "2022-12", "46501"),
        )
        assert made.of("E02").empty and ("E02", "p1", "is_filed_throughout") in made.explained_ids()


class TestIndustry:
    SHOP = {"segment_id": "s2", "unit_name_hash": "2222222222222222", "industry_code": "51"}

    @pytest.mark.parametrize(("last", "hit"), [("2008-11", False), ("2008-12", True)])
    def test_a_year_of_heavy_work_in_a_shop(self, last, hit):
        made = found("E03", [SPECIAL], segments=[{"from_month": "2009-01"}, self.SHOP | {"to_month": last}])
        assert (("E03", "p1", "S") in made.ids()) == hit

    def test_an_unknown_industry_says_nothing(self):
        assert found("E03", [SPECIAL], segments=[{"industry_code": "-"}]).of("E03").empty

    def test_a_recoded_unit_is_explained(self):
        before = {"unit_name_hash": "2222222222222222", "to_month": "2010-12"}
        after = self.SHOP | {"from_month": "2011-01"}
        made = found("E03", [SPECIAL], segments=[before, after])
        assert made.of("E03").empty and ("E03", "p1", "is_recoded_unit") in made.explained_ids()


class TestFiling:
    LATE = {"from_month": "2010-01", "to_month": "2021-12"}

    def test_never_filed_since_it_is_a_duty(self):
        row = found("E04", [SPECIAL], segments=[self.LATE]).of("E04").iloc[0]
        assert (row.level, row.value) == ("H", 36.0) and "2019-01" in row.reason_zh

    def test_filed_every_month(self):
        assert (
            found("E04", [SPECIAL], segments=[self.LATE], filings=filed("2019-01", "2021-12")).of("E04").empty
        )

    def test_before_the_duty_nothing_was_filed(self):
        assert found("E04", [SPECIAL], segments=[{"to_month": "2018-12"}]).of("E04").empty
        assert found("E04", [SPECIAL], segments=[{"to_month": "2019-01"}]).of("E04").iloc[0].value == 1.0

    def test_months_before_the_first_delivered_filing_are_not_judged(self):
        made = find(
            asking("E04"),
            {
                Employer: UNITS,
                Person: table(PERSON, {}),
                PensionApproval: table(SPECIAL, {}),
                ServiceSegment: table(SEGMENT, self.LATE),
                SpecialJobFiling: f"{FILING}\ne3 | p99 | 43301 | 2021-07",
            },
        )
        assert made.of("E04").iloc[0].value == 6.0

    def test_another_code_of_the_job_is_explained(self):
        made = found("E04", [SPECIAL], segments=[self.LATE], filings=filed("2019-01", "2021-12", "43302"))
        assert made.of("E04").empty and ("E04", "p1", "is_filed_otherwise") in made.explained_ids()

    @pytest.mark.parametrize(("last", "explained"), [("2021-09", True), ("2021-08", False)])
    def test_up_to_three_months_left_out_are_explained(self, last, explained):
        made = found("E04", [SPECIAL], segments=[self.LATE], filings=filed("2019-01", last))
        assert made.of("E04").empty == explained
        assert (("E04", "p1", "is_small_gap") in made.explained_ids()) == explained


class TestRoute:
    @pytest.mark.parametrize(("approved", "hit"), [("2024-12-31", False), ("2025-01-01", True)])
    def test_approved_before_and_after_the_route_was_closed(self, approved, hit):
        # edge case 27: approved in December 2024, first paid in January 2025
        ill = ILL | {"approval_type": "3", "pension_start": "2025-01", "approve_date": approved}
        made = found("E05", [ill | {"apply_date": approved}], appraisals=[{"conclude_date": "2024-10-01"}])
        assert (("E05", "p1", "H") in made.ids()) == hit

    def test_accepted_before_is_explained(self):
        ill = ILL | {"approval_type": "3", "apply_date": "2024-12-20", "approve_date": "2025-01-15"}
        made = found("E05", [ill])
        assert made.of("E05").empty and ("E05", "p1", "is_applied_before") in made.explained_ids()

    def test_the_allowance_that_replaced_it_is_no_hit(self):
        assert found("E05", [ILL]).of("E05").empty


class TestConclusion:
    @pytest.mark.parametrize(
        "change",
        [{"total_loss": "0"}, {"total_loss": "-"}, {"conclude_date": "2025-05-21"}, {"person_id": "p2"}],
    )
    def test_no_conclusion_of_complete_loss_before(self, change):
        row = found("E06", [ILL], appraisals=[change]).of("E06").iloc[0]
        assert (row.level, float(row.amount_involved)) == ("H", 39000.0)

    def test_no_appraisal_named_at_all(self):
        assert ("E06", "p1", "H") in found(
            "E06", [ILL | {"appraisal_id": "-"}], appraisals=[{"person_id": "p2"}]
        ).ids()

    def test_an_appraisal_that_was_not_delivered_is_a_lead(self):
        made = found("E06", [ILL | {"appraisal_id": "g7"}], appraisals=[{"person_id": "p2"}])
        assert ("E06", "p1", "S") in made.ids()

    def test_another_conclusion_of_the_person_serves(self):
        assert found("E06", [ILL | {"appraisal_id": "-"}]).of("E06").empty

    def test_an_injury_of_grade_four_is_explained_and_of_five_not(self):
        for grade, explained in (("4", True), ("5", False)):
            injury = {"case_id": "c1", "kind": "1", "grade": grade, "total_loss": "0"}
            made = found("E06", [ILL], appraisals=[injury])
            assert (("E06", "p1", "is_injury_grade") in made.explained_ids()) == explained
            assert made.of("E06").empty == explained


class TestTreatment:
    OTHER = {"diag_code": "J06.9", "service_time": "2024-11-05T09:00:00"}

    def test_never_treated_for_it_and_treated_for_other_things(self):
        row = found("E07", [ILL], visits=[self.OTHER]).of("E07").iloc[0]
        assert (row.level, row.value) == ("S", 0.0)

    def test_a_visit_just_for_the_file_does_not_count(self):
        for day, hit in (("2025-04-09", True), ("2025-04-08", False)):
            made = found(
                "E07", [ILL], visits=[self.OTHER, {"setl_id": "v2", "service_time": f"{day}T09:00:00"}]
            )
            assert (("E07", "p1", "S") in made.ids()) == hit, day

    def test_two_years_back_and_no_further(self):
        for day, hit in (("2023-05-07", True), ("2023-05-08", False)):
            made = found(
                "E07", [ILL], visits=[self.OTHER, {"setl_id": "v2", "service_time": f"{day}T09:00:00"}]
            )
            assert (("E07", "p1", "S") in made.ids()) == hit, day

    def test_another_code_of_the_group_counts(self):
        assert found("E07", [ILL], visits=[{"diag_code": "I69.3"}]).of("E07").empty

    def test_care_for_a_cancer_counts(self):
        assert found("E07", [ILL | {"diag_code": "C34.1"}], visits=[{"diag_code": "Z51.1"}]).of("E07").empty

    def test_a_visit_taken_back_is_none(self):
        back = VISIT | {"setl_id": "v2", "reversal_of": "v1"}
        made = found("E07", [ILL], visits=[{}, back, self.OTHER | {"setl_id": "v3"}])
        assert ("E07", "p1", "S") in made.ids()

    def test_a_purchase_at_a_pharmacy_is_no_visit(self):
        made = found("E07", [ILL], visits=[{"med_type": "41"}, self.OTHER | {"setl_id": "v2"}])
        assert ("E07", "p1", "S") in made.ids()

    def test_a_history_that_begins_too_late_is_not_judged(self):
        early = ILL | {"apply_date": "2023-07-20", "approve_date": "2023-07-30", "pension_start": "2023-08"}
        made = found("E07", [early], visits=[self.OTHER | {"service_time": "2023-03-05T09:00:00"}])
        assert made.of("E07").empty and ("E07", "p1") not in {r[:2] for r in made.explained_ids()}

    @pytest.mark.parametrize(
        ("approval", "appraisal", "visits", "why"),
        [
            ({"diag_code": "F20.0"}, {}, [OTHER], "is_mental_illness"),
            ({}, {"case_id": "c1"}, [OTHER], "is_treated_as_injury"),
            ({}, {}, [], "is_treated_elsewhere"),
        ],
    )
    def test_innocent_reasons_are_explained(self, approval, appraisal, visits, why):
        made = found("E07", [ILL | approval], appraisals=[appraisal], visits=visits)
        assert made.of("E07").empty and ("E07", "p1", why) in made.explained_ids()


class TestWork:
    @pytest.mark.parametrize(("last", "hit"), [("2025-09", False), ("2025-10", True)])
    def test_two_months_insured_by_a_unit(self, last, hit):
        made = found("E08", [ILL], premiums=premiums("p1", "e2", "2025-09", last))
        assert (("E08", "p1", "S") in made.ids()) == hit
        if hit:
            assert float(made.of("E08").iloc[0].amount_involved) == 6000.0

    def test_the_month_of_the_approval_is_due(self):
        assert found("E08", [ILL], premiums=premiums("p1", "e2", "2025-04", "2025-05")).of("E08").empty

    def test_injury_cover_alone_and_self_payment_are_no_job(self):
        assert found("E08", [ILL], premiums=premiums("p1", "e2", "2025-08", "2026-05", "410")).of("E08").empty
        assert found("E08", [ILL], premiums=premiums("p1", "w1", "2025-08", "2026-05")).of("E08").empty

    def test_the_old_unit_removing_late_is_explained(self):
        made = found("E08", [ILL], premiums=premiums("p1", "e1", "2025-01", "2025-07"))
        assert made.of("E08").empty and ("E08", "p1", "is_late_removal") in made.explained_ids()
        assert not found("E08", [ILL], premiums=premiums("p1", "e1", "2025-01", "2025-08")).of("E08").empty

    def test_after_a_special_job_one_may_work(self):
        assert found("E08", [SPECIAL], premiums=premiums("p1", "e2", "2025-09", "2026-03")).of("E08").empty


class TestFlexible:
    # born in May 1967: legal 60 y 8 m (728), least 60
    MAN = ({"birth_date": "1965-05-20"},)

    def early(self, start, persons=MAN, **more):
        approval = NORMAL | {"approval_type": "5", "pension_start": start} | more
        return found("E09", [approval], persons=persons)

    @pytest.mark.parametrize(("start", "hit"), [("2025-06", False), ("2025-05", True)])
    def test_not_below_sixty(self, start, hit):
        assert (("E09", "p1", "H") in self.early(start).ids()) == hit

    @pytest.mark.parametrize(("start", "hit"), [("2026-01", False), ("2025-12", True)])
    def test_not_more_than_three_years(self, start, hit):
        # a woman of category 50 born in December 1975: 50 at the earliest; the bound of three years lies below
        woman = [{"sex": "2", "birth_date": "1975-12-20"}]
        made = self.early(start, persons=woman, female_category="50")
        assert (("E09", "p1", "H") in made.ids()) == hit

    def test_before_2025_there_was_none(self):
        made = self.early(
            "2024-12",
            persons=[{"birth_date": "1964-12-20"}],
            apply_date="2024-10-01",
            approve_date="2024-10-20",
        )
        assert made.of("E09").iloc[0].value == 1.0

    def test_a_special_job_entered_as_flexible_is_a_slip(self):
        made = self.early("2025-06", persons=[{}], special_kind="4", special_months="130")
        assert made.of("E09").empty and ("E09", "p1", "is_special_miscoded") in made.explained_ids()

    def test_the_file_and_rounding_are_explained(self):
        made = self.early(
            "2025-04", persons=[{"birth_date": "1965-05-20", "archive_birth_date": "1965-02-10"}]
        )
        assert ("E09", "p1", "is_flexible_by_archive") in made.explained_ids()
        made = self.early("2025-05", persons=[{"birth_date": "1965-05-01"}])
        assert ("E09", "p1", "is_flexible_rounding") in made.explained_ids()


class TestLegalAge:
    # birth date, category of a woman, month in which the pension is due
    SCHEDULE = (
        ("1965-05-20", "-", "2025-08"),  # edge case 28: 60 y 2 m, reached in July
        ("1975-03-10", "50", "2025-06"),  # 50 y 2 m, reached in May
        ("1981-09-10", "55", "2039-10"),  # 58
        ("1964-12-31", "-", "2025-01"),  # before the schedule: 60
        ("1965-01-02", "-", "2025-03"),  # its first month: 60 y 1 m
        ("1976-12-02", "-", "2040-01"),  # its last: 63
        ("1969-12-20", "55", "2025-01"),
        ("1970-01-20", "55", "2025-03"),
        ("1974-12-20", "50", "2025-01"),
        ("1984-11-20", "50", "2039-12"),  # 55
        ("1990-03-20", "50", "2045-04"),
    )

    def town(self, earlier):
        """Everybody of the schedule with a pension so many months before it is due."""
        persons, approvals = [], []
        for n, (birth, category, due) in enumerate(self.SCHEDULE):
            index = int(due[:4]) * 12 + int(due[5:]) - 1 - earlier
            sex = "1" if category == "-" else "2"
            persons.append({"person_id": f"p{n}", "birth_date": birth, "sex": sex})
            approvals.append(
                NORMAL
                | {
                    "approval_id": f"a{n}",
                    "person_id": f"p{n}",
                    "female_category": category,
                    "pension_start": f"{index // 12}-{index % 12 + 1:02d}",
                }
            )
        return found("E10", approvals, persons=persons).of("E10")

    def test_in_the_month_by_birth_there_is_no_hit(self):
        assert self.town(0).empty

    def test_a_month_before_it_there_is(self):
        hits = self.town(1)
        assert len(hits) == len(self.SCHEDULE) and set(hits.value) == {1.0} and set(hits.level) == {"H"}

    def test_later_than_due_is_no_hit(self):
        made = found("E10", [NORMAL | {"pension_start": "2026-03"}], persons=[{"birth_date": "1965-05-20"}])
        assert made.of("E10").empty

    def test_the_first_birth_date_of_the_file_prevails(self):
        people = [{"birth_date": "1965-05-20", "archive_birth_date": "1964-10-20"}]
        made = found("E10", [NORMAL | {"pension_start": "2024-11"}], persons=people)
        assert made.of("E10").empty and ("E10", "p1", "is_by_archive_birth") in made.explained_ids()

    def test_rounding_and_other_policies_are_explained(self):
        made = found("E10", [NORMAL | {"pension_start": "2025-07"}], persons=[{"birth_date": "1965-05-01"}])
        assert made.of("E10").empty and ("E10", "p1", "is_month_rounding") in made.explained_ids()
        made = found("E10", [NORMAL | {"approval_type": "8"}])
        assert made.of("E10").empty and ("E10", "p1", "is_other_policy") in made.explained_ids()


class TestPaidMonths:
    @pytest.mark.parametrize(("paid", "hit"), [("150", False), ("149", True)])
    def test_fifteen_years_until_2029(self, paid, hit):
        made = found("E11", [SPECIAL | {"actual_paid_months": paid, "deemed_months": "30"}])
        assert (("E11", "p1", "H") in made.ids()) == hit

    @pytest.mark.parametrize("kind", ["4", "7"])
    def test_the_allowance_and_the_badly_injured_need_no_such_time(self, kind):
        assert found("E11", [ILL | {"approval_type": kind, "actual_paid_months": "90"}]).of("E11").empty

    def test_paid_up_in_a_lump_sum_is_explained(self):
        lump = monthly("p1 | w1 | 110 | {month} | 1 | 3 | 2025-05-01 | 1", "1997-01", "1997-10")
        made = found("E11", [SPECIAL | {"actual_paid_months": "170"}], premiums=lump)
        assert made.of("E11").empty and ("E11", "p1", "is_paid_up") in made.explained_ids()
        assert not found("E11", [SPECIAL | {"actual_paid_months": "169"}], premiums=lump).of("E11").empty

    def test_insured_before_july_1998_with_ten_years_is_explained(self):
        for month, paid, explained in (
            ("1998-06", "120", True),
            ("1998-07", "120", False),
            ("1998-06", "119", False),
        ):
            made = found(
                "E11", [SPECIAL | {"actual_paid_months": paid}], persons=[{"first_enroll_month": month}]
            )
            assert (("E11", "p1", "is_transitional") in made.explained_ids()) == explained


class TestCategory:
    WOMAN = ({"sex": "2", "birth_date": "1974-12-20"},)

    def test_self_paid_until_shortly_before_is_a_model_feature(self):
        worker = NORMAL | {"female_category": "50", "pension_start": "2025-01"}
        own = premiums("p1", "w1", "2023-06", "2024-03")
        assert ("E12", "p1", "M") in found("E12", [worker], persons=self.WOMAN, premiums=own).ids()
        earlier = premiums("p1", "w1", "2021-06", "2022-12")
        assert found("E12", [worker], persons=self.WOMAN, premiums=earlier).of("E12").empty
        cadre = NORMAL | {"female_category": "55", "pension_start": "2030-01"}
        assert found("E12", [cadre], persons=self.WOMAN, premiums=own).of("E12").empty


class TestDoctor:
    def run(self, count, *, treated=False, others=5, doctor="d1"):
        cases = [(doctor, n) for n in range(count)] + [(f"x{n}", 100 + n) for n in range(others)]
        approvals = [
            ILL
            | {"approval_id": f"a{n}", "person_id": f"p{n}", "diag_doctor_code": d, "appraisal_id": f"g{n}"}
            for d, n in cases
        ]
        persons = [{"person_id": f"p{n}"} for _, n in cases]
        appraisals = [{"person_id": f"p{n}", "appraisal_id": f"g{n}"} for _, n in cases]
        months = range(1, 5 if treated else 2)
        visits = [
            {"setl_id": f"v{n}-{m}", "person_id": f"p{n}", "service_time": f"2024-0{m}-05T09:00:00"}
            for _, n in cases
            for m in months
        ]
        return found("E13", approvals, persons=persons, appraisals=appraisals, visits=visits)

    def test_eight_by_one_doctor_where_others_have_one(self):
        hits = self.run(8).of("E13")
        assert set(hits.subject_id) == {f"p{n}" for n in range(8)}
        assert hits.iloc[0].level == "S" and hits.iloc[0].value == 8.0

    def test_seven_are_not_enough(self):
        assert self.run(7).of("E13").empty

    def test_the_only_two_experts_are_each_others_measure(self):
        assert self.run(8, others=1).of("E13").empty

    def test_an_expert_whose_cases_were_treated_for_long_is_explained(self):
        made = self.run(8, treated=True)
        assert made.of("E13").empty and ("E13", "p1", "is_designated_expert") in made.explained_ids()

    def test_a_default_in_place_of_a_doctor_is_a_slip(self):
        made = self.run(8, doctor="匿名")
        assert made.of("E13").empty and ("E13", "p1", "is_filler_doctor") in made.explained_ids()


class TestUnit:
    def test_a_share_far_above_the_trade_is_a_model_feature(self):
        people, approvals = [], []
        for unit, special, normal in (("e1", 12, 0), ("e3", 0, 60)):
            for n in range(special + normal):
                person = f"{unit}-{n}"
                row = SPECIAL if n < special else NORMAL
                people.append({"person_id": person, "birth_date": "1964-12-20"})
                approvals.append(
                    row | {"approval_id": f"a{person}", "person_id": person, "employer_id": unit}
                )
        made = found("E14", approvals, persons=people)
        hits = made.of("E14")
        assert set(hits.level) == {"M"} and len(hits) == 12 and hits.iloc[0].value >= 3


class TestHandling:
    @pytest.mark.parametrize(
        ("handler", "day", "level"), [("o3", "2025-05-20", "S"), ("o9", "2025-05-19", "M")]
    )
    def test_concluded_and_approved_at_once(self, handler, day, level):
        made = found("E15", [ILL], appraisals=[{"conclude_date": day, "handler_op": handler}])
        assert ("E15", "p1", level) in made.ids()

    def test_two_days_later_or_before_the_conclusion(self):
        for day in ("2025-05-18", "2025-05-21"):
            made = found("E15", [ILL], appraisals=[{"conclude_date": day, "handler_op": "o3"}])
            assert made.of("E15").empty

    def test_one_stop_handling_is_explained(self):
        approvals = [
            ILL | {"approval_id": f"a{n}", "person_id": f"p{n}", "appraisal_id": f"g{n}"} for n in range(1, 5)
        ]
        appraisals = [
            {"appraisal_id": f"g{n}", "person_id": f"p{n}", "conclude_date": "2025-05-20", "handler_op": "o3"}
            for n in range(1, 5)
        ]
        made = found(
            "E15", approvals, persons=[{"person_id": f"p{n}"} for n in range(1, 5)], appraisals=appraisals
        )
        assert made.of("E15").empty and ("E15", "p1", "is_one_stop") in made.explained_ids()


class TestAgent:
    def run(self, early, normal, units=("e1", "e2", "e3")):
        rows = [SPECIAL] * early + [NORMAL] * normal
        approvals = [
            row
            | {
                "approval_id": f"a{n}",
                "person_id": f"p{n}",
                "employer_id": units[n % len(units)],
                "agent_phone_hash": "abad1deaabad1dea",
            }
            for n, row in enumerate(rows)
        ]
        return found(
            "E16",
            approvals,
            persons=[{"person_id": f"p{n}", "birth_date": "1964-12-20"} for n in range(len(rows))],
        )

    def test_eight_early_retirements_by_one_phone(self):
        hits = self.run(8, 0).of("E16")
        assert len(hits) == 8 and set(hits.level) == {"S"}

    def test_seven_or_one_unit_alone(self):
        assert self.run(7, 0).of("E16").empty
        assert self.run(9, 0, units=("e1", "e2")).of("E16").empty

    def test_a_general_agency_is_explained(self):
        assert not self.run(8, 8).of("E16").empty
        made = self.run(8, 9)
        assert made.of("E16").empty and ("E16", "p1", "is_general_agent") in made.explained_ids()


def test_money_is_what_was_drawn_before_the_legal_age():
    # legal at 61 y 4 m in September 2031; thirteen months from June 2025 to June 2026
    assert (
        float(found("E06", [ILL], appraisals=[{"total_loss": "0"}]).of("E06").iloc[0].amount_involved)
        == 39000.0
    )
    # due from August 2025 and paid from June: two months
    approval = NORMAL | {"pension_start": "2025-06"}
    hit = found("E10", [approval], persons=[{"birth_date": "1965-05-20"}]).of("E10").iloc[0]
    assert float(hit.amount_involved) == 6000.0


def test_what_comes_after_the_last_day_does_not_matter():
    late = SPECIAL | {"apply_date": "2026-07-01", "approve_date": "2026-07-10", "special_months": "10"}
    assert found("E01", [late]).findings.empty
    assert found("E08", [ILL], premiums=premiums("p1", "e2", "2026-06", "2026-12")).of("E08").empty


def test_without_some_tables_the_rest_is_computed():
    short = SPECIAL | {"special_months": "20"}
    made = found(
        EVERYTHING, [short], less=(SpecialJobFiling, CapacityAppraisal, ClaimHeader, ContributionMonth)
    )
    assert made.not_computed == {
        "E04": ["special_job_filing"],
        "E06": ["capacity_appraisal"],
        "E07": ["capacity_appraisal", "claim_header"],
        "E08": ["contribution_month"],
        "E11": ["contribution_month"],
        "E12": ["contribution_month"],
        "E15": ["capacity_appraisal"],
    }
    assert ("E01", "p1", "H") in made.ids()
