"""Scores of rows by a stored detector, for processes that have no registry: a worker, an executor of a cluster."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from models.detector.detector import Detector
from models.store import read_detector

SCORED = {"record_id": "string", "score": "float64"}


def score_rows(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """record_id and score of rows with the detector's features, by the detector in `folder`. Raises ModelError."""
    return pd.DataFrame(
        {
            "record_id": rows.record_id.to_numpy(),
            "score": _load_detector(folder).score_samples(rows),
        }
    )


@lru_cache(maxsize=64)
def _load_detector(folder: Path) -> Detector:
    return read_detector(folder)[0]
