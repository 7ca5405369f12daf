"""Work on what came while a thread of its own fetches what comes next."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
ITEMS = 3  # fetched at most before they are asked for
_END = object()


def prefetch(items: Iterator[Item]) -> Iterator[Item]:
    """The items in their order. An error of theirs is raised where the item would have come."""
    pool = ThreadPoolExecutor(max_workers=1)
    coming = deque(pool.submit(next, items, _END) for _ in range(ITEMS))
    try:
        while (item := coming.popleft().result()) is not _END:
            coming.append(pool.submit(next, items, _END))
            yield item
    finally:
        pool.shutdown(cancel_futures=True)
        items.close()
