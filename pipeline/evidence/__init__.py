"""The source rows behind findings."""
