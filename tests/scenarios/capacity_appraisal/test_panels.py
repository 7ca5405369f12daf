"""Experts, pairs of experts and agents whose appraisals are graded above the others (I16, I26)."""

import random
from itertools import combinations

from tests.scenarios.capacity_appraisal.test_scenario import found, others

POOL = tuple(f"X{n}" for n in range(1, 13))
TIES = ({"X1", "X2"}, {"X1", "X3"}, {"X4", "X5"})
FREE = [panel for panel in combinations(POOL, 3) if not any(tie <= set(panel) for tie in TIES)]


def draw_plain_grades(count, seed):
    """Grades of others with a mean of 0.1 above expectation and a standard deviation of 0.6."""
    kinds = ["9"] * 23 + ["10"] * 64 + ["0"] * 13
    return [kinds[(n * 37 + seed) % 100] for n in range(count)]


def give_nine(count, nines):
    return ["9"] * nines + ["10"] * (count - nines)


def combine(*backgrounds):
    """(cases, appraisals) of several backgrounds."""
    return tuple([row for b in backgrounds for row in b[part]] for part in (0, 1))


class TestFourHundredAppraisals:
    """Twelve experts, three a panel; one pair and one agent get more."""

    GROUPS = (  # experts tied, agent, grades
        (("X1", "X2"), "-", give_nine(28, 21)),
        (("X1", "X3"), "-", give_nine(19, 3)),
        (("X4", "X5"), "-", give_nine(26, 3)),
        ((), "a9e4700000000001", give_nine(18, 17)),
        ((), "a9e4700000000002", give_nine(24, 3)),
        ((), "-", draw_plain_grades(284, 0)),
    )

    def draw(self):
        """(cases, appraisals, group of each person)."""
        cases, appraisals, groups, number = [], [], {}, 1000
        for group, (tied, agent, grades) in enumerate(self.GROUPS):
            for grade in grades:
                panel = random.Random(number).choice(FREE)
                if tied:
                    panel = (*tied, POOL[5 + number % 7])
                more = others(1, grade=grade, first=number, experts=lambda n, panel=panel: panel)
                cases += more[0]
                appraisals += [more[1][0] | {"agent_phone_hash": agent}]
                groups[f"p{number}"] = group
                number += 1
        return cases, appraisals, groups

    def test_the_pair_and_the_agent_whose_grades_are_higher(self):
        cases, appraisals, groups = self.draw()
        made = found(background=(cases, appraisals))
        by_panel = {groups[p] for p in made.of("I16").subject_id}
        by_agent = {groups[p] for p in made.of("I26").subject_id}
        assert by_panel == {0} and len(made.of("I16")) == 21
        assert by_agent == {3} and len(made.of("I26")) == 17
        assert set(made.of("I26").level) == {"S"}
        assert "组合X1+X2" in made.of("I16").iloc[0].reason_zh


class TestAgents:
    AGENT = "a9e4700000000003"

    def made(self, grades, *, own="9", by_case=False):
        """One person's appraisal and `grades` of others, all filed by one agent."""
        plain = others(100, grade="10")
        spread = others(20, grade="9", first=300), others(20, grade="0", first=340)
        cases, appraisals = combine(plain, *spread)
        for n, grade in enumerate(grades, start=500):
            more = others(1, grade=grade, first=n)
            cases += [more[0][0] | ({"agent_phone_hash": self.AGENT} if by_case else {})]
            appraisals += [more[1][0] | ({} if by_case else {"agent_phone_hash": self.AGENT})]
        case = {"agent_phone_hash": self.AGENT if by_case else "-"}
        filed = {"grade": own, "agent_phone_hash": "-" if by_case else self.AGENT}
        cases = [{"agent_phone_hash": "-"} | row for row in cases]
        return found([filed], case=case, background=(cases, appraisals))

    def test_ten_grades_above(self):
        assert ("I26", "p1", "S") in self.made(["9"] * 9).ids()

    def test_the_agent_of_the_recognition_counts_too(self):
        assert ("I26", "p1", "S") in self.made(["9"] * 9, by_case=True).ids()

    def test_many_ordinary_customers_are_no_sign(self):
        assert self.made(["10"] * 25 + ["9"] * 3 + ["0"] * 2).of("I26").empty

    def test_four_in_all_are_chance(self):
        assert self.made(["7"] * 3).of("I26").empty

    def test_an_ordinary_grade_of_that_agent_is_no_lead(self):
        assert "p1" not in set(self.made(["9"] * 12, own="10").of("I26").get("subject_id", ()))

    def test_below_the_limit(self):
        assert self.made(self.SOME).of("I26").empty

    SOME = ("9", "9", "9", "9", "10", "10")


