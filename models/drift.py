"""Drift against the training reference: of features, of scores, of peer groups; and when it is worth an alarm.

Alarm levels were tested on shifts that were put in and on plain seasonality (tests/models/test_drift.py). A small
population moves by chance alone: what chance gives is allowed on top of the usual levels.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

BINS = 10
LEAST_SHARE = 1e-4  # an empty bin would make the index infinite
OK, WATCH, ALARM = "ok", "watch", "alarm"
PSI_LEVELS, MISSING_LEVELS, NEW_LEVELS = (0.1, 0.25), (0.05, 0.1), (0.01, 0.05)
CHANCE = (
    2.5  # times the index that chance gives on average: nine bins' worth is beyond it once in some thousand
)
SCORE, PEERS = "score", "peer_group"


@dataclass(frozen=True)
class Tally:
    """Of a feature: how many rows lie in each bin of its reference (the first at or below the first cut), how many are unknown."""

    bins: np.ndarray
    missing: int


def tallies(values: pd.DataFrame, cuts: dict[str, list[float]]) -> dict[str, Tally]:
    """Feature → its tally over rows at hand, by the cut points of its reference."""
    return {name: _tallied(values[name], np.array(points)) for name, points in cuts.items()}


def feature_reference(values: pd.Series) -> dict:
    """Cut points at the deciles of the known values, the share in each bin, and the missing share."""
    known = values.dropna().to_numpy(dtype=float)
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.empty(0)
    return {
        "cuts": cuts.tolist(),
        "shares": _shares(_binned(known, cuts)).tolist(),
        "missing_share": float(values.isna().mean()),
    }


def psi(expected: np.ndarray, observed: np.ndarray) -> float:
    """Population stability index of two vectors of shares: 0 = equal, above 0.25 a marked shift."""
    expected, observed = np.maximum(expected, LEAST_SHARE), np.maximum(observed, LEAST_SHARE)
    return float(np.sum((observed - expected) * np.log(observed / expected)))


def drift_table(
    counted: dict[str, Tally], reference: dict[str, dict], *, rows: int | None = None
) -> list[dict]:
    """One row a feature: psi (None where nothing is known), missing_share, missing_share_reference, level.

    `rows` is how many rows the reference was made of.
    """
    return [_feature(name, counted[name], expected, rows) for name, expected in reference.items()]


def score_drift(scores: np.ndarray, grid: tuple[np.ndarray, np.ndarray], *, rows: int | None = None) -> dict:
    """The same for scores, against the knots (scores, percentiles) of the training reference."""
    knots, percentiles = grid
    cuts = np.unique(np.interp(np.linspace(0, 100, BINS + 1)[1:-1], percentiles, knots))
    at_or_below = np.interp(cuts, knots, percentiles) / 100.0
    expected = np.diff([0.0, *at_or_below, 1.0])
    index = psi(expected, _shares(_binned(scores, cuts)))
    return {
        "feature": SCORE,
        "psi": round(index, 4),
        "missing_share": 0.0,
        "missing_share_reference": 0.0,
        "level": level(index - allowance(len(cuts) + 1, len(scores), rows), PSI_LEVELS),
    }


def new_codes(groups: dict[str, int], known: list[str]) -> dict:
    """Of peer groups with their rows those that were not there in training: their share as `new_share`, the codes, most rows first."""
    unknown = {code: count for code, count in groups.items() if code not in set(known)}
    rows = sum(unknown.values())
    share = float(rows / max(sum(groups.values()), 1))
    return {
        "feature": PEERS,
        "psi": None,
        "missing_share": 0.0,
        "missing_share_reference": 0.0,
        "new_share": round(share, 4),
        "new_codes": sorted(unknown, key=lambda code: (-unknown[code], code))[:10],
        "level": level(share, NEW_LEVELS) if rows > 1 else OK,
    }


def level(value: float, levels: tuple[float, float]) -> str:
    """ "ok", "watch" from the first and "alarm" from the second level."""
    return ALARM if value >= levels[1] else WATCH if value >= levels[0] else OK


def allowance(bins: int, rows: int, reference_rows: int | None) -> float:
    """What of an index chance may explain: (bins − 1)(1/n + 1/m) on average, times a margin."""
    share = 1.0 / max(rows, 1) + (1.0 / reference_rows if reference_rows else 0.0)
    return CHANCE * (bins - 1) * share


def _feature(name, tally, expected, rows):
    known, shares = int(tally.bins.sum()), _shares(tally.bins)
    comparable = known and sum(expected["shares"]) > 0
    index = psi(np.array(expected["shares"]), shares) if comparable else None
    missing, before = tally.missing / max(known + tally.missing, 1), expected["missing_share"]
    told = [level(abs(missing - before), MISSING_LEVELS)]
    if index is not None:
        told.append(level(index - allowance(len(shares), known, rows), PSI_LEVELS))
    return {
        "feature": name,
        "psi": None if index is None else round(index, 4),
        "missing_share": round(missing, 4),
        "missing_share_reference": round(before, 4),
        "level": max(told, key=[OK, WATCH, ALARM].index),
    }


def _tallied(values, cuts):
    known = values.dropna().to_numpy(dtype=float)
    return Tally(_binned(known, cuts), len(values) - len(known))


def _binned(known, cuts):
    return np.bincount(np.searchsorted(cuts, known, side="left"), minlength=len(cuts) + 1)


def _shares(counts):
    return counts / max(counts.sum(), 1)
