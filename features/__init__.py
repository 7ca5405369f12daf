"""Feature tables, one folder a domain.

The engine computes each at most once a night, under its own name.
"""
