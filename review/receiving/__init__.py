"""Receiving a published run: `receive(folder)`."""

from review.receiving.receive import Receipt, receive

__all__ = ["Receipt", "receive"]
