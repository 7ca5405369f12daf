"""Features of the domain: operators."""
