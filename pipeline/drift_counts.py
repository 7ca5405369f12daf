"""How tonight's rows lie beside a model's reference, counted in the engine."""

import ibis
import numpy as np

from models.drift import Tally
from pipeline.model_matrix import PEERS


def tallies_of(rows, cuts: dict[str, list[float]]) -> dict[str, Tally]:
    """Feature → how many rows (of `model_rows`) lie between its cut points, and how many are unknown."""
    asked = {name: _counts(rows[name], points) for name, points in cuts.items()}
    columns = {f"{name}:{i}": c for name, counts in asked.items() for i, c in enumerate(counts)}
    (told,) = rows.agg(rows=rows.count(), **columns).to_pandas().to_dict("records")
    found = {}
    for name, counts in asked.items():
        # known, of them above the first cut, above the second, …
        above = [int(told[f"{name}:{i}"]) for i in range(len(counts))]
        found[name] = Tally(-np.diff([*above, 0]), int(told["rows"]) - above[0])
    return found


def groups_of(rows) -> dict[str, int]:
    """Peer group → its rows."""
    counted = rows.group_by(PEERS).agg(rows=rows.count()).to_pandas()
    return {code: int(count) for code, count in counted.itertuples(index=False)}


def _counts(value, points):
    known = value.notnull() & ~value.isnan()
    above = [known & (value > _exact(point)) for point in points]
    return [condition.sum().fill_null(0) for condition in (known, *above)]


def _exact(number):
    """A literal that keeps every bit: DuckDB reads 0.30000000000000004 as a decimal and rounds it twice."""
    return ibis.literal(repr(number)).cast("float64")
