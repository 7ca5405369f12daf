"""Fit and score of a million rows: the compiled loops beside scikit-learn's, on the same machine in turns.

    python -m benchmarks.speed [--rows N] [--features N] [--trees N] [--repeats N]

Three comparisons:
the forest alone (fit + score; ranks must be equal, they are equal to the bit), beside scikit-learn as it comes (one thread)
and with threads on all processors (its sums then depend on which thread is first); the distance to sampled rows alone; and the
whole detector (tails, forest, distance; fit scores all rows once more for its reference) with its loops compiled, beside
itself with scikit-learn's loops, and beside a plain isolation forest, which does a third of the work.
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
from models.detector.isolation_kernel import flat, forest_scores, nearest_distances
from models.detector.neighbor_distance import sampled
from models.explain import explain
from models.peer_values import Peers

CHUNK = 4096
EXPLAINED = 30_000


def main() -> None:
    """Print the medians and ratios."""
    options = _options()
    values = made(options.rows, options.features)
    _warm(options.features)
    seconds = {}
    for _ in range(options.repeats):
        for name, run in RUNS.items():
            started = time.perf_counter()
            result = run(values, options.trees)
            seconds.setdefault(name, []).append(time.perf_counter() - started)
            RESULTS[name] = result
    middle = {name: float(np.median(times)) for name, times in seconds.items()}
    print(f"{options.rows:,} × {options.features}, {options.trees} trees, {os.cpu_count()} processors")
    for name, took in middle.items():
        print(f"  {name:38} {took:7.2f} s")
    for ours, theirs in PAIRS:
        print(f"  {theirs} / {ours}: {middle[theirs] / middle[ours]:.2f}")
    same = np.array_equal(RESULTS["forest, compiled"], RESULTS["forest, scikit-learn as it comes"])
    print("  forest scores equal to the bit (so ranks are):", same)
    whole = np.array_equal(RESULTS["detector, compiled"], RESULTS["detector, scikit-learn loops"])
    print("  detector scores equal to the bit:", whole)
    print(f"  reasons of {EXPLAINED:,} rows: {explained(values, options.trees):.1f} s")


def made(rows: int, features: int) -> pd.DataFrame:
    """Heavy-tailed numbers, a quarter of the columns whole numbers with ties."""
    random = np.random.default_rng(0)
    values = random.lognormal(size=(rows, features))
    values[:, : features // 4] = np.round(values[:, : features // 4])
    return pd.DataFrame(values, columns=[f"f{n}" for n in range(features)])


def forest_compiled(values, trees):
    rows = values.to_numpy()
    forest = IsolationForest(n_estimators=trees, random_state=0).fit(rows)
    return forest_scores(flat(forest), rows)


def forest_plain(values, trees):
    rows = values.to_numpy()
    with joblib.parallel_backend("threading", n_jobs=os.cpu_count()):
        forest = IsolationForest(n_estimators=trees, random_state=0).fit(rows)
        return -forest.score_samples(rows)


def forest_as_it_comes(values, trees):
    rows = values.to_numpy()
    return -IsolationForest(n_estimators=trees, random_state=0).fit(rows).score_samples(rows)


def distance_compiled(values, trees):
    rows = values.to_numpy()
    return nearest_distances(rows, sampled(rows, rounds=50, size=16, seed=0))


def distance_plain(values, trees):
    rows = values.to_numpy()
    return _manhattan(rows, sampled(rows, rounds=50, size=16, seed=0))


def whole_compiled(values, trees):
    return Detector(dict.fromkeys(values.columns, "high"), trees=trees).fit(values).score_samples(values)


def whole_plain(values, trees):
    with (
        patch.object(detector_module, "fits", lambda forest: False),
        patch.object(neighbor_distance, "nearest_distances", _manhattan),
    ):
        return whole_compiled(values, trees)


def _manhattan(rows, samples):
    total = np.zeros(len(rows))
    for start in range(0, len(rows), CHUNK):
        for sample in samples:
            part = rows[start : start + CHUNK]
            total[start : start + CHUNK] += manhattan_distances(part, sample).min(axis=1)
    return total


RUNS = {
    "forest, compiled": forest_compiled,
    "forest, scikit-learn threads": forest_plain,
    "forest, scikit-learn as it comes": forest_as_it_comes,
    "distance, compiled": distance_compiled,
    "distance, scikit-learn": distance_plain,
    "detector, compiled": whole_compiled,
    "detector, scikit-learn loops": whole_plain,
}
PAIRS = (
    ("forest, compiled", "forest, scikit-learn threads"),
    ("forest, compiled", "forest, scikit-learn as it comes"),
    ("distance, compiled", "distance, scikit-learn"),
    ("detector, compiled", "detector, scikit-learn loops"),
    ("detector, compiled", "forest, scikit-learn as it comes"),
)
RESULTS: dict[str, np.ndarray] = {}


def explained(values, trees):
    """Seconds for the reasons of 30,000 rows; the shares of path lengths by the shap package are nearly all of it."""
    chosen = values.head(EXPLAINED)
    detector = Detector(dict.fromkeys(values.columns, "high"), trees=trees).fit(chosen)
    started = time.perf_counter()
    explain(detector, chosen, peers=Peers.of(chosen, detector.group_column))
    return time.perf_counter() - started


def _warm(features):
    """Compile before the clock runs: it happens once a machine."""
    few = made(300, features)
    forest_compiled(few, 2), distance_compiled(few, 2)


def _options():
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
