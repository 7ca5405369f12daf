"""The report of a night: one page that opens without a network."""

from reports.html.page import write_report

__all__ = ["write_report"]
