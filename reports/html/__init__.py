"""The night as one page that opens without a network."""

from reports.html.page import write_report

__all__ = ["write_report"]
