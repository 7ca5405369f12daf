"""Verdicts of audit staff: labels for training, hit rates for the order of the list."""
