"""Features of the domain: pharmacy."""
