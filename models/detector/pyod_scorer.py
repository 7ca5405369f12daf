"""Detectors of PyOD (Zhao, Nasrullah and Li 2019) on tail scores, and ensembles of them.

A fitted one is made small and still: it keeps no training rows, and the score of a row depends on
that row alone. PyOD's ECOD and COPOD rank each batch anew beside all training rows; here their
curves are kept as they were after fitting.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator

from contracts.errors import UsageError
from models.detector.tail_scores import MOST_KNOTS

# name → module of PyOD and class. SUOD is not among them: it trains regressions that stand for its
# members, which makes it an estimate of an ensemble; `pyod:IForest+COPOD+HBOS` is one itself.
ALGORITHMS = {
    "IForest": ("pyod.models.iforest", "IForest"),
    "ECOD": ("pyod.models.ecod", "ECOD"),
    "COPOD": ("pyod.models.copod", "COPOD"),
    "HBOS": ("pyod.models.hbos", "HBOS"),
    "LODA": ("pyod.models.loda", "LODA"),
}
SEEDED = ("IForest", "LODA")
# types of scorer.skops that are not on skops' list of safe types
TRUSTED = [
    "models.detector.pyod_scorer.ColumnCurves",
    "models.detector.pyod_scorer.PyodScorer",
    "pyod.models.hbos.HBOS",
    "pyod.models.iforest.IForest",
    "pyod.models.loda.LODA",
    "sklearn.tree._tree.Tree",
    "sklearn.tree._classes.ExtraTreeRegressor",
]
DIGITS = 9  # further digits of a sum differ between machines


@dataclass
class ColumnCurves:
    """A score that is a sum over columns: for each, increasing `values` and their `scores`."""

    values: list[np.ndarray]
    scores: list[np.ndarray]

    def decision_function(self, X: np.ndarray) -> np.ndarray:
        """Score rows; between two known values the score is interpolated, beyond them it stays."""
        total = np.zeros(len(X))
        for column, values, scores in zip(X.T, self.values, self.scores, strict=True):
            total += np.interp(column, values, scores)
        return total


class PyodScorer(BaseEstimator):
    """The mean of the standardised scores of one or more PyOD detectors; higher = more unusual.

    Attributes
    ----------
    columns_ : positions of the columns that vary; the others say nothing
    members_ : fitted detectors
    scales_ : (mean, standard deviation) of each member's training scores
    """

    def __init__(self, algorithms: tuple[str, ...] = ("IForest",), random_state: int = 0):
        self.algorithms = algorithms
        self.random_state = random_state

    def fit(self, X: np.ndarray, y=None) -> "PyodScorer":
        """Fit on rows × columns of finite numbers."""
        self.columns_ = np.flatnonzero(X.std(axis=0) > 0)
        self.members_, self.scales_ = [], []
        if len(self.columns_):
            rows = np.ascontiguousarray(X[:, self.columns_])
            for name in self.algorithms:
                member = _fit_member(name, rows, self.random_state)
                scores = member.decision_function(rows)
                self.members_.append(member)
                self.scales_.append([float(np.mean(scores)), float(np.std(scores)) or 1.0])
        return self

    def decision_function(self, X: np.ndarray) -> np.ndarray:
        """One score a row."""
        if not self.members_:
            return np.zeros(len(X))
        rows = np.ascontiguousarray(X[:, self.columns_])
        scaled = [
            (member.decision_function(rows) - mean) / spread
            for member, (mean, spread) in zip(self.members_, self.scales_, strict=True)
        ]
        return np.round(np.mean(scaled, axis=0), DIGITS)

    predict = decision_function  # MLflow serves a model by this name


def parse_algorithms(text: str) -> tuple[str, ...]:
    """Parse "COPOD" or "IForest+COPOD". Raises UsageError for a name that is not known."""
    known = {name.lower(): name for name in ALGORITHMS}
    names = [part.strip() for part in text.split("+")]
    if unknown := [name for name in names if name.lower() not in known]:
        raise UsageError(
            f"there is no detector 'pyod:{unknown[0]}'",
            next_step=f"known: {', '.join(ALGORITHMS)}; joined by + they are an ensemble",
        )
    return tuple(dict.fromkeys(known[name.lower()] for name in names))


def _fit_member(name, rows, seed):
    from importlib import import_module

    module, attribute = ALGORITHMS[name]
    # PyOD takes half a second to load, and only its models need it
    algorithm = getattr(import_module(module), attribute)
    member = algorithm(random_state=seed) if name in SEEDED else algorithm()
    member.fit(rows)
    return _keep_curves(rows, member) if hasattr(member, "O") else _drop_training_rows(member)


def _keep_curves(rows, member) -> ColumnCurves:
    """The curve of each column of ECOD or COPOD, whose `O` holds it at the training rows."""
    values, scores = [], []
    for column, parts in zip(rows.T, member.O[-len(rows) :].T, strict=True):
        known, first = np.unique(column, return_index=True)
        at = parts[first]
        if len(known) > MOST_KNOTS:
            # half of the knots evenly by row, half at the top, where the tail is
            places = np.concatenate(
                [
                    np.linspace(0, len(known) - 1, MOST_KNOTS // 2),
                    len(known) - np.geomspace(1, len(known), MOST_KNOTS // 2),
                ]
            )
            kept = np.unique(places.round().astype(int).clip(0, len(known) - 1))
            known, at = known[kept], at[kept]
        values.append(known)
        scores.append(at)
    return ColumnCurves(values, scores)


def _drop_training_rows(member):
    """Keep of the training scores as much as PyOD asks for: that they are there."""
    member.decision_scores_, member.labels_ = member.decision_scores_[:1], member.labels_[:1]
    return member
