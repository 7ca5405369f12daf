"""Early retirement: the route, the conclusion, treatment and later work of those who retired for illness."""

import pytest

from tests.scenarios.early_retirement.drawn import ILL, SPECIAL, VISIT, found, premiums


class TestRoute:
    @pytest.mark.parametrize(("approved", "hit"), [("2024-12-31", False), ("2025-01-01", True)])
    def test_approved_before_and_after_the_route_was_closed(self, approved, hit):
        # edge case 27: approved in December 2024, first paid in January 2025
        ill = ILL | {"approval_type": "3", "pension_start": "2025-01", "approve_date": approved}
        made = found(
            "E05", [ill | {"apply_date": approved}], appraisals=[{"conclude_date": "2024-10-01"}]
        )
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
        [
            {"total_loss": "0"},
            {"total_loss": "-"},
            {"conclude_date": "2025-05-21"},
            {"person_id": "p2"},
        ],
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
                "E07",
                [ILL],
                visits=[self.OTHER, {"setl_id": "v2", "service_time": f"{day}T09:00:00"}],
            )
            assert (("E07", "p1", "S") in made.ids()) == hit, day

    def test_two_years_back_and_no_further(self):
        for day, hit in (("2023-05-07", True), ("2023-05-08", False)):
            made = found(
                "E07",
                [ILL],
                visits=[self.OTHER, {"setl_id": "v2", "service_time": f"{day}T09:00:00"}],
            )
            assert (("E07", "p1", "S") in made.ids()) == hit, day

    def test_another_code_of_the_group_counts(self):
        assert found("E07", [ILL], visits=[{"diag_code": "I69.3"}]).of("E07").empty

    def test_care_for_a_cancer_counts(self):
        assert (
            found("E07", [ILL | {"diag_code": "C34.1"}], visits=[{"diag_code": "Z51.1"}])
            .of("E07")
            .empty
        )

    def test_a_visit_taken_back_is_none(self):
        back = VISIT | {"setl_id": "v2", "reversal_of": "v1"}
        made = found("E07", [ILL], visits=[{}, back, self.OTHER | {"setl_id": "v3"}])
        assert ("E07", "p1", "S") in made.ids()

    def test_a_purchase_at_a_pharmacy_is_no_visit(self):
        made = found("E07", [ILL], visits=[{"med_type": "41"}, self.OTHER | {"setl_id": "v2"}])
        assert ("E07", "p1", "S") in made.ids()

    def test_a_history_that_begins_too_late_is_not_judged(self):
        early = ILL | {
            "apply_date": "2023-07-20",
            "approve_date": "2023-07-30",
            "pension_start": "2023-08",
        }
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
        assert (
            found("E08", [ILL], premiums=premiums("p1", "e2", "2025-04", "2025-05")).of("E08").empty
        )

    def test_injury_cover_alone_and_self_payment_are_no_job(self):
        assert (
            found("E08", [ILL], premiums=premiums("p1", "e2", "2025-08", "2026-05", "410"))
            .of("E08")
            .empty
        )
        assert (
            found("E08", [ILL], premiums=premiums("p1", "w1", "2025-08", "2026-05")).of("E08").empty
        )

    def test_the_old_unit_removing_late_is_explained(self):
        made = found("E08", [ILL], premiums=premiums("p1", "e1", "2025-01", "2025-07"))
        assert made.of("E08").empty and ("E08", "p1", "is_late_removal") in made.explained_ids()
        assert (
            not found("E08", [ILL], premiums=premiums("p1", "e1", "2025-01", "2025-08"))
            .of("E08")
            .empty
        )

    def test_after_a_special_job_one_may_work(self):
        assert (
            found("E08", [SPECIAL], premiums=premiums("p1", "e2", "2025-09", "2026-03"))
            .of("E08")
            .empty
        )
