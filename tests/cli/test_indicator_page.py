"""The page of indicators leads from an indicator to its column, its declaration and its tests."""

from dataclasses import replace
from pathlib import Path

import pytest

from cli.indicator_page import find_declaration, find_feature, find_tests, render_indicator_page
from scenarios import load_scenarios

SCENARIO = load_scenarios()["pharmacy_billing"]
P15 = next(i for i in SCENARIO.indicators if i.id == "P15")


def test_an_indicator_leads_to_the_function_that_makes_its_column():
    assert find_feature(SCENARIO, P15).name == "stock_gap"


def test_a_column_that_the_base_makes_leads_to_the_base():
    indicator = replace(P15, column="shop_kind")
    assert find_feature(SCENARIO, indicator).name == "shop_year"


def test_a_column_that_nothing_makes_is_an_error():
    with pytest.raises(LookupError, match="nothing makes the column no_such"):
        find_feature(SCENARIO, replace(P15, column="no_such"))


def test_an_indicator_leads_to_the_file_that_declares_it():
    declared = find_declaration(SCENARIO, P15)
    assert declared == Path("scenarios/pharmacy_billing/indicators_goods.py")


def test_an_indicator_leads_to_the_tests_that_name_it():
    assert Path("tests/scenarios/pharmacy_billing/test_books.py") in find_tests(SCENARIO, P15)


def test_every_row_of_the_page_has_its_three_places():
    lines = render_indicator_page("").splitlines()
    rows = {line.split(" | ")[0][2:]: line for line in lines if line.count(" | ") == 8}
    for scenario in load_scenarios().values():
        for indicator in scenario.indicators:
            computed, declared, tested = rows[indicator.id].strip(" |").split(" | ")[-3:]
            assert "](../features/" in computed and f"](../scenarios/{scenario.id}/" in declared
            assert f"](../tests/scenarios/{scenario.id}/test_" in tested
