"""docs/features.md is made from what the feature tables say of themselves."""

import pytest

from cli.generate_docs import find_feature_tables, find_unit, render_features

TABLES = [table for tables in find_feature_tables().values() for table in tables]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_feature_table_says_what_it_does(table):
    first_line = (table.build.__doc__ or "").strip().split("\n")[0]
    assert len(first_line) > 10, f"{table.name} has no docstring"


def test_no_two_feature_tables_have_one_name():
    assert len({table.name for table in TABLES}) == len(TABLES)


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("p01_yuan", "yuan"),
        ("last_spell_months", "months"),
        ("r01_share", "share"),
        ("is_late", ""),
    ],
)
def test_the_unit_of_a_column_is_the_end_of_its_name(column, unit):
    assert find_unit(column) == unit


def test_every_table_has_one_row_on_the_page():
    page = render_features()
    assert all(page.count(f"\n| `{table.name}` |") == 1 for table in TABLES)
