"""The detector: oriented tails within peer groups, an isolation forest on them, and the blend of both."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.ensemble import IsolationForest
from sklearn.utils.validation import check_is_fitted

from models.tails import learned_tail

SIDES = ("high", "low", "both")


class Detector(OutlierMixin, BaseEstimator):
    """Scores rows, higher = more suspicious.

    Parameters
    ----------
    directions: feature → its suspicious side, "high", "low" or "both"; only that side counts.
    group_column: column of X that names the peer group (text); tails are learned within it.
    min_group: weight of the whole population against a group; a group of n rows counts n / (n + min_group),
        one of fewer than `min_group` rows not at all.
    trees, subsample, seed: of scikit-learn's IsolationForest.
    blend: share of the additive tail score in the sum, the rest is the forest's.

    X is a DataFrame with the features as numbers (NaN = unknown = not suspicious). Scores do not depend on the
    order of rows, on threads, or on how many rows are scored at once. Features are oriented before the forest
    sees them since undirected forests spend their cuts on innocent extremes (zero claims, short stays).
    """

    def __init__(
        self, directions, *, group_column=None, min_group=50, trees=200, subsample=256, seed=0, blend=0.5
    ):
        self.directions = directions
        self.group_column = group_column
        self.min_group = min_group
        self.trees = trees
        self.subsample = subsample
        self.seed = seed
        self.blend = blend

    def fit(self, X: pd.DataFrame, y=None) -> "Detector":
        """Learn tails, forest and the scale of both from X. `y` is accepted and not used."""
        self._check(X)
        self.feature_names_in_ = np.array(list(self.directions), dtype=object)
        self.tails_ = {name: self._learn(X, name) for name in self.directions}
        heights = self.tail_terms(X)
        # the forest draws its samples by position: a canonical order makes it blind to that of X
        heights = heights[np.lexsort(heights.T[::-1])]
        self.forest_ = IsolationForest(
            n_estimators=self.trees, max_samples=min(self.subsample, len(X)), random_state=self.seed
        ).fit(heights)
        self.scale_ = {"sum": _scale(_added(heights)), "forest": _scale(-self.forest_.score_samples(heights))}
        self.reference_ = np.sort(self._blended(heights))
        self.offset_ = float(np.quantile(self.reference_, 0.99))
        return self

    def score_samples(self, X: pd.DataFrame) -> np.ndarray:
        """One score a row, higher = more suspicious."""
        check_is_fitted(self, "forest_")
        self._check(X)
        return self._blended(self.tail_terms(X))

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """-1 for rows beyond the top 1 % of the training reference, else 1 (scikit-learn's sign for outliers)."""
        return np.where(self.score_samples(X) > self.offset_, -1, 1)

    def tail_terms(self, X: pd.DataFrame) -> np.ndarray:
        """rows × features: -log10 of twice the tail probability on the suspicious side, within the peer group; at least 0."""
        groups = self._groups(X)
        return np.column_stack([self._terms(X, name, groups) for name in self.directions])

    def _blended(self, heights):
        total = self.blend * _standard(_added(heights), self.scale_["sum"])
        return total + (1 - self.blend) * _standard(
            -self.forest_.score_samples(heights), self.scale_["forest"]
        )

    def _learn(self, X, name):
        """side → {group: Tail}, the whole population under the empty name."""
        values = X[name].to_numpy(dtype=float)
        groups = self._groups(X)
        large = [g for g, rows in groups.items() if len(rows) >= self.min_group]
        return {
            sign: {"": learned_tail(sign * values)}
            | {g: learned_tail(sign * values[groups[g]]) for g in large}
            for sign in _signs(self.directions[name])
        }

    def _terms(self, X, name, groups):
        values = X[name].to_numpy(dtype=float)
        sides = [self._side(sign * values, tails, groups) for sign, tails in self.tails_[name].items()]
        # one side: the innocent half is one point, or the forest would find its far end as odd as the suspicious one;
        # two sides: the rarer one, less the same log10 2 for having looked twice
        return np.maximum(np.maximum.reduce(sides) - np.log10(2), 0.0)

    def _side(self, values, tails, groups):
        height = tails[""](values)
        for group, rows in groups.items():
            if group in tails:
                weight = tails[group].count / (tails[group].count + self.min_group)
                height[rows] = weight * tails[group](values[rows]) + (1 - weight) * height[rows]
        return height

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
