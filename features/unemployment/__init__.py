"""Features of the domain: unemployment."""
