"""Drift of features against the training reference: population stability index and missing share."""

import numpy as np
import pandas as pd

BINS = 10
LEAST_SHARE = 1e-4  # an empty bin would make the index infinite


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


def drift_table(values: pd.DataFrame, reference: dict[str, dict]) -> list[dict]:
    """One row a feature: psi (None where nothing is known), missing_share, missing_share_reference."""
    rows = []
    for feature, expected in reference.items():
        known = values[feature].dropna().to_numpy(dtype=float)
        shares = _shares(known, np.array(expected["cuts"]))
        comparable = len(known) and sum(expected["shares"]) > 0
        rows.append(
            {
                "feature": feature,
                "psi": round(psi(np.array(expected["shares"]), shares), 4) if comparable else None,
                "missing_share": round(float(values[feature].isna().mean()), 4),
                "missing_share_reference": round(expected["missing_share"], 4),
            }
        )
    return rows


def _shares(known, cuts):
    counts = np.bincount(np.searchsorted(cuts, known, side="left"), minlength=len(cuts) + 1)
    return counts / max(len(known), 1)
