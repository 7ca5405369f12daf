"""The form of the checklist."""

from contracts.checklist import FUNDS, list_columns
from scenarios import load_scenarios


def test_funds_are_named_by_scenario():
    assert set(FUNDS) <= set(load_scenarios())


def test_keys_and_headings_are_unique():
    columns = list_columns()
    assert len({c.key for c in columns}) == len({c.title for c in columns}) == len(columns) == 47
