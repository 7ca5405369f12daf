"""The detector: tail scores in peer groups, isolation forest, distance to sampled rows."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.ensemble import IsolationForest
from sklearn.utils.validation import check_is_fitted

from models.calibrate import fit_calibration
from models.detector.agreement import compute_agreement, compute_spreads
from models.detector.canonical_order import compute_canonical_order
from models.detector.isolation_kernel import can_flatten, compute_forest_scores, flatten_forest
from models.detector.neighbor_distance import compute_mean_distance, draw_samples, fit_robust_scale
from models.detector.tail_scores import fit_tail
from models.detector.verdict_adjustment import DIGITS, compute_held_out_scores, fit_adjustment

SIDES = ("high", "low", "both")
# Shares of tail score and neighbour score where every feature is suspicious on both sides, and
# where the side of every feature is known (docs/experiments.md): a tail on the known side is worth
# more than the distance, which grows with features that say nothing.
SIDES_UNKNOWN, SIDES_KNOWN = (0.35, 0.45), (0.6, 0.3)
WHOLE = ""  # the key of the whole population among the peer groups


class Detector(OutlierMixin, BaseEstimator):
    """Outlier detector with suspicious sides; a higher score is more suspicious.

    Parameters
    ----------
    directions : dict of str to {"high", "low", "both"}
        The suspicious side of each feature; the other side scores 0.
    group_column : str or None
        Column of X that names the peer group; tails and scales are fitted within it.
    min_group : int
        Groups of fewer rows are not fitted. A group of n rows weighs n / (n + min_group), the
        whole population the rest.
    n_estimators, max_samples, random_state
        As in `sklearn.ensemble.IsolationForest`.
    n_subsamples, subsample_size : int
        How many subsamples of how many rows the neighbour score uses.
    tail_weight, neighbor_weight : float or None
        Weights of tail score and neighbour score; the isolation score has the rest. None: between
        SIDES_UNKNOWN and SIDES_KNOWN, by the share of features with one suspicious side.

    Attributes
    ----------
    tails_ : dict, feature → side (1 or -1) → group → Tail
    robust_scales_ : dict, feature → group → RobustScale
    agreement_ : array, weight of each feature by its agreement with the others, mean 1
    spreads_ : array, standard deviation of each feature's tail scores
    forest_ : IsolationForest on the tail scores
    samples_ : array of subsamples × rows × features, weighted scaled values
    adjustment_ : VerdictAdjustment or None, learned from verdicts
    calibration_ : Calibration or None, from score to chance of a true verdict
    reference_ : sorted training scores
    offset_ : score of the top 1 % of the training rows

    X is a DataFrame with numeric features; NaN is unknown and not suspicious. Scores depend neither
    on the order of rows nor on threads or batch size. Features are oriented before the forest, as
    an undirected forest spends cuts on innocent extremes (zero claims, short stays). A feature with
    two suspicious sides gives the forest two columns, as much and little are different.
    """

    def __init__(
        self,
        directions,
        *,
        group_column=None,
        min_group=50,
        n_estimators=200,  # twice scikit-learn's: a steadier ranking for twice the time
        max_samples=256,  # Liu, Ting and Zhou 2008
        random_state=0,
        n_subsamples=50,  # decision 23: LeSiNN with 16 rows, 50 times
        subsample_size=16,
        tail_weight=None,  # decision 23
        neighbor_weight=None,
    ):
        self.directions = directions
        self.group_column = group_column
        self.min_group = min_group
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.random_state = random_state
        self.n_subsamples = n_subsamples
        self.subsample_size = subsample_size
        self.tail_weight = tail_weight
        self.neighbor_weight = neighbor_weight

    def fit(self, X: pd.DataFrame, y=None, *, judged_shares=None, sample_weight=None) -> "Detector":
        """Fit tails, robust scales, weights, forest, subsamples and the scale of the parts.

        y: verdicts (1 true, 0 not true, NaN not judged). The score is adjusted where
            `fit_adjustment` finds enough of them, and calibrated where `fit_calibration` does.
        sample_weight: weight of each verdict, 1 by default.
        judged_shares: how likely each row was to be judged, as listed rows are judged first.

        Raises:
            ValueError: X has no rows or lacks a feature, a direction or a verdict is unknown.
        """
        self._validate_input(X)
        self.feature_names_in_ = np.array(list(self.directions), dtype=object)
        self.tails_, self.robust_scales_ = self._fit_group_scales(X)
        tail_scores, scaled_values = self.compute_side_scores(X), self.compute_scaled_values(X)
        # forest and subsamples draw rows by position; a canonical order removes the order of X
        order = compute_canonical_order(np.hstack([tail_scores, scaled_values]))
        tail_scores, scaled_values = tail_scores[order], scaled_values[order]
        scores = self._fit_scores(tail_scores, scaled_values)
        labels = np.full(len(X), np.nan) if y is None else np.asarray(y, dtype=float)[order]
        sample_weight = (
            None if sample_weight is None else np.asarray(sample_weight, dtype=float)[order]
        )
        self.adjustment_ = fit_adjustment(tail_scores, scaled_values, scores, labels, sample_weight)
        self.reference_ = np.sort(scores + self._compute_adjustment(tail_scores, scaled_values))
        self.offset_ = float(np.quantile(self.reference_, 0.99))
        self.calibration_ = None
        if self.adjustment_ is not None:
            held_out_scores = compute_held_out_scores(
                tail_scores, scaled_values, scores, labels, sample_weight
            )
            shares = (
                None if judged_shares is None else np.asarray(judged_shares, dtype=float)[order]
            )
            self.calibration_ = fit_calibration(np.round(held_out_scores, DIGITS), labels, shares)
        return self

    def score_samples(self, X: pd.DataFrame) -> np.ndarray:
        """One score a row, higher = more suspicious."""
        check_is_fitted(self, "reference_")
        self._validate_input(X)
        tail_scores, scaled_values = self.compute_side_scores(X), self.compute_scaled_values(X)
        scores = self._compute_scores(tail_scores, scaled_values)
        return scores + self._compute_adjustment(tail_scores, scaled_values)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """-1 for rows above `offset_`, else 1 (scikit-learn's signs)."""
        return np.where(self.score_samples(X) > self.offset_, -1, 1)

    def compute_tail_scores(self, X: pd.DataFrame) -> np.ndarray:
        """rows × features: -log10 of twice the tail probability in the peer group, at least 0."""
        return self._take_rarer_side(self.compute_side_scores(X))

    def compute_side_scores(self, X: pd.DataFrame) -> np.ndarray:
        """rows × sides: tail scores, with two columns for a feature of both sides."""
        groups = self._group_rows(X)
        columns = [
            self._apply_by_group(sign * X[name].to_numpy(dtype=float), tails, groups)
            for name in self.directions
            for sign, tails in self.tails_[name].items()
        ]
        # decision 17: the innocent half becomes one point, or the forest isolates its far end too
        return np.maximum(np.column_stack(columns) - np.log10(2), 0.0)

    def list_side_starts(self) -> np.ndarray:
        """The first column of each feature in `compute_side_scores`."""
        return np.cumsum([0, *(len(_list_signs(d)) for d in self.directions.values())])[:-1]

    def list_side_names(self) -> list[str]:
        """A name for each column of `compute_side_scores`."""
        return [
            name if len(self.tails_[name]) == 1 else f"{name} {'high' if sign > 0 else 'low'}"
            for name in self.directions
            for sign in self.tails_[name]
        ]

    def _take_rarer_side(self, tail_scores):
        """rows × features: the larger tail score of a feature's sides."""
        return np.maximum.reduceat(tail_scores, self.list_side_starts(), axis=1)

    def compute_scaled_values(self, X: pd.DataFrame) -> np.ndarray:
        """rows × features: value on the robust scale of the peer group; the innocent half is 0."""
        groups = self._group_rows(X)
        columns = []
        for name, direction in self.directions.items():
            scaled = self._apply_by_group(
                X[name].to_numpy(dtype=float), self.robust_scales_[name], groups
            )
            low = -np.inf if -1 in _list_signs(direction) else 0.0
            high = np.inf if 1 in _list_signs(direction) else 0.0
            columns.append(np.clip(scaled, low, high))
        return np.column_stack(columns)

    def weigh_tail_scores(self, tail_scores: np.ndarray) -> np.ndarray:
        """rows × features: the addition of each tail score to the tail part of the score."""
        return tail_scores * (self.agreement_ / self.spreads_)

    def weigh_scaled_values(self, scaled_values: np.ndarray) -> np.ndarray:
        """rows × features: scaled values as the distance takes them."""
        return scaled_values * self.agreement_

    def neighbor_score(self, distance: np.ndarray) -> np.ndarray:
        """Neighbour score before standardising: 0 at no distance, log 2 at the usual distance."""
        return np.log1p(distance / self.usual_distance_)

    def _fit_scores(self, tail_scores, scaled_values):
        """Fit what turns tail scores and scaled values into a score; return the rows' scores."""
        by_feature = self._take_rarer_side(tail_scores)
        self.agreement_, self.spreads_ = compute_agreement(by_feature), compute_spreads(by_feature)
        weighted_values = self.weigh_scaled_values(scaled_values)
        self.forest_ = IsolationForest(
            n_estimators=self.n_estimators,
            max_samples=min(self.max_samples, len(tail_scores)),
            random_state=self.random_state,
        ).fit(tail_scores)
        self.samples_ = draw_samples(
            weighted_values,
            rounds=self.n_subsamples,
            size=self.subsample_size,
            seed=self.random_state,
        )
        distance = compute_mean_distance(weighted_values, self.samples_)
        self.usual_distance_ = float(np.median(distance)) or float(np.mean(distance)) or 1.0
        parts = self._compute_parts(tail_scores, distance)
        self.scale_ = {name: _fit_scale(part) for name, part in parts.items()}
        return self._blend_parts(parts)

    def _compute_scores(self, tail_scores, scaled_values):
        """The scores of rows before the adjustment by verdicts."""
        weighted_values = self.weigh_scaled_values(scaled_values)
        distance = compute_mean_distance(weighted_values, self.samples_)
        return self._blend_parts(self._compute_parts(tail_scores, distance))

    def _compute_parts(self, tail_scores, distance):
        return {
            "tails": _sum_rows(self.weigh_tail_scores(self._take_rarer_side(tail_scores))),
            "forest": self.isolation_score(tail_scores),
            "neighbors": self.neighbor_score(distance),
        }

    def isolation_score(self, tail_scores: np.ndarray) -> np.ndarray:
        """Isolation score before standardising: 2^(-mean path / usual path), as in scikit-learn."""
        if getattr(self, "_flattened", None) is not self.forest_:
            self._flattened = self.forest_
            self._flat = flatten_forest(self.forest_) if can_flatten(self.forest_) else None
        if self._flat is None:
            return -self.forest_.score_samples(tail_scores)
        return compute_forest_scores(self._flat, tail_scores)

    def shares(self) -> dict[str, float]:
        """Part of the score → its weight."""
        known = np.mean([direction != "both" for direction in self.directions.values()])
        by_sides = (1 - known) * np.array(SIDES_UNKNOWN) + known * np.array(SIDES_KNOWN)
        tails, neighbors = (
            float(default) if chosen is None else chosen
            for chosen, default in zip(
                (self.tail_weight, self.neighbor_weight), by_sides, strict=True
            )
        )
        return {"tails": tails, "forest": 1 - tails - neighbors, "neighbors": neighbors}

    def _blend_parts(self, parts):
        return sum(
            share * _standardize(parts[name], self.scale_[name])
            for name, share in self.shares().items()
        )

    def _compute_adjustment(self, tail_scores, scaled_values):
        """The addition to each score that was learned from verdicts; 0 without an adjustment."""
        if self.adjustment_ is None:
            return 0.0
        return _sum_rows(self.adjustment_.compute_terms(tail_scores, scaled_values))

    def _fit_group_scales(self, X):
        """(feature → side → group → Tail, feature → group → RobustScale).

        WHOLE is the whole population.
        """
        large = {g: rows for g, rows in self._group_rows(X).items() if len(rows) >= self.min_group}
        tails, robust_scales = {}, {}
        for name, direction in self.directions.items():
            values = X[name].to_numpy(dtype=float)
            by_group = {WHOLE: values} | {g: values[rows] for g, rows in large.items()}
            tails[name] = {
                sign: {g: fit_tail(sign * group) for g, group in by_group.items()}
                for sign in _list_signs(direction)
            }
            whole = fit_robust_scale(values)
            # in a group that hardly varies a trifle would look far: no spread is below the whole's
            robust_scales[name] = {
                g: fit_robust_scale(group, min_spread=whole.spread) for g, group in by_group.items()
            }
        return tails, robust_scales

    def _apply_by_group(self, values, fits_by_group, groups):
        """Values through the group's fit and the whole's, weighted by the size of the group."""
        result = fits_by_group[WHOLE](values)
        for group, rows in groups.items():
            if group in fits_by_group:
                weight = fits_by_group[group].count / (fits_by_group[group].count + self.min_group)
                result[rows] = (
                    weight * fits_by_group[group](values[rows]) + (1 - weight) * result[rows]
                )
        return result

    def _group_rows(self, X):
        if self.group_column is None:
            return {}
        return {str(g): rows for g, rows in X.groupby(self.group_column, sort=True).indices.items()}

    def _validate_input(self, X):
        if not self.directions or set(self.directions.values()) - set(SIDES):
            raise ValueError(f"directions must map features to one of {SIDES}")
        missing = set(self.directions) - set(X.columns)
        if missing:
            raise ValueError(f"X lacks the features {sorted(missing)}")
        if not len(X):
            raise ValueError("X has no rows")


def _list_signs(direction):
    return {"high": (1,), "low": (-1,), "both": (1, -1)}[direction]


def _sum_rows(tail_scores):
    """Row sums, column by column: numpy's order of addition depends on the array's shape."""
    total = np.zeros(len(tail_scores))
    for column in tail_scores.T:
        total += column
    return total


def _fit_scale(values):
    return float(np.mean(values)), float(np.std(values)) or 1.0


def _standardize(values, scale):
    return (values - scale[0]) / scale[1]
