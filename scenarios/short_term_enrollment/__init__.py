"""The scenario `short_term_enrollment` with its indicators."""
