"""Times of one accident that contradict each other (I01, I03, I27)."""

import pytest

from tests.scenarios.work_injury.test_scenario import found, premiums

# hurt on 2026-02-10 at 10:00; insured from the midnight before
INSURED_THAT_DAY = {"coverage_start": "2026-02-10T00:00:00"}
SEEN_THE_EVENING_BEFORE = {"first_diag_time": "2026-02-09T18:20:00"}
BILL_OF_THE_DAY_BEFORE = {"service_from": "2026-02-09"}


class TestBeforeCover:
    def test_first_seen_before_the_cover_and_hurt_after_it_by_the_file(self):
        made = found([INSURED_THAT_DAY | SEEN_THE_EVENING_BEFORE])
        row = made.of("I01").iloc[0]
        assert (row.level, row.value) == ("H", pytest.approx(5 + 40 / 60))
        assert "首诊 first diagnosis" in row.reason_zh
        assert made.of("I02").empty

    def test_a_bill_of_the_day_before_the_cover(self):
        row = found([INSURED_THAT_DAY], [BILL_OF_THE_DAY_BEFORE]).of("I01").iloc[0]
        assert (row.level, row.value) == ("H", 24.0)

    def test_a_bill_of_the_day_on_which_the_cover_began_at_noon_may_be_of_the_afternoon(self):
        covered = {"coverage_start": "2026-02-09T12:00:00"}
        assert found([covered], [BILL_OF_THE_DAY_BEFORE]).of("I01").empty

    def test_all_after_the_cover_is_no_hit(self):
        seen_later = {"first_diag_time": "2026-02-10T11:30:00"}
        assert found([INSURED_THAT_DAY | seen_later]).of("I01").empty

    def test_insured_all_along_a_contradiction_is_no_matter_of_cover(self):
        assert found([SEEN_THE_EVENING_BEFORE]).of("I01").empty

    def test_not_paid_is_no_hit(self):
        seen = INSURED_THAT_DAY | SEEN_THE_EVENING_BEFORE
        assert found([seen], [{"reversed": "1"}]).of("I01").empty

    def test_a_transfer_inside_the_group_is_explained(self):
        seen = INSURED_THAT_DAY | SEEN_THE_EVENING_BEFORE
        made = found([seen], premiums=premiums("p1", "e3", "2025-06", "2026-01"))
        assert made.of("I01").empty and ("I01", "p1", "is_insured_before") in made.explained_ids()

    def test_a_year_that_was_mistyped_is_no_earlier_accident(self):
        mistyped = [{"service_from": "2025-02-10"}]
        made = found([INSURED_THAT_DAY | {"first_diag_time": "2025-02-10T11:00:00"}], mistyped)
        assert made.of("I01").empty and made.of("I27").empty


class TestSeenBefore:
    def test_a_diagnosis_before_the_injury_is_strong(self):
        row = found([SEEN_THE_EVENING_BEFORE]).of("I27").iloc[0]
        assert (row.level, row.value) == ("S", pytest.approx(15 + 40 / 60))

    def test_a_bill_of_an_earlier_day_is_strong(self):
        row = found(payments=[BILL_OF_THE_DAY_BEFORE]).of("I27").iloc[0]
        assert (row.level, row.value) == ("S", 10.0)

    @pytest.mark.parametrize(
        ("time", "hit"),
        [("2026-02-10T09:00:00", True), ("2026-02-10T09:01:00", False), ("-", False)],
    )
    def test_an_hour_and_less(self, time, hit):
        assert (not found([{"first_diag_time": time}]).of("I27").empty) == hit

    def test_a_bill_of_the_day_itself_is_in_order(self):
        assert found(payments=[{"service_from": "2026-02-10"}]).of("I27").empty

    def test_an_occupational_disease_is_treated_before_its_diagnosis(self):
        disease = {"injury_article": "14-4"}
        made = found([disease | SEEN_THE_EVENING_BEFORE], [BILL_OF_THE_DAY_BEFORE])
        assert made.of("I27").empty and made.of("I01").empty


class TestRosterAfterDiagnosis:
    @pytest.mark.parametrize(("filed", "hit"), [("09:30", True), ("08:00", False)])
    def test_filed_between_the_diagnosis_and_the_injury_on_file(self, filed, hit):
        roster = f"p1 | e1 | 410 | 1 | 2026-02-10T{filed}:00"
        made = found([{"first_diag_time": "2026-02-10T08:40:00"}], roster=roster)
        assert (("I03", "p1", "H") in made.ids()) == hit


JUST_BELOW = {"I27": (0.5, lambda: found([{"first_diag_time": "2026-02-10T09:15:00"}]))}
