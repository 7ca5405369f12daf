"""The scenario `hospital_stays` with its indicators."""
