"""Drift against the training reference: of features, of scores, of peer groups; and when it is worth an alarm.

Alarm levels were tested on shifts that were put in and on plain seasonality (tests/models/test_drift.py). A small
population moves by chance alone: what chance gives is allowed on top of the usual levels.
"""

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


def feature_reference(values: pd.Series) -> dict:
    """Cut points at the deciles of the known values, the share in each bin, and the missing share."""
    known = values.dropna().to_numpy(dtype=float)
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.empty(0)
    return {
        "cuts": cuts.tolist(),
        "shares": _shares(known, cuts).tolist(),
        "missing_share": float(values.isna().mean()),
    }


def psi(expected: np.ndarray, observed: np.ndarray) -> float:
    """Population stability index of two vectors of shares: 0 = equal, above 0.25 a marked shift."""
    expected, observed = np.maximum(expected, LEAST_SHARE), np.maximum(observed, LEAST_SHARE)
    return float(np.sum((observed - expected) * np.log(observed / expected)))


def drift_table(values: pd.DataFrame, reference: dict[str, dict], *, rows: int | None = None) -> list[dict]:
    """One row a feature: psi (None where nothing is known), missing_share, missing_share_reference, level.

    `rows` is how many rows the reference was made of.
    """
    return [_feature(name, values[name], expected, rows) for name, expected in reference.items()]


def score_drift(scores: np.ndarray, grid: tuple[np.ndarray, np.ndarray], *, rows: int | None = None) -> dict:
    """The same for scores, against the knots (scores, percentiles) of the training reference."""
    knots, percentiles = grid
    cuts = np.unique(np.interp(np.linspace(0, 100, BINS + 1)[1:-1], percentiles, knots))
    at_or_below = np.interp(cuts, knots, percentiles) / 100.0
    expected = np.diff([0.0, *at_or_below, 1.0])
    index = psi(expected, _shares(scores, cuts))
    return {
        "feature": SCORE,
        "psi": round(index, 4),
        "missing_share": 0.0,
        "missing_share_reference": 0.0,
        "level": level(index - allowance(len(cuts) + 1, len(scores), rows), PSI_LEVELS),
    }


def new_codes(groups: pd.Series, known: list[str]) -> dict:
    """Rows whose peer group was not there in training: their share as `new_share`, and the codes, most rows first."""
    unknown = groups[~groups.isin(known)]
    share = float(len(unknown) / max(len(groups), 1))
    return {
        "feature": PEERS,
        "psi": None,
        "missing_share": 0.0,
        "missing_share_reference": 0.0,
        "new_share": round(share, 4),
        "new_codes": [str(code) for code in unknown.value_counts().index[:10]],
        "level": level(share, NEW_LEVELS) if len(unknown) > 1 else OK,
    }


def level(value: float, levels: tuple[float, float]) -> str:
    """ "ok", "watch" from the first and "alarm" from the second level."""
    return ALARM if value >= levels[1] else WATCH if value >= levels[0] else OK


def allowance(bins: int, rows: int, reference_rows: int | None) -> float:
    """What of an index chance may explain: (bins − 1)(1/n + 1/m) on average, times a margin."""
    share = 1.0 / max(rows, 1) + (1.0 / reference_rows if reference_rows else 0.0)
    return CHANCE * (bins - 1) * share


def _feature(name, values, expected, rows):
    known = values.dropna().to_numpy(dtype=float)
    shares = _shares(known, np.array(expected["cuts"]))
    comparable = len(known) and sum(expected["shares"]) > 0
    index = psi(np.array(expected["shares"]), shares) if comparable else None
    missing, before = float(values.isna().mean()), expected["missing_share"]
    told = [level(abs(missing - before), MISSING_LEVELS)]
    if index is not None:
        told.append(level(index - allowance(len(shares), len(known), rows), PSI_LEVELS))
    return {
        "feature": name,
        "psi": None if index is None else round(index, 4),
        "missing_share": round(missing, 4),
        "missing_share_reference": round(before, 4),
        "level": max(told, key=[OK, WATCH, ALARM].index),
    }


def _shares(known, cuts):
    counts = np.bincount(np.searchsorted(cuts, known, side="left"), minlength=len(cuts) + 1)
    return counts / max(len(known), 1)
