"""Benefit overlap: pensioners whom nobody has seen, and accounts of several households."""

import pytest

from contracts.tables.whitelist import Whitelist
from tests.drawn_tables import format_rows
from tests.scenarios.benefit_overlap.drawn import STAY, found, pension


class TestSilence:
    PAPER = ["old | 2025-05-05T10:00:00 | 5", "old | 2026-05-05T10:00:00 | 5"]

    def test_very_old_and_no_sign_but_paper(self):
        row = (
            found("X13 X14", pension("old"), checks=self.PAPER, seen=["old | 2023-05-01"])
            .of("X13")
            .iloc[0]
        )
        assert (row.level, float(row.amount_involved)) == ("S", 36_000.0)
        assert "2次中人工代认证2次" in row.reason_zh

    def test_seen_in_care_by_card_or_by_face_is_none(self):
        visit = format_rows(STAY, {"person_id": "old", "med_type": "11", "invoice_no_hash": "-"})
        assert found("X13 X14", pension("old"), checks=self.PAPER, claims=visit).of("X13").empty
        assert (
            found("X13 X14", pension("old"), checks=self.PAPER, seen=["old | 2026-01-01"])
            .of("X13")
            .empty
        )
        assert (
            found("X13 X14", pension("old"), checks=[*self.PAPER, "old | 2025-09-09T10:00:00 | 1"])
            .of("X13")
            .empty
        )

    def test_visited_at_home_is_explained(self):
        made = found(
            "X13 X14", pension("old"), checks=[*self.PAPER, "old | 2025-09-09T10:00:00 | 3"]
        )
        assert made.of("X13").empty and ("X13", "old", "is_visited_at_home") in made.explained_ids()

    def test_younger_or_no_longer_paid_is_none(self):
        assert found("X13 X14", pension("p1")).of("X13").empty
        assert found("X13 X14", pension("old", last="2026-04")).of("X13").empty

    def test_a_hundred_and_five_and_paid(self):
        made = found("X13 X14", pension("ancient"), seen=["ancient | 2026-06-01"])
        assert made.ids() == {("X14", "ancient", "S")} and made.of("X14").iloc[0].value == 105

    def test_a_real_centenarian_is_explained(self):
        made = found(
            "X13 X14",
            pension("ancient"),
            seen=["ancient | 2026-06-01"],
            checks=["ancient | 2026-04-01T10:00:00 | 3"],
        )
        assert (
            made.of("X14").empty
            and ("X14", "ancient", "is_checked_in_person") in made.explained_ids()
        )


class TestOneAccount:
    def account(self, *persons):
        return [pension(p, scheme="170", amount="450.00", bank="7777777777777777") for p in persons]

    def test_three_households_on_one_account(self):
        made = found("X15", *self.account("p1", "p2", "p3"))
        assert {s for i, s, _ in made.ids() if i == "X15"} == {"p1", "p2", "p3"}
        assert float(made.of("X15").iloc[0].amount_involved) == 5400.0

    def test_a_couple_is_one_household(self):
        assert found("X15", *self.account("p1", "p3", "p4")).of("X15").empty

    def test_a_home_s_own_account_is_explained_without_any_list(self):
        units = "employer_id | unit_nature | bank_hash\nhome | 40 | 7777777777777777"
        made = found("X15", *self.account("p1", "p2", "p3"), units=units, without=(Whitelist,))
        assert made.of("X15").empty and ("X15", "p1", "is_unit_account") in made.explained_ids()

    @pytest.mark.parametrize(("count", "level"), [(19, "S"), (20, "M")])
    def test_an_account_of_twenty_households_is_asked_about_and_lists_nobody(self, count, level):
        names = [f"q{n}" for n in range(count)]
        people = "person_id | birth_date | household_hash\n" + "\n".join(
            f"{name} | 1950-03-01 | {n:016x}" for n, name in enumerate(names)
        )
        made = found("X15", *self.account(*names), people=people)
        assert made.ids() == {("X15", name, level) for name in names}

    def test_an_approved_account_of_a_welfare_house_is_explained(self):
        listed = "subject_kind | subject_id | rule_id | valid_from | valid_to\nbank | 7777777777777777 | X15 | 2020-01-01 | -"
        made = found("X15", *self.account("p1", "p2", "p3"), whitelist=listed)
        assert made.of("X15").empty and ("X15", "p1", "is_approved_account") in made.explained_ids()
        old = listed.replace("2020-01-01 | -", "2020-01-01 | 2026-01-01")
        assert len(found("X15", *self.account("p1", "p2", "p3"), whitelist=old).of("X15")) == 3
