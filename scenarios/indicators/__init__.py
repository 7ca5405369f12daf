"""Indicators of scenarios that have many: files named after the scenario, read by its one declaration."""
