"""Nights of the past: snapshots as of a day, and replays of published runs."""
