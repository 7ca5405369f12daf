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
CHANCE = 2.5  # times the index that chance gives on average: nine bins' worth is beyond it once in some thousand
SCORE, PEERS = "score", "peer_group"


@dataclass(frozen=True)
class BinCounts:
    """Of a feature: how many rows lie in each bin of its reference (the first at or below the first cut), how many are unknown."""

    bins: np.ndarray
    missing: int


def count_bins(values: pd.DataFrame, cuts: dict[str, list[float]]) -> dict[str, BinCounts]:
    """Feature → its tally over rows at hand, by the cut points of its reference."""
    return {
        name: _count_feature_bins(values[name], np.array(points)) for name, points in cuts.items()
    }


def build_feature_reference(values: pd.Series) -> dict:
    """Cut points at the deciles of the known values, the share in each bin, and the missing share."""
    known_values = values.dropna().to_numpy(dtype=float)
    cuts = (
        np.unique(np.quantile(known_values, np.linspace(0, 1, BINS + 1)[1:-1]))
        if len(known_values)
        else np.empty(0)
    )
    return {
        "cuts": cuts.tolist(),
        "shares": _compute_shares(_count_per_bin(known_values, cuts)).tolist(),
        "missing_share": float(values.isna().mean()),
    }


def compute_psi(expected: np.ndarray, observed: np.ndarray) -> float:
    """Population stability index of two vectors of shares: 0 = equal, above 0.25 a marked shift."""
    expected, observed = np.maximum(expected, LEAST_SHARE), np.maximum(observed, LEAST_SHARE)
    return float(np.sum((observed - expected) * np.log(observed / expected)))


def build_drift_table(
    counted: dict[str, BinCounts], reference: dict[str, dict], *, rows: int | None = None
) -> list[dict]:
    """One row a feature: psi (None where nothing is known), missing_share, missing_share_reference, level.

    `rows` is how many rows the reference was made of.
    """
    return [
        _measure_feature_drift(name, counted[name], expected, rows)
        for name, expected in reference.items()
    ]


def measure_score_drift(
    scores: np.ndarray, grid: tuple[np.ndarray, np.ndarray], *, rows: int | None = None
) -> dict:
    """The same for scores, against the knots (scores, percentiles) of the training reference."""
    knots, percentiles = grid
    cuts = np.unique(np.interp(np.linspace(0, 100, BINS + 1)[1:-1], percentiles, knots))
    at_or_below = np.interp(cuts, knots, percentiles) / 100.0
    expected = np.diff([0.0, *at_or_below, 1.0])
    index = compute_psi(expected, _compute_shares(_count_per_bin(scores, cuts)))
    return {
        "feature": SCORE,
        "psi": round(index, 4),
        "missing_share": 0.0,
        "missing_share_reference": 0.0,
        "level": classify_level(
            index - compute_chance_allowance(len(cuts) + 1, len(scores), rows), PSI_LEVELS
        ),
    }


def find_new_codes(groups: dict[str, int], trained_codes: list[str]) -> dict:
    """Of peer groups with their rows those that were not there in training: their share as `new_share`, the codes, most rows first."""
    new_groups = {code: count for code, count in groups.items() if code not in set(trained_codes)}
    rows = sum(new_groups.values())
    share = float(rows / max(sum(groups.values()), 1))
    return {
        "feature": PEERS,
        "psi": None,
        "missing_share": 0.0,
        "missing_share_reference": 0.0,
        "new_share": round(share, 4),
        "new_codes": sorted(new_groups, key=lambda code: (-new_groups[code], code))[:10],
        "level": classify_level(share, NEW_LEVELS) if rows > 1 else OK,
    }


def classify_level(value: float, levels: tuple[float, float]) -> str:
    """ "ok", "watch" from the first and "alarm" from the second level."""
    return ALARM if value >= levels[1] else WATCH if value >= levels[0] else OK


def compute_chance_allowance(bins: int, rows: int, reference_rows: int | None) -> float:
    """What of an index chance may explain: (bins − 1)(1/n + 1/m) on average, times a margin."""
    share = 1.0 / max(rows, 1) + (1.0 / reference_rows if reference_rows else 0.0)
    return CHANCE * (bins - 1) * share


def _measure_feature_drift(name, tally, expected, rows):
    known_count, shares = int(tally.bins.sum()), _compute_shares(tally.bins)
    comparable = known_count and sum(expected["shares"]) > 0
    index = compute_psi(np.array(expected["shares"]), shares) if comparable else None
    missing, before = tally.missing / max(known_count + tally.missing, 1), expected["missing_share"]
    levels = [classify_level(abs(missing - before), MISSING_LEVELS)]
    if index is not None:
        levels.append(
            classify_level(
                index - compute_chance_allowance(len(shares), known_count, rows), PSI_LEVELS
            )
        )
    return {
        "feature": name,
        "psi": None if index is None else round(index, 4),
        "missing_share": round(missing, 4),
        "missing_share_reference": round(before, 4),
        "level": max(levels, key=[OK, WATCH, ALARM].index),
    }


def _count_feature_bins(values, cuts):
    known_values = values.dropna().to_numpy(dtype=float)
    return BinCounts(_count_per_bin(known_values, cuts), len(values) - len(known_values))


def _count_per_bin(values, cuts):
    return np.bincount(np.searchsorted(cuts, values, side="left"), minlength=len(cuts) + 1)


def _compute_shares(counts):
    return counts / max(counts.sum(), 1)
