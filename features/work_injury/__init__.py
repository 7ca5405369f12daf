"""Features of the domain: work injury."""
