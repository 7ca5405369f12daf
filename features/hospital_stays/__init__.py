"""Stays in hospital: who lay where and when, how often again, and what was charged."""
