"""Measure fit and score of a million rows with compiled loops and with scikit-learn's, in turns.

    python -m benchmarks.speed [--rows N] [--features N] [--trees N] [--repeats N]

Three comparisons: the forest alone (fit + score; ranks must be equal, they are equal to the bit),
beside scikit-learn as it comes (one thread) and with threads on all processors (its sums then
depend on which thread is first); the distance to sampled rows alone; and the whole detector (tails,
forest, distance; fit scores all rows once more for its reference) with its loops compiled, beside
itself with scikit-learn's loops, and beside a plain isolation forest, which does a third of the
work.
"""

import argparse
import os
import time
from unittest.mock import patch

import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.metrics.pairwise import manhattan_distances

from models.detector import detector as detector_module
from models.detector import neighbor_distance
from models.detector.detector import Detector
from models.detector.isolation_kernel import (
    compute_forest_scores,
    flatten_forest,
    sum_nearest_distances,
)
from models.detector.neighbor_distance import draw_samples
from models.explain import explain_rows
from models.peer_values import PeerValues

CHUNK = 4096  # rows a step: the distances of a step to a sample fit the processor's cache
EXPLAINED_ROWS = 30_000  # as many as a city's supervisors check


def main() -> None:
    """Print the medians and ratios."""
    options = _parse_options()
    values = make_values(options.rows, options.features)
    _compile_kernels(options.features)
    seconds = {}
    for _ in range(options.repeats):
        for name, run in RUNS.items():
            started = time.perf_counter()
            result = run(values, options.trees)
            seconds.setdefault(name, []).append(time.perf_counter() - started)
            RESULTS[name] = result
    middle = {name: float(np.median(times)) for name, times in seconds.items()}
    print(
        f"{options.rows:,} × {options.features}, {options.trees} trees, {os.cpu_count()} processors"
    )
    for name, took in middle.items():
        print(f"  {name:38} {took:7.2f} s")
    for our_name, peer_name in PAIRS:
        print(f"  {peer_name} / {our_name}: {middle[peer_name] / middle[our_name]:.2f}")
    same = np.array_equal(RESULTS["forest, compiled"], RESULTS["forest, scikit-learn as it comes"])
    print("  forest scores equal to the bit (so ranks are):", same)
    whole = np.array_equal(RESULTS["detector, compiled"], RESULTS["detector, scikit-learn loops"])
    print("  detector scores equal to the bit:", whole)
    print(f"  reasons of {EXPLAINED_ROWS:,} rows: {time_explanations(values, options.trees):.1f} s")


def make_values(rows: int, features: int) -> pd.DataFrame:
    """Make heavy-tailed numbers, a quarter of the columns whole numbers with ties."""
    random = np.random.default_rng(0)
    values = random.lognormal(size=(rows, features))
    values[:, : features // 4] = np.round(values[:, : features // 4])
    return pd.DataFrame(values, columns=[f"f{n}" for n in range(features)])


def score_forest_compiled(values, trees):
    """Score an isolation forest with the compiled loop."""
    rows = values.to_numpy()
    forest = IsolationForest(n_estimators=trees, random_state=0).fit(rows)
    return compute_forest_scores(flatten_forest(forest), rows)


def score_forest_threaded(values, trees):
    """Score scikit-learn's isolation forest with a thread per processor."""
    rows = values.to_numpy()
    with joblib.parallel_backend("threading", n_jobs=os.cpu_count()):
        forest = IsolationForest(n_estimators=trees, random_state=0).fit(rows)
        return -forest.score_samples(rows)


def score_forest_default(values, trees):
    """Score scikit-learn's isolation forest with its defaults (one thread)."""
    rows = values.to_numpy()
    return -IsolationForest(n_estimators=trees, random_state=0).fit(rows).score_samples(rows)


def measure_distance_compiled(values, trees):
    """Sum the distances to sampled rows with the compiled loop."""
    rows = values.to_numpy()
    return sum_nearest_distances(rows, draw_samples(rows, rounds=50, size=16, seed=0))


def measure_distance_sklearn(values, trees):
    """Sum the distances to sampled rows with scikit-learn."""
    rows = values.to_numpy()
    return _sum_nearest_distances(rows, draw_samples(rows, rounds=50, size=16, seed=0))


def score_detector_compiled(values, trees):
    """Fit and score the whole detector with compiled loops."""
    return (
        Detector(dict.fromkeys(values.columns, "high"), n_estimators=trees)
        .fit(values)
        .score_samples(values)
    )


def score_detector_sklearn(values, trees):
    """Fit and score the whole detector with scikit-learn's loops in place of the compiled ones."""
    with (
        patch.object(detector_module, "can_flatten", lambda forest: False),
        patch.object(neighbor_distance, "sum_nearest_distances", _sum_nearest_distances),
    ):
        return score_detector_compiled(values, trees)


def _sum_nearest_distances(rows, samples):
    total = np.zeros(len(rows))
    for start in range(0, len(rows), CHUNK):
        for sample in samples:
            part = rows[start : start + CHUNK]
            total[start : start + CHUNK] += manhattan_distances(part, sample).min(axis=1)
    return total


RUNS = {
    "forest, compiled": score_forest_compiled,
    "forest, scikit-learn threads": score_forest_threaded,
    "forest, scikit-learn as it comes": score_forest_default,
    "distance, compiled": measure_distance_compiled,
    "distance, scikit-learn": measure_distance_sklearn,
    "detector, compiled": score_detector_compiled,
    "detector, scikit-learn loops": score_detector_sklearn,
}
PAIRS = (
    ("forest, compiled", "forest, scikit-learn threads"),
    ("forest, compiled", "forest, scikit-learn as it comes"),
    ("distance, compiled", "distance, scikit-learn"),
    ("detector, compiled", "detector, scikit-learn loops"),
    ("detector, compiled", "forest, scikit-learn as it comes"),
)
RESULTS: dict[str, np.ndarray] = {}


def time_explanations(values, trees):
    """Time the reasons of EXPLAINED_ROWS; nearly all of it is the shap package's path lengths."""
    rows = values.head(EXPLAINED_ROWS)
    detector = Detector(dict.fromkeys(values.columns, "high"), n_estimators=trees).fit(rows)
    started = time.perf_counter()
    explain_rows(detector, rows, peers=PeerValues.of(rows, detector.group_column))
    return time.perf_counter() - started


def _compile_kernels(features):
    """Compile before the clock runs, since it happens once per machine."""
    few = make_values(300, features)
    score_forest_compiled(few, 2), measure_distance_compiled(few, 2)


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=20)
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
