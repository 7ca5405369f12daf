"""A night of a day before a law: what needs its numbers is not computed, the rest goes on."""

from contracts.law import get_law_number
from contracts.tables import get_input_tables
from scenarios import load_scenarios
from tests.run_scenario import run_scenario

EARLY = "2023-12-31"
SCENARIO = load_scenarios()["pharmacy_billing"]


def test_indicators_that_need_a_later_law_are_not_computed_and_the_others_are():
    empty = {
        table: table.contract.arrow_schema.empty_table() for table in get_input_tables().values()
    }
    result = run_scenario(SCENARIO, empty, EARLY)
    unfounded = {i for i, missing in result.not_computed.items() if missing}
    assert unfounded
    assert all(
        name.startswith("law/") for missing in result.not_computed.values() for name in missing
    )
    assert {i.id for i in SCENARIO.indicators} - unfounded
    assert get_law_number("trace_code_required").values[0][0].isoformat() > EARLY
    assert run_scenario(SCENARIO, empty).not_computed == {}
