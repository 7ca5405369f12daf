"""The scenario `maternity_allowance` with its indicators."""
