"""Receiving published runs."""

from review.receiving.receive_run import Receipt, receive_run

__all__ = ["Receipt", "receive_run"]
