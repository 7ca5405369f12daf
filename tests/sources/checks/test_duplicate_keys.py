"""Repeated numbers are those that counting finds."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.checks.duplicate_keys import find_duplicates

NUMBERS = st.lists(
    st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1), st.integers(2**63, 2**63 + 9))
)


@given(batches=st.lists(NUMBERS, max_size=4))
def test_they_are_those_counted_twice(batches):
    counted = Counter(number for batch in batches for number in batch)
    found = find_duplicates(np.array(batch, dtype=np.uint64) for batch in batches)
    assert found.tolist() == sorted(number for number, times in counted.items() if times > 1)


@pytest.mark.parametrize("batches", [[], [[]], [[2**64 - 1, 2**63], [2**64 - 1]]])
def test_edges(batches):
    found = find_duplicates(np.array(batch, dtype=np.uint64) for batch in batches)
    assert found.tolist() == ([2**64 - 1] if len(batches) == 2 else [])
