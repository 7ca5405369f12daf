"""Find numbers that occur more than once, among more of them than a hash table could hold."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

HALVES = 2  # sorted at once, one per core of a small machine
TOP_BIT = np.uint64(63)


def find_duplicates(batches: Iterable[np.ndarray]) -> np.ndarray:
    """Find the values that occur more than once in batches of unsigned 64-bit numbers, in order.

    Memory is eight bytes a number: they are split by their first bit, and each half is sorted by a
    thread.
    """
    halves = [[] for _ in range(HALVES)]
    for batch in batches:
        is_upper = (batch >> TOP_BIT).astype(bool)
        halves[0].append(batch[~is_upper])
        halves[1].append(batch[is_upper])
    with ThreadPoolExecutor(HALVES) as pool:
        return np.concatenate(list(pool.map(_find_repeated_values, halves)))


def _find_repeated_values(parts):
    numbers = np.concatenate([np.empty(0, np.uint64), *parts])
    parts.clear()
    numbers.sort()
    return np.unique(numbers[1:][numbers[1:] == numbers[:-1]])
