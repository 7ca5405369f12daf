"""A challenger beside the champion on the same rows: what comes and goes and why, what each is worth, how steady it is."""

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone

from contracts.intervals import wilson_interval
from models.detector.detector import Detector
from models.explain import contributions

TOP_SHARE = 0.01
INJECTED, MOVED_FEATURES = 60, 3  # moved: a third of the features, three at least
REFITS, MOST_ROWS = 3, 20_000
CHANGES_TOLD = 20


@dataclass(frozen=True)
class Comparison:
    """`metrics`: name → number; `changes`: record_id, change (comes, goes), champion_place, challenger_place, why."""

    metrics: dict[str, float]
    changes: pd.DataFrame


def compare(
    champion: Detector | None, challenger: Detector, values: pd.DataFrame, labels: pd.Series | None = None
) -> Comparison:
    """Both on the training rows of the challenger. `labels` (1, 0, NaN by row) are verdicts.

    The list is the top 1 % of the rows, ten at least.
    """
    count = list_length(len(values))
    made = injected(values, challenger.directions)
    scored = {"challenger": _judged(challenger, values, made, labels, count)}
    metrics = {"list_rows": float(count), **stability(challenger, values, count)}
    changes = pd.DataFrame(columns=["record_id", "change", "champion_place", "challenger_place", "why"])
    if champion is not None and set(champion.directions) <= set(values.columns):
        scored["champion"] = _judged(champion, values, made, labels, count)
        ours, theirs = (scored[n][0] for n in ("challenger", "champion"))
        metrics["overlap"] = overlap(theirs, ours, count)
        changes = _changes(champion, challenger, values, theirs, ours, count)
        metrics |= {f"rows_{c}": float((changes.change == c).sum()) for c in ("comes", "goes")}
        changes = pd.concat([changes[changes.change == c].head(CHANGES_TOLD) for c in ("comes", "goes")])
        changes = changes.assign(why=_why(champion, challenger, values, changes))
    for name, (_, judged) in scored.items():
        metrics |= {f"{name}_{what}": number for what, number in judged.items()}
    return Comparison(metrics, changes.reset_index(drop=True))


def list_length(rows: int) -> int:
    """How many rows count as the list of a population: the top 1 %, ten at least."""
    return min(rows, max(10, round(rows * TOP_SHARE)))


def top(scores: np.ndarray, count: int) -> np.ndarray:
    """Positions of the `count` highest scores, highest first, ties by position."""
    return np.argsort(-scores, kind="stable")[:count]


def overlap(first: np.ndarray, second: np.ndarray, count: int) -> float:
    """Share of the `count` highest of one that are among those of the other."""
    return len(np.intersect1d(top(first, count), top(second, count))) / count


def injected(values: pd.DataFrame, directions: dict[str, str], *, seed: int = 0) -> pd.DataFrame:
    """Ordinary rows, a third of whose features (three at least) are moved to the last 3 % on their suspicious side.

    They ought to be found.

    A row is ordinary where no feature of it lies in the last tenth; what was moved lies within what was seen.
    """
    random, names = np.random.default_rng(seed), list(directions)
    ranks = values[names].rank(pct=True)
    signs = {n: -1 if d == "low" else 1 for n, d in directions.items()}
    far = pd.DataFrame({n: (ranks[n] < 0.1 if s < 0 else ranks[n] > 0.9) for n, s in signs.items()})
    plain = np.flatnonzero(far.sum(axis=1).to_numpy() <= far.sum(axis=1).quantile(0.5))
    made = values.iloc[random.choice(plain, size=min(INJECTED, len(plain)), replace=False)].copy()
    made[names] = made[names].astype(float)
    moved = min(max(MOVED_FEATURES, len(names) // 3), len(names))
    made.index = [f"injected-{n:03d}" for n in range(len(made))]
    for row in made.index:
        for name in random.choice(names, size=moved, replace=False):
            known = values[name].dropna().to_numpy(dtype=float)
            if len(known):
                level = random.uniform(0.97, 1.0)
                made.loc[row, name] = np.quantile(known, level if signs[name] > 0 else 1 - level)
    return made


def stability(detector: Detector, values: pd.DataFrame, count: int) -> dict[str, float]:
    """Mean overlap of the list with that of refits by other seeds and on bootstrapped rows (of 20,000 rows at most)."""
    random = np.random.default_rng(0)
    if len(values) > MOST_ROWS:
        count = list_length(MOST_ROWS)
        values = values.iloc[np.sort(random.choice(len(values), MOST_ROWS, replace=False))]
    own = clone(detector).fit(values).score_samples(values)
    seeds, rows = [], []
    for n in range(1, REFITS + 1):
        other = clone(detector).set_params(seed=detector.seed + n).fit(values)
        seeds.append(overlap(own, other.score_samples(values), count))
        drawn = values.iloc[random.integers(0, len(values), len(values))]
        rows.append(overlap(own, clone(detector).fit(drawn).score_samples(values), count))
    return {"stability_seeds": float(np.mean(seeds)), "stability_bootstrap": float(np.mean(rows))}


def _judged(detector, values, made, labels, count):
    """(scores, what the list of a detector is worth)."""
    started = time.perf_counter()
    scores = detector.score_samples(values)
    seconds = time.perf_counter() - started
    cut = np.sort(scores)[-count]
    found = float((detector.score_samples(made) >= cut).mean())
    return scores, {
        "injected_recall": found,
        "injected_precision": _precision_among(scores, detector.score_samples(made)),
        "score_seconds": round(seconds, 3),
        **_on_verdicts(scores, labels, count),
    }


def _precision_among(scores, injected_scores):
    """Share of injected rows among as many highest rows as there are injected ones, both together."""
    both = np.concatenate([scores, injected_scores])
    return float((top(both, len(injected_scores)) >= len(scores)).mean())


def _on_verdicts(scores, labels, count):
    if labels is None or not labels.notna().any():
        return {}
    known = labels.to_numpy(dtype=float)[top(scores, count)]
    known = known[~np.isnan(known)]
    told = {"verdicts_in_list": float(len(known))}
    if len(known):
        low, high = wilson_interval(int(known.sum()), len(known))
        told |= {"verdict_precision": float(known.mean()), "verdict_low": low, "verdict_high": high}
    return told


def _changes(champion, challenger, values, theirs, ours, count):
    places = {n: _places(s) for n, s in (("champion", theirs), ("challenger", ours))}
    before, after = set(top(theirs, count)), set(top(ours, count))
    rows = [(p, "comes") for p in top(ours, count) if p not in before]
    rows += [(p, "goes") for p in top(theirs, count) if p not in after]
    return pd.DataFrame(
        [
            (values.index[p], change, int(places["champion"][p]), int(places["challenger"][p]))
            for p, change in rows
        ],
        columns=["record_id", "change", "champion_place", "challenger_place"],
    )


def _places(scores):
    places = np.empty(len(scores), dtype=int)
    places[top(scores, len(scores))] = np.arange(1, len(scores) + 1)
    return places


def _why(champion, challenger, values, changes):
    """The features whose part in the score grew (comes) or fell (goes) most, two each."""
    if changes.empty:
        return []
    rows = values.loc[changes.record_id]
    after, before = contributions(challenger, rows), contributions(champion, rows)
    gain = after.sub(before.reindex(columns=after.columns, fill_value=0.0))
    gain *= np.where(changes.change == "comes", 1.0, -1.0)[:, None]
    most = np.argsort(-gain.to_numpy(), axis=1, kind="stable")[:, :2]
    return ["、".join(f"{gain.columns[c]}" for c in columns) for columns in most]
