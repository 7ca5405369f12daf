"""The scenario `benefit_overlap` with its indicators."""
