"""On a day on which a law has no value yet, what needs it is not computed; the rest is."""

from datetime import date

import ibis
import pytest

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables import get_input_tables
from contracts.tables.person import Person
from scenarios import load_scenarios
from tests.run_scenario import run_scenario

LAW_OF_2025 = "law/trace_code_required"


@derived(key=("person_id",))
def due_people(person: Person, *, as_of):
    """People with the day on which trace codes became due, standing for any law."""
    due = get_law_number("trace_code_required").on(as_of)["scan_from"]
    return person.select("person_id", due=ibis.literal(due))


@derived(key=("person_id",))
def reads_due_people(people: due_people):
    """What reads another expression lacks the law that the other lacks."""
    return people


@pytest.mark.parametrize("item", [due_people, reads_due_people], ids=lambda i: i.name)
def test_a_law_without_a_value_is_a_missing_input_on_the_days_before_it(item):
    assert item.find_missing_inputs({"person"}, date(2024, 12, 31)) == {LAW_OF_2025}
    assert item.find_missing_inputs({"person"}, date(2025, 1, 1)) == set()
    assert item.find_missing_inputs(set(), date(2024, 12, 31)) == {"person", LAW_OF_2025}
    assert item.find_missing_inputs({"person"}) == set()


@pytest.mark.parametrize("day", ["1990-01-01", "2010-06-30", "2023-12-31"])
@pytest.mark.parametrize("scenario", load_scenarios().values(), ids=lambda s: s.id)
def test_a_scenario_on_a_day_before_some_law_ends_with_words_for_what_it_lacks(scenario, day):
    empty = {t: t.contract.arrow_schema.empty_table() for t in get_input_tables().values()}
    result = run_scenario(scenario, empty, day)
    lacking = {name for names in result.not_computed.values() for name in names}
    assert all(name.startswith("law/") for name in lacking)
    assert result.findings.empty
    if day == "2023-12-31":  # what does not rest on a law of later is computed
        assert len(result.not_computed) < len(scenario.indicators)
        assert (LAW_OF_2025 in lacking) == (scenario.id == "pharmacy_billing")
