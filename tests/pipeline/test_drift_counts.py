"""Rows counted in the engine lie in the same bins as rows at hand."""

import numpy as np
import pandas as pd
import pytest

from models.drift import count_bins
from pipeline.drift_counts import count_by_cut_points, count_peer_groups
from sources.engine.duckdb_engine import connect

CUTS = {"visits": [0.1, 0.1 + 0.2, 7.0], "days": [-3.0], "unknown": []}
ROWS = pd.DataFrame(
    {
        "visits": [0.1, 0.3, 0.1 + 0.2, np.nextafter(0.1 + 0.2, 1), 7.0, 7.5, None, -1e300],
        "days": [None, -3.0, -2.5, -3.5, 0.0, 1e300, -3.0, None],
        "unknown": [None] * 8,
        "peer_group": ["a/1", "a/1", "?", "a/1", "b", "b", "?", "a/1"],
    }
).astype({"unknown": float})


@pytest.fixture
def table():
    return connect(threads=1).create_table("rows", ROWS, temp=True)


def test_every_row_falls_into_the_bin_of_the_rows_at_hand(table):
    counted, expected = count_by_cut_points(table, CUTS), count_bins(ROWS, CUTS)
    assert {name: (t.bins.tolist(), t.missing) for name, t in counted.items()} == {
        name: (t.bins.tolist(), t.missing) for name, t in expected.items()
    }
    assert counted["visits"].bins.tolist() == [2, 2, 2, 1] and counted["unknown"].missing == len(
        ROWS
    )


def test_a_night_without_rows_has_empty_bins(table):
    counted = count_by_cut_points(table.filter(table.days > 1e301), CUTS)
    assert counted["visits"].bins.tolist() == [0, 0, 0, 0] and counted["visits"].missing == 0


def test_peer_groups_are_counted(table):
    assert count_peer_groups(table) == {"a/1": 4, "b": 2, "?": 2}
