"""The order of rows by all their columns, the first one first."""

import numpy as np


def compute_canonical_order(rows: np.ndarray) -> np.ndarray:
    """Order rows by all columns, as `np.lexsort(rows.T[::-1])` does, but faster.

    A later column is sorted only where the columns before it are tied.
    """
    order = np.argsort(rows[:, 0], kind="stable")
    run = _number_runs(rows[order, 0], np.zeros(len(rows), dtype=np.int64))
    for column in rows.T[1:]:
        size = np.bincount(run)
        tied = np.flatnonzero(size[run] > 1)
        if not len(tied):
            break
        values = column[order[tied]]
        inner = np.lexsort((values, run[tied]))
        order[tied] = order[tied][inner]
        run = _number_runs(column[order], run)
    return order


def _number_runs(values, run):
    """Number each row's run of equal values within its present run."""
    starts = np.ones(len(values), dtype=bool)
    starts[1:] = (values[1:] != values[:-1]) | (run[1:] != run[:-1])
    return np.cumsum(starts) - 1
