"""Conduct inside the agency: one account in two posts, own business, closed accounts and overrides."""

from tests.scenarios.agency_handling.drawn import event, found, levels, pension


class TestOneHand:
    REVIEW = event(action="2", ts="2026-03-10T11:00:00", amount="4000.00")

    def test_accepted_and_reviewed_by_one_account(self):
        row = found(event(), self.REVIEW).of("O01").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("H", 1.0, 4000.0)

    def test_edited_and_approved_by_one_account(self):
        assert levels(found(event(action="6"), self.REVIEW | {"action": "3"}), "O01") == {
            ("o1", "H")
        }

    def test_a_second_person_another_piece_or_business_of_low_risk(self):
        assert found(event(), self.REVIEW | {"op_id": "o3"}).of("O01").empty
        assert found(event(), self.REVIEW | {"biz_id": "b2"}).of("O01").empty
        assert found(event(biz_type="01"), self.REVIEW | {"biz_type": "01"}).of("O01").empty

    def test_an_emergency_authorisation_is_explained(self):
        made = found(event(), self.REVIEW | {"work_order_no": "W1"})
        assert made.of("O01").empty and ("o1", "is_authorised") in made.explained_by("O01")

    def test_an_authorised_piece_does_not_explain_another(self):
        other = {"biz_id": "b2"}
        made = found(
            event(), self.REVIEW | {"work_order_no": "W1"}, event(**other), self.REVIEW | other
        )
        assert made.of("O01").iloc[0].value == 1.0

    def test_the_step_of_a_service_account_is_explained(self):
        made = found(event(op_id="o9"), self.REVIEW | {"op_id": "o9"})
        assert made.of("O01").empty and ("o9", "is_system_step") in made.explained_by("O01")


class TestOwnBusiness:
    def test_ones_own_is_high(self):
        assert levels(found(event(person_id="self")), "O02") == {("o1", "H")}

    def test_that_of_the_household_is_strong(self):
        row = found(event(person_id="child", amount="5000.00")).of("O02").iloc[0]
        assert (row.level, float(row.amount_involved)) == ("S", 5000.0)

    def test_a_pension_into_ones_own_account(self):
        paid = (
            pension("p1", "2025-09", "2026-02", "other")
            + "\n"
            + pension("p1", "2026-04", "2026-06", "bank-o1")
        )
        row = (
            found(event(biz_type="05", action="6", field_changed="bank_account"), pensions=paid)
            .of("O02")
            .iloc[0]
        )
        assert (row.level, float(row.amount_involved)) == ("S", 9000.0)

    def test_own_pension_handled_by_a_colleague(self):
        own = event(op_id="o2", person_id="self", biz_type="09")
        assert found(own, own | {"op_id": "o3", "action": "2"}).of("O02").empty

    def test_a_look_or_the_roster_is_no_business_of_high_risk(self):
        assert found(event(person_id="self", biz_type="16", action="5")).of("O02").empty

    def test_with_leave_to_handle_it_is_explained(self):
        made = found(event(person_id="child", work_order_no="W1"))
        assert made.of("O02").empty and ("o1", "is_avoidance_waived") in made.explained_by("O02")


class TestLeft:
    def test_at_work_after_the_account_was_closed(self):
        row = found(event(op_id="o4", ts="2026-03-02T10:00:00")).of("O13").iloc[0]
        assert (row.subject_id, row.level, row.value) == ("o4", "H", 1.0)

    def test_on_the_last_day(self):
        assert found(event(op_id="o4", ts="2026-02-27T17:00:00")).of("O13").empty

    def test_looks_within_two_weeks_are_the_handover(self):
        made = found(event(op_id="o4", ts="2026-03-13T10:00:00", biz_type="16", action="5"))
        assert made.of("O13").empty and ("o4", "is_handover") in made.explained_by("O13")

    def test_looks_after_that_are_not(self):
        made = found(event(op_id="o4", ts="2026-03-14T10:00:00", biz_type="16", action="5"))
        assert levels(made, "O13") == {("o4", "H")}


class TestForced:
    def forced(self, count, **cells):
        acts = []
        for n in range(count):
            told = {"biz_id": f"b{n}", "warning_code": "Y1", "amount": "1500.00"} | cells
            acts.append(event(action="8", ts=f"2026-01-{n + 10}T10:00:00", **told))
            acts.append(
                event(action="7", op_id="o2", ts=f"2026-02-{n + 10}T10:00:00", biz_id=f"b{n}")
            )
        return acts

    def test_three_overrides_undone_later(self):
        row = found(*self.forced(3)).of("O15").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 3.0, 4500.0)

    def test_two_or_such_as_stand(self):
        assert found(*self.forced(2)).of("O15").empty
        assert found(*[e for e in self.forced(5) if e["action"] == "8"]).of("O15").empty

    def test_on_a_ticket_is_explained(self):
        made = found(*self.forced(3, work_order_no="W1"))
        assert made.of("O15").empty and ("o1", "is_known_false_warning") in made.explained_by("O15")
