"""Comparison of a challenger with the champion: list changes, quality, stability."""

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone

from contracts.intervals import compute_wilson_interval
from models.detector.detector import Detector
from models.explain import compute_contributions

TOP_SHARE = 0.01  # the list of a population, as in the detector's offset
INJECTED = 60  # a share of them is known to about ±0.06
MOVED_FEATURES = 3  # at least; else a third of the features
ORDINARY_TAIL = 0.1  # an ordinary row has no value in this tail of a suspicious side
REFITS, MOST_ROWS = 3, 20_000  # bound the time of the stability measure to seconds a model
CHANGES_SHOWN = 20  # rows a reader compares by hand


@dataclass(frozen=True)
class Comparison:
    """`metrics`: name → number.

    `changes`: record_id, change (comes, goes), champion_place, challenger_place, why.
    """

    metrics: dict[str, float]
    changes: pd.DataFrame


def compare_detectors(
    champion: Detector | None,
    challenger: Detector,
    values: pd.DataFrame,
    labels: pd.Series | None = None,
) -> Comparison:
    """Compare both on the training rows of the challenger.

    `labels` (1, 0, NaN by row) are verdicts.
    """
    count = compute_list_length(len(values))
    injected_rows = inject_anomalies(values, challenger.directions)
    scored = {"challenger": _evaluate_detector(challenger, values, injected_rows, labels, count)}
    metrics = {"list_rows": float(count), **measure_stability(challenger, values, count)}
    changes = pd.DataFrame(
        columns=["record_id", "change", "champion_place", "challenger_place", "why"]
    )
    if champion is not None and set(champion.directions) <= set(values.columns):
        scored["champion"] = _evaluate_detector(champion, values, injected_rows, labels, count)
        challenger_scores, champion_scores = (scored[n][0] for n in ("challenger", "champion"))
        metrics["overlap"] = compute_overlap(champion_scores, challenger_scores, count)
        changes = _list_changes(
            champion, challenger, values, champion_scores, challenger_scores, count
        )
        metrics |= {f"rows_{c}": float((changes.change == c).sum()) for c in ("comes", "goes")}
        changes = pd.concat(
            [changes[changes.change == c].head(CHANGES_SHOWN) for c in ("comes", "goes")]
        )
        changes = changes.assign(why=_explain_changes(champion, challenger, values, changes))
    for name, (_, results) in scored.items():
        metrics |= {f"{name}_{what}": number for what, number in results.items()}
    return Comparison(metrics, changes.reset_index(drop=True))


def compute_list_length(rows: int) -> int:
    """Length of a population's list: the top 1 %, at least ten rows."""
    return min(rows, max(10, round(rows * TOP_SHARE)))


def select_top(scores: np.ndarray, count: int) -> np.ndarray:
    """Positions of the `count` highest scores, highest first, ties by position."""
    return np.argsort(-scores, kind="stable")[:count]


def compute_overlap(first: np.ndarray, second: np.ndarray, count: int) -> float:
    """Share of the `count` highest scores that the two have in common."""
    return len(np.intersect1d(select_top(first, count), select_top(second, count))) / count


