"""Receiving a published run: `receive(folder)`."""

from review.receiving.receive_run import Receipt, receive

__all__ = ["Receipt", "receive"]
