"""Fetch items in another thread while the caller works on those before."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
ITEMS = 3  # fetched ahead at most: each is a batch of some megabytes
_END = object()  # marks the end: StopIteration cannot pass through a future


def prefetch(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the items in order; an error is raised where the item would have come."""
    pool = ThreadPoolExecutor(max_workers=1)
    pending = deque(pool.submit(next, items, _END) for _ in range(ITEMS))
    try:
        while (item := pending.popleft().result()) is not _END:
            pending.append(pool.submit(next, items, _END))
            yield item
    finally:
        pool.shutdown(cancel_futures=True)
        items.close()
