"""Drift of features, scores and peer groups against the training reference, with alarm levels.

The levels were tested on injected shifts and on plain seasonality (tests/models/test_drift.py).
Chance moves a small population, so its expected index is subtracted first.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

BINS = 10  # deciles, as usual for the population stability index
LEAST_SHARE = 1e-4  # an empty bin would make the index infinite
OK, WATCH, ALARM = "ok", "watch", "alarm"
PSI_LEVELS = (0.1, 0.25)  # watch and alarm by the usual rule of thumb for the index
MISSING_LEVELS = (0.05, 0.1)  # change of the missing share
NEW_LEVELS = (0.01, 0.05)  # share of rows in groups that training did not have
# Times the mean index under chance. With ten bins chance exceeds it in 0.7 % of cases (chi-squared,
# nine degrees of freedom), and the rest must still reach the level of 0.1.
CHANCE = 2.5
SAME_SCORE = 1e-9  # last digits of a sum differ between machines
CODES_LISTED = 10  # new codes in run.json; one or two usually explain the rest
SCORE, PEERS = "score", "peer_group"


@dataclass(frozen=True)
class BinCounts:
    """Rows of a feature in each bin of its reference, and missing ones."""

    bins: np.ndarray
    missing: int


def count_bins(values: pd.DataFrame, cuts: dict[str, list[float]]) -> dict[str, BinCounts]:
    """Feature → its rows counted by the cut points of its reference."""
    return {
        name: _count_feature_bins(values[name], np.array(points)) for name, points in cuts.items()
    }


def build_feature_reference(values: pd.Series) -> dict:
    """Keys cuts (deciles of the values), shares (of each bin), missing_share."""
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
    """One row a feature: psi (None without values), missing_share, missing_share_reference, level.

    `rows` is the number of training rows.
    """
    return [
        _measure_feature_drift(name, counted[name], expected, rows)
        for name, expected in reference.items()
    ]


def measure_score_drift(
    scores: np.ndarray, grid: tuple[np.ndarray, np.ndarray], *, rows: int | None = None
) -> dict:
    """A row as of `build_drift_table` for scores, against (scores, percentiles) of training."""
    knots, percentiles = grid
    # cuts are scores that training had: between two of them lie no rows where many have the same
    places = np.unique(np.searchsorted(percentiles, np.linspace(0, 100, BINS + 1)[1:-1]))
    places = places[places < len(knots)]
    cuts, at_or_below = knots[places], percentiles[places] / 100.0
    expected = np.diff([0.0, *at_or_below, 1.0])
    counts = _count_per_bin(scores, cuts + SAME_SCORE)
    index = compute_psi(expected, _compute_shares(counts))
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
    """A row for peer groups (code → rows) that training did not have: new_share, new_codes."""
    new_groups = {code: count for code, count in groups.items() if code not in set(trained_codes)}
    rows = sum(new_groups.values())
    share = float(rows / max(sum(groups.values()), 1))
    return {
        "feature": PEERS,
        "psi": None,
        "missing_share": 0.0,
        "missing_share_reference": 0.0,
        "new_share": round(share, 4),
        "new_codes": sorted(new_groups, key=lambda code: (-new_groups[code], code))[:CODES_LISTED],
        "level": classify_level(share, NEW_LEVELS) if rows > 1 else OK,
    }


def classify_level(value: float, levels: tuple[float, float]) -> str:
    """OK, WATCH from the first level on, ALARM from the second."""
    return ALARM if value >= levels[1] else WATCH if value >= levels[0] else OK


def compute_chance_allowance(bins: int, rows: int, reference_rows: int | None) -> float:
    """Index that chance explains: its mean (bins − 1)(1/n + 1/m), times CHANCE."""
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
