"""A night as plain functions from a snapshot to a published run; nothing here knows Prefect."""
