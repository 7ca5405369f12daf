"""Values of a row's peer group, for comparison in its reasons."""

from collections.abc import Callable

import numpy as np
import pandas as pd

NOBODY = np.empty(0)
ALL = ""  # the one group of a detector without peer groups


class PeerValues:
    """Feature values by peer group, read and sorted at the first use of a feature.

    `read` maps a feature to (peer group of each row, value of each row, NaN if unknown), in any
    order.
    """

    def __init__(self, read: Callable[[str], tuple[np.ndarray, np.ndarray]]):
        self._read, self._sorted = read, {}

    @classmethod
    def of(cls, values: pd.DataFrame, group_column: str | None) -> "PeerValues":
        """Peers from a frame of features; without a group column all rows are one group."""
        groups = (
            np.full(len(values), ALL) if group_column is None else values[group_column].astype(str)
        )
        return cls(lambda feature: (np.asarray(groups), values[feature].to_numpy(dtype=float)))

    def get_sorted_values(self, feature: str, group: str) -> np.ndarray:
        """The values of a group, smallest first, without NaN; empty for an unknown group."""
        if feature not in self._sorted:
            self._sorted[feature] = _group_values(*self._read(feature))
        return self._sorted[feature].get(group, NOBODY)


def _group_values(groups, values):
    is_known = ~np.isnan(values)
    codes, names = pd.factorize(groups[is_known])
    order = np.argsort(codes, kind="stable")
    ends = np.bincount(codes, minlength=len(names)).cumsum()
    parts = np.split(values[is_known][order], ends[:-1])
    return {name: np.sort(part) for name, part in zip(names, parts, strict=True)}
