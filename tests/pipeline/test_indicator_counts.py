"""Counts of hits on a drawn feature table."""

from datetime import date

import ibis
import pytest

from pipeline.indicator_counts import count_population_hits
from sources.engine.duckdb_engine import Engine, connect
from tests.scenarios.framework.test_framework import indicator

AS_OF = date(2026, 1, 1)
RULE = indicator("K1", "months", 6.0)


def count_by_district(unit):
    """district → (subjects, hits, units): three of one unit and one without are hit, one is not."""
    rows = [
        ("p1", "a", "e1", 9.0),
        ("p1", "a", "e1", 8.0),
        ("p2", "a", "e1", 9.0),
        ("p3", "a", "e1", 9.0),
        ("p4", "a", "e2", 1.0),
        ("p5", "b", None, 9.0),
    ]
    columns = ["subject_id", "district", "group_id", "months"]
    drawn = ibis.memtable(rows, columns=columns).mutate(period_to=ibis.literal(AS_OF))
    connection = connect()
    engine = Engine(connection, {}, as_of=AS_OF)
    table = connection.create_table("drawn", drawn)
    counted = count_population_hits(table, [RULE], engine, unit=unit)
    connection.disconnect()
    counted = counted[counted.dimension == "district"].set_index("value")
    return {d: tuple(r) for d, r in counted[["subjects", "hits", "units"]].iterrows()}


@pytest.mark.parametrize(("unit", "units"), [("group_id", 1), (None, 3)])
def test_hit_subjects_of_one_unit_count_as_one_where_the_population_has_units(unit, units):
    assert count_by_district(unit) == {"a": (4, 3, units), "b": (1, 1, 1)}
