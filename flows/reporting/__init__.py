"""The night as one page that opens without a network."""

from flows.reporting.page import write_report

__all__ = ["write_report"]
