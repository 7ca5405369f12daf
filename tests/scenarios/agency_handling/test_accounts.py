"""Conduct inside the agency: bank accounts and identities that an operator changed."""

import pytest

from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from contracts.tables.whitelist import Whitelist
from tests.scenarios.agency_handling.drawn import (
    event,
    found,
    levels,
    paid_between,
    pension,
    swapped,
)


class TestSwappedAccount:
    def test_changed_paid_and_changed_back(self):
        row = found(*swapped(), pensions=paid_between()).of("O05").iloc[0]
        assert (row.level, row.value, float(row.amount_involved)) == ("M", 1.0, 3000.0)

    def test_into_an_operators_account_it_is_strong(self):
        made = found(*swapped(), pensions=paid_between(between="bank-o2"))
        assert levels(made, "O05") == {("o1", "S")}

    def test_the_first_of_two_hands_is_asked(self):
        first, second = swapped()
        made = found(first, second | {"op_id": "o2"}, pensions=paid_between())
        assert levels(made, "O05") == {("o1", "M")}

    def test_changed_for_good_or_changed_back_before_the_payday(self):
        assert found(swapped()[0], pensions=paid_between(after="mule")).of("O05").empty
        assert (
            found(*swapped(second="2026-02-09"), pensions=paid_between(between="own"))
            .of("O05")
            .empty
        )

    def test_three_persons_of_one_operator_are_a_habit_and_two_are_not(self):
        for count, level in ((2, "M"), (3, "S")):
            acts, paid = [], []
            for n in range(1, count + 1):
                acts += [
                    e | {"biz_id": f"b{n}{e['biz_id']}", "person_id": f"p{n}"} for e in swapped()
                ]
                paid.append(
                    paid_between(between=f"mule{n}", after=f"own{n}")
                    .replace("p1 |", f"p{n} |")
                    .replace("| own |", f"| own{n} |")
                )
            assert levels(found(*acts, pensions="\n".join(paid)), "O05") == {("o1", level)}

    @pytest.mark.parametrize(("person", "level"), [("p2", "S"), ("p1", "M")])
    def test_an_account_to_which_any_fund_pays_another_person_is_somebody_elses(
        self, person, level
    ):
        claim = {
            UnemploymentClaim: "claim_id | person_id | claim_date | bank_hash\n"
            f"u1 | {person} | 2025-10-05 | mule",
            UnemploymentPayment: "claim_id | benefit_month | seq | paid_amount | paid_date\n"
            "u1 | 2025-11 | 1 | 2000.00 | 2025-11-20",
        }
        made = found(*swapped(), pensions=paid_between(), more=claim)
        assert levels(made, "O05") == {("o1", level)}

    def test_the_account_before_an_edit_of_the_windows_first_days_is_known_from_earlier(self):
        paid = "\n".join(
            [
                pension("p1", "2024-01", "2024-06", "own"),
                pension("p1", "2024-07", "2024-07", "mule"),
                pension("p1", "2024-08", "2026-06", "own"),
            ]
        )
        made = found(*swapped("2024-07-05", "2024-07-20"), pensions=paid)
        assert levels(made, "O05") == {("o1", "M")}

    def test_sixty_days_and_sixty_one(self):
        assert len(
            found(*swapped(second="2026-04-06"), pensions=self.paid_until("2026-04")).of("O05")
        )
        assert (
            found(*swapped(second="2026-04-07"), pensions=self.paid_until("2026-04"))
            .of("O05")
            .empty
        )

    def paid_until(self, back):
        return "\n".join(
            [
                pension("p1", "2025-08", "2026-01", "own"),
                pension("p1", "2026-02", "2026-03", "mule"),
                pension("p1", back, "2026-06", "own"),
            ]
        )

    def test_money_that_the_bank_returned_is_explained(self):
        made = found(*swapped(), pensions=paid_between(reversed="1"))
        assert made.of("O05").empty and ("o1", "is_money_returned") in made.explained_by("O05")

    def test_the_wifes_account_is_explained(self):
        paid = paid_between(between="hers") + "\n" + pension("wife", "2025-08", "2026-06", "hers")
        made = found(*swapped(), pensions=paid)
        assert made.of("O05").empty and ("o1", "is_family_account") in made.explained_by("O05")

    def test_a_correction_to_a_third_account_is_explained(self):
        made = found(*swapped(), pensions=paid_between(after="third"))
        assert made.of("O05").empty and ("o1", "is_corrected_account") in made.explained_by("O05")

    def test_to_a_third_account_from_one_that_serves_others_it_stands(self):
        paid = paid_between(after="third") + "\n" + pension("p2", "2025-08", "2026-06", "mule")
        assert levels(found(*swapped(), pensions=paid), "O05") == {("o1", "S")}


