"""Training rows for tests of models: two peer groups, a heavy tail, a rare pattern and some unknown values."""

import numpy as np
import pandas as pd

from models.detector.detector import Detector

DIRECTIONS = {"visits": "high", "days": "low", "share": "both"}


def rows(count=800, seed=0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(
        {
            "visits": rng.lognormal(1, 0.8, count).round(2),
            "days": rng.gamma(3, 20, count).round(),
            "share": rng.beta(4, 4, count).round(4),
            "peer_group": rng.choice(["shop", "clinic", "rare"], count, p=[0.6, 0.38, 0.02]),
        },
        index=[f"r{n:05d}" for n in range(count)],
    )
    values.loc[values.peer_group == "clinic", "visits"] *= 10
    values.loc[values.index[::17], "days"] = np.nan
    return values


def fitted(count=800, **parameters) -> tuple[Detector, pd.DataFrame]:
    values = rows(count)
    parameters = {"group_column": "peer_group", "n_estimators": 40} | parameters
    return Detector(DIRECTIONS, **parameters).fit(values), values
