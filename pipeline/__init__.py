"""A night as functions from a snapshot to a published run; no Prefect is used here."""
