"""Exports of the desk for the next night."""
