"""Early retirement: the route, the conclusion, treatment and later work of those who retired for illness."""

import pytest

from contracts.tables.contribution_month import ContributionMonth
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

    def test_an_approval_older_than_the_delivered_appraisals_is_not_judged(self):
        old = ILL | {"apply_date": "2024-12-30", "appraisal_id": "g7"}
        made = found("E06", [old], appraisals=[{"person_id": "p2"}])
        assert made.of("E06").empty

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


class TestOtherSigns:
    """What may explain a lack of treatment lowers the lead, where another sign is there."""

    OTHER = {"diag_code": "J06.9", "service_time": "2024-09-05T09:00:00"}
    MENTAL = ILL | {"diag_code": "F20.0"}

    def ring(self, *, doctor="d1", cases=10, diag="F20.0", visits=()):
        """p0 with a mental illness by one doctor of ten, among others of one case each."""
        rows = [(doctor, n) for n in range(cases)] + [(f"x{n}", 100 + n) for n in range(12)]
        approvals = [
            ILL
            | {
                "approval_id": f"a{n}",
                "person_id": f"p{n}",
                "appraisal_id": f"g{n}",
                "diag_doctor_code": code,
                "diag_code": diag,
            }
            for code, n in rows
        ]
        people = [{"person_id": f"p{n}"} for _, n in rows]
        judged = [{"person_id": f"p{n}", "appraisal_id": f"g{n}"} for _, n in rows]
        return found("E07", approvals, persons=people, appraisals=judged, visits=visits)

    def test_a_mental_illness_signed_by_a_doctor_of_many_is_weak_and_not_explained(self):
        made = self.ring()
        assert {("E07", f"p{n}", "M") for n in range(10)} == made.ids()
        assert ("E07", "p100", "is_mental_illness") in made.explained_ids()

    def test_an_illness_without_any_visit_here_signed_by_such_a_doctor_is_weak(self):
        made = self.ring(diag="I63.9")
        assert ("E07", "p0", "M") in made.ids()
        assert ("E07", "p100", "is_treated_elsewhere") in made.explained_ids()

    def test_another_illness_with_other_visits_stays_strong(self):
        made = self.ring(diag="I63.9", visits=[self.OTHER | {"person_id": "p0"}])
        assert ("E07", "p0", "S") in made.ids()

    def test_a_visit_for_a_mental_illness_of_another_kind_counts(self):
        visit = {"diag_code": "F41.1", "service_time": "2024-09-05T09:00:00", "person_id": "p0"}
        assert ("E07", "p0") not in {row[:2] for row in self.ring(visits=[visit]).ids()}

    def test_one_operator_at_once(self):
        for day, level in (("2025-05-20", "M"), ("2025-05-10", None)):
            quick = {"conclude_date": day, "handler_op": "o3"}
            made = found("E07", [self.MENTAL], appraisals=[quick], visits=[self.OTHER])
            assert (("E07", "p1", level) in made.ids()) == bool(level)
            assert made.of("E07").empty == (level is None)

    @pytest.mark.parametrize(("last", "is_weak"), [("2025-09", False), ("2025-10", True)])
    def test_work_after_the_approval(self, last, is_weak):
        work = premiums("p1", "e2", "2025-09", last)
        made = found("E07", [self.MENTAL], premiums=work, visits=[self.OTHER])
        assert (("E07", "p1", "M") in made.ids()) == is_weak
        assert (("E07", "p1", "is_mental_illness") in made.explained_ids()) != is_weak

    def test_late_removal_by_the_old_unit_is_no_sign(self):
        work = premiums("p1", "e1", "2025-01", "2025-07")
        made = found("E07", [self.MENTAL], premiums=work, visits=[self.OTHER])
        assert ("E07", "p1", "is_mental_illness") in made.explained_ids()

    def test_without_contributions_the_explanation_holds(self):
        made = found("E07", [self.MENTAL], visits=[self.OTHER], less=(ContributionMonth,))
        assert ("E07", "p1", "is_mental_illness") in made.explained_ids()


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
