"""Compute the three heaviest feature sets here and with peers: time, memory, equal or not.

The entry is `comparing.iterate_comparisons`. Nothing is imported here, so that a peer's memory
holds only what it imports itself.
"""
