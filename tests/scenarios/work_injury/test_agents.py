"""Agents whose cases differ from those of others, and agents who merely have many (I09)."""

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.work_injury import test_scenario as drawn

APPRAISAL = {
    "appraisal_id": "a0",
    "case_id": "c0",
    "person_id": "p0",
    "kind": "1",
    "apply_date": "2026-04-20",
    "conclude_date": "2026-05-20",
    "grade": "10",
}
UNIT = {
    "employer_id": "u0",
    "unit_nature": "10",
    "industry_code": "33",
    "register_date": "2015-01-01",
}


class Town:
    """Cases of agents, each at an employer of its own."""

    def __init__(self):
        self.cases, self.appraisals, self.visits, self.agent_of = [], [], [], {}

    def add(self, agent, count, *, grades=(), old=0, **cells):
        """Add cases of an agent, the first ones with these grades or an old injury."""
        for n in range(count):
            number = len(self.cases)
            names = {"case_id": f"c{number}", "person_id": f"p{number}"}
            facts = {"employer_id": f"u{number}", "agent_phone_hash": agent}
            self.cases.append(names | facts | cells)
            self.agent_of[f"p{number}"] = agent
            if n < len(grades):
                appraisal = {"appraisal_id": f"a{number}", "grade": grades[n]}
                self.appraisals.append(names | appraisal)
            if n < old:
                self.visits.append(
                    f"s{number} | p{number} | H33020000001 | 11 | 2025-12-01T09:00:00 | S62.3 | - |"
                    " 90.00 | - | 2025-12-01T09:10:00"
                )
        return self

    def run(self, *, without=()):
        units = [UNIT | {"employer_id": case["employer_id"]} for case in self.cases]
        tables = {
            Employer: format_rows(UNIT, *units),
            InjuryCase: format_rows(drawn.CASE, *self.cases),
            InjuryPayment: format_rows(drawn.PAYMENT, {"case_id": "c0", "person_id": "p0"}),
            CapacityAppraisal: format_rows(APPRAISAL, *self.appraisals),
            ClaimHeader: "\n".join([drawn.VISIT, *self.visits]),
            ContributionMonth: drawn.PREMIUM,
            EnrollmentEvent: drawn.ROSTER,
        }
        kept = {table: rows for table, rows in tables.items() if table not in without}
        return run_scenario(drawn.SCENARIO, kept, only=("I09",))

    def agents_found(self, **run):
        """Agents of the cases that are hit, and how many of each."""
        found = {}
        for row in self.run(**run).findings.itertuples():
            assert (row.indicator_id, row.level) == ("I09", "S")
            agent = self.agent_of[row.subject_id]
            found[agent] = found.get(agent, 0) + 1
        return found


def mix(count, nines=0, below=0):
    return ["9"] * nines + ["0"] * below + ["10"] * (count - nines - below)


def draw_four_agents():
    town = Town()
    town.add("agent1", 22, grades=mix(22, 3, 3))
    town.add("agent2", 19, grades=mix(19, 4, 2), old=1)
    town.add("agent3", 14, grades=["8"] * 4 + ["9"] * 10)
    return town.add("agent4", 12, grades=mix(12, 1, 1), old=6)


def test_two_with_many_customers_one_with_high_grades_and_one_with_old_injuries():
    assert draw_four_agents().agents_found() == {"agent3": 14, "agent4": 12}


def test_what_is_not_delivered_tells_nothing():
    assert draw_four_agents().agents_found(without=(CapacityAppraisal,)) == {"agent4": 12}
    assert draw_four_agents().agents_found(without=(ClaimHeader,)) == {"agent3": 14}


def test_the_reason_names_the_difference():
    row = draw_four_agents().run().of("I09").set_index("subject_id").loc["p41"]
    assert "伤残等级偏重 higher grades, p < 10^-" in row.reason_zh


def test_the_cases_of_nobody_are_what_an_agent_is_compared_with():
    town = Town().add("-", 60, old=2).add("agent1", 9, old=4).add("agent2", 9)
    assert town.agents_found() == {"agent1": 9}


def test_a_place_where_many_have_old_injuries_makes_them_usual():
    assert Town().add("-", 60, old=20).add("agent1", 9, old=4).agents_found() == {}


def test_workers_hurt_in_their_first_weeks():
    late = {"coverage_start": "2026-02-01T00:00:00"}
    town = Town().add("-", 80).add("-", 3, **late).add("agent1", 6, **late).add("agent2", 12)
    assert town.agents_found() == {"agent1": 6}


class TestHospitals:
    def town(self, **own):
        town = Town()
        for place in range(5):
            town.add("-", 12, first_institution_code=f"H3302000000{place}")
        return town.add("agent1", 10, **own)

    def test_all_at_one_of_five(self):
        assert self.town(first_institution_code="H33020000003").agents_found() == {"agent1": 10}

    def test_the_only_hospital_of_a_district_is_everybodys(self):
        town = Town().add("-", 50, first_institution_code="H33020000003")
        town.add("agent1", 10, first_institution_code="H33020000003")
        assert town.agents_found() == {}

    def test_not_known_where_is_no_sign(self):
        assert self.town().agents_found() == {}


class TestNumbers:
    def town(self, count):
        town = Town()
        for n in range(6):
            town.add(f"small{n}", 1)
        return town.add("agent1", count)

    def test_far_more_than_all_others_of_the_district(self):
        assert self.town(20).agents_found() == {"agent1": 20}

    def test_a_few_more_than_the_others(self):
        assert self.town(6).agents_found() == {}

    def test_an_institution_with_many_cases_and_nothing_else_is_explained(self):
        made = self.town(41).run()
        assert made.findings.empty
        assert {e[2] for e in made.explained_ids()} == {"is_hub_agent"}

    def test_a_ring_with_a_witness_of_its_own_is_no_institution_however_many(self):
        town = Town()
        for n in range(6):
            town.add(f"small{n}", 1)
        assert town.add("agent1", 60, witness1_hash="w1").agents_found() == {"agent1": 60}

    def test_a_filler_in_place_of_a_witness_serves_all_agents(self):
        town = Town()
        for n in range(9):
            town.add(f"agent{n}", 12, witness1_hash="00")
        made = town.run()
        assert made.findings.empty
        assert {e[2] for e in made.explained_ids()} == {"is_hub_agent"}

    def test_an_institution_whose_cases_differ_is_not(self):
        town = self.town(25).add("agent1", 20, old=12).add("-", 40)
        assert town.agents_found() == {"agent1": 45}
