"""Prefect flows: when a night runs, in what order, and who gets alerts."""
