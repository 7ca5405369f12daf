"""Counts of tonight's rows by a model's reference, taken in the engine."""

import ibis
import numpy as np

from models.drift import BinCounts
from pipeline.model_matrix import PEERS


def count_by_cut_points(rows, cuts: dict[str, list[float]]) -> dict[str, BinCounts]:
    """Count the rows of select_model_rows between a feature's cut points, and those unknown."""
    counts_by_feature = {
        name: _count_above_points(rows[name], points) for name, points in cuts.items()
    }
    # all features in one pass over the rows: the engine reads them once
    columns = {
        f"{name}:{i}": c for name, counts in counts_by_feature.items() for i, c in enumerate(counts)
    }
    (totals,) = rows.agg(rows=rows.count(), **columns).to_pandas().to_dict("records")
    tallies = {}
    for name, counts in counts_by_feature.items():
        # known, of them above the first cut, above the second, …
        above = [int(totals[f"{name}:{i}"]) for i in range(len(counts))]
        tallies[name] = BinCounts(-np.diff([*above, 0]), int(totals["rows"]) - above[0])
    return tallies


def count_peer_groups(rows) -> dict[str, int]:
    """Count the rows of every peer group."""
    counted = rows.group_by(PEERS).agg(rows=rows.count()).to_pandas()
    return {code: int(count) for code, count in counted.itertuples(index=False)}


def _count_above_points(value, points):
    is_known = value.notnull() & ~value.isnan()
    above = [is_known & (value > _make_exact_literal(point)) for point in points]
    return [condition.sum().fill_null(0) for condition in (is_known, *above)]


def _make_exact_literal(number):
    """Make a literal of the same bits: DuckDB reads 0.30000000000000004 as a rounded decimal."""
    return ibis.literal(repr(number)).cast("float64")
