"""Scenarios for tests: each is one file, which a test puts beside the real ones."""
