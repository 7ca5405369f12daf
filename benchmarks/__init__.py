"""Benchmarks: what the night finds, how fast it is, and what it costs beside other tools."""