class TestPanels:
    POOL = tuple(f"x{n:02d}" for n in range(24))

    def panel(self, n):
        return random.Random(n).sample(self.POOL, 3)

    def tie(self, n):
        return "x01", "x02", self.POOL[3 + n % 20]

    def background(self, pair_count, *, grade="9"):
        plain = others(100, experts=self.panel)
        tied = others(
            pair_count,
            first=500,
            grade=grade,
            experts=self.tie,
        )
        return plain[0] + tied[0], plain[1] + tied[1]

    TOGETHER = {"grade": "9", "expert1_code": "x01", "expert2_code": "x02", "expert3_code": "x09"}

    def test_two_who_sit_together_time_and_again(self):
        made = found([self.TOGETHER], background=self.background(14))
        row = made.of("I16").set_index("subject_id").loc["p1"]
        assert row.level == "S" and "组合x01+x02同组18次" in row.reason_zh

    def test_a_grade_clearly_above_needs_less_of_the_pair(self):
        """The pair's panels are graded higher by z 3.4 or so: too little where the grade is usual."""

        assert ("I16", "p1", "S") in self.among_nines(0).ids()
        assert self.among_nines(40).of("I16").empty

    def among_nines(self, nines):
        plain = others(100 - nines, experts=self.panel)
        more = others(nines, first=200 - nines, grade="9", experts=self.panel)
        tied = others(5, first=500, grade="9", experts=self.tie)
        return found([self.TOGETHER], background=combine(plain, more, tied))

    def test_a_pair_that_the_draw_explains_is_no_hit(self):
        assert found([self.TOGETHER], background=self.background(2, grade="10")).of("I16").empty

    def test_a_grade_as_expected_from_a_marked_pair_is_no_lead(self):
        made = found([self.TOGETHER | {"grade": "10"}], background=self.background(14))
        assert "p1" not in set(made.of("I16").subject_id)

    def test_an_expert_alone_whose_panels_grade_higher(self):
        plain = others(100, experts=self.panel)
        high = others(
            16,
            first=500,
            grade="9",
            experts=lambda n: ("x05", self.POOL[6 + n % 9], self.POOL[15 + n % 9]),
        )
        mild = others(30, first=700, grade="0", experts=self.panel)  # grades are not all the same
        background = combine(plain, high, mild)
        own = {"grade": "9", "expert1_code": "x05", "expert2_code": "x20", "expert3_code": "x11"}
        made = found([own], background=background)
        row = made.of("I16").set_index("subject_id").loc["p1"]
        assert "专家x05" in row.reason_zh

    def test_few_hand_surgeons_meet_by_need(self):
        few = lambda n: (("x1", "x2", "x3"), ("x1", "x2", "x4"))[n % 2]  # noqa: E731
        mixed = others(40, experts=few), others(14, first=300, grade="0", experts=few)
        background = (mixed[0][0] + mixed[1][0], mixed[0][1] + mixed[1][1])
        made = found(
            [{"grade": "9", "expert1_code": "x1", "expert2_code": "x2", "expert3_code": "x4"}],
            background=background,
        )
        assert made.of("I16").empty

    def test_a_pair_that_hardly_ever_parts_in_a_small_pool_is_explained(self):
        pool = tuple(f"x{n}" for n in range(3, 7))
        usual = others(40, experts=lambda n: random.Random(n).sample(pool, 3))
        tied = [
            others(count, first=first, grade=grade, experts=lambda n: ("x1", "x2", pool[n % 4]))
            for count, first, grade in ((25, 300, "10"), (5, 400, "9"))
        ]
        background = combine(usual, *tied)
        own = {"grade": "9", "expert1_code": "x1", "expert2_code": "x2", "expert3_code": "x3"}
        made = found([own], background=background)
        assert made.of("I16").empty and ("I16", "p1", "is_small_pool") in made.explained_ids()


JUST_BELOW = {
    "I16": (0.5, lambda: TestPanels().among_nines(40)),
    "I26": (2, lambda: TestAgents().made(TestAgents.SOME)),
}
