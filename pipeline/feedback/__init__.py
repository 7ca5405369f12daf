"""Verdicts of officers: labels for training, hit rates for the order of the list."""
