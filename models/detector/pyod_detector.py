"""A challenger of PyOD behind the contract of `Detector`."""

from itertools import pairwise

import numpy as np

from models.detector.detector import Detector
from models.detector.pyod_scorer import PyodScorer

CHECK_ROWS = 100  # rows whose scores a stored model is checked by


class PyodDetector(Detector):
    """PyOD's detectors on tail scores: suspicious sides and peer groups are applied before them.

    Parameters
    ----------
    directions, group_column, min_group, random_state
        As of `Detector`.
    algorithms : tuple of str
        Names of `models.detector.pyod_scorer.ALGORITHMS`; several are an ensemble.

    Attributes
    ----------
    scorer_ : PyodScorer
    check_rows_, check_scores_ : training rows as the scorer takes them, and their scores

    Verdicts adjust and calibrate its score as they do that of `Detector`.
    """

    def __init__(
        self,
        directions,
        *,
        group_column=None,
        min_group=50,
        algorithms=("IForest",),
        random_state=0,
    ):
        self.directions = directions
        self.group_column = group_column
        self.min_group = min_group
        self.algorithms = algorithms
        self.random_state = random_state

    def _fit_scores(self, tail_scores, scaled_values):
        self.scorer_ = PyodScorer(tuple(self.algorithms), self.random_state).fit(tail_scores)
        scores = self.scorer_.decision_function(tail_scores)
        by_score = np.argsort(scores, kind="stable")
        places = np.linspace(0, len(scores) - 1, min(CHECK_ROWS, len(scores))).round().astype(int)
        self.check_rows_ = tail_scores[by_score[places]]
        self.check_scores_ = scores[by_score[places]]
        return scores

    def _compute_scores(self, tail_scores, scaled_values):
        return self.scorer_.decision_function(tail_scores)

    def compute_scorer_parts(self, tail_scores: np.ndarray) -> np.ndarray:
        """rows × features: what a score loses when the feature's tail scores become those of an
        ordinary row (0), shared out so that a row's parts sum to its score's distance from such a
        row's. It is exact where the score is a sum over features (ECOD, COPOD, HBOS).
        """
        scores = self.scorer_.decision_function(tail_scores)
        starts = [*self.list_side_starts(), tail_scores.shape[1]]
        losses = np.empty((len(tail_scores), len(starts) - 1))
        for place, (start, end) in enumerate(pairwise(starts)):
            without = tail_scores.copy()
            without[:, start:end] = 0.0
            losses[:, place] = scores - self.scorer_.decision_function(without)
        ordinary = self.scorer_.decision_function(np.zeros((1, tail_scores.shape[1])))
        sums, whole = losses.sum(axis=1), scores - ordinary
        # a row whose losses cancel out has nothing to share out by
        can_share = np.abs(sums) > 1e-9
        factor = np.divide(whole, sums, out=np.ones(len(sums)), where=can_share)
        # far from 1, features work together or undo each other: the losses then stay as they are
        factor = np.where((factor > 0.1) & (factor < 10), factor, 1.0)
        return losses * factor[:, None]
