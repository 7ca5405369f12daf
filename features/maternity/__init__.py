"""Features of the domain: maternity."""
