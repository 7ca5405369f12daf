"""A simulated town: honest people, employers and offices, planted cases, and the truth beside
them.
"""
