"""Makes tests/models/saved/format_N: a tiny model with the versions that made it and the scores that it gave.

    python -m tests.models.make_saved

Only when the format of stored models changes: a model that a newer library reads otherwise is what the test is there to find.
"""

from pathlib import Path

import numpy as np

from models.detector.detector import Detector
from models.store import FORMAT, write_detector
from tests.models.drawn_data import DIRECTIONS, rows

SAVED = Path(__file__).resolve().parent / "saved"
FOLDER = SAVED / f"format_{FORMAT}"


def main() -> None:
    """Fit, write, score."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    values = rows(200, 3)
    labels = np.full(len(values), np.nan)
    labels[:12] = [1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1]
    detector = Detector(
        DIRECTIONS,
        group_column="peer_group",
        n_estimators=4,
        max_samples=64,
        n_subsamples=5,
        subsample_size=8,
    ).fit(values, labels)
    write_detector(detector, values, FOLDER, features=[], trained_on={"as_of": "2026-11-25"})
    fresh = rows(40, 4)
    fresh.assign(score=detector.score_samples(fresh)).to_csv(
        FOLDER / "expected.csv", float_format="%.17g"
    )


if __name__ == "__main__":
    main()
