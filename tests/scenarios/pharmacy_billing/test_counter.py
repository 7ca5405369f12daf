"""Pharmacy billing: who stands at the counter together and in a row."""

import pytest

from tests.scenarios.pharmacy_billing.drawn import HOMES, SHOP, found, persons


class TestRuns:
    ONLY = ("P05",)

    def runs(self, count, *, people=5, gap=30, amount=lambda n: "100.00", till=lambda n: "T1"):
        sales = []
        for run in range(count):
            for n in range(people):
                second = n * gap
                when = f"2026-05-{run + 3:02d}T10:{second // 60:02d}:{second % 60:02d}"
                sales.append(
                    {
                        "setl_id": f"s{run}-{n}",
                        "person_id": f"p{n + 1}",
                        "service_time": when,
                        "till_id": till(n),
                        "total_amount": amount(n),
                    }
                )
        return found(sales, only=self.ONLY)

    def test_two_runs_of_five_cards_in_a_month(self):
        row = self.runs(2).of("P05").iloc[0]
        assert (row.subject_id, row.level, row.value) == (SHOP, "S", 2.0)

    @pytest.mark.parametrize(
        ("case", "why"),
        [
            ({"count": 1}, "one queue"),
            ({"count": 2, "people": 4}, "four persons"),
            ({"count": 2, "gap": 90}, "a minute and more between"),
            (
                {"count": 2, "amount": lambda n: f"{100 + 9 * n}.00"},
                "every basket another: a firm's day",
            ),
            ({"count": 2, "till": lambda n: f"T{n % 3}"}, "three tills in parallel"),
            ({"count": 2, "till": lambda n: "-"}, "tills that are not told apart"),
        ],
    )
    def test_what_is_no_run(self, case, why):
        assert self.runs(**case).of("P05").empty, why


class TestTogether:
    ONLY = ("P06", "P22")

    def together(self, buyers=4, days=4, *, collector="-", **others):
        sales = [
            {
                "setl_id": f"s{d}-{n}",
                "person_id": f"p{n}",
                "service_time": f"2026-06-{d + 1:02d}T10:0{n}:00",
                "collector_hash": collector,
                "total_amount": f"{10 * n}.00",
            }
            for d in range(days)
            for n in range(1, buyers + 1)
        ]
        return found(sales, **others, only=self.ONLY)

    def test_four_strangers_on_four_days(self):
        assert ("P06", SHOP, "S") in self.together().ids()

    def test_three_persons_or_three_days_are_chance(self):
        assert self.together(buyers=3).of("P06").empty and self.together(days=3).of("P06").empty

    def test_days_without_a_clock_bring_nobody_together(self):
        sales = [
            {
                "setl_id": f"s{d}-{n}",
                "person_id": f"p{n}",
                "service_time": f"2026-06-{d:02d}T00:00:00",
            }
            for d in range(1, 6)
            for n in range(1, 6)
        ]
        assert found(sales, only=("P06",)).of("P06").empty

    def test_a_household_comes_together(self):
        assert self.together(people=persons(4, lambda n: 1)).of("P06").empty

    def test_a_linked_family_comes_together(self):
        ties = "\n".join(f"p{a} | p{b} | 2025-01-01 | -" for a in range(1, 5) for b in range(1, a))
        shares = "owner_person_id | member_person_id | from_date | to_date\n" + ties
        assert self.together(shares=shares).of("P06").empty

    def test_one_address_is_explained(self):
        people = "\n".join(
            [HOMES, *[f"p{n} | {n:016x} | {n:016x} | {7:016x} | 1940-05-05" for n in range(1, 5)]]
        )
        made = self.together(people=people)
        assert made.of("P06").empty and ("P06", SHOP, "is_home_group") in made.explained_ids()

    NURSE = f"{99:016x}"

    def test_one_collector_for_five(self):
        made = self.together(buyers=5, days=1, collector=self.NURSE)
        assert ("P22", SHOP, "S") in made.ids()

    def test_collecting_for_ones_own_household_is_ordinary(self):
        sales = {"buyers": 5, "days": 1, "collector": f"{1:016x}"}
        assert self.together(**sales).of("P22").empty

    def test_a_nurse_of_a_care_home_is_explained(self):
        made = self.together(buyers=6, days=1, collector=self.NURSE, people=persons(6, lambda n: 7))
        assert made.of("P22").empty and ("P22", SHOP, "is_care_home") in made.explained_ids()

    def test_an_approved_collector_is_explained(self):
        whitelist = f"subject_kind | subject_id | rule_id | valid_from | valid_to\ncollector | {self.NURSE} | P22 | 2025-01-01 | -"
        made = self.together(buyers=5, days=4, collector=self.NURSE, whitelist=whitelist)
        assert {
            ("P22", SHOP, "is_approved_collector"),
            ("P06", SHOP, "is_approved_group"),
        } <= made.explained_ids()
        assert made.of("P22").empty and made.of("P06").empty

    def test_an_expired_approval_is_none(self):
        whitelist = f"subject_kind | subject_id | rule_id | valid_from | valid_to\ncollector | {self.NURSE} | P22 | 2025-01-01 | 2026-01-01"
        assert (
            not self.together(buyers=5, days=1, collector=self.NURSE, whitelist=whitelist)
            .of("P22")
            .empty
        )
