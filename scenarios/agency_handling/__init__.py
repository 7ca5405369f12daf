"""The scenario `agency_handling` with its indicators."""
