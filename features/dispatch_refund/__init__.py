"""Features of the domain: dispatch refund."""
