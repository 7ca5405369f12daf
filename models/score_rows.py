"""Scoring by a stored detector in processes without a registry, such as Spark executors."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

from models.detector.detector import Detector
from models.store import read_detector

SCORED = {"record_id": "string", "score": "float64"}


def score_rows(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Score rows by the detector in `folder`; columns record_id, score.

    Raises:
        ModelError: the detector cannot be read.
    """
    return pd.DataFrame(
        {
            "record_id": rows.record_id.to_numpy(),
            "score": _load_detector(folder).score_samples(rows),
        }
    )


@lru_cache(maxsize=64)  # more than there are populations
def _load_detector(folder: Path) -> Detector:
    return read_detector(folder)[0]
