"""Conduct inside the agency as a whole on drawn tables; the indicators by theme stand in files of their own."""

from contracts.tables.operator_log import OperatorLog
from contracts.tables.pension_payment import PensionPayment
from scenarios import load_scenarios
from tests.run_scenario import run_scenario
from tests.scenarios.agency_handling.drawn import event, tables_of

SCENARIO = load_scenarios()["agency_handling"]


class TestWhole:
    def test_ordinary_business_in_three_hands_is_no_hit(self):
        review = event(op_id="o3", action="2", ts="2026-03-10T11:00:00")
        approval = event(op_id="o2", action="3", ts="2026-03-11T11:00:00")
        made = run_scenario(SCENARIO, tables_of(event(), review, approval))
        assert made.findings.empty and made.explained.empty

    def test_findings_are_restricted_and_concern_operators(self):
        assert SCENARIO.is_restricted and {p.subject_kind for p in SCENARIO.populations} == {
            "operator"
        }

    def test_without_a_log_nothing_is_computed(self):
        tables = tables_of(event())
        made = run_scenario(
            SCENARIO, {t: rows for t, rows in tables.items() if t is not OperatorLog}
        )
        assert made.not_computed["O01"] == ["operator_log"]
        assert len(made.not_computed) == len(SCENARIO.indicators)

    def test_without_pensions_what_needs_them_is_not_computed_and_the_rest_is(self):
        tables = tables_of(event(), event(action="2", ts="2026-03-10T11:00:00"))
        made = run_scenario(
            SCENARIO, {t: rows for t, rows in tables.items() if t is not PensionPayment}
        )
        assert {"O05", "O06", "O07", "O08", "O09"} <= set(made.not_computed)
        assert ("O01", "o1", "H") in made.ids()

    def test_what_is_dated_after_the_night_does_not_count(self):
        tables = tables_of(
            event(ts="2026-07-01T10:00:00"), event(ts="2026-07-01T11:00:00", action="2")
        )
        assert run_scenario(SCENARIO, tables).findings.empty
