"""Weights of features by what they have in common: who cheats shows it in several of them.

The first principal axis of the tail scores is what most features say together (size of the trade,
sums, counts). A feature in which all rows vary and that agrees with no other, such as an average
over few patients, adds noise to every row and weighs little. A trait that few rows have adds
nothing to the others, so it keeps its say.
"""

import numpy as np

# Features that say nothing drown the others the more, the more there are: of n features the axis
# decides n / (n + 10) of the weight, the rest is equal for all (docs/experiments.md).
EQUAL_FEATURES = 10
# The axis of few rows is half chance: with ten rows a feature it decides half as much.
ROWS_A_FEATURE = 10
ROUNDS = 200  # power iteration; later rounds do not change the sixth digit
DIGITS = 6  # further digits of the axis differ between machines
# Standard deviation of a tail score that one row in 20,000 has: a rarer trait weighs no more. From
# 0.1 on, traits of few rows in the towns are lost (docs/experiments.md).
LEAST_SPREAD = 0.03


def compute_agreement(tail_scores: np.ndarray) -> np.ndarray:
    """Weight of each feature (rows × features in, mean 1 out), from the first principal axis.

    The axis is that of the correlations, of which negative ones count as 0, so no weight is
    negative. The weight of a trait that few rows have is not below one minus twice their share.
    """
    columns = np.ascontiguousarray(tail_scores.T, dtype=float)
    columns = columns - columns.mean(axis=1, keepdims=True)
    spread = np.sqrt((columns**2).mean(axis=1, keepdims=True))
    columns = np.divide(columns, spread, out=np.zeros_like(columns), where=spread > 0)
    # column by column, as the order of sums in a matrix product depends on threads
    common = np.array([(columns * column).mean(axis=1) for column in columns]).clip(min=0.0)
    axis = np.ones(len(common))
    for _ in range(ROUNDS):
        axis = (common * axis).sum(axis=1)
        length = float(np.sqrt((axis**2).sum()))
        if length == 0.0:  # no feature varies
            return np.ones(len(common))
        axis /= length
    # half of all rows have a positive score where a value varies in all
    rarity = 1.0 - np.minimum(2.0 * (tail_scores > 0).mean(axis=0), 1.0)
    features, rows = columns.shape
    share = features / (features + EQUAL_FEATURES) * rows / (rows + ROWS_A_FEATURE * features)
    weights = np.maximum(1.0 - share + share * axis / axis.mean(), rarity)
    return np.round(weights / weights.mean(), DIGITS)


def compute_spreads(tail_scores: np.ndarray) -> np.ndarray:
    """Standard deviation of each feature's tail scores, at least LEAST_SPREAD; 1 for a constant."""
    spread = np.round(np.std(np.ascontiguousarray(tail_scores.T), axis=1), DIGITS)
    return np.where(spread > 0, np.maximum(spread, LEAST_SPREAD), 1.0)
