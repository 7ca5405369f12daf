"""The scenario `early_retirement` with its indicators."""
