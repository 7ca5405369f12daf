"""The detector: oriented tails within peer groups, an isolation forest on them, and the distance from ordinary rows."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.ensemble import IsolationForest
from sklearn.utils.validation import check_is_fitted

from models.calibrate import calibrated
from models.detector.canonical_order import canonical_order
from models.detector.isolation_kernel import fits, flat, forest_scores
from models.detector.neighbor_distance import learned_yardstick, mean_distance, sampled
from models.detector.tail_scores import learned_tail
from models.detector.verdict_adjustment import DIGITS, held_out, learned

SIDES = ("high", "low", "both")
WHOLE = ""  # names the whole population among the peer groups


class Detector(OutlierMixin, BaseEstimator):
    """Scores rows, higher = more suspicious.

    Parameters
    ----------
    directions: feature → its suspicious side, "high", "low" or "both"; only that side counts.
    group_column: column of X that names the peer group (text); tails are learned within it.
    min_group: weight of the whole population against a group; a group of n rows counts n / (n + min_group),
        one of fewer than `min_group` rows not at all.
    trees, subsample, seed: of scikit-learn's IsolationForest.
    rounds, sample: how many samples of how many rows the distance part takes.
    tail_share, near_share: shares of tails and distance in the score, the rest is the forest's.

    X is a DataFrame with the features as numbers (NaN = unknown = not suspicious). Scores do not depend on the
    order of rows, on threads, or on how many rows are scored at once. Features are oriented before the forest
    sees them since undirected forests spend their cuts on innocent extremes (zero claims, short stays). Where both
    sides are suspicious each is a column of its own to the forest: much and little of a thing are not one point.
    """

    def __init__(
        self,
        directions,
        *,
        group_column=None,
        min_group=50,
        trees=200,
        subsample=256,
        seed=0,
        rounds=50,
        sample=16,
        tail_share=0.35,
        near_share=0.45,
    ):
        self.directions = directions
        self.group_column = group_column
        self.min_group = min_group
        self.trees = trees
        self.subsample = subsample
        self.seed = seed
        self.rounds = rounds
        self.sample = sample
        self.tail_share = tail_share
        self.near_share = near_share

    def fit(self, X: pd.DataFrame, y=None, *, judged_shares=None, weights=None) -> "Detector":
        """Learn tails, yardsticks, forest, samples and the scale of the parts from X.

        `y` may hold verdicts: 1 true, 0 not true, NaN not judged. With three or more the score learns from them,
        by `weights` (1 each if not given), if two of full weight are not true;
        with thirty or more, five of each kind, it is calibrated to a chance; `judged_shares` say how likely each row was
        to be judged, since those that are listed are judged first.
        """
        self._check(X)
        self.feature_names_in_ = np.array(list(self.directions), dtype=object)
        self.tails_, self.yardsticks_ = self._learn(X)
        heights, coordinates = self.side_heights(X), self.coordinates(X)
        # forest and samples are drawn by position: a canonical order makes them blind to that of X
        order = canonical_order(np.hstack([heights, coordinates]))
        heights, coordinates = heights[order], coordinates[order]
        self.forest_ = IsolationForest(
            n_estimators=self.trees, max_samples=min(self.subsample, len(X)), random_state=self.seed
        ).fit(heights)
        self.samples_ = sampled(coordinates, rounds=self.rounds, size=self.sample, seed=self.seed)
        distance = mean_distance(coordinates, self.samples_)
        self.usual_distance_ = float(np.median(distance)) or float(np.mean(distance)) or 1.0
        parts = self._parts(heights, distance)
        self.scale_ = {name: _scale(part) for name, part in parts.items()}
        scores = self._blended(parts)
        labels = np.full(len(X), np.nan) if y is None else np.asarray(y, dtype=float)[order]
        weights = None if weights is None else np.asarray(weights, dtype=float)[order]
        self.correction_ = learned(heights, coordinates, scores, labels, weights)
        self.reference_ = np.sort(scores + self._corrected(heights, coordinates))
        self.offset_ = float(np.quantile(self.reference_, 0.99))
        self.calibration_ = None
        if self.correction_ is not None:
            told = held_out(heights, coordinates, scores, labels, weights)
            shares = None if judged_shares is None else np.asarray(judged_shares, dtype=float)[order]
            self.calibration_ = calibrated(np.round(told, DIGITS), labels, shares)
        return self

    def score_samples(self, X: pd.DataFrame) -> np.ndarray:
        """One score a row, higher = more suspicious."""
        check_is_fitted(self, "forest_")
        self._check(X)
        heights, coordinates = self.side_heights(X), self.coordinates(X)
        parts = self._parts(heights, mean_distance(coordinates, self.samples_))
        return self._blended(parts) + self._corrected(heights, coordinates)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """-1 for rows beyond the top 1 % of the training reference, else 1 (scikit-learn's sign for outliers)."""
        return np.where(self.score_samples(X) > self.offset_, -1, 1)

    def tail_terms(self, X: pd.DataFrame) -> np.ndarray:
        """rows × features: -log10 of twice the tail probability on the suspicious side, within the peer group; at least 0."""
        return self._rarer(self.side_heights(X))

    def side_heights(self, X: pd.DataFrame) -> np.ndarray:
        """rows × sides: the same, a feature of both sides in two columns (`side_starts`, `side_names`)."""
        groups = self._groups(X)
        columns = [
            self._beside_peers(sign * X[name].to_numpy(dtype=float), tails, groups)
            for name in self.directions
            for sign, tails in self.tails_[name].items()
        ]
        # the innocent half is one point, or the forest would find its far end as odd as the suspicious one
        return np.maximum(np.column_stack(columns) - np.log10(2), 0.0)

    def side_starts(self) -> np.ndarray:
        """The first column of each feature in `side_heights`."""
        return np.cumsum([0, *(len(_signs(d)) for d in self.directions.values())])[:-1]

    def side_names(self) -> list[str]:
        """A name for each column of `side_heights`."""
        return [
            name if len(self.tails_[name]) == 1 else f"{name} {'high' if sign > 0 else 'low'}"
            for name in self.directions
            for sign in self.tails_[name]
        ]

    def _rarer(self, heights):
        """Of the two sides of a feature the rarer one."""
        return np.maximum.reduceat(heights, self.side_starts(), axis=1)

    def coordinates(self, X: pd.DataFrame) -> np.ndarray:
        """rows × features: place on the robust scale of the peer group; the innocent half is 0."""
        groups = self._groups(X)
        columns = []
        for name, direction in self.directions.items():
            place = self._beside_peers(X[name].to_numpy(dtype=float), self.yardsticks_[name], groups)
            low, high = (
                (-np.inf if -1 in _signs(direction) else 0.0),
                (np.inf if 1 in _signs(direction) else 0.0),
            )
            columns.append(np.clip(place, low, high))
        return np.column_stack(columns)

    def nearness(self, distance: np.ndarray) -> np.ndarray:
        """The distance part of the score before it is scaled: 0 at no distance, log 2 at the usual one."""
        return np.log1p(distance / self.usual_distance_)

    def _parts(self, heights, distance):
        return {
            "sum": _added(self._rarer(heights)),
            "forest": self.loneliness(heights),
            "near": self.nearness(distance),
        }

    def loneliness(self, heights: np.ndarray) -> np.ndarray:
        """The forest's part before it is scaled: 2^(-mean path / usual path), as scikit-learn scores it, to the bit."""
        if getattr(self, "_flattened", None) is not self.forest_:
            self._flattened, self._flat = self.forest_, flat(self.forest_) if fits(self.forest_) else None
        if self._flat is None:
            return -self.forest_.score_samples(heights)
        return forest_scores(self._flat, heights)

    def shares(self) -> dict[str, float]:
        """Part of the score → its share."""
        return {
            "sum": self.tail_share,
            "forest": 1 - self.tail_share - self.near_share,
            "near": self.near_share,
        }

    def _blended(self, parts):
        return sum(share * _standard(parts[name], self.scale_[name]) for name, share in self.shares().items())

    def _corrected(self, heights, coordinates):
        """What verdicts add to the score: 0 without any."""
        if self.correction_ is None:
            return 0.0
        return _added(self.correction_.terms(heights, coordinates))

    def _learn(self, X):
        """(feature → side → {group: Tail}, feature → {group: Yardstick}); the whole population is the group WHOLE."""
        large = {g: rows for g, rows in self._groups(X).items() if len(rows) >= self.min_group}
        tails, yardsticks = {}, {}
        for name, direction in self.directions.items():
            values = X[name].to_numpy(dtype=float)
            by_group = {WHOLE: values} | {g: values[rows] for g, rows in large.items()}
            tails[name] = {
                sign: {g: learned_tail(sign * own) for g, own in by_group.items()}
                for sign in _signs(direction)
            }
            whole = learned_yardstick(values)
            # a group that hardly varies would make a trifle far: no yardstick is shorter than that of the whole
            yardsticks[name] = {g: learned_yardstick(own, least=whole.spread) for g, own in by_group.items()}
        return tails, yardsticks

    def _beside_peers(self, values, learned, groups):
        """What was learned of the group and of the whole, applied to values, weighted by how many peers there are."""
        result = learned[WHOLE](values)
        for group, rows in groups.items():
            if group in learned:
                weight = learned[group].count / (learned[group].count + self.min_group)
                result[rows] = weight * learned[group](values[rows]) + (1 - weight) * result[rows]
        return result

    def _groups(self, X):
        if self.group_column is None:
            return {}
        return {str(g): rows for g, rows in X.groupby(self.group_column, sort=True).indices.items()}

    def _check(self, X):
        if not self.directions or set(self.directions.values()) - set(SIDES):
            raise ValueError(f"directions must map features to one of {SIDES}")
        missing = set(self.directions) - set(X.columns)
        if missing:
            raise ValueError(f"X lacks the features {sorted(missing)}")
        if not len(X):
            raise ValueError("X has no rows")


def _signs(direction):
    return {"high": (1,), "low": (-1,), "both": (1, -1)}[direction]


def _added(heights):
    """Row sums, feature by feature, so that how rows are chunked cannot change a bit."""
    total = np.zeros(len(heights))
    for column in heights.T:
        total += column
    return total


def _scale(values):
    return float(np.mean(values)), float(np.std(values)) or 1.0


def _standard(values, scale):
    return (values - scale[0]) / scale[1]