def inject_anomalies(
    values: pd.DataFrame, directions: dict[str, str], *, seed: int = 0
) -> pd.DataFrame:
    """Make anomalies: ordinary rows with a third of their features moved into the last 3 %.

    Rows are ordinary where they have at most the median number of features in the last tenth. Moved
    values stay within the training range.
    """
    random, names = np.random.default_rng(seed), list(directions)
    ranks = values[names].rank(pct=True)
    signs = {n: -1 if d == "low" else 1 for n, d in directions.items()}
    far = pd.DataFrame(
        {
            n: (ranks[n] < ORDINARY_TAIL if s < 0 else ranks[n] > 1 - ORDINARY_TAIL)
            for n, s in signs.items()
        }
    )
    ordinary_positions = np.flatnonzero(far.sum(axis=1).to_numpy() <= far.sum(axis=1).quantile(0.5))
    injected_rows = values.iloc[
        random.choice(
            ordinary_positions, size=min(INJECTED, len(ordinary_positions)), replace=False
        )
    ].copy()
    injected_rows[names] = injected_rows[names].astype(float)
    moved_count = min(max(MOVED_FEATURES, len(names) // 3), len(names))
    injected_rows.index = [f"injected-{n:03d}" for n in range(len(injected_rows))]
    for row in injected_rows.index:
        for name in random.choice(names, size=moved_count, replace=False):
            known_values = values[name].dropna().to_numpy(dtype=float)
            if len(known_values):
                level = random.uniform(0.97, 1.0)
                injected_rows.loc[row, name] = np.quantile(
                    known_values, level if signs[name] > 0 else 1 - level
                )
    return injected_rows


def measure_stability(detector: Detector, values: pd.DataFrame, count: int) -> dict[str, float]:
    """Mean overlap of the list with refits: stability_seeds, stability_bootstrap (other rows)."""
    random = np.random.default_rng(0)
    if len(values) > MOST_ROWS:
        count = compute_list_length(MOST_ROWS)
        values = values.iloc[np.sort(random.choice(len(values), MOST_ROWS, replace=False))]
    base_scores = clone(detector).fit(values).score_samples(values)
    seeds, rows = [], []
    for n in range(1, REFITS + 1):
        other = clone(detector).set_params(random_state=detector.random_state + n).fit(values)
        seeds.append(compute_overlap(base_scores, other.score_samples(values), count))
        bootstrap_rows = values.iloc[random.integers(0, len(values), len(values))]
        rows.append(
            compute_overlap(
                base_scores, clone(detector).fit(bootstrap_rows).score_samples(values), count
            )
        )
    return {"stability_seeds": float(np.mean(seeds)), "stability_bootstrap": float(np.mean(rows))}


def _evaluate_detector(detector, values, injected_rows, labels, count):
    """(scores, metrics of the detector's list)."""
    started = time.perf_counter()
    scores = detector.score_samples(values)
    seconds = time.perf_counter() - started
    cut = np.sort(scores)[-count]
    recall = float((detector.score_samples(injected_rows) >= cut).mean())
    return scores, {
        "injected_recall": recall,
        "injected_precision": _measure_injected_precision(
            scores, detector.score_samples(injected_rows)
        ),
        "score_seconds": round(seconds, 3),
        **_measure_on_verdicts(scores, labels, count),
    }


def _measure_injected_precision(scores, injected_scores):
    """Precision at k for k injected rows among all rows."""
    both = np.concatenate([scores, injected_scores])
    return float((select_top(both, len(injected_scores)) >= len(scores)).mean())


def _measure_on_verdicts(scores, labels, count):
    if labels is None or not labels.notna().any():
        return {}
    verdicts = labels.to_numpy(dtype=float)[select_top(scores, count)]
    verdicts = verdicts[~np.isnan(verdicts)]
    metrics = {"verdicts_in_list": float(len(verdicts))}
    if len(verdicts):
        low, high = compute_wilson_interval(int(verdicts.sum()), len(verdicts))
        metrics |= {
            "verdict_precision": float(verdicts.mean()),
            "verdict_low": low,
            "verdict_high": high,
        }
    return metrics


def _list_changes(champion, challenger, values, champion_scores, challenger_scores, count):
    places = {
        n: _rank_places(s)
        for n, s in (("champion", champion_scores), ("challenger", challenger_scores))
    }
    before, after = (
        set(select_top(champion_scores, count)),
        set(select_top(challenger_scores, count)),
    )
    rows = [(p, "comes") for p in select_top(challenger_scores, count) if p not in before]
    rows += [(p, "goes") for p in select_top(champion_scores, count) if p not in after]
    return pd.DataFrame(
        [
            (values.index[p], change, int(places["champion"][p]), int(places["challenger"][p]))
            for p, change in rows
        ],
        columns=["record_id", "change", "champion_place", "challenger_place"],
    )


def _rank_places(scores):
    places = np.empty(len(scores), dtype=int)
    places[select_top(scores, len(scores))] = np.arange(1, len(scores) + 1)
    return places


def _explain_changes(champion, challenger, values, changes):
    """The two features whose part in the score grew (comes) or fell (goes) most."""
    if changes.empty:
        return []
    rows = values.loc[changes.record_id]
    after, before = compute_contributions(challenger, rows), compute_contributions(champion, rows)
    gain = after.sub(before.reindex(columns=after.columns, fill_value=0.0))
    gain *= np.where(changes.change == "comes", 1.0, -1.0)[:, None]
    most = np.argsort(-gain.to_numpy(), axis=1, kind="stable")[:, :2]
    return ["、".join(f"{gain.columns[c]}" for c in columns) for columns in most]
