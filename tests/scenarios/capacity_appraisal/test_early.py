"""Appraisals before the injury can have been stable (I17)."""

from datetime import date, timedelta

import pytest

from tests.scenarios.capacity_appraisal.test_scenario import found

INJURY = date(2025, 2, 10)


class TestConclusion:
    def at(self, days, **more):
        day = INJURY + timedelta(days=days)
        applied = day - timedelta(days=10)
        return {"conclude_date": day.isoformat(), "apply_date": applied.isoformat()} | more

    @pytest.mark.parametrize(("days", "hit"), [(59, True), (60, False)])
    def test_sixty_days(self, days, hit):
        assert (("I17", "p1", "M") in found([self.at(days)]).ids()) == hit

    def test_early_and_above_expectation_is_strong(self):
        assert ("I17", "p1", "S") in found([self.at(40, grade="9")]).ids()

    def test_a_lost_fingertip_need_not_be_waited_for(self):
        made = found([self.at(40, grade="9")], case={"diag_code": "S68.1"})
        assert made.of("I17").empty and ("I17", "p1", "is_any_amputation") in made.explained_ids()


class TestApplication:
    """The panel met four months after the injury: the conclusion itself is late enough."""

    def applied(self, days, diag="S62.6", *, more=(), **run):
        day = (INJURY + timedelta(days=days)).isoformat()
        own = {"apply_date": day, "conclude_date": "2025-06-10"}
        made = found([own, *more], case={"diag_code": diag}, **run)
        return {level for i, person, level in made.ids() if (i, person) == ("I17", "p1")}

    @pytest.mark.parametrize(
        ("days", "diag", "hit"),
        [
            (21, "S62.6", True),
            (44, "S62.6", True),
            (45, "S62.6", False),
            (29, "S63.1", True),
            (30, "S63.1", False),
            (100, "S62.6", False),
        ],
    )
    def test_weeks_after_a_fracture_or_a_sprain(self, days, diag, hit):
        assert (self.applied(days, diag) == {"M"}) == hit

    def stay(self, last, first="2025-03-20"):
        return [
            {
                "item": "1",
                "service_from": first,
                "service_to": last,
                "amount": "9000.00",
                "paid_date": "2025-05-01",
            }
        ]

    @pytest.mark.parametrize(("last", "hit"), [("2025-04-20", True), ("2025-04-01", False)])
    def test_applied_for_in_hospital(self, last, hit):
        assert (self.applied(50, payments=self.stay(last)) == {"M"}) == hit

    def test_operated_on_once_more_before_the_conclusion_or_after_it(self):
        assert self.applied(50, payments=self.stay("2025-05-20", "2025-05-10")) == {"M"}
        assert self.applied(50, payments=self.stay("2026-02-20", "2026-02-10")) == set()

    @pytest.mark.parametrize(("day", "hit"), [("2025-05-20", True), ("2025-03-01", False)])
    def test_paid_leave_that_was_extended_afterwards(self, day, hit):
        leave = {"appraisal_id": "a2", "kind": "4", "grade": "-", "apply_date": day}
        assert (self.applied(90, more=[leave | {"conclude_date": day}]) == {"M"}) == hit

    def test_early_and_above_expectation_is_strong(self):
        own = {"apply_date": "2025-03-03", "conclude_date": "2025-04-21", "grade": "9"}
        assert ("I17", "p1", "S") in found([own]).ids()

    def test_a_lost_finger_need_not_be_waited_for(self):
        own = {"apply_date": "2025-03-03", "conclude_date": "2025-04-21", "grade": "9"}
        made = found([own], case={"diag_code": "S68.1"})
        assert made.of("I17").empty and ("I17", "p1", "is_any_amputation") in made.explained_ids()

    def test_a_review_may_follow_at_once(self):
        review = {"appraisal_id": "a2", "kind": "2", "apply_date": "2025-08-01"}
        made = found([{}, review | {"conclude_date": "2025-08-20"}])
        assert made.of("I17").empty
