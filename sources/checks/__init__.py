"""Checks of delivered rows and deliveries."""
