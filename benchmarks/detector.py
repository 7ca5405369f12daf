"""Compare the detector with its peers on data sets with known outliers: ranking and time.

    python -m benchmarks.detector --sets FOLDER [--seeds N]

FOLDER holds data sets as ADBench has them (Han et al. 2022): .npz files with X and y. Nothing is
tuned to a set: every feature may be suspicious on both sides. In the drawn tables of providers much
of everything is suspicious, and the detector is told so. Figures are means over the seeds;
times are of one fit and one scoring of all rows, in turns with the peers so that a busy machine
slows them alike.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from pyod.models.ecod import ECOD
from pyod.models.iforest import IForest
from sklearn.ensemble import IsolationForest

from benchmarks.drawn_providers import KINDS, draw_providers
from models.detector.detector import Detector
from models.ranking_quality import measure_ranking

TREES = 200  # as many for every forest, and more than a night's, so that chance is small
PLAIN = "IsolationForest"


def main() -> None:
    """Print a table per set, their means and the ratios to a plain isolation forest, and likewise
    for drawn providers.
    """
    options = _parse_options()
    sets = sorted(Path(options.sets).glob("*.npz"))
    if not sets:
        raise SystemExit(f"{options.sets} holds no .npz files")
    _print_tables(
        {path.stem: measure_detectors(*read_set(path), options.seeds) for path in sets},
        options.seeds,
    )
    print("\nthe suspicious side of every feature is known\n")
    _print_tables(
        {
            name: measure_detectors(*draw_providers(seed, *kind), options.seeds, "high")
            for seed, (name, kind) in enumerate(KINDS.items())
        },
        options.seeds,
    )


def _print_tables(tables, seeds):
    for name, table in tables.items():
        print(name, _format_table(table), sep="\n", end="\n\n", flush=True)
    mean = sum(tables.values()) / len(tables)
    print(
        f"mean of {len(tables)} sets, {seeds} seeds",
        _format_table(mean),
        sep="\n",
        end="\n\n",
    )
    print(f"beside {PLAIN}", _format_table(compare_with_plain_forest(tables)), sep="\n")


def read_set(path: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """Read the (features, labels: 1 = outlier) of a set."""
    with np.load(path, allow_pickle=False) as arrays:
        values, labels = arrays["X"].astype(float), arrays["y"].astype(int).ravel()
    return pd.DataFrame(values, columns=[f"f{n}" for n in range(values.shape[1])]), labels


def score_detector(values: pd.DataFrame, seed: int, side: str) -> np.ndarray:
    """Score with the project's detector; `side` is suspicious in every feature."""
    detector = Detector(dict.fromkeys(values.columns, side), n_estimators=TREES, random_state=seed)
    return detector.fit(values).score_samples(values)


def score_plain_forest(values: pd.DataFrame, seed: int, side: str) -> np.ndarray:
    """Score with scikit-learn's isolation forest."""
    forest = IsolationForest(n_estimators=TREES, random_state=seed).fit(values.to_numpy())
    return -forest.score_samples(values.to_numpy())


def score_pyod_forest(values: pd.DataFrame, seed: int, side: str) -> np.ndarray:
    """Score with PyOD's isolation forest, which is scikit-learn's with learned thresholds."""
    return (
        IForest(n_estimators=TREES, random_state=seed)
        .fit(values.to_numpy())
        .decision_function(values.to_numpy())
    )


def score_pyod_ecod(values: pd.DataFrame, seed: int, side: str) -> np.ndarray:
    """Score with PyOD's empirical-cumulative detector (Li et al. 2022), which has no seed and
    scores as it fits.
    """
    return ECOD().fit(values.to_numpy()).decision_scores_


DETECTORS = {
    "Detector": score_detector,
    PLAIN: score_plain_forest,
    "PyOD IForest": score_pyod_forest,
    "PyOD ECOD": score_pyod_ecod,
}


def measure_detectors(
    values: pd.DataFrame, labels: np.ndarray, seeds: int, side: str = "both"
) -> pd.DataFrame:
    """Measure one row per detector: auc, ap (means), seconds (the median of the seeds)."""
    rows = []
    for seed in range(seeds):
        for name, score in DETECTORS.items():
            started = time.perf_counter()
            scores = score(values, seed, side)
            seconds = time.perf_counter() - started
            rows.append({"detector": name, **measure_ranking(scores, labels), "seconds": seconds})
    by_detector = pd.DataFrame(rows).groupby("detector", sort=False)
    return by_detector[["auc", "ap"]].mean().assign(seconds=by_detector.seconds.median())


def compare_with_plain_forest(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare over all sets with the plain forest: mean gains in auc and ap, sets better, ratio of
    time.
    """
    gains = pd.concat({name: table - table.loc[PLAIN] for name, table in tables.items()})
    by_detector = gains.groupby(level=1, sort=False)
    total = sum(table.seconds for table in tables.values())
    return (
        by_detector[["auc", "ap"]]
        .mean()
        .rename(columns={"auc": "auc_gain", "ap": "ap_gain"})
        .assign(
            sets_better=by_detector.auc.agg(lambda gain: int((gain > 0).sum())),
            time_ratio=total / total[PLAIN],
        )
    )


def _format_table(table):
    return table.to_string(float_format="{:.4f}".format)


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", required=True, metavar="FOLDER")
    parser.add_argument(
        "--seeds", type=int, default=3, metavar="N", help="how many seeds (default 3)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
