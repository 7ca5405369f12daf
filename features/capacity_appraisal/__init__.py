"""Features of the domain: capacity appraisal."""
