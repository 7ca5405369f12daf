"""Items fetched by a thread of their own come in order, with their errors, and the source is let go of in any case."""

import threading
from contextlib import closing

import pytest

from sources.database.prefetch import ITEMS, prefetch


class Source:
    """Numbers up to a count; then an error, if there is one."""

    def __init__(self, count, error=None):
        self.fetched, self.is_closed, self.threads = 0, False, set()
        self.items = self._items(count, error)

    def _items(self, count, error):
        try:
            for number in range(count):
                self.fetched += 1
                self.threads.add(threading.get_ident())
                yield number
            if error:
                raise error
        finally:
            self.is_closed = True


def test_items_come_in_order_from_one_other_thread():
    source = Source(100)
    assert list(prefetch(source.items)) == list(range(100))
    assert (
        source.is_closed
        and len(source.threads) == 1
        and threading.get_ident() not in source.threads
    )


def test_an_error_is_raised_after_the_items_before_it():
    source, seen = Source(5, ValueError("broken off")), []
    with pytest.raises(ValueError, match="broken off"):
        for item in prefetch(source.items):
            seen.append(item)
    assert seen == [0, 1, 2, 3, 4] and source.is_closed


def test_whoever_stops_in_the_middle_has_fetched_a_few_more_at_most_and_the_source_is_closed():
    source = Source(1_000)
    with pytest.raises(KeyError), closing(prefetch(source.items)) as items:
        for item in items:
            if item == 10:
                raise KeyError(item)
    assert source.is_closed and 11 <= source.fetched <= 11 + ITEMS + 1
