"""Early retirement: time, post, industry and filing of a special job, each beside what looks like it and is none."""

import pytest

from contracts.tables.employer import Employer
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from scenarios import load_scenarios
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.early_retirement.drawn import (
    FILING,
    NORMAL,
    PERSON,
    SEGMENT,
    SPECIAL,
    UNITS,
    filed,
    found,
)

SCENARIO = load_scenarios()["early_retirement"]


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
        assert (
            found("E01", [approval], segments=[job | {"to_month": short}]).of("E01").iloc[0].value
            == 1.0
        )

    def test_fewer_months_approved_than_needed(self):
        assert found("E01", [SPECIAL | {"special_months": "115"}]).of("E01").iloc[0].value == 5.0

    @pytest.mark.parametrize(("start", "hit"), [("2025-06", False), ("2025-05", True)])
    def test_a_man_must_be_fifty_five(self, start, hit):
        assert (not found("E01", [SPECIAL | {"pension_start": start}]).of("E01").empty) == hit

    @pytest.mark.parametrize(("start", "hit"), [("2015-06", False), ("2015-05", True)])
    def test_a_woman_forty_five(self, start, hit):
        woman = [{"sex": "2", "birth_date": "1980-05-20"}]
        approval = SPECIAL | {
            "female_category": "50",
            "pension_start": start.replace("2015", "2025"),
        }
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
            {
                "segment_id": "s2",
                "job_code": "23301",
                "from_month": "2013-01",
                "to_month": "2017-06",
            },
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
            "E01",
            [SPECIAL | {"pension_start": "2025-01"}],
            persons=[{"archive_birth_date": "1969-12-20"}],
        )
        assert (
            made.of("E01").empty and ("E01", "p1", "is_special_by_archive") in made.explained_ids()
        )
        made = found(
            "E01",
            [SPECIAL | {"pension_start": "2025-01"}],
            persons=[{"archive_birth_date": "1970-02-20"}],
        )
        assert not made.of("E01").empty

    def test_born_on_the_first_is_rounding(self):
        made = found(
            "E01", [SPECIAL | {"pension_start": "2025-05"}], persons=[{"birth_date": "1970-05-01"}]
        )
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
        made = found(
            "E03", [SPECIAL], segments=[{"from_month": "2009-01"}, self.SHOP | {"to_month": last}]
        )
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
            found("E04", [SPECIAL], segments=[self.LATE], filings=filed("2019-01", "2021-12"))
            .of("E04")
            .empty
        )

    def test_before_the_duty_nothing_was_filed(self):
        assert found("E04", [SPECIAL], segments=[{"to_month": "2018-12"}]).of("E04").empty
        assert (
            found("E04", [SPECIAL], segments=[{"to_month": "2019-01"}]).of("E04").iloc[0].value
            == 1.0
        )

    def test_months_before_the_first_delivered_filing_are_not_judged(self):
        tables = {
            Employer: UNITS,
            Person: format_rows(PERSON, {}),
            PensionApproval: format_rows(SPECIAL, {}),
            ServiceSegment: format_rows(SEGMENT, self.LATE),
            SpecialJobFiling: f"{FILING}\ne3 | p99 | 43301 | 2021-07 | 2021-08-06T00:00:00",
        }
        made = run_scenario(SCENARIO, tables, only=("E04",))
        assert made.of("E04").iloc[0].value == 6.0

    def test_another_code_of_the_job_is_explained(self):
        made = found(
            "E04", [SPECIAL], segments=[self.LATE], filings=filed("2019-01", "2021-12", "43302")
        )
        assert made.of("E04").empty and ("E04", "p1", "is_filed_otherwise") in made.explained_ids()

    @pytest.mark.parametrize(("last", "explained"), [("2021-09", True), ("2021-08", False)])
    def test_up_to_three_months_left_out_are_explained(self, last, explained):
        made = found("E04", [SPECIAL], segments=[self.LATE], filings=filed("2019-01", last))
        assert made.of("E04").empty == explained
        assert (("E04", "p1", "is_small_gap") in made.explained_ids()) == explained


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
