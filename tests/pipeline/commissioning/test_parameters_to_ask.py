"""What a new agency is asked for: values nobody has read, never one that was."""

from datetime import date

from contracts.law import get_law_number, list_law_ids
from pipeline.commissioning.parameters_to_ask import list_parameters_to_ask

DAY = date(2026, 6, 30)


def test_each_law_without_a_read_text_is_asked_for_and_no_other():
    asked = {p.place for p in list_parameters_to_ask(DAY)}
    for law_id in list_law_ids():
        number = get_law_number(law_id)
        in_force = number.values[0][0] <= DAY
        expected = in_force and not number.is_verified_on(DAY)
        assert (f"contracts/law/{law_id}.yaml" in asked) == expected, law_id


def test_a_value_that_was_carried_on_says_why():
    (ratio,) = [p for p in list_parameters_to_ask(DAY) if "stabilization_refund" in p.place]
    assert "2026" in ratio.why.zh and "0.6" in ratio.value
    before = list_parameters_to_ask(date(2024, 6, 30))
    assert "原文待核实" in next(p for p in before if p.place == ratio.place).why.zh


def test_the_agencys_own_rules_are_asked_for_and_the_holidays_of_a_year_without_them():
    def places(day):
        return " ".join(p.place for p in list_parameters_to_ask(day))

    assert "TIERS_YUAN" in places(DAY)
    assert "public_holidays" not in places(DAY) and "public_holidays" in places(date(2031, 6, 30))
