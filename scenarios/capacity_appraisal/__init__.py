"""The scenario `capacity_appraisal` with its indicators."""