class TestOneAccount:
    def moved(self, *persons, op="o1"):
        fields = {"biz_type": "05", "action": "6", "field_changed": "bank_account", "op_id": op}
        return [
            event(person_id=p, ts=f"2025-12-0{n + 1}T10:00:00", biz_id=f"b{p}", **fields)
            for n, p in enumerate(persons)
        ]

    def paid(self, persons, bank="pool"):
        parts = [
            pension(p, "2025-07", "2025-11", f"own-{p}")
            + "\n"
            + pension(p, "2025-12", "2026-06", bank)
            for p in persons
        ]
        return "\n".join(parts)

    def test_three_households_led_into_one_account(self):
        row = (
            found(*self.moved("p1", "p2", "p3"), pensions=self.paid(["p1", "p2", "p3"]))
            .of("O06")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 3.0, 63_000.0)

    def test_two_households_or_a_couple_and_one_more(self):
        assert found(*self.moved("p1", "p2"), pensions=self.paid(["p1", "p2"])).of("O06").empty
        persons = ["p1", "wife", "p2"]
        assert found(*self.moved(*persons), pensions=self.paid(persons)).of("O06").empty

    def test_one_who_led_a_single_person_there_is_not_asked(self):
        acts = [*self.moved("p1", "p2"), *self.moved("p3", op="o2")]
        assert levels(found(*acts, pensions=self.paid(["p1", "p2", "p3"])), "O06") == {("o1", "S")}

    def test_the_account_of_a_home_is_explained(self):
        made = found(
            *self.moved("p1", "p2", "p3"), pensions=self.paid(["p1", "p2", "p3"], bank="bank-home")
        )
        assert made.of("O06").empty and ("o1", "is_unit_account") in made.explained_by("O06")

    def test_an_account_on_the_white_list_is_explained(self):
        listed = "subject_kind | subject_id | rule_id | valid_from | valid_to\nbank | pool | O06 | 2020-01-01 | -"
        made = found(
            *self.moved("p1", "p2", "p3"),
            pensions=self.paid(["p1", "p2", "p3"]),
            more={Whitelist: listed},
        )
        assert made.of("O06").empty and ("o1", "is_approved_account") in made.explained_by("O06")

    def injuries(self, payee, bank):
        head = "payment_id | case_id | person_id | payee_kind | item | amount | paid_date | bank_hash | reversed | op_id"
        rows = [
            f"m{n} | c{n} | p{n} | {payee} | 1 | 8000.00 | 2026-02-0{n} | {bank} | 0 | o1"
            for n in (1, 2, 3)
        ]
        return {InjuryPayment: "\n".join([head, *rows])}

    def test_injury_money_of_three_workers_into_one_account(self):
        assert levels(found(event(), more=self.injuries("1", "pool")), "O06") == {("o1", "S")}

    def test_an_employer_who_advanced_the_bills_is_repaid(self):
        assert found(event(), more=self.injuries("2", "bank-e1")).of("O06").empty


class TestDoubleEdit:
    def edit(self, field, day="2026-01-10", **cells):
        return event(
            biz_type="03",
            action="6",
            field_changed=field,
            ts=f"{day}T10:00:00",
            biz_id=f"b-{field}",
            **cells,
        )

    def test_name_and_number_within_ninety_days(self):
        paid = pension("p1", "2026-02", "2026-06", "own")
        row = (
            found(self.edit("name"), self.edit("id_no", "2026-01-12"), pensions=paid)
            .of("O07")
            .iloc[0]
        )
        assert (row.level, row.value, float(row.amount_involved)) == ("S", 1.0, 15_000.0)

    @pytest.mark.parametrize(("day", "hit"), [("2026-04-10", True), ("2026-04-11", False)])
    def test_ninety_days_and_ninety_one(self, day, hit):
        assert len(found(self.edit("name"), self.edit("id_no", day)).of("O07")) == hit

    def test_a_change_and_a_merge(self):
        merge = event(biz_type="04", action="1", ts="2026-01-20T10:00:00", biz_id="bm")
        assert levels(found(self.edit("id_no"), merge), "O07") == {("o1", "S")}

    def test_in_two_hands_both_are_asked(self):
        made = found(self.edit("name"), self.edit("id_no", "2026-02-12", op_id="o2"))
        assert levels(made, "O07") == {("o1", "S"), ("o2", "S")}

    def test_the_number_alone_as_in_the_upgrade_to_eighteen_digits(self):
        assert found(self.edit("id_no")).of("O07").empty

    def test_confirmed_by_the_police_for_that_person_is_explained(self):
        made = found(self.edit("name", work_order_no="W1"), self.edit("id_no", work_order_no="W1"))
        assert made.of("O07").empty and ("o1", "is_police_confirmed") in made.explained_by("O07")

    def test_an_order_that_serves_several_persons_confirms_none(self):
        other = self.edit("name", person_id="p2", work_order_no="W1")
        made = found(
            self.edit("name", work_order_no="W1"), self.edit("id_no", work_order_no="W1"), other
        )
        assert levels(made, "O07") == {("o1", "S")}
