"""Conduct inside the agency: agents, checks on behalf and amounts below a tier."""

from contracts.tables.injury_case import InjuryCase
from contracts.tables.person import Person
from tests.scenarios.agency_handling.drawn import ACCOUNTS, PERSONS, event, found, levels


class TestAgents:
    def cases(self, agent_cases, op="o1"):
        head = "case_id | person_id | employer_id | injury_time | apply_date | handler_op | agent_phone_hash"
        own = [
            f"a{n} | p1 | e1 | 2026-01-02T10:00:00 | 2026-01-10 | {op} | agent"
            for n in range(agent_cases)
        ]
        elsewhere = [
            f"x{n} | p1 | e1 | 2026-01-02T10:00:00 | 2026-01-10 | s{n % 8} | -" for n in range(80)
        ]
        return {InjuryCase: "\n".join([head, *own, *elsewhere])}

    def staff(self, district):
        rows = [
            f"s{n} | hs{n} | homes{n} | bank-s{n} | {district} | 1 | 2019-01-01 | - | 0"
            for n in range(8)
        ]
        return ACCOUNTS + "\n".join(rows)

    def test_fifteen_cases_of_one_agent_by_one_operator(self):
        made = found(event(), more=self.cases(15), accounts=self.staff("330203"))
        assert levels(made, "O14") == {("o1", "S")}

    def test_fourteen_cases(self):
        assert found(event(), more=self.cases(14), accounts=self.staff("330203")).of("O14").empty

    def test_the_only_window_of_a_place_is_explained(self):
        made = found(event(), more=self.cases(15), accounts=self.staff("330212"))
        assert made.of("O14").empty and ("o1", "is_only_window") in made.explained_by("O14")


class TestOnBehalf:
    OLD = "\n".join(f"v{n} | iv{n} | hv{n} | 1940-01-01" for n in range(50))

    def checks(self, count, *, method="5", place="-", start=0):
        return "\n".join(
            f"v{n % 50} | 2026-0{n // 50 + 1}-10T09:{n % 50:02d}:{start:02d} | {method} | o1 | {place}"
            for n in range(count)
        )

    def made(self, checks, births="1940"):
        persons = PERSONS.strip() + "\n" + self.OLD.replace("1940", births)
        return found(event(), checks=checks, more={Person: persons})

    def test_a_hundred_entered_on_behalf(self):
        row = self.made(self.checks(100)).of("O16").iloc[0]
        assert (row.level, row.value) == ("S", 1.0)

    def test_fewer_or_of_the_younger(self):
        assert self.made(self.checks(99)).of("O16").empty
        assert self.made(self.checks(100), births="1955").of("O16").empty

    def test_a_third_at_the_bedside(self):
        assert (
            self.made(self.checks(100) + "\n" + self.checks(50, method="3", start=7))
            .of("O16")
            .empty
        )

    def test_a_visiting_team_that_notes_the_places_is_explained(self):
        made = self.made(self.checks(100, place="village"))
        assert made.of("O16").empty and ("o1", "is_visiting_team") in made.explained_by("O16")


class TestTiers:
    def cases(self, below, above):
        amounts = ["9700.00"] * below + ["10200.00"] * above
        return [
            event(biz_id=f"b{n}", amount=yuan, ts=f"2026-03-{n % 25 + 1:02d}T10:00:00")
            for n, yuan in enumerate(amounts)
        ]

    def test_twenty_just_below_a_tier_are_a_model_feature_only(self):
        assert levels(found(*self.cases(20, 6)), "O17") == {("o1", "M")}

    def test_as_many_above_or_fewer_than_twenty(self):
        assert found(*self.cases(20, 7)).of("O17").empty
        assert found(*self.cases(19, 0)).of("O17").empty
