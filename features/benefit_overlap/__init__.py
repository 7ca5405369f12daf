"""Features of the domain: benefit overlap."""
