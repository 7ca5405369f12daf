"""What a training run records of its rows and its machine."""

import json
import os
import platform
from hashlib import sha256
from importlib.metadata import version

import numpy as np
import pandas as pd

from models.detector.detector import Detector
from models.store import LIBRARIES


def compute_data_hash(values: pd.DataFrame) -> str:
    """40 hexadecimal digits over column names, order, content and index of training rows."""
    digest = sha256(json.dumps([str(c) for c in values.columns]).encode())
    digest.update(pd.util.hash_pandas_object(values, index=True).to_numpy().tobytes())
    return digest.hexdigest()[:40]


def describe_environment() -> dict:
    """Python, machine and library versions of the training."""
    libraries = (*LIBRARIES, "numba", "scipy", "shap", "mlflow", "duckdb", "ibis-framework")
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "libraries": {name: version(name) for name in libraries},
    }


def measure_training(detector: Detector, values: pd.DataFrame) -> dict[str, float]:
    """Measure the training rows: how many, the missing share, quantiles of their scores."""
    quantiles = {
        f"score_q{int(q * 1000)}": float(np.quantile(detector.reference_, q))
        for q in (0.5, 0.9, 0.99, 0.999)
    }
    missing = values[list(detector.directions)].isna().to_numpy().mean()
    return {"rows": len(values), "missing_share": float(missing), **quantiles}
