"""Early retirement: doctors, operators and agents behind many approvals."""

import pytest

from tests.scenarios.early_retirement.drawn import ILL, NORMAL, SPECIAL, found


class TestDoctor:
    def run(self, count, *, treated=False, others=5, doctor="d1"):
        cases = [(doctor, n) for n in range(count)] + [(f"x{n}", 100 + n) for n in range(others)]
        return self.cases(cases, treated=treated)

    def cases(self, cases, *, treated=False):
        """One approval for each pair of a doctor and a number."""
        approvals = [
            ILL
            | {
                "approval_id": f"a{n}",
                "person_id": f"p{n}",
                "diag_doctor_code": d,
                "appraisal_id": f"g{n}",
            }
            for d, n in cases
        ]
        persons = [{"person_id": f"p{n}"} for _, n in cases]
        appraisals = [{"person_id": f"p{n}", "appraisal_id": f"g{n}"} for _, n in cases]
        months = range(1, 5 if treated else 2)
        visits = [
            {"setl_id": f"v{n}-{m}", "person_id": f"p{n}", "service_time": f"2024-0{m}-05T09:00:00"}
            for _, n in cases
            for m in months
        ]
        return found("E13", approvals, persons=persons, appraisals=appraisals, visits=visits)

    def test_eight_by_one_doctor_where_others_have_one(self):
        hits = self.run(8).of("E13")
        assert set(hits.subject_id) == {f"p{n}" for n in range(8)}
        assert hits.iloc[0].level == "S" and hits.iloc[0].value > 4

    def test_what_the_others_might_sign_too_is_not_enough(self):
        assert self.run(7).of("E13").empty

    def test_few_are_telling_where_nearly_everybody_has_one(self):
        rows = [("d1", 0), ("d1", 1), *((f"x{n}", 100 + n) for n in range(40))]
        assert self.cases(rows).of("E13").empty
        rows = [*(("d1", n) for n in range(9)), *((f"x{n}", 100 + n) for n in range(40))]
        assert len(self.cases(rows).of("E13")) == 9

    def test_two_doctors_do_not_hide_each_other(self):
        rows = [(f"d{n % 2}", n) for n in range(24)] + [(f"x{n}", 100 + n) for n in range(12)]
        assert len(self.cases(rows).of("E13")) == 24

    def test_experts_of_many_cases_are_each_others_measure(self):
        rows = [(f"d{n % 5}", n) for n in range(45)] + [("d0", 100 + n) for n in range(6)]
        assert self.cases(rows).of("E13").empty

    def test_the_only_two_experts_are_each_others_measure(self):
        assert self.run(8, others=1).of("E13").empty

    def test_an_expert_whose_cases_were_treated_for_long_is_explained(self):
        made = self.run(8, treated=True)
        assert (
            made.of("E13").empty and ("E13", "p1", "is_designated_expert") in made.explained_ids()
        )

    def test_a_default_in_place_of_a_doctor_is_a_slip(self):
        made = self.run(8, doctor="匿名")
        assert made.of("E13").empty and ("E13", "p1", "is_filler_doctor") in made.explained_ids()


class TestHandling:
    @pytest.mark.parametrize(
        ("handler", "day", "level"), [("o3", "2025-05-20", "S"), ("o9", "2025-05-19", "M")]
    )
    def test_concluded_and_approved_at_once(self, handler, day, level):
        made = found("E15", [ILL], appraisals=[{"conclude_date": day, "handler_op": handler}])
        assert ("E15", "p1", level) in made.ids()

    def test_two_days_later_or_before_the_conclusion(self):
        for day in ("2025-05-18", "2025-05-21"):
            made = found("E15", [ILL], appraisals=[{"conclude_date": day, "handler_op": "o3"}])
            assert made.of("E15").empty

    def test_one_stop_handling_is_explained(self):
        approvals = [
            ILL | {"approval_id": f"a{n}", "person_id": f"p{n}", "appraisal_id": f"g{n}"}
            for n in range(1, 5)
        ]
        appraisals = [
            {
                "appraisal_id": f"g{n}",
                "person_id": f"p{n}",
                "conclude_date": "2025-05-20",
                "handler_op": "o3",
            }
            for n in range(1, 5)
        ]
        made = found(
            "E15",
            approvals,
            persons=[{"person_id": f"p{n}"} for n in range(1, 5)],
            appraisals=appraisals,
        )
        assert made.of("E15").empty and ("E15", "p1", "is_one_stop") in made.explained_ids()


class TestAgent:
    def run(self, early, normal, units=("e1", "e2", "e3"), *, others=0):
        """Filings of one agent, beside normal retirements that people filed for themselves."""
        rows = [SPECIAL] * early + [NORMAL] * (normal + others)
        agents = ["abad1deaabad1dea"] * (early + normal) + ["-"] * others
        approvals = [
            row
            | {
                "approval_id": f"a{n}",
                "person_id": f"p{n}",
                "employer_id": units[n % len(units)],
                "agent_phone_hash": agent,
            }
            for n, (row, agent) in enumerate(zip(rows, agents, strict=True))
        ]
        return found(
            "E16",
            approvals,
            persons=[{"person_id": f"p{n}", "birth_date": "1964-12-20"} for n in range(len(rows))],
        )

    def test_eight_early_retirements_by_one_phone(self):
        hits = self.run(8, 0).of("E16")
        assert len(hits) == 8 and set(hits.level) == {"S"}

    def test_six_among_nothing_to_compare_with_or_two_units_alone(self):
        assert self.run(6, 0).of("E16").empty
        assert self.run(9, 0, units=("e1", "e2")).of("E16").empty

    def test_few_are_telling_where_such_retirements_are_rare(self):
        assert len(self.run(4, 0, others=200).of("E16")) == 4

    def clients(self, special, normal, early=12, other=4, elsewhere=120):
        """An agent's filings for three yards, beside what the yards and other units file."""
        yards = ("e1", "e2", "e3")
        agent = {"agent_phone_hash": "abad1deaabad1dea"}
        rows = [SPECIAL | agent] * early + [NORMAL | agent] * other
        rows += [SPECIAL] * special + [NORMAL] * normal
        rows = [row | {"employer_id": yards[n % 3]} for n, row in enumerate(rows)]
        rows += [NORMAL | {"employer_id": "w1"}] * elsewhere
        approvals = [
            row | {"approval_id": f"a{n}", "person_id": f"p{n}"} for n, row in enumerate(rows)
        ]
        people = [{"person_id": f"p{n}", "birth_date": "1964-12-20"} for n in range(len(rows))]
        return found("E16", approvals, persons=people)

    def test_an_agent_of_shipyards_is_explained_by_what_the_yards_file_themselves(self):
        made = self.clients(special=24, normal=6)
        assert ("E16", "p1", "is_agent_of_special_units") in made.explained_ids()
        assert len(self.clients(special=6, normal=24).of("E16")) == 12

    def test_an_agent_that_files_nothing_else_for_yards_is_not(self):
        assert len(self.clients(special=20, normal=12, other=0).of("E16")) == 12

    def test_a_general_agency_is_explained(self):
        assert not self.run(8, 8, others=200).of("E16").empty
        made = self.run(8, 9, others=200)
        assert made.of("E16").empty and ("E16", "p1", "is_general_agent") in made.explained_ids()


JUST_BELOW = {"E16": (3, lambda: TestAgent().run(6, 0))}
