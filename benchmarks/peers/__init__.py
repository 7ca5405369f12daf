"""The three heaviest feature sets of the night, computed by us and by peers in one run: time,
memory, equal or not.

`comparing.compare` is the door. Nothing is imported here, so that a peer's memory holds what it
imports itself.
"""
