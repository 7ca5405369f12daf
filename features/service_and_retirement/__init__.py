"""Features of the domain: service and retirement."""
